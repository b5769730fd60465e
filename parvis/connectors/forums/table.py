"""A CSV table, one post a line: the documented way in for every forum that we do not know."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from parvis.connectors.contract import Rejected
from parvis.connectors.forums.bounds import LONG_LINE, instant, lines, text_of, unpacked
from parvis.connectors.forums.records import Line, Person, Post, Problem, Room, Said, Topic
from parvis.connectors.forums.words import escaped, html_words, storable
from parvis.core.messages import Message

NEEDED = ("topic", "title", "author", "date", "text")
COLUMNS = (*NEEDED, "room", "post", "answers", "email", "format", "path")
"""docs/archive.md says what each holds."""
WITHOUT = Message("This line lacks its %(column)s.")
UNDATED = Message("“%(date)s” is not a date: write it as 2024-05-31 18:30.")


def read(file: BinaryIO, size: int) -> Iterator[Line]:
    """Raises Rejected when columns are missing."""
    source = lines(unpacked(file, size))
    began, head = next(source, (0, b""))
    if not head:
        raise Rejected(Message("The file is empty."), field="file")
    first = text_of(head).lstrip("\ufeff")
    sign = max(",;\t", key=first.count)
    columns = [one.strip().lower() for one in next(csv.reader([first], delimiter=sign))]
    if missing := [one for one in NEEDED if one not in columns]:
        raise Rejected(Message("The table has no column %(column)s.", {"column": ", ".join(missing)}), field="file")
    told = _Told()
    for number, row in _rows(source, sign, began):
        if row is None or len(row) > len(columns):
            yield Line(number, Problem(LONG_LINE))
        elif row:
            yield from (Line(number, said) for said in told.of(dict(zip(columns, row, strict=False)), number))


def _rows(source: Iterator[tuple[int, bytes | None]], sign: str, last: int) -> Iterator[tuple[int, list[str] | None]]:
    """A value in quotes may hold ends of lines: lines are joined until its quotes close, and never without end."""
    held: list[str] = []
    began = last + 1
    for number, line in source:
        if line is None:
            yield number, None
            held = []
            continue
        began = number if not held else began
        held.append(text_of(line))
        whole = "\n".join(held)
        if whole.count('"') % 2 == 0:
            yield began, _one(whole, sign)
            held = []
        elif len(held) > 5000:
            yield began, None
            held = []
    if held:
        yield began, None


def _one(whole: str, sign: str) -> list[str] | None:
    try:
        return next(csv.reader(whole.splitlines(keepends=True), delimiter=sign), [])
    except csv.Error:
        return None


class _Told:
    """Whose rooms, people and topics were met already."""

    def __init__(self) -> None:
        self.rooms: set[str] = set()
        self.people: set[str] = set()
        self.topics: dict[str, int] = {}

    def of(self, row: Mapping[str, str], line: int) -> Iterator[Said]:
        if lacking := next((one for one in NEEDED if not row.get(one, "").strip() and one != "title"), ""):
            yield Problem(Message(WITHOUT.text, {"column": lacking}))
            return
        at = instant(row["date"])
        if at is None:
            yield Problem(Message(UNDATED.text, {"date": row["date"][:40]}))
            return
        room, name, topic = storable(row.get("room", "")), storable(row["author"]), row["topic"].strip()[:200]
        author = _key(row.get("email", "").strip().lower() or name)
        if room not in self.rooms:
            self.rooms.add(room)
            yield Room(_key(room), room, access="public", position=len(self.rooms))
        if author not in self.people:
            self.people.add(author)
            yield Person(author, name, name, row.get("email", "").strip(), at)
        path = tuple(one for one in [row.get("path", "").strip().lstrip("/")] if one)
        if topic not in self.topics:
            yield Topic(topic, _key(room), storable(row["title"]) or "–", author, at, paths=path)
            path = ()
        number = self.topics[topic] = self.topics.get(topic, 0) + 1
        own = row.get("post", "").strip()[:200] or f"{topic}/{number}"
        yield Post(own, topic, author, at, _words(row), number, row.get("answers", "").strip()[:200], paths=path)


def _key(text: str) -> str:
    return hashlib.sha256(text.casefold().encode("utf-8", "replace")).hexdigest()[:20]


def _words(row: Mapping[str, str]) -> str:
    match row.get("format", "").strip().lower():
        case "html":
            return html_words(row["text"])
        case "text":
            return escaped(row["text"])
    return row["text"]
