"""What the API gives and takes where several people work on the same cases."""

from __future__ import annotations

from datetime import datetime

from ninja import Field, Schema


class MacroShape(Schema):
    id: int
    name: str
    body: str
    language: str
    shared: bool
    acts: dict[str, str]


class MacroIn(Schema):
    """`acts`: assign ("me" or a seat's id), type, aside (tomorrow, week), close (an outcome)."""

    name: str
    body: str = ""
    language: str = ""
    shared: bool = False
    acts: dict[str, str] = Field(default_factory=dict)


class ViewShape(Schema):
    """`asked`: the parameters of the inbox's address."""

    id: int
    name: str
    shared: bool
    asked: dict[str, str]


class ViewIn(Schema):
    name: str
    asked: dict[str, str] = Field(default_factory=dict)
    shared: bool = False


class NoticeShape(Schema):
    id: int
    kind: str
    case: int | None
    at: datetime
    seen_at: datetime | None


class SeenIn(Schema):
    """`notices`: their ids; None = all."""

    notices: list[int] | None = None


class SeenShape(Schema):
    seen: int


class HereShape(Schema):
    name: str
    typing: bool


class NoteIn(Schema):
    text: str


class NoteShape(Schema):
    """`told`: seats that found a notice; `blind`: named, but may not see the case."""

    id: int
    told: list[int]
    blind: list[int]


class PickedIn(Schema):
    id: int
    version: int


class BulkIn(Schema):
    """`act`: "assign:<seat or nothing>", "snooze:<moment, ISO 8601>", "close:<outcome>", "priority:<-1…2>", "type:<type>"."""

    act: str
    cases: list[PickedIn]


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

    bulk: int | None = None


class UndoShape(Schema):
    """None when there was nothing to undo."""

    undone: BulkShape | None
