"""What the API gives and takes about places."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Field, Schema

from parvis.api.bounds import Address, Id, Line, PlaceName, Text, Words
from parvis.api.shapes import PlaceShape

Given = Annotated[dict[Line, Text], Field(max_length=40)]
"""By the name of the need."""


class AbilityShape(Schema):
    """`state`: yes, no, or needs (something must be given first); `reason` in English."""

    name: str
    state: str
    reason: str


class NeedShape(Schema):
    """What must be given. `secret`: it goes into `secrets`, the others into `settings`; its value is never told again."""

    name: str
    label: str
    help: str
    secret: bool
    required: bool
    default: str


class ChoiceShape(Schema):
    title: str
    address: str


class FindingShape(Schema):
    """What an address turned out to be. `choices`: other addresses that its page offers."""

    network: str
    kind: str
    address: str
    title: str
    summary: str
    language: str
    visibility: str
    abilities: list[AbilityShape]
    needs: list[NeedShape]
    choices: list[ChoiceShape]


class HealthShape(Schema):
    """`state`: ok, new, quiet, expiring, waiting, failing, ended, removed, paused. Sentences in English."""

    state: str
    said: str
    mend: str


class PlaceInFull(PlaceShape):
    """`behind_seconds`: of a stream, how long ago the last that was heard was said. `access`: the account through which it is read; `next_reading_at` None = nobody knows."""

    url: str
    visibility: str
    tags: list[str]
    retention_days: int | None
    access: int | None
    health: HealthShape
    abilities: list[AbilityShape]
    needs: list[NeedShape]
    last_read_at: datetime | None
    behind_seconds: float | None
    next_reading_at: datetime | None


class AddressIn(Schema):
    address: Address


class AddIn(Schema):
    """`name` "" = its own title. `settings` and `secrets`: what the look said it needs."""

    address: Address
    name: Annotated[Line, Field(max_length=200)] = ""
    settings: Given = Field(default_factory=dict)
    secrets: Given = Field(default_factory=dict)


class AddedShape(Schema):
    """`new` False: it was listened to already. `copied`: posts of a page by hand; `problem`: why it was not copied."""

    place: PlaceInFull
    new: bool
    copied: int | None
    problem: str


class AddressesIn(Schema):
    addresses: Annotated[list[Address], Field(min_length=1, max_length=8)]


class TriedShape(Schema):
    """One address: its place, or what is still needed, or why not."""

    address: str
    place: int | None
    new: bool
    finding: FindingShape | None
    problem: str


class DescribeIn(Schema):
    name: PlaceName
    language: Literal["", "fr", "en"] = ""


class SettingsIn(Schema):
    """Tried for real before anything is kept. `secrets`: only those given anew."""

    address: Address
    settings: Given = Field(default_factory=dict)
    secrets: Given = Field(default_factory=dict)


class ReadShape(Schema):
    """`copied` None: a worker reads it within seconds."""

    copied: int | None


class ListIn(Schema):
    """An OPML file, as text."""

    content: Annotated[Words, Field(max_length=5_000_000)]


class ImportedShape(Schema):
    added: int
    known: int
    notices: list[str]


class ListShape(Schema):
    """An OPML file, as text."""

    content: str


class PostIn(Schema):
    """A post that somebody saw. `place`: a name of the team's own, posts of one name stay together. `at` None = now."""

    place: PlaceName
    text: Text
    author: Annotated[Line, Field(max_length=200)] = ""
    link: Annotated[Line, Field(max_length=2000)] = ""
    at: datetime | None = None


class CapturedShape(Schema):
    """`new` False: the post was there already."""

    place: int
    new: bool


class SheetIn(Schema):
    """A table of posts, as text (CSV or JSON). `columns`: field → column; without it, as they were recognised."""

    content: Annotated[Words, Field(max_length=5_000_000)]
    columns: Annotated[dict[Line, Line], Field(max_length=40)] = Field(default_factory=dict)


class BadLineShape(Schema):
    line: int
    reason: str


class SeenSheetShape(Schema):
    """Nothing was stored. `good`: rows that can be read; `bad`: the first fifty that cannot."""

    headings: list[str]
    columns: dict[str, str]
    good: int
    bad: list[BadLineShape]


class SheetPostsIn(SheetIn):
    place: PlaceName


class BroughtShape(Schema):
    """`bad`: the first fifty lines that were left out."""

    place: int
    new: int
    edited: int
    known: int
    bad: list[BadLineShape]


class AccountShape(Schema):
    """An account of the brand at a network; what opens it is never told. `ending`: said before it happens."""

    id: int
    network: str
    name: str
    level: str
    scopes: list[str]
    places: int
    connected_at: datetime
    expires_at: datetime | None
    ending: HealthShape | None


class OfferShape(Schema):
    """`asks`: which words it needs, "" = none."""

    kind: str
    label: str
    help: str
    asks: str


class WantedIn(Schema):
    """`words`: hashtags or a search, for kinds that ask for them. `name` "" = as the pages name it."""

    kind: Line
    words: Annotated[Line, Field(max_length=500)] = ""


class ListenIn(Schema):
    wanted: Annotated[list[WantedIn], Field(min_length=1, max_length=20)]


class RefusalShape(Schema):
    name: str
    reason: str


class OpenedShape(Schema):
    places: list[Id]
    refused: list[RefusalShape]


class DisconnectedShape(Schema):
    """`revoked`: the network was told too; False: end it there as well. `places`: which are not read any more."""

    revoked: bool
    places: list[int]
