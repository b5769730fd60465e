"""What the API gives: one shape per noun, ids as integers, times in ISO 8601 UTC."""

from __future__ import annotations

from datetime import datetime
from typing import Generic, TypeVar

from ninja import Field, Schema

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
    id: int
    place: int
    thread: int
    parent: int | None
    author: AuthorShape | None
    kind: str
    direction: str
    title: str
    text: str
    url: str
    at: datetime
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


class Problem(Schema):
    """RFC 9457. `errors`: what is wrong, by field. `position`: for a watch, the characters concerned (start, end)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    position: tuple[int, int] | None = None
    mend: str = ""
    errors: list[dict[str, str]] = Field(default_factory=list)


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


class RefusalShape(Schema):
    id: int
    people: tuple[int, int]
    at: datetime
