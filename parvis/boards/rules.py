"""What a board may be, how things are put in order by hand, and what a list of feeds would bring. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

MOST_COLUMNS = 12
"""Columns of one board: each costs a query, and nobody reads more side by side."""
MOST_BOARDS = 30
MOST_ITEMS = 1000
"""Posts and links of one collection."""
MOST_FEEDS = 500
"""Feeds that one list brings at a time."""
GOOD_FOR = {"week": timedelta(days=7), "month": timedelta(days=30), "quarter": timedelta(days=91)}
"""How long a link to a shared board may open it."""


class Kind(StrEnum):
    WATCH = "watch"
    PLACE = "place"
    SEARCH = "search"
    COLLECTION = "collection"


class Visibility(StrEnum):
    """Who sees it. Public ones come with the hosted community."""

    PRIVATE = "private"
    TEAM = "team"


class Density(StrEnum):
    TITLES = "titles"
    CARDS = "cards"


SEARCHED = ("watch", "place", "network", "mood", "lang", "direction", "standing")
"""What a saved search may name, as the page of posts writes it in its address."""


def searched(asked: Mapping[str, object]) -> dict[str, str]:
    """What of it a search keeps: known names, in one order, with something said."""
    return {name: str(asked[name])[:40] for name in SEARCHED if asked.get(name)}


def moved(ids: Sequence[int], one: int, to: int) -> list[int]:
    """`one` at index `to` among the others, which keep their order; beyond the ends it stays at the end."""
    rest = [each for each in ids if each != one]
    at = max(0, min(to, len(rest)))
    return [*rest[:at], one, *rest[at:]] if one in ids else list(ids)


def token_hash(token: str) -> str:
    """What is kept of the secret of a link."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def tags_of(text: str) -> list[str]:
    """Tags as a person types them, with commas between: each once, as first written, ten at most."""
    found: dict[str, str] = {}
    for word in text.split(","):
        tag = " ".join(word.replace("#", " ").split())[:40]
        if tag:
            found.setdefault(tag.casefold(), tag)
    return list(found.values())[:10]


@dataclass(frozen=True, slots=True)
class Feed:
    """A line of a list of feeds. `folder`: the innermost folder it lay in, "" for none."""

    address: str
    title: str
    folder: str = ""


def boards_in(feeds: Iterable[Feed], chosen: Collection[str]) -> dict[str, list[str]]:
    """Folder → the addresses of the columns of its board, as many as a board holds; "" holds no board."""
    found: dict[str, list[str]] = {}
    for feed in feeds:
        if feed.folder and feed.address in chosen:
            found.setdefault(feed.folder, []).append(feed.address)
    return {folder: addresses[:MOST_COLUMNS] for folder, addresses in found.items()}
