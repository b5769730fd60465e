"""What readers of other forums say, whatever the forum: people, rooms, topics, posts. Ids are those of the old forum."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from parvis.core.messages import Message


@dataclass(frozen=True, slots=True)
class Person:
    """`email`: for claiming what they wrote; it is kept as a fingerprint alone. `paths`: old addresses (`canonical`)."""

    remote: str
    handle: str
    name: str = ""
    email: str = ""
    joined: datetime | None = None
    about: str = ""
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Email:
    """Of a person told of elsewhere in the same dump."""

    person: str
    address: str


@dataclass(frozen=True, slots=True)
class Room:
    """`access`: public | members | private, as it was; what is not known is private. `position`: among the others.
    `kind`: a preset of ours, from our own archive."""

    remote: str
    name: str
    about: str = ""
    access: str = "private"
    parent: str = ""
    position: int = 0
    kind: str = "discussion"
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """Who could read a room, from a table of rights beside it. `access`: public | members."""

    room: str
    access: str


@dataclass(frozen=True, slots=True)
class Topic:
    """`room` "" = a private message: it is counted, and never brought in."""

    remote: str
    room: str
    title: str
    author: str
    at: datetime
    closed: bool = False
    pinned: bool = False
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """`body`: Markdown as our community writes it. `number`: its place in the topic. `parent`: a post of the same topic."""

    remote: str
    topic: str
    author: str
    at: datetime
    body: str
    number: int
    parent: str = ""
    edited: datetime | None = None
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that hung on a post: it is listed, not brought."""

    remote: str
    post: str
    name: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    message: Message


@dataclass(frozen=True, slots=True)
class Left:
    """What is there and is not brought: "messages", "deleted", "hidden", "whispers"."""

    why: str


Record = Person | Email | Room | Opened | Topic | Post | Attachment
Said = Record | Problem | Left


@dataclass(frozen=True, slots=True)
class Line:
    """`number`: of the line (or the message) of the file, from 1."""

    number: int
    said: Said


@dataclass(slots=True)
class Counts:
    """What a file holds. `left`: by why."""

    people: int = 0
    rooms: int = 0
    topics: int = 0
    posts: int = 0
    attachments: int = 0
    problems: int = 0
    left: dict[str, int] = field(default_factory=dict)
