"""What the API gives and takes where several people work on the same cases."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Field, Schema

from parvis.api.bounds import Id, ShortName, Text, Words
from parvis.api.cases_shapes import Version, View
from parvis.engagement.rules.bulk import MOST

ViewName = Annotated[ShortName, Field(max_length=60)]
Named = Annotated[str, Field(max_length=32)]


class MacroShape(Schema):
    id: int
    name: str
    body: str
    language: str
    shared: bool
    acts: dict[str, str]


class MacroActs(Schema):
    """`assign`: "me" or a seat's id; "" = nothing, in each."""

    assign: Annotated[str, Field(pattern=r"^(|me|[1-9][0-9]{0,15})$")] = ""
    type: Named = ""
    aside: Literal["", "tomorrow", "week"] = ""
    close: Named = ""


class MacroIn(Schema):
    """`language`: fr, en; "" = for every conversation."""

    name: ShortName
    body: Text = ""
    language: Literal["", "fr", "en"] = ""
    shared: bool = False
    acts: MacroActs = Field(default_factory=MacroActs)


class ViewShape(Schema):
    """`asked`: the parameters of the inbox's address."""

    id: int
    name: str
    shared: bool
    asked: dict[str, str]


class AskedIn(Schema):
    """As in the address of the inbox: what is not given is not asked. `place`, `assignee`, `department`, `watch`: ids."""

    view: View = "all"
    place: Named = ""
    assignee: Named = ""
    department: Named = ""
    watch: Named = ""
    network: Named = ""
    type: Named = ""
    q: Annotated[str, Field(max_length=100)] = ""


class ViewIn(Schema):
    name: ViewName
    asked: AskedIn = Field(default_factory=AskedIn)
    shared: bool = False


class ViewNameIn(Schema):
    name: ViewName


class OpeningIn(Schema):
    """`view`: of the caller's own or the team's; null = all open cases."""

    view: Id | None = None


class OpeningShape(Schema):
    view: int | None


class NoticeShape(Schema):
    id: int
    kind: str
    case: int | None
    at: datetime
    seen_at: datetime | None


class SeenIn(Schema):
    """`notices`: their ids; None = all."""

    notices: Annotated[list[Id], Field(max_length=1000)] | None = None


class SeenShape(Schema):
    seen: int


class HereShape(Schema):
    name: str
    typing: bool


class CaseNoteIn(Schema):
    text: Words


class CaseNoteShape(Schema):
    """`told`: seats that found a notice; `blind`: named, but may not see the case."""

    id: int
    told: list[int]
    blind: list[int]


class PickedIn(Schema):
    id: Id
    version: Version


class BulkIn(Schema):
    """`act`: "assign:<seat or nothing>", "snooze:<moment, ISO 8601>", "close:<outcome>", "priority:<-1…2>", "type:<type>"."""

    act: Annotated[str, Field(max_length=100)]
    cases: Annotated[list[PickedIn], Field(max_length=MOST)]


class BulkShape(Schema):
    """`left`: cases that had changed meanwhile and were left as they were."""

    id: int
    act: dict[str, str]
    at: datetime
    done: int
    todo: int
    left: list[int]
    undone_at: datetime | None


class UndoIn(Schema):
    """`bulk`: which one; None = the caller's latest."""

    bulk: Id | None = None


class UndoShape(Schema):
    """None when there was nothing to undo."""

    undone: BulkShape | None
