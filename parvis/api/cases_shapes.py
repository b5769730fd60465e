"""What the API gives and takes about cases."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from parvis.api.bounds import Id, Text
from parvis.api.moments import Moment
from parvis.engagement.rules import CaseType

View = Literal["mine", "unassigned", "all", "late", "waiting", "snoozed", "closed"]
Version = Annotated[int, Field(ge=0, le=2**31 - 1)]


class CountsShape(Schema):
    """Cases in each view, counted up to 1,000."""

    mine: int
    unassigned: int
    all: int
    late: int
    waiting: int
    snoozed: int


class VersionIn(Schema):
    """`version`: the one that was seen; null = whatever stands. Another one standing is a 409 that names it."""

    version: Version | None = None


class AssignIn(VersionIn):
    """`seat`: in whose hands; null = nobody's."""

    seat: Id | None = None


class ClassifyIn(VersionIn):
    """`priority`: -1 can wait, 0, 1, 2 urgent; null leaves it as it is."""

    type: CaseType | None = None
    priority: Literal[-1, 0, 1, 2] | None = None


class SnoozeIn(VersionIn):
    until: Moment


class CloseIn(VersionIn):
    outcome: Literal["answered", "resolved", "no_answer_needed", "duplicate", "spam"]


class SplitIn(VersionIn):
    """One of: `member`, a case that was merged into this one; `post`, of somebody else in its conversation."""

    member: Id | None = None
    post: Id | None = None


class CaseMergeIn(VersionIn):
    other: Id


class CaseMergeShape(Schema):
    """`undoable`: nothing has happened to the two since."""

    id: int
    winner: int
    loser: int
    at: datetime
    undone_at: datetime | None
    undoable: bool


class EventShape(Schema):
    """A line of the history. `data`: what it concerned, by its kind; `actor`: an account's name, "" = nobody."""

    id: int
    case: int
    at: datetime
    kind: str
    actor: str
    version: int
    data: dict[str, Any]


class AskIn(VersionIn):
    """One of `department`, `expert` (a seat)."""

    department: Id | None = None
    expert: Id | None = None
    question: Text = ""
    whole_thread: bool = True
    notes: bool = False
    person: bool = False


class ReturnIn(VersionIn):
    outcome: Literal["answered", "needs_more", "not_ours"]
    answer: Text = ""


class RoutingShape(Schema):
    """Times in UTC; `outcome` "" = the case is there now."""

    id: int
    department: int | None
    expert: int | None
    question: str
    asked_at: datetime
    returned_at: datetime | None
    outcome: str
    answer: str
