"""Watches and posts from files of JSON lines: which post meets which watch. No database, nothing is kept."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import IO, Any, TypeVar

from parvis.analysis.language import language
from parvis.analysis.tokens import tokens
from parvis.core.messages import Message
from parvis.listening.matching import Document, Matcher, matcher
from parvis.listening.query import Problem, QueryError, parse

BATCH = 1_000
LETTERS = 2_000_000
"""Characters of posts held at once, but for one that has more."""
_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
_HASHTAG = re.compile(r"#(\w+)")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that was left out. `id`: what it calls itself, None when it does not say; `problem`: for a query; `part`: the
    value that alone was left out, the rest of the line being used."""

    line: int
    message: Message
    id: Any = None
    problem: Problem | None = None
    part: str = ""


@dataclass(slots=True)
class Watches:
    """`ids[n]`: what the n-th watch of `engine` calls itself."""

    engine: Matcher = field(default_factory=matcher)
    ids: list[Any] = field(default_factory=list)


def watches_of(lines: Iterable[bytes], refuse: Callable[[Refused], object]) -> Watches:
    """Every watch that can be used; `refuse` is told of each that cannot."""
    watches = Watches()
    known: set[str] = set()
    for number, row in _rows(lines, refuse):
        id, query = row.get("id"), row.get("query")
        name = json.dumps(id, sort_keys=True)
        if id is None or not isinstance(query, str):
            refuse(Refused(number, Message("A watch has an “id” and a “query”, which is a text."), id))
        elif name in known:
            refuse(Refused(number, Message("A watch before this one has the same id."), id))
        else:
            try:
                watches.engine.add(len(watches.ids), parse(query).ast)
            except QueryError as error:
                refuse(Refused(number, error.message, id, error.problems[0]))
                continue
            known.add(name)
            watches.ids.append(id)
    return watches


def matches(
    lines: Iterable[bytes], watches: Watches, languages: Sequence[str], refuse: Callable[[Refused], object],
    tell: Callable[[int], object],
) -> Iterator[tuple[Any, Any]]:  # fmt: skip
    """(id of the watch, id of the post), post after post. `tell` is given the number of posts read, batch after batch."""
    for batch in _batches(_posts(lines, languages, refuse)):
        tell(len(batch))
        for index, number in watches.engine.match([document for _, document in batch]):
            yield watches.ids[number], batch[index][0]


def _posts(
    lines: Iterable[bytes], languages: Sequence[str], refuse: Callable[[Refused], object]
) -> Iterator[tuple[Any, Document]]:
    for number, row in _rows(lines, refuse):
        id, text = row.get("id"), row.get("text")
        if id is None or not isinstance(text, str):
            refuse(Refused(number, Message("A post has an “id” and a “text”, which is a text."), id))
            continue
        reading = _Reading(row)
        yield id, _document(reading, text, languages)
        for name in reading.odd:
            message = Message("The value of “%(name)s” is not understood; the post is met without it.", {"name": name})
            refuse(Refused(number, message, id, part=name))


def _rows(lines: Iterable[bytes], refuse: Callable[[Refused], object]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            refuse(Refused(number, Message("This line is not JSON in UTF-8.")))
            continue
        if isinstance(row, dict):
            yield number, row
        else:
            refuse(Refused(number, Message("This line is not a JSON object.")))


class _Reading:
    """The optional values of a post. `odd`: the names of those that are not what they should be."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.row = row
        self.odd: list[str] = []

    def text(self, name: str) -> str:
        value = self.row.get(name)
        return value if isinstance(value, str) else self._none(name, "")

    def texts(self, name: str) -> list[str]:
        values = self.row.get(name)
        if isinstance(values, list) and all(isinstance(value, str) for value in values):
            return values
        return self._none(name, [])

    def number(self, name: str) -> int | None:
        value = self.row.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else self._none(name, None)

    def moment(self, name: str) -> datetime | None:
        """Without a time zone: UTC."""
        said = self.text(name)
        try:
            at = datetime.fromisoformat(said) if said else None
        except ValueError:
            return self._none(name, None)
        return at if at is None or at.tzinfo else at.replace(tzinfo=UTC)

    def _none(self, name: str, otherwise: T) -> T:
        if self.row.get(name) is not None:
            self.odd.append(name)
        return otherwise


def _document(read: _Reading, text: str, languages: Sequence[str]) -> Document:
    author = read.text("author")
    return Document(
        text,
        authors=(author,) if author else (),
        site=read.text("site"),
        language=read.text("lang") or partial(_spoken, text, tuple(languages)),
        network=read.text("network").lower(),
        kind=read.text("kind").lower(),
        tags=(*read.texts("tags"), *(_HASHTAG.findall(text) if "#" in text else ())),
        links=tuple(_ADDRESS.findall(text)) if "http" in text else (),
        at=read.moment("at"),
        followers=read.number("followers"),
    )


def _spoken(text: str, languages: tuple[str, ...]) -> str:
    return language(tokens(text[:LETTERS]), "", languages)[0]


def _batches(posts: Iterator[tuple[Any, Document]]) -> Iterator[list[tuple[Any, Document]]]:
    batch: list[tuple[Any, Document]] = []
    letters = 0
    for id, document in posts:
        batch.append((id, document))
        letters += len(document.text)
        if len(batch) == BATCH or letters > LETTERS:
            yield batch
            batch, letters = [], 0
    if batch:
        yield batch


def open_lines(path: str, stdin: IO[bytes]) -> IO[bytes]:
    """The file of this name, or what comes in for "-". Raises OSError."""
    return stdin if path == "-" else open(path, "rb")
