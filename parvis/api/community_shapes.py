"""What the API gives and takes about the brand's own community."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Field, Schema

from parvis.api.bounds import Id, Line, Name

Handle = Annotated[Line, Field(max_length=41)]
Title = Annotated[Name, Field(max_length=80)]
About = Annotated[Line, Field(max_length=300)]
KindName = Literal[
    "discussion", "questions", "ideas", "events", "announcements", "contests", "tests", "articles"
]  # fmt: skip


class HouseIn(Schema):
    """`joining`: whoever wants, whoever the team accepts, whoever is invited."""

    name: Annotated[Name, Field(max_length=120)]
    tagline: Annotated[Line, Field(max_length=200)] = ""
    joining: Literal["open", "approval", "invited"] = "open"


class HouseShape(Schema):
    """`open`: False once the team has closed it."""

    name: str
    tagline: str
    joining: str
    open: bool
    url: str


class SpaceIn(Schema):
    """`groups`: what each may do, by id, where the access is for groups or secret. `slow`: seconds between two answers."""

    name: Title
    about: About = ""
    kind: KindName = "discussion"
    access: Literal["public", "members", "groups", "secret"] = "public"
    groups: Annotated[dict[Id, Literal["read", "write"]], Field(default_factory=dict, max_length=200)]
    begins: Literal["members", "team"] = "members"
    trust: Annotated[int, Field(ge=0, le=4)] = 0
    slow: Annotated[int, Field(ge=0, le=86_400)] = 0
    links: Literal["all", "trusted", "none"] = "all"
    premoderate: bool = False


class SpaceShape(Schema):
    id: int
    slug: str
    name: str
    about: str
    kind: str
    access: str
    policy: dict[str, str | int | bool]
    topics: int
    closed_at: datetime | None
    url: str


class SpaceOrderIn(Schema):
    """Ids of spaces, first the first; those left out come after, as they stood."""

    order: Annotated[list[Id], Field(max_length=500)]


class GroupIn(Schema):
    name: Title
    about: About = ""


class GroupShape(Schema):
    id: int
    slug: str
    name: str
    about: str
    members: int


class HandleIn(Schema):
    handle: Handle


class GroupMemberShape(Schema):
    member: int
    handle: str
    name: str
    at: datetime
