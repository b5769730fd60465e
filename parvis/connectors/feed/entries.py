"""A feed as its parsers give it, the same for every dialect; nothing of it is trusted yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from parvis.connectors.contract import Format
from parvis.core.messages import Message


@dataclass(frozen=True, slots=True)
class Extras:
    """What the two parsers leave out: the threads of RFC 4685 and WordPress, the author's address.

    `comments`: the feed of the comments. `count`: how many there are, None when not said.
    `answers`, `answers_at`: id and address of the entry that this one comments.
    """

    comments: str = ""
    count: int | None = None
    answers: str = ""
    answers_at: str = ""
    author_url: str = ""
    author_email: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """`id` and `link` as written, maybe empty; `published` and `updated` aware, believable or not."""

    id: str = ""
    link: str = ""
    title: str = ""
    body: str = ""
    format: Format = "html"
    published: datetime | None = None
    updated: datetime | None = None
    author: str = ""
    avatar: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    extras: Extras = field(default_factory=Extras)


@dataclass(frozen=True, slots=True)
class Hints:
    """How often the feed itself wants to be asked: `<ttl>`, `sy:updatePeriod`, Cache-Control."""

    every: tuple[timedelta, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """`link`: the site's page. `notices`: what had to be mended or left out."""

    title: str = ""
    link: str = ""
    language: str = ""
    author: str = ""
    entries: tuple[Entry, ...] = ()
    hints: Hints = field(default_factory=Hints)
    notices: tuple[Message, ...] = ()
