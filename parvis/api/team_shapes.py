"""What the API gives and takes about the team."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Field, Schema

from parvis.api.bounds import Id, Line, ShortName
from parvis.core.roles import Role

Tongue = Literal["fr", "en", "de", "es", "it", "nl", "pt"]


class SeatShape(Schema):
    """`places`: those of an agency guest; other roles see every place, or (an expert) what was routed to them."""

    id: int
    name: str
    email: str
    role: str
    department: int | None
    languages: list[str]
    hours_per_week: int
    places: list[int]
    since: datetime


class SeatIn(Schema):
    role: Role
    department: Id | None = None
    languages: Annotated[list[Tongue], Field(max_length=7)] = Field(default_factory=list)
    hours_per_week: Annotated[int, Field(ge=0, le=60)] = 35
    places: Annotated[list[Id], Field(max_length=500)] = Field(default_factory=list)


class DeskShape(Schema):
    """What waits on somebody's desk. `scheduled`: of the messages, those that would leave by themselves."""

    cases: int
    messages: int
    scheduled: int
    personas: int


class EndIn(Schema):
    """`heir`: the seat that takes over; None = cases stand among the unassigned, texts become notes of their case."""

    heir: Id | None = None


class EndedShape(Schema):
    id: int
    ended_at: datetime


class InvitationShape(Schema):
    """`email` "" = to whoever holds the link. `link`: told once, when it is made; "" otherwise."""

    id: int
    email: str
    role: str
    department: int | None
    places: list[int]
    language: str
    invited_at: datetime
    expires_at: datetime
    link: str = ""


class InvitationIn(Schema):
    """`email`: only an account of this address can accept; "" = whoever holds the link."""

    email: Annotated[Line, Field(max_length=254)] = ""
    role: Role
    department: Id | None = None
    places: Annotated[list[Id], Field(max_length=500)] = Field(default_factory=list)
    language: Literal["fr", "en"] = "fr"


class RevokedShape(Schema):
    """False: it had been accepted or revoked before."""

    revoked: bool


class DepartmentShape(Schema):
    id: int
    name: str


class DepartmentIn(Schema):
    name: ShortName
