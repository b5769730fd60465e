"""Our own archive (docs/archive.md), read back."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile

from parvis.connectors.contract import Rejected
from parvis.connectors.forums.bounds import LONG_LINE, MOST, RATIO, SMALL, Bounded, broken, instant, lines
from parvis.connectors.forums.discourse import UNDATED
from parvis.connectors.forums.records import Left, Line, Person, Post, Problem, Room, Said, Topic
from parvis.core.messages import Message

Row = Mapping[str, Any]


def read(file: BinaryIO, size: int) -> Iterator[Line]:
    """Raises Rejected for what is no archive of ours."""
    most = min(MOST, max(SMALL, size * RATIO))
    try:
        with ZipFile(file) as archive:
            names = set(archive.namelist())
            if not {"spaces.jsonl", "topics.jsonl", "posts.jsonl"} <= names:
                raise Rejected(Message("This is no archive of a community."), field="file")
            for name, told in _NOUNS.items():
                if name not in names:
                    continue
                with archive.open(name) as inner:
                    stream = io.BufferedReader(Bounded(inner, most))
                    for number, line in lines(stream):
                        yield from (Line(number, said) for said in _said(line, told))
    except (BadZipFile, NotImplementedError, RuntimeError) as problem:
        raise broken() from problem


def _said(line: bytes | None, told: Callable[[Row], Iterator[Said]]) -> list[Said]:
    if line is None:
        return [Problem(LONG_LINE)]
    try:
        return list(told(json.loads(line)))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return [Problem(UNDATED)]


def _space(row: Row) -> Iterator[Said]:
    access = row["access"] if row["access"] in ("public", "members") else "private"
    yield Room(
        str(row["id"]), str(row["name"]), str(row["about"]), access, "", int(row["position"]), str(row["kind"]),
        (f"s/{row['slug']}",),
    )  # fmt: skip


def _member(row: Row) -> Iterator[Said]:
    yield Person(
        str(row["id"]), str(row["handle"]), str(row["name"]), str(row.get("email") or ""), instant(row["joined_at"]),
        str(row.get("about") or ""), (f"m/{row['handle']}",),
    )  # fmt: skip


def _topic(row: Row) -> Iterator[Said]:
    if row.get("hidden_at"):
        yield Left("hidden")
        return
    at = instant(row["begun_at"])
    if at is None:
        yield Problem(UNDATED)
        return
    yield Topic(
        str(row["id"]), str(row["space"]), str(row["title"]), str(row["author"]), at, bool(row.get("closed_at")),
        bool(row.get("pinned_at")), (f"t/{row['id']}",),
    )  # fmt: skip


def _post(row: Row) -> Iterator[Said]:
    if row.get("standing"):
        yield Left("hidden")
        return
    at = instant(row["at"])
    if at is None:
        yield Problem(UNDATED)
        return
    topic, number = str(row["topic"]), int(row["number"])
    author = "" if row.get("author") is None else str(row["author"])
    answers = "" if row.get("answers") is None else str(row["answers"])
    yield Post(
        str(row["id"]), topic, author, at, str(row["source"]), number, answers, instant(row.get("edited_at")),
        (f"t/{topic}/{number}",),
    )  # fmt: skip


_NOUNS: dict[str, Callable[[Row], Iterator[Said]]] = {
    "spaces.jsonl": _space, "members.jsonl": _member, "topics.jsonl": _topic, "posts.jsonl": _post,
}  # fmt: skip
