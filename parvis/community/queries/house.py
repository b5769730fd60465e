"""The spaces of a community and who may enter them: compiled once for each version of the rights, kept in the process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.db import connection

from parvis.community.models import Community, GroupMember, Member, Space, SpaceGroup
from parvis.community.rules.access import NOBODY, Access, Room, Who, may_know, may_read, policy_of
from parvis.community.rules.kinds import Kind
from parvis.core.models import Account, Brand, Seat
from parvis.core.roles import Permission, allows
from parvis.core.sql import columns_of, from_row

QUALITIES = 512
"""Sets of groups whose rooms a process keeps worked out, for one community."""
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

    @cached_property
    def grouped(self) -> bool:
        """Whether any room asks for a group: else nobody's groups need to be known."""
        return any(room.groups for room in self.rooms.values())

    @cached_property
    def _readable(self) -> dict[tuple[bool, frozenset[int]], frozenset[int]]:
        return {}

    def readable(self, who: Who) -> frozenset[int]:
        """Ids of the spaces whose topics `who` may read: worked out once for all who come in the same quality."""
        quality = (who.member is not None or who.team, who.groups)
        found = self._readable.get(quality)
        if found is None:
            found = frozenset(room.id for room in self.rooms.values() if may_read(room, who))
            if len(self._readable) < QUALITIES:
                self._readable[quality] = found
        return found

    @cached_property
    def _known(self) -> dict[tuple[bool, frozenset[int]], tuple[Room, ...]]:
        return {}

    def known(self, who: Who) -> tuple[Room, ...]:
        """Spaces that may be named before `who`, in their order; worked out once, as `readable` is."""
        quality = (who.member is not None or who.team, who.groups)
        found = self._known.get(quality)
        if found is None:
            found = tuple(room for room in self.rooms.values() if may_know(room, who))
            if len(self._known) < QUALITIES:
                self._known[quality] = found
        return found


@dataclass(frozen=True, slots=True)
class Arrived:
    """Who came, and where to. `member` None = not one; `who`: what rights ask of them."""

    community: Community
    house: House
    member: Member | None
    who: Who


_ARRIVED = """
SELECT c.access_version, b.id, b.name, b.timezone, s.role, {member}
FROM core_brand b
JOIN community_community c ON c.brand_id = b.id AND c.ended_at IS NULL
LEFT JOIN core_seat s ON s.brand_id = b.id AND s.account_id = %s AND s.ended_at IS NULL
LEFT JOIN community_member m ON m.brand_id = b.id AND m.account_id = %s AND m.left_at IS NULL
WHERE b.slug = %s
"""


def arrived(slug: str, account_id: int | None) -> Arrived | None:
    """None where no community is open. One query; a second for a member where rooms are given to groups."""
    with connection.cursor() as cursor:
        cursor.execute(_ARRIVED.format(member=columns_of(Member, "m")), [account_id, account_id, slug])
        row = cursor.fetchone()
    if row is None:
        return None
    version, brand_id, name, zone, role, *columns = row
    community = _community(brand_id, version, name, zone)
    house = house_of(community)
    member = from_row(Member, columns) if columns[0] is not None else None
    return Arrived(community, house, member, _who(role, member, house, community))


@lru_cache(maxsize=KEPT)
def _community(brand_id: int, _version: int, _name: str, _zone: str) -> Community:
    """As it stood at this version, with its brand. What follows `brand_id` is part of the key."""
    return Community.objects.select_related("brand").get(pk=brand_id)


def _who(role: str | None, member: Member | None, house: House, community: Community) -> Who:
    if role is None and member is None:
        return NOBODY
    groups = (
        GroupMember.objects.filter(member=member).values_list("group", flat=True) if member and house.grouped else ()
    )
    return Who(
        member=member.pk if member else None,
        trust=member.trust if member else 0,
        groups=frozenset(groups),
        team=role is not None,
        agreed=member is None or member.charter_version >= community.charter_demanded,
        moderates=role is not None and allows(role, Permission.POSTS_MODERATE),
        arranges=role is not None and allows(role, Permission.COMMUNITY_EDIT),
    )


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
    _community.cache_clear()


def who_is(brand: Brand, account: Account | None) -> Who:
    """As `arrived` says it, for whoever has the rows already."""
    found = arrived(brand.slug, account.pk if account else None)
    return found.who if found else NOBODY


def arranges(brand: Brand, account: Account) -> bool:
    """Whether somebody's seat may arrange the community."""
    role = Seat.objects.filter(brand=brand, account_id=account.pk, ended_at=None).values_list("role", flat=True).first()
    return role is not None and allows(role, Permission.COMMUNITY_EDIT)
