"""Who may see, read and write where. Pure: rooms and rights come as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from parvis.community.rules.kinds import PRESETS, Begins, Kind


class Access(StrEnum):
    """Of a space. GROUPS: everybody sees that it exists, its groups enter; SECRET: whoever may not enter does not know of it."""

    PUBLIC = "public"
    MEMBERS = "members"
    GROUPS = "groups"
    SECRET = "secret"  # noqa: S105  a kind of space


OPEN_TO_TEAM = frozenset({Access.PUBLIC, Access.MEMBERS})
"""What the brand's team hears, on every screen; the rest only those who were given it."""


class Links(StrEnum):
    """Whose links a space shows as such."""

    ALL = "all"
    TRUSTED = "trusted"
    NONE = "none"


TRUSTED = 1
"""The trust that counts where only trusted members may put links."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What a space asks. `slow`: seconds between two posts of a member in one topic; `trust`: the least to write."""

    begins: Begins = Begins.MEMBERS
    premoderate: bool = False
    trust: int = 0
    slow: int = 0
    links: Links = Links.ALL


def policy_of(kind: Kind, stored: Mapping[str, Any]) -> Policy:
    """What a space stored of its policy, over the preset of its kind."""
    return Policy(
        begins=Begins(stored.get("begins", PRESETS[kind].begins)),
        premoderate=bool(stored.get("premoderate", False)),
        trust=int(stored.get("trust", 0)),
        slow=int(stored.get("slow", 0)),
        links=Links(stored.get("links", Links.ALL)),
    )


@dataclass(frozen=True, slots=True)
class Room:
    """A space as rights are asked of it. `groups`: by id, "read" or "write"; no part of what rooms are compared by."""

    id: int
    place_id: int
    slug: str
    name: str
    about: str
    icon: str
    kind: Kind
    access: Access
    policy: Policy
    closed: bool
    topics: int = 0
    groups: Mapping[int, str] = field(default_factory=dict, compare=False)

    @property
    def sealed(self) -> bool:
        return self.access not in OPEN_TO_TEAM


@dataclass(frozen=True, slots=True)
class Who:
    """Whoever asks. `member` None = not one (or not signed in); `team`: holds a seat of the brand; `moderates`: its role may;
    `arranges`: its role runs the community; `agreed`: to the charter, as it demands."""

    member: int | None = None
    trust: int = 0
    groups: frozenset[int] = frozenset()
    team: bool = False
    moderates: bool = False
    arranges: bool = False
    agreed: bool = True


NOBODY = Who()


def may_read(room: Room, who: Who) -> bool:
    match room.access:
        case Access.PUBLIC:
            return True
        case Access.MEMBERS:
            return who.member is not None or who.team
        case _:
            return not who.groups.isdisjoint(room.groups)


def may_know(room: Room, who: Who) -> bool:
    """Whether the space may be named before this reader."""
    return room.access is Access.GROUPS or may_read(room, who)


def may_link(room: Room | None, who: Who) -> bool:
    """Whether addresses that this member writes become links here (None: between members); otherwise they are mere words."""
    if room is None:
        return True
    match room.policy.links:
        case Links.ALL:
            return True
        case Links.TRUSTED:
            return who.team or who.trust >= TRUSTED
        case Links.NONE:
            return who.team


class Refusal(StrEnum):
    """Why somebody may not write, the first that holds."""

    SIGNED_OUT = "signed_out"
    UNSEEN = "unseen"
    CLOSED = "closed"
    TEAM_ONLY = "team_only"
    READ_ONLY = "read_only"
    TRUST = "trust"
    SLOW = "slow"
    CHARTER = "charter"
    NOBODY = "nobody"
    CROWD = "crowd"
    APART = "apart"
    NEWCOMER = "newcomer"
    ALONE = "alone"
    FLOOD = "flood"


def why_not_answer(room: Room, who: Who, *, last: datetime | None, at: datetime) -> Refusal | None:
    """None = a member may answer here. `last`: when it last wrote in this topic."""
    if not may_read(room, who):
        return Refusal.UNSEEN
    if who.member is None:
        return Refusal.SIGNED_OUT
    if room.closed:
        return Refusal.CLOSED
    if who.team:
        return None
    if not who.agreed:
        return Refusal.CHARTER
    if room.groups and not any(room.groups.get(group) == "write" for group in who.groups):
        return Refusal.READ_ONLY
    if who.trust < room.policy.trust:
        return Refusal.TRUST
    if room.policy.slow and last is not None and (at - last).total_seconds() < room.policy.slow:
        return Refusal.SLOW
    return None


def why_not_begin(room: Room, who: Who, *, at: datetime) -> Refusal | None:
    """None = a member may begin a topic here."""
    refused = why_not_answer(room, who, last=None, at=at)
    if refused is None and room.policy.begins is Begins.TEAM and not who.team:
        return Refusal.TEAM_ONLY
    return refused


def may_close(room: Room | None, who: Who, *, author: bool, closed_by_author: bool | None) -> bool:
    """Close or reopen a topic. `closed_by_author`: None = it is open. Its author reopens only what it closed itself."""
    if room is None or not may_read(room, who):
        return False
    return who.moderates or (author and closed_by_author is not False and not room.closed)
