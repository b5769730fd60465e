"""What the API gives and takes of a person's dossier."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Schema


class EntryShape(Schema):
    """One row of a person's time. `id`: of the post, answer, case, note, act of consent or promise that it is."""

    at: datetime
    kind: str
    id: int
    place: int | None
    text: str


class FiguresShape(Schema):
    """Over the latest posts. `hours`: posts by weekday (Monday first) and hour, in the brand's zone."""

    posts: int
    moods: dict[str, int]
    hours: list[list[int]]
    words: dict[str, int]
    tags: dict[str, int]
    watches: dict[int, int]


class NoteIn(Schema):
    text: str


class NoteShape(Schema):
    id: int
    text: str
    at: datetime
    edited_at: datetime | None
    author: int | None


class ConsentIn(Schema):
    channel: Literal["email", "message", "phone", "post", "public"]
    purpose: Literal["answer", "newsletter", "outreach", "test", "quote"]
    given: bool
    at: datetime | None = None
    wording: str = ""
    proof: str = ""


class ConsentShape(Schema):
    id: int
    channel: str
    purpose: str
    given: bool
    at: datetime
    wording: str
    proof: str
    recorded_at: datetime


class LeaveShape(Schema):
    """Whether the person may be reached so, now."""

    channel: str
    purpose: str
    allowed: bool


class PromiseIn(Schema):
    """`owner`: a seat; `outgoing`, `note`: where it was promised."""

    text: str
    due_at: datetime | None = None
    owner: int | None = None
    outgoing: int | None = None
    note: int | None = None


class PromiseShape(Schema):
    id: int
    text: str
    at: datetime
    due_at: datetime | None
    kept_at: datetime | None
    broken_at: datetime | None
    owner: int | None


class SettleIn(Schema):
    outcome: Literal["kept", "broken", "owed"]


class CopyShape(Schema):
    """A copy of a person's data: `file` opens it once `ready_at` says so, under the session of the pages."""

    id: int
    at: datetime
    done: int
    total: int
    ready_at: datetime | None
    file: str


class EraseIn(Schema):
    """`name`: the person's, as it stands: nobody erases somebody by a wrong number."""

    name: str


class TollShape(Schema):
    identities: int
    posts: int
    answers: int
    cases: int


class TableIn(Schema):
    """`content`: a CSV table with its headings."""

    file_name: str
    content: str


class TableShape(Schema):
    id: int
    file_name: str
    read: int
    total: int
    added: int
    known: int
    refused: int
    finished_at: datetime | None


class RefusedShape(Schema):
    number: int
    reason: str


class RetentionIn(Schema):
    """`days`: how long posts are kept; null = for ever."""

    days: int | None
