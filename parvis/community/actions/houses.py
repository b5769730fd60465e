"""A community opens, and its spaces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from parvis.community.models import Community, Group, Space, SpaceGroup, Topic
from parvis.community.rules.access import OPEN_TO_TEAM, Access
from parvis.community.rules.kinds import PRESETS, Kind
from parvis.community.rules.naming import slug_of
from parvis.conversations.actions.hosted import seal
from parvis.conversations.models import Place
from parvis.conversations.rules import SEALED
from parvis.core import journal
from parvis.core.models import Account, Brand

NETWORK = "parvis"
"""The network of places that the brand owns."""


@dataclass(frozen=True, slots=True)
class SpaceForm:
    """`groups`: by id, "read" or "write"; only where `access` is for groups."""

    name: str
    kind: Kind = Kind.DISCUSSION
    access: Access = Access.PUBLIC
    about: str = ""
    icon: str = ""
    policy: Mapping[str, Any] = field(default_factory=dict)
    groups: Mapping[int, str] = field(default_factory=dict)


@transaction.atomic
def open_community(brand: Brand, *, name: str, tagline: str = "", by: Account | None, at: datetime) -> Community:
    """The brand's community, opened again if it was closed."""
    made, new = Community.objects.get_or_create(
        brand=brand, defaults={"name": name[:120], "tagline": tagline[:200], "opened_at": at, "opened_by": by}
    )
    if not new and made.ended_at is None:
        return made
    if not new:
        made.ended_at = made.ended_by = None
        made.save(update_fields=["ended_at", "ended_by"])
    journal.record(brand, actor=by, verb="community.opened", object="community", data={"name": made.name}, at=at)
    return made


@transaction.atomic
def close_community(community: Community, *, by: Account, at: datetime) -> None:
    """Nobody enters any more; nothing is lost, and it can be opened again."""
    community.ended_at, community.ended_by = at, by
    community.save(update_fields=["ended_at", "ended_by"])
    journal.record(community.brand, actor=by, verb="community.closed", object="community", data={}, at=at)


@dataclass(frozen=True, slots=True)
class HouseForm:
    """`joining`: open | approval | invited; "" = as it stands."""

    name: str
    tagline: str = ""
    joining: str = ""


@transaction.atomic
def describe_community(community: Community, form: HouseForm, *, by: Account, at: datetime) -> None:
    community.name, community.tagline = form.name[:120], form.tagline[:200]
    community.joining = form.joining or community.joining
    community.save(update_fields=["name", "tagline", "joining"])
    rights_changed(community.brand_id)
    said = {"name": community.name, "joining": community.joining}
    journal.record(community.brand, actor=by, verb="community.described", object="community", data=said, at=at)


@transaction.atomic
def make_space(community: Community, form: SpaceForm, *, by: Account | None, at: datetime) -> Space:
    """At the end of the others, with a place of its own."""
    brand = community.brand
    slug = _free_slug(brand, form.name)
    place = Place.sealed_too.create(
        brand=brand, network=NETWORK, kind="space", remote_id=f"space:{slug}", address=f"/c/{brand.slug}/s/{slug}",
        name=form.name[:200], url="", owned=True, visibility=visibility(form.access), created_at=at,
    )  # fmt: skip
    last = Space.objects.filter(brand=brand).aggregate(last=Max("position"))["last"]
    made = Space.objects.create(
        brand=brand, place=place, slug=slug, name=form.name[:80], about=form.about[:300],
        icon=form.icon or PRESETS[form.kind].icon, kind=form.kind.value, access=form.access.value,
        policy=dict(form.policy), position=0 if last is None else last + 1, made_at=at,
    )  # fmt: skip
    _give(made, form)
    rights_changed(brand.pk)
    journal.record(
        brand, actor=by, verb="space.made", object=f"space:{made.pk}",
        data={"name": made.name, "kind": made.kind, "access": made.access}, at=at,
    )  # fmt: skip
    return made


@transaction.atomic
def change_space(space: Space, form: SpaceForm, *, by: Account, at: datetime) -> None:
    """Its address stays. What becomes closed to the team leaves the team's screens in the same transaction, and the other
    way round."""
    before = {"name": space.name, "access": space.access}
    was = visibility(Access(space.access))
    space.name, space.about, space.icon = form.name[:80], form.about[:300], form.icon or space.icon
    space.kind, space.access, space.policy = form.kind.value, form.access.value, dict(form.policy)
    space.save(update_fields=["name", "about", "icon", "kind", "access", "policy"])
    Place.sealed_too.filter(pk=space.place_id).update(name=form.name[:200], visibility=visibility(form.access))
    if (was == SEALED) != (visibility(form.access) == SEALED):
        seal(space.place_id, sealed=visibility(form.access) == SEALED)
    _give(space, form)
    Topic.objects.filter(space=space).update(version=F("version") + 1)
    rights_changed(space.brand_id)
    journal.record(
        space.brand, actor=by, verb="space.changed", object=f"space:{space.pk}",
        data={"before": before, "name": space.name, "access": space.access}, at=at,
    )  # fmt: skip


@transaction.atomic
def arrange_spaces(community: Community, order: Sequence[int], *, by: Account, at: datetime) -> None:
    """In the order given; those that it does not name come after, as they stood."""
    spaces = {space.pk: space for space in Space.objects.filter(brand_id=community.brand_id).order_by("position", "pk")}
    named = [pk for pk in dict.fromkeys(order) if pk in spaces]
    for position, pk in enumerate([*named, *(pk for pk in spaces if pk not in named)]):
        spaces[pk].position = position
    Space.objects.bulk_update(spaces.values(), ["position"])
    rights_changed(community.brand_id)
    journal.record(community.brand, actor=by, verb="space.arranged", object="community", data={}, at=at)


@transaction.atomic
def shut_space(space: Space, *, by: Account, at: datetime) -> None:
    """Read, not written, until it is opened again."""
    _stand(space, at, by, "space.shut", at)


@transaction.atomic
def reopen_space(space: Space, *, by: Account, at: datetime) -> None:
    _stand(space, None, by, "space.reopened", at)


def _stand(space: Space, closed_at: datetime | None, by: Account, verb: str, at: datetime) -> None:
    space.closed_at, space.closed_by = closed_at, by if closed_at else None
    space.save(update_fields=["closed_at", "closed_by"])
    rights_changed(space.brand_id)
    journal.record(space.brand, actor=by, verb=verb, object=f"space:{space.pk}", data={"name": space.name}, at=at)


def visibility(access: Access) -> str:
    """Of the place behind a space: what its groups alone may read is sealed from the team's screens."""
    return access.value if access in OPEN_TO_TEAM else SEALED


def rights_changed(brand_id: int) -> None:
    """What processes compiled of the rooms is compiled anew at the next request."""
    Community.objects.filter(pk=brand_id).update(access_version=F("access_version") + 1)


def _give(space: Space, form: SpaceForm) -> None:
    SpaceGroup.objects.filter(space=space).delete()
    if form.access in OPEN_TO_TEAM:
        return
    own = Group.objects.filter(brand_id=space.brand_id, pk__in=list(form.groups))
    SpaceGroup.objects.bulk_create(
        SpaceGroup(brand_id=space.brand_id, space=space, group=group, may=form.groups[group.pk]) for group in own
    )


def _free_slug(brand: Brand, name: str) -> str:
    wanted = slug_of(name, "space")[:54]
    taken = set(Space.objects.filter(brand=brand, slug__startswith=wanted).values_list("slug", flat=True))
    return next(slug for n in range(1, len(taken) + 2) if (slug := wanted if n == 1 else f"{wanted}-{n}") not in taken)
