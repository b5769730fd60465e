"""What every matching engine takes and gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from parvis.listening.query.ast import Node


@dataclass(frozen=True, slots=True)
class Document:
    """A post as watches see it.

    `text`: title and body, plain. `authors`: handles and names. `places`: names and ids of the place.
    `site`: host or address. `language`: ISO code ("fr", "fr-CA"), or a function that finds it, called only when a watch
    that is about to match asks. `links`: addresses or hosts. `at`: aware; None matches no date.
    """

    text: str
    authors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    site: str = ""
    language: str | Callable[[], str] = ""
    network: str = ""
    kind: str = ""
    tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    at: datetime | None = None
    followers: int | None = None


class Matcher(Protocol):
    """Watches held in memory. Adding and removing take effect from the next `match`, also from other threads."""

    def add(self, id: int, ast: Node) -> None:
        """Replaces the watch of the same id. Raises ValueError when the query has no positive term."""
        ...

    def remove(self, id: int) -> None:
        """Raises KeyError when there is no such watch."""
        ...

    def match(self, documents: Sequence[Document]) -> list[tuple[int, int]]:
        """(index in `documents`, watch id), sorted, each once."""
        ...

    def __len__(self) -> int: ...
