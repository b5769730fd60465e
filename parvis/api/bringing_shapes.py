"""What the API gives and takes about forums brought in, and the archive taken away."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from parvis.api.bounds import Line, Name


class BringingIn(Schema):
    """`content`: the file in base64, or `address`: of a Discourse, with kind "site". Larger files: `parvis import-community`.
    `origin`: the old forum's name; the same name next time brings only what is new."""

    kind: Literal["discourse", "phpbb", "mbox", "csv", "archive", "site"]
    name: Annotated[Line, Field(max_length=200)] = ""
    origin: Annotated[Line, Field(max_length=120)] = ""
    content: str = ""
    address: Annotated[Line, Field(max_length=300)] = ""


class BringingShape(Schema):
    """`state`: reading | looked | coming | here | going | gone | stopped. `counts`, `problems`: of the trial."""

    id: int
    kind: str
    name: str
    origin: str
    state: str
    at: datetime
    read: int
    counts: dict[str, Any]
    problems: list[dict[str, Any]]
    problem: str
    done: int
    total: int
    people: int
    rooms: int
    topics: int
    posts: int
    kept: int


class ChoiceIn(Schema):
    """`private`: rooms that not everybody read stay out, or come sealed; `opening`: who reads the others."""

    private: Literal["skip", "seal"] = "skip"
    opening: Literal["public", "members"] = "public"


class OldAddressIn(Schema):
    old: Annotated[Name, Field(max_length=300)]
    new: Annotated[Name, Field(max_length=500)]


class OldAddressesIn(Schema):
    addresses: Annotated[list[OldAddressIn], Field(max_length=5000)]


class LedShape(Schema):
    count: int


class ArchiveIn(Schema):
    """`sealed`: with the rooms that are closed to the team; the journal keeps who asked."""

    sealed: bool = False


class ArchiveShape(Schema):
    """`url`: where its file is fetched, "" until it is ready."""

    id: int
    at: datetime
    sealed: bool
    ready: bool
    size: int
    url: str
