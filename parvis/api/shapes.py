"""What the API gives: one shape per noun, ids as integers, times in ISO 8601 UTC."""

from __future__ import annotations

from datetime import datetime
from typing import Generic, TypeVar

from ninja import Schema

T = TypeVar("T")


class PageOf(Schema, Generic[T]):
    """`next` is the cursor of the following page, "" on the last one."""

    items: list[T]
    next: str


class PlaceShape(Schema):
    id: int
    network: str
    kind: str
    name: str
    address: str
    language: str
    post_count: int
    last_post_at: datetime | None
    paused_at: datetime | None
    ended_at: datetime | None


class AuthorShape(Schema):
    identity: int
    person: int
    name: str
    handle: str


class PostShape(Schema):
    """`echoed`: how many posts say the same, this one among them, where posts are listed; 1 elsewhere. `standing`: "" = published, held, spam or trash, as its place tells it; `deleted_at`: gone there, and no text is told."""

    id: int
    place: int
    thread: int
    parent: int | None
    author: AuthorShape | None
    kind: str
    direction: str
    echoed: int
    standing: str
    title: str
    text: str
    url: str
    at: datetime
    deleted_at: datetime | None
    language: str
    sentiment: str
    confidence: float | None


class WatchShape(Schema):
    id: int
    name: str
    query: str
    role: str
    hit_count: int
    paused_at: datetime | None


class CaseShape(Schema):
    id: int
    thread: int
    place: int
    post: int
    person: int | None
    type: str
    state: str
    priority: int
    assignee: int | None
    department: int | None
    expert: int | None
    merged_into: int | None
    split_from: int | None
    version: int
    opened_at: datetime
    due_at: datetime | None
    snoozed_until: datetime | None
    closed_at: datetime | None
    outcome: str


class IdentityShape(Schema):
    id: int
    network: str
    name: str
    handle: str
    url: str
    followers: int | None


class PersonShape(Schema):
    id: int
    name: str
    kind: str
    stage: str
    first_seen_at: datetime
    last_seen_at: datetime
    identities: list[IdentityShape]


class DeletedShape(Schema):
    """What is gone."""

    id: int


class FaultShape(Schema):
    """One thing that is wrong: its field, and what."""

    field: str
    said: str


class Problem(Schema):
    """RFC 9457; members that say nothing are left out. `position`: for a watch, the characters concerned (start, end);
    `version`, `stored`: what stands in the way of a stale save; `case`, `answers`: what to look at instead."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    errors: list[FaultShape] | None = None
    position: tuple[int, int] | None = None
    mend: str | None = None
    version: int | None = None
    stored: str | None = None
    state: str | None = None
    case: int | None = None
    answers: list[int] | None = None


class EvidenceShape(Schema):
    """`weight` > 0 speaks for one person, < 0 for two. `text` in English."""

    kind: str
    weight: float
    text: str


class SuggestionShape(Schema):
    """`people`: lower id first."""

    id: int
    people: tuple[int, int]
    confidence: float
    evidence: list[EvidenceShape]


class AcceptIn(Schema):
    """`keep`: whose name and page stay; without it, who has been known longer."""

    keep: int | None = None


class MergeIn(Schema):
    other: int


class MergeShape(Schema):
    id: int
    winner: int
    loser: int
    reason: str
    at: datetime
    undone_at: datetime | None


class NotSameShape(Schema):
    id: int
    people: tuple[int, int]
    at: datetime
