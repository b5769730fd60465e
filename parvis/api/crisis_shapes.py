"""What the API gives and takes about crises."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from parvis.api.bounds import Id, Name, ShortName, Text, Words
from parvis.api.shapes import PostShape
from parvis.engagement.rules.crisis import Role

TaskText = Annotated[str, Field(max_length=300, min_length=1, pattern=r"^[^\u0000]*\S[^\u0000]*$")]


class CrisisProposalShape(Schema):
    """`factors`: name, value between 0.05 and 1, and the figures `n`, `of` behind it. `verdict` "" = it waits for a person."""

    id: int
    at: datetime
    score: float
    threshold: float
    factors: list[dict[str, Any]]
    watches: list[int]
    verdict: str
    decided_at: datetime | None


class CrisisShape(Schema):
    id: int
    name: str
    began_at: datetime
    opened_at: datetime
    closed_at: datetime | None
    happened: str
    worked: str
    to_change: str


class CrisesShape(Schema):
    """`threshold`: the score from which Parvis speaks up, as this brand's decisions have moved it."""

    threshold: float
    proposals: list[CrisisProposalShape]
    items: list[CrisisShape]
    next: str


class CrisisIn(Schema):
    """`proposal`: the one that it follows, null = by hand. `language`: of the checklist."""

    name: Name
    watches: Annotated[list[Id], Field(min_length=1, max_length=50)]
    language: Literal["fr", "en"] = "fr"
    proposal: Id | None = None


class CrisisHourShape(Schema):
    hour: datetime
    posts: int
    negative: int


class SpeakerShape(Schema):
    person: int
    name: str
    posts: int
    negative: int
    reach: int
    known_before: bool


class CrisisRoleShape(Schema):
    id: int
    role: str
    seat: int
    name: str


class CrisisTaskShape(Schema):
    id: int
    text: str
    done_at: datetime | None
    done_by: str


class StatementShape(Schema):
    """`validated`: the words that somebody let pass, "" = none; the reply box offers these only."""

    id: int
    name: str
    network: str
    language: str
    persona: int | None
    body: str
    validated: str
    version: int
    validated_at: datetime | None
    uses: int


class CrisisContactShape(Schema):
    id: int
    person: int
    name: str
    informed_at: datetime | None


class CrisisLineShape(Schema):
    at: datetime
    who: str
    kind: str
    said: str
    text: str


class JournalShape(Schema):
    items: list[CrisisLineShape]
    next: str


class RoomShape(CrisisShape):
    """`said`: what we said in the threads of its posts."""

    watches: list[int]
    hours: list[CrisisHourShape]
    speakers: list[SpeakerShape]
    roles: list[CrisisRoleShape]
    tasks: list[CrisisTaskShape]
    statements: list[StatementShape]
    contacts: list[CrisisContactShape]
    said: list[PostShape]
    posts: list[PostShape]


class PostMortemIn(Schema):
    happened: Text = ""
    worked: Text = ""
    to_change: Text = ""


class CrisisLineIn(Schema):
    text: Words
    decision: bool = False


class CrisisRoleIn(Schema):
    role: Role
    seat: Id


class CrisisTaskIn(Schema):
    text: TaskText


class CrisisTaskPatch(Schema):
    """null leaves it as it is."""

    text: TaskText | None = None
    done: bool | None = None


class StatementIn(Schema):
    """`version`: the one that was seen, where it is reworded. `persona`: one that the caller may sign with."""

    name: ShortName
    body: Words
    network: Annotated[str, Field(max_length=32, pattern=r"^[a-z]*$")] = ""
    language: Literal["", "fr", "en"] = ""
    persona: Id | None = None
    version: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


class SeenVersionIn(Schema):
    version: Annotated[int, Field(ge=0, le=2**31 - 1)]


class PeopleIn(Schema):
    people: Annotated[list[Id], Field(min_length=1, max_length=200)]


class InformedIn(Schema):
    informed: bool = True
