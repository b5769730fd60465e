"""What the demo brand is made of: frozen, plain data that a loader turns into rows. No Django, no clock.

Everything refers to everything else by key. Moments are offsets from the scenario's first midnight, so that the same
story can end yesterday whenever it is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

Language = Literal["fr", "en"]
Stage = Literal["prospect", "customer", "fan", "ambassador", "influencer", "partner"]
Role = Literal["owner", "manager", "community_manager", "moderator", "expert", "agency_guest", "observer"]
Kind = Literal["post", "comment", "reply", "review", "mail", "article"]
CaseState = Literal["open", "waiting", "snoozed", "closed"]
CaseType = Literal["complaint", "question", "praise", "suggestion", "crisis"]


@dataclass(frozen=True, slots=True)
class DemoBrand:
    key: str
    name: str
    language: Language
    url: str
    about: str


@dataclass(frozen=True, slots=True)
class DemoHealth:
    """How a place fares. `since_day`: the day offset on which it stopped; `moved_to`: its new address after a 410."""

    state: Literal["healthy", "expired", "quiet", "moved"] = "healthy"
    since_day: int | None = None
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class DemoPlace:
    """`kind` is the network's own word (blog, press, forum, mailbox, reviews, page, video, account, hashtag, space).
    `language` is "" where people write in both."""

    key: str
    network: str
    kind: str
    name: str
    address: str
    language: Language | Literal[""] = "fr"
    visibility: Literal["public", "members", "private"] = "public"
    owned: bool = False
    health: DemoHealth = DemoHealth()


@dataclass(frozen=True, slots=True)
class DemoIdentity:
    """One account on one network. `followers` is None where the network does not count them. `about`: what it says of itself."""

    key: str
    network: str
    handle: str
    name: str
    url: str
    remote_id: str
    followers: int | None = None
    verified: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """`apart`: the team has not found out yet that these identities are one person's."""

    key: str
    name: str
    stage: Stage
    languages: tuple[Language, ...]
    identities: tuple[DemoIdentity, ...]
    note: str = ""
    apart: bool = False


@dataclass(frozen=True, slots=True)
class DemoPersona:
    """Somebody of the team who signs answers. `identities`: the accounts through which those answers left."""

    key: str
    seat: str
    name: str
    signature: Mapping[Language, str]
    identities: tuple[DemoIdentity, ...]


@dataclass(frozen=True, slots=True)
class DemoPost:
    """`at` counts from the scenario's start. `parent` is the key of the post answered, in the same thread.

    `folded`: quoted mail and signature, hidden at first. `metrics`: likes, reposts, replies, views or stars.
    """

    key: str
    place: str
    thread: str
    thread_title: str
    parent: str | None
    author: str
    at: timedelta
    kind: Kind
    title: str
    text: str
    language: Language
    direction: Literal["in", "out"]
    folded: str = ""
    url: str = ""
    metrics: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DemoDepartment:
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class DemoSeat:
    key: str
    name: str
    email: str
    role: Role
    department: str
    languages: tuple[Language, ...]


@dataclass(frozen=True, slots=True)
class DemoWatch:
    key: str
    name: str
    query: str
    role: Literal["brand", "rival", "topic", "crisis"]


@dataclass(frozen=True, slots=True)
class DemoTriageRule:
    """A proposal: posts of these kinds in these places, caught by this watch, open a case of this type."""

    key: str
    name: str
    watch: str
    places: tuple[str, ...]
    type: CaseType
    department: str
    answer_within: timedelta


@dataclass(frozen=True, slots=True)
class DemoCase:
    """`post` opened it at `opened`. `until` is when a snoozed case comes back, `late` that its target has passed.

    `first_reply` and `closed` are offsets like `opened`; None = not yet.
    """

    post: str
    thread: str
    type: CaseType
    state: CaseState
    opened: timedelta
    department: str
    assignee: str | None = None
    first_reply: timedelta | None = None
    closed: timedelta | None = None
    until: timedelta | None = None
    outcome: str = ""
    note: str = ""
    late: bool = False
