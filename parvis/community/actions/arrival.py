"""Somebody comes in: at once, after the team has said yes, or by a link of the team."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from parvis.community.actions.houses import rights_changed
from parvis.community.actions.members import check_handle, join
from parvis.community.models import Applicant, Community, Member, MemberInvitation, SignUp
from parvis.community.rules.arrival import INVITED_FOR, LINK_GOOD_FOR, Joining, Way, way_in
from parvis.core import journal
from parvis.core.models import Account, Brand, Seat


class ByInvitation(Exception):
    """Only who holds a good link of the team comes in here."""


class Decided(Exception):
    """Somebody of the team has decided already."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody says of themselves at the door."""

    name: str
    handle: str
    why: str = ""


@transaction.atomic
def let_in_by(community: Community, joining: Joining, *, by: Account, at: datetime) -> None:
    """Whom the community lets in from now on; whoever waits goes on waiting for an answer."""
    Community.objects.filter(pk=community.pk).update(joining=joining.value)
    rights_changed(community.brand_id)
    said = {"joining": joining.value}
    journal.record(community.brand, actor=by, verb="community.joining", object="community", data=said, at=at)


@transaction.atomic
def enter(
    community: Community, account: Account, asked: Asked, *, link: MemberInvitation | None = None, at: datetime
) -> Member | Applicant:
    """A member, or an applicant who waits. `link`: one place of it is theirs then. Raises ByInvitation, HandleTaken."""
    known = Member.objects.filter(brand_id=community.brand_id, account=account).exists()
    seated = Seat.objects.filter(brand_id=community.brand_id, account=account, ended_at=None).exists()
    at_home = known or seated
    match way_in(Joining(community.joining), at_home=at_home, invited=link is not None):
        case Way.SHUT:
            raise ByInvitation
        case Way.WAIT:
            return _applicant(community, account, asked, at)
    member = join(community, account, handle=asked.handle, name=asked.name, at=at)
    if link is not None and not at_home:
        _take(link, at)
    Applicant.objects.filter(brand_id=community.brand_id, account=account, decided_at=None).delete()
    return member


def _applicant(community: Community, account: Account, asked: Asked, at: datetime) -> Applicant:
    check_handle(community.brand_id, asked.handle)
    waiting, _new = Applicant.objects.get_or_create(
        brand_id=community.brand_id, account=account, decided_at=None,
        defaults={"name": asked.name[:120], "handle": asked.handle, "why": asked.why[:600], "asked_at": at},
    )  # fmt: skip
    return waiting


@transaction.atomic
def decide(applicant: Applicant, *, accepted: bool, by: Account, at: datetime) -> Member | None:
    """The team says yes or no. Raises Decided; HandleTaken when somebody else took the handle meanwhile."""
    held = Applicant.objects.select_for_update(of=("self",)).select_related("account").get(pk=applicant.pk)
    if held.decided_at is not None:
        raise Decided
    community = Community.objects.select_related("brand").get(pk=held.brand_id)
    member = join(community, held.account, handle=held.handle, name=held.name, at=at) if accepted else None
    held.decided_at, held.decided_by, held.member = at, by, member
    held.save(update_fields=["decided_at", "decided_by", "member"])
    verb = "applicant.accepted" if accepted else "applicant.refused"
    journal.record(community.brand, actor=by, verb=verb, object=f"applicant:{held.pk}", data={}, at=at)
    return member


def told(applicant_id: int, *, at: datetime) -> None:
    Applicant.objects.filter(pk=applicant_id).update(told_at=at)


@transaction.atomic
def ask_in(
    brand: Brand, email: str, asked: Asked, *, password: str, language: str, link: MemberInvitation | None, at: datetime
) -> SignUp:
    """An address to be proved. `password`: hashed."""
    return SignUp.objects.create(
        brand=brand, email=email.lower(), name=asked.name[:120], handle=asked.handle, password=password,
        language=language[:8], invitation=link, asked_at=at,
    )  # fmt: skip


def sent(sign_up_id: int, *, at: datetime) -> None:
    SignUp.objects.filter(pk=sign_up_id).update(sent_at=at)


def unproved(sign_up: SignUp, account: Account) -> None:
    """The account was made without a proof of its address: the team sees so."""
    sign_up.account, sign_up.password = account, ""
    sign_up.save(update_fields=["account", "password"])


def forget_sign_ups(email: str) -> None:
    """The address has its account: no other link to it makes one."""
    SignUp.objects.filter(email=email.lower(), account=None).delete()


def forget_arrivals(*, at: datetime) -> None:
    """What nobody came back for: links that have run out, with what their owners had told."""
    SignUp.objects.filter(account=None, asked_at__lt=at - LINK_GOOD_FOR).delete()
    MemberInvitation.objects.filter(expires_at__lt=at - INVITED_FOR).delete()


@transaction.atomic
def invite(community: Community, *, most: int, by: Account, at: datetime) -> tuple[MemberInvitation, str]:
    """A link for `most` people, and its secret, which is kept nowhere."""
    token = secrets.token_urlsafe(24)
    made = MemberInvitation.objects.create(
        brand=community.brand, token_hash=_hash(token), most=most, made_at=at, by=by, expires_at=at + INVITED_FOR
    )
    said = {"most": most}
    of = f"member_invitation:{made.pk}"
    journal.record(community.brand, actor=by, verb="member_invitation.made", object=of, data=said, at=at)
    return made, token


@transaction.atomic
def revoke(invitation: MemberInvitation, *, by: Account, at: datetime) -> None:
    """Nobody comes in by it any more."""
    if MemberInvitation.objects.filter(pk=invitation.pk, revoked_at=None).update(revoked_at=at):
        of = f"member_invitation:{invitation.pk}"
        journal.record(invitation.brand, actor=by, verb="member_invitation.revoked", object=of, data={}, at=at)


def invitation_of(brand_id: int, token: str, at: datetime) -> MemberInvitation | None:
    """The link with this secret, while it lets somebody in."""
    if not token:
        return None
    good = MemberInvitation.objects.filter(
        brand_id=brand_id, token_hash=_hash(token), revoked_at=None, expires_at__gt=at, taken__lt=F("most")
    )
    return good.first()


def _take(link: MemberInvitation, at: datetime) -> None:
    # Two that come at once for the last place: the second is told so.
    good = MemberInvitation.objects.filter(pk=link.pk, revoked_at=None, expires_at__gt=at, taken__lt=F("most"))
    if not good.update(taken=F("taken") + 1):
        raise ByInvitation


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
