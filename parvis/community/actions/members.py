"""Members join, are put in groups, and leave."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from parvis.community.actions.houses import NETWORK, rights_changed
from parvis.community.models import Community, Group, GroupMember, Member
from parvis.community.rules.naming import KEPT_HANDLES, handle_key, handle_of, name_key, slug_of
from parvis.connectors.contract import Author
from parvis.core import journal
from parvis.core.models import Account
from parvis.people.actions import Sighting, attribute
from parvis.people.models import Identity


class HandleTaken(Exception):
    """Somebody else has this handle, or it speaks for the house."""


@transaction.atomic
def join(community: Community, account: Account, *, handle: str, name: str, at: datetime) -> Member:
    """The account's membership; whoever left comes back as it was. Raises HandleTaken."""
    known = Member.objects.filter(brand_id=community.brand_id, account=account).first()
    if known is not None:
        return _back(known, at)
    key = check_handle(community.brand_id, handle)
    who = Author(f"member:{account.pk}", name=name[:120], handle=handle)
    made = attribute(community.brand_id, NETWORK, {who.remote_id: Sighting(who, at, at)})[who.remote_id]
    try:
        with transaction.atomic():
            member = Member.objects.create(
                brand_id=community.brand_id, account=account, identity_id=made.identity_id, handle=handle,
                handle_key=key, name=name[:120], name_key=name_key(name), joined_at=at, seen_at=at,
            )  # fmt: skip
    except IntegrityError as problem:  # two at once: the handle, or a second click of the same person
        again = Member.objects.filter(brand_id=community.brand_id, account=account).first()
        if again is None:
            raise HandleTaken from problem
        return again
    Identity.objects.filter(pk=made.identity_id).update(verified=True)
    return member


def check_handle(brand_id: int, handle: str) -> str:
    """Its key, when it can be somebody's. Raises HandleTaken."""
    key = handle_key(handle)
    if handle_of(handle) != handle or key in KEPT_HANDLES:
        raise HandleTaken
    if Member.objects.filter(brand_id=brand_id, handle_key=key).exists():
        raise HandleTaken
    return key


def _back(member: Member, at: datetime) -> Member:
    if member.left_at is not None:
        member.left_at, member.seen_at = None, at
        member.save(update_fields=["left_at", "seen_at"])
    return member


@transaction.atomic
def make_group(community: Community, name: str, *, about: str = "", by: Account | None, at: datetime) -> Group:
    slug = slug_of(name, "group")[:60]
    made, new = Group.objects.get_or_create(
        brand=community.brand, slug=slug, defaults={"name": name[:80], "about": about[:300], "made_at": at}
    )
    if new:
        said = {"name": made.name}
        journal.record(community.brand, actor=by, verb="group.made", object=f"group:{made.pk}", data=said, at=at)
    return made


@transaction.atomic
def put_in_group(group: Group, member: Member, *, by: Account | None, at: datetime) -> bool:
    """Whether it was not in it yet."""
    _row, new = GroupMember.objects.get_or_create(
        group=group, member=member, defaults={"brand_id": group.brand_id, "at": at, "by": by}
    )
    if new:
        said = {"member": member.pk}
        journal.record(group.brand, actor=by, verb="group.joined", object=f"group:{group.pk}", data=said, at=at)
    return new


@transaction.atomic
def take_out_of_group(group: Group, member: Member, *, by: Account | None, at: datetime) -> bool:
    gone, _rows = GroupMember.objects.filter(group=group, member=member).delete()
    if gone:
        said = {"member": member.pk}
        journal.record(group.brand, actor=by, verb="group.left", object=f"group:{group.pk}", data=said, at=at)
    return bool(gone)


@transaction.atomic
def delete_group(group: Group, *, by: Account, at: datetime) -> None:
    journal.record(
        group.brand, actor=by, verb="group.deleted", object=f"group:{group.pk}", data={"name": group.name}, at=at
    )
    rights_changed(group.brand_id)
    group.delete()
