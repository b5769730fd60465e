"""What stands on a member's page. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

LINKS = 5


class Part(StrEnum):
    """What a member may keep to itself; its name and handle sign its posts."""

    TITLE = "title"
    ABOUT = "about"
    LINKS = "links"
    JOINED = "joined"
    POSTS = "posts"
    BADGES = "badges"


def shown(hidden: Iterable[str], *, own: bool) -> frozenset[Part]:
    """The parts that a reader of the page sees; `own`: its owner sees all."""
    kept = set() if own else set(hidden)
    return frozenset(part for part in Part if part.value not in kept)
