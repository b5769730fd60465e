"""What the API gives and takes about boards, collections and lists of feeds."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Field, Schema

from parvis.api.bounds import Address, Id, Line, Name, Words
from parvis.api.shapes import PostShape
from parvis.boards.rules import MOST_FEEDS

Seen = Literal["team", "private"]
Note = Annotated[Line, Field(max_length=500)]
BoardName = Annotated[Name, Field(max_length=60)]
Tags = Annotated[list[Annotated[Line, Field(max_length=40)]], Field(max_length=10)]
Index = Annotated[int, Field(ge=0, le=100_000)]


class BoardIn(Schema):
    """`visibility`: the whole team, or its maker alone."""

    name: BoardName
    visibility: Seen = "team"
    density: Literal["cards", "titles"] = "cards"


class ColumnShape(Schema):
    """`kind`: watch, place, search or collection; `gone`: what it showed was deleted; `asked`: a saved search."""

    id: int
    board: int
    name: str
    kind: str
    watch: int | None
    place: int | None
    collection: int | None
    asked: dict[str, str]
    wide: bool
    gone: bool


class BoardShape(Schema):
    id: int
    name: str
    visibility: str
    density: str


class BoardInFull(BoardShape):
    columns: list[ColumnShape]


class SearchIn(Schema):
    """As the page of posts narrows."""

    watch: Annotated[Line, Field(max_length=20)] = ""
    place: Annotated[Line, Field(max_length=20)] = ""
    network: Annotated[Line, Field(max_length=40)] = ""
    mood: Annotated[Line, Field(max_length=40)] = ""
    lang: Annotated[Line, Field(max_length=40)] = ""
    direction: Annotated[Line, Field(max_length=40)] = ""
    standing: Annotated[Line, Field(max_length=40)] = ""


class ColumnIn(Schema):
    """One of `watch`, `place`, `collection`, or a search under a `name`."""

    watch: Id | None = None
    place: Id | None = None
    collection: Id | None = None
    search: SearchIn | None = None
    name: Annotated[Line, Field(max_length=60)] = ""


class ColumnChangeIn(Schema):
    """`name` "": that of what it shows."""

    name: Annotated[Line, Field(max_length=60)] = ""
    wide: bool = False


class MoveIn(Schema):
    """`to`: the index to stand at, the first is 0."""

    to: Index


class OrderShape(Schema):
    """Ids in their new order."""

    order: list[int]


class ReadIn(Schema):
    """`upto`: the `key` of the last entry that is read."""

    upto: Annotated[int, Field(ge=0, le=2**53 - 1)]


class ColumnEntryShape(Schema):
    """`key`: its arrival; `new`: it came after what the caller has read. A link has a `url` instead of a `post`."""

    key: int
    new: bool
    post: PostShape | None
    url: str
    title: str
    note: str


class ShareIn(Schema):
    lasts: Literal["week", "month", "quarter"] = "month"


class BoardShareShape(Schema):
    id: int
    board: int
    at: datetime
    expires_at: datetime


class ShareMadeShape(BoardShareShape):
    """`path`: of the page that the link opens; told this once."""

    path: str


class FeedsIn(Schema):
    """`content`: an OPML file."""

    content: Annotated[Words, Field(max_length=5_000_000)]
    name: Annotated[Line, Field(max_length=120)] = ""


class FeedShape(Schema):
    """`state`: new, known, skipped, added, failed, asks. `said`: why not."""

    address: str
    title: str
    folder: str
    state: str
    place: int | None
    said: str


class UnreadShape(Schema):
    """A line of the file that is no feed; 0 = no single line."""

    line: int
    name: str
    said: str


class FeedListShape(Schema):
    id: int
    name: str
    feeds: list[FeedShape]
    refused: list[UnreadShape]
    started_at: datetime | None
    finished_at: datetime | None


class ChosenIn(Schema):
    """`addresses` None = all of them. `as_boards`: a board a folder, a column a feed."""

    addresses: Annotated[list[Address], Field(max_length=MOST_FEEDS)] | None = None
    as_boards: bool = False


class CollectionIn(Schema):
    name: Name
    about: Note = ""
    visibility: Seen = "team"


class CollectionShape(Schema):
    id: int
    name: str
    about: str
    visibility: str
    items: int


class KeepItemIn(Schema):
    """A `post`, or the `url` of a page."""

    post: Id | None = None
    url: Annotated[Line, Field(max_length=2000)] = ""
    note: Note = ""
    tags: Tags = Field(default_factory=list)


class ItemIn(Schema):
    note: Note = ""
    tags: Tags = Field(default_factory=list)


class ItemShape(Schema):
    """`problem`: why the title of a link is not known."""

    id: int
    collection: int
    post: PostShape | None
    url: str
    title: str
    note: str
    tags: list[str]
    added_at: datetime
    problem: str


class KeptShape(ItemShape):
    """`new` False: it was there already, and stays as it was."""

    new: bool


class SendToIn(Schema):
    """`to`: a seat; `key`: sent twice under one, it arrives once. `mail`: by mail as well, at the hours that they chose."""

    to: Id
    note: Note = ""
    key: Annotated[Name, Field(max_length=64)]
    mail: bool = False


class SentToShape(Schema):
    """`sent` false: it was sent before under this key. `mails`: whether this colleague wants mails at all."""

    sent: bool
    mails: bool


class FileShape(Schema):
    content: str
