"""The spaces of a community and who may enter them: compiled once for each version of the rights, kept in the process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from parvis.community.models import Community, GroupMember, Member, Space, SpaceGroup
from parvis.community.rules.access import NOBODY, Access, Room, Who, may_know, may_read, policy_of
from parvis.community.rules.kinds import Kind
from parvis.core.models import Account, Brand, Seat
from parvis.core.roles import Permission, allows

KEPT = 64
"""Communities whose rooms a process keeps compiled."""


@dataclass(frozen=True)
class House:
    """A community with its rooms in their order, as of `version` of its rights."""

    brand_id: int
    slug: str
    version: int
    rooms: Mapping[int, Room]

    @cached_property
    def by_slug(self) -> Mapping[str, Room]:
        return {room.slug: room for room in self.rooms.values()}

    def readable(self, who: Who) -> frozenset[int]:
        """Ids of the spaces whose topics `who` may read."""
        return frozenset(room.id for room in self.rooms.values() if may_read(room, who))

    def known(self, who: Who) -> list[Room]:
        """Spaces that may be named before `who`, in their order."""
        return [room for room in self.rooms.values() if may_know(room, who)]


def community_of(slug: str) -> Community | None:
    """The open community of the brand with this slug, with its brand."""
    return Community.objects.select_related("brand").filter(brand__slug=slug, ended_at=None).first()


def house_of(community: Community) -> House:
    return _compiled(community.brand_id, community.brand.slug, community.access_version)


@lru_cache(maxsize=KEPT)
def _compiled(brand_id: int, slug: str, version: int) -> House:
    given: dict[int, dict[int, str]] = {}
    for space_id, group_id, may in SpaceGroup.objects.filter(brand_id=brand_id).values_list("space", "group", "may"):
        given.setdefault(space_id, {})[group_id] = may
    spaces = Space.objects.filter(brand_id=brand_id).order_by("position", "pk")
    return House(brand_id, slug, version, {space.pk: _room(space, given.get(space.pk, {})) for space in spaces})


def _room(space: Space, groups: Mapping[int, str]) -> Room:
    kind = Kind(space.kind)
    return Room(
        space.pk, space.place_id, space.slug, space.name, space.about, space.icon, kind, Access(space.access),
        policy_of(kind, space.policy), space.closed_at is not None, groups=dict(groups),
    )  # fmt: skip


def forget() -> None:
    """For tests: a rolled back test gives its ids to the next."""
    _compiled.cache_clear()


def member_of(brand_id: int, account: Account | None) -> Member | None:
    if account is None:
        return None
    return Member.objects.filter(brand_id=brand_id, account_id=account.pk, left_at=None).first()


def who_is(brand: Brand, account: Account | None, member: Member | None) -> Who:
    """What rights ask of whoever looks: two queries for somebody signed in, none for a passer-by."""
    if account is None:
        return NOBODY
    role = Seat.objects.filter(brand=brand, account_id=account.pk, ended_at=None).values_list("role", flat=True).first()
    groups = GroupMember.objects.filter(member=member).values_list("group", flat=True) if member else ()
    return Who(
        member=member.pk if member else None,
        trust=member.trust if member else 0,
        groups=frozenset(groups),
        team=role is not None,
        moderates=role is not None and allows(role, Permission.POSTS_MODERATE),
        arranges=role is not None and allows(role, Permission.COMMUNITY_EDIT),
    )
