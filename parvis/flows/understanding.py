"""Read posts and match them against watches. No database here: the server's intake and `parvis listen` share this file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from parvis.analysis.reading import Reading, read_many
from parvis.connectors.contract import Author
from parvis.conversations.incoming import Incoming
from parvis.conversations.rendering import addresses
from parvis.listening.matching import Document, Matcher


@dataclass(frozen=True, slots=True)
class Where:
    """The place of some posts, as watches may name it. `languages`: those of the brand; `language`: the place's, if known."""

    network: str
    names: tuple[str, ...]
    address: str
    language: str = ""
    languages: tuple[str, ...] = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Understood:
    """By a post's `remote_id`: how it reads, and the ids of the watches that it meets."""

    readings: dict[str, Reading]
    watches: dict[str, list[int]]


def understand(posts: Sequence[Incoming], where: Where, engine: Matcher, heads: Any = None) -> Understood:
    """One reading of the whole batch, then one match of it. `heads`: those of the brand; None for the house's."""
    hints = [post.item.language or where.language for post in posts]
    found = read_many([post.text for post in posts], hints=hints, languages=where.languages, heads=heads)
    readings = {post.remote_id: reading for post, reading in zip(posts, found, strict=True)}
    watches: dict[str, list[int]] = {}
    for index, watch_id in engine.match([document_of(p, where, readings[p.remote_id].language) for p in posts]):
        watches.setdefault(posts[index].remote_id, []).append(watch_id)
    return Understood(readings, watches)


def document_of(post: Incoming, where: Where, language: str) -> Document:
    """A post on its way in, as watches see it."""
    item = post.item
    return Document(
        text=f"{post.title}\n{post.text}" if post.title else post.text,
        authors=names_of(item.author),
        places=where.names,
        site=urlsplit(item.url or where.address).hostname or "",
        language=language,
        network=where.network,
        kind=item.kind,
        tags=item.tags,
        links=tuple(addresses(post.html)) if "<a " in post.html else (),
        at=item.at,
        followers=item.author.followers if item.author else None,
    )


def names_of(author: Author | None) -> tuple[str, ...]:
    return tuple(name for name in (author.handle, author.name) if name) if author else ()
