"""What was read of a forum, laid out in a file of its own: whatever the order in which its dump told it, it is asked for in
ours, in pieces, again after a crash, and without holding it in memory."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from parvis.connectors.forums.bounds import too_large
from parvis.connectors.forums.records import (
    Attachment,
    Counts,
    Email,
    Left,
    Line,
    Opened,
    Person,
    Post,
    Problem,
    Room,
    Topic,
)

BATCH = 1000
LARGEST = 60_000_000_000
KEPT_PROBLEMS = 10_000
"""Problems that are kept with their line; those beyond are counted."""
_MADE = """
CREATE TABLE IF NOT EXISTS person (remote TEXT PRIMARY KEY, told TEXT);
CREATE TABLE IF NOT EXISTS email (person TEXT PRIMARY KEY, address TEXT);
CREATE TABLE IF NOT EXISTS room (remote TEXT PRIMARY KEY, told TEXT);
CREATE TABLE IF NOT EXISTS opened (room TEXT, access TEXT, PRIMARY KEY (room, access));
CREATE TABLE IF NOT EXISTS topic (remote TEXT PRIMARY KEY, room TEXT, at TEXT, told TEXT);
CREATE TABLE IF NOT EXISTS post (remote TEXT PRIMARY KEY, topic TEXT, number INTEGER, at TEXT, told TEXT);
CREATE TABLE IF NOT EXISTS attachment (remote TEXT PRIMARY KEY, post TEXT, told TEXT);
CREATE TABLE IF NOT EXISTS problem (id INTEGER PRIMARY KEY, line INTEGER, told TEXT);
CREATE TABLE IF NOT EXISTS left_out (why TEXT PRIMARY KEY, n INTEGER);
CREATE INDEX IF NOT EXISTS topic_order ON topic (at, remote);
CREATE INDEX IF NOT EXISTS post_order ON post (topic, number, at, remote);
"""


class Staging:
    """`with Staging(path) as staging:`. One writer."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.executescript(f"PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; {_MADE}")
        page = self._db.execute("PRAGMA page_size").fetchone()[0]
        self._db.execute(f"PRAGMA max_page_count = {LARGEST // page}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        self._db.close()

    def take(self, said: Iterable[Line]) -> Iterator[int]:
        """Lay out every line; says after each batch how many lines are laid out."""
        done, batch = 0, list[Line]()
        for line in said:
            batch.append(line)
            if len(batch) == BATCH:
                done += self._lay(batch)
                batch = []
                yield done
        yield done + self._lay(batch)

    def _lay(self, batch: list[Line]) -> int:
        self._db.execute("BEGIN")
        try:
            for line in batch:
                self._put(line)
        except sqlite3.OperationalError as problem:
            self._db.execute("ROLLBACK")
            raise too_large() from problem
        except sqlite3.Error:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")
        return len(batch)

    def _put(self, line: Line) -> None:
        match line.said:
            case Person() as one:
                self._keep("person (remote, told)", one.remote, _json(one))
            case Email(person, address):
                self._keep("email (person, address)", person, address)
            case Room() as one:
                self._keep("room (remote, told)", one.remote, _json(one))
            case Opened(room, access):
                self._keep("opened (room, access)", room, access)
            case Topic() as one:
                self._keep("topic (remote, room, at, told)", one.remote, one.room, one.at.isoformat(), _json(one))
            case Post() as one:
                number = max(-(1 << 62), min(one.number, 1 << 62))
                self._keep("post (remote, topic, number, at, told)", one.remote, one.topic, number, one.at.isoformat(),
                           _json(one))  # fmt: skip
            case Attachment() as one:
                self._keep("attachment (remote, post, told)", one.remote, one.post, _json(one))
            case Left(why):
                self._left(why)
            case Problem(message):
                self._left("problems")
                if self._one("SELECT n FROM left_out WHERE why = 'problems'") <= KEPT_PROBLEMS:
                    told = json.dumps({"text": message.text, "params": dict(message.params)})
                    self._db.execute("INSERT INTO problem (line, told) VALUES (?, ?)", (line.number, told))

    def _keep(self, into: str, *values: object) -> None:
        """The first of two with the same id stands."""
        clean = [value.encode("utf-8", "replace").decode() if isinstance(value, str) else value for value in values]
        marks = ", ".join("?" * len(values))
        self._db.execute(f"INSERT OR IGNORE INTO {into} VALUES ({marks})", clean)  # noqa: S608

    def _left(self, why: str) -> None:
        self._db.execute(
            "INSERT INTO left_out VALUES (?, 1) ON CONFLICT (why) DO UPDATE SET n = n + 1", (why,)
        )  # fmt: skip

    def _one(self, asked: str, *values: object) -> int:
        found = self._db.execute(asked, values).fetchone()
        return int(found[0]) if found else 0

    def counts(self) -> Counts:
        n = {table: self._one(f"SELECT count(*) FROM {table}") for table in ("person", "room", "topic", "attachment")}  # noqa: S608
        left = dict(self._db.execute("SELECT why, n FROM left_out"))
        problems = left.pop("problems", 0)
        posts = self._one("SELECT count(*) FROM post WHERE topic IN (SELECT remote FROM topic)")
        if lost := self._one("SELECT count(*) FROM post") - posts:
            left["topicless"] = lost
        if lost := self._one("SELECT count(*) FROM topic WHERE room NOT IN (SELECT remote FROM room)"):
            left["roomless"] = lost
        return Counts(n["person"], n["room"], n["topic"], posts, n["attachment"], problems, left)

    def has_topic(self, remote: str) -> bool:
        return self._db.execute("SELECT 1 FROM topic WHERE remote = ?", (remote,)).fetchone() is not None

    def problems(self, limit: int = -1) -> Iterator[tuple[int, dict[str, Any]]]:
        for line, told in self._db.execute("SELECT line, told FROM problem ORDER BY id LIMIT ?", (limit,)):
            yield line, json.loads(told)

    def rooms(self) -> list[tuple[Room, int]]:
        """In their order, with how many topics stand in each. What could be read in a room is read there still: a private
        room that a table of rights opens is open."""
        opened: dict[str, set[str]] = {}
        for room, access in self._db.execute("SELECT room, access FROM opened"):
            opened.setdefault(room, set()).add(access)
        n = dict(self._db.execute("SELECT room, count(*) FROM topic GROUP BY room"))
        rooms = [_room(told, opened) for (told,) in self._db.execute("SELECT told FROM room")]
        names = {room.remote: room.name for room in rooms}
        told = [(room, names.get(room.parent, ""), n.get(room.remote, 0)) for room in rooms]
        told.sort(key=lambda one: (one[0].position, one[0].remote))
        return [(_under(room, parent), count) for room, parent, count in told]

    def people(self, after: str, limit: int) -> list[Person]:
        rows = self._db.execute(
            "SELECT told, address FROM person LEFT JOIN email ON email.person = person.remote"
            " WHERE remote > ? ORDER BY remote LIMIT ?", (after, limit),
        )  # fmt: skip
        return [_person(told, address) for told, address in rows]

    def topics(self, after: tuple[str, str], limit: int) -> list[Topic]:
        """Oldest first; those of no room that is told are no topics of a room."""
        rows = self._db.execute("SELECT told FROM topic WHERE (at, remote) > (?, ?) ORDER BY at, remote LIMIT ?",
                                (*after, limit))  # fmt: skip
        return [_topic(told) for (told,) in rows]

    def posts(self, topic: str) -> Iterator[Post]:
        """In their order."""
        rows = self._db.execute("SELECT told FROM post WHERE topic = ? ORDER BY number, at, remote", (topic,))
        return (_post(told) for (told,) in rows)

    def numbered(self, topic: str) -> dict[str, str]:
        """Posts of a topic by their number there, as "#3"."""
        rows = self._db.execute("SELECT number, remote FROM post WHERE topic = ?", (topic,))
        return {f"#{number}": remote for number, remote in rows}

    def samples(self, limit: int) -> list[Post]:
        rows = self._db.execute("SELECT told FROM post WHERE topic IN (SELECT remote FROM topic) LIMIT ?", (limit,))
        return [_post(told) for (told,) in rows]


def _json(one: Any) -> str:
    return json.dumps(asdict(one), ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _read(told: str, *moments: str) -> dict[str, Any]:
    row: dict[str, Any] = json.loads(told)
    for name in moments:
        row[name] = datetime.fromisoformat(row[name]) if row[name] else None
    row["paths"] = tuple(row["paths"])
    return row


def _person(told: str, address: str | None) -> Person:
    row = _read(told, "joined")
    row["email"] = row["email"] or address or ""
    return Person(**row)


def _room(told: str, opened: dict[str, set[str]]) -> Room:
    row = _read(told)
    if row["access"] == "private" and (rights := opened.get(row["remote"])):
        row["access"] = "public" if "public" in rights else "members"
    return Room(**row)


def _under(room: Room, parent: str) -> Room:
    if not parent:
        return room
    return Room(
        room.remote,
        f"{parent} · {room.name}",
        room.about,
        room.access,
        room.parent,
        room.position,
        room.kind,
        room.paths,
    )


def _topic(told: str) -> Topic:
    return Topic(**_read(told, "at"))


def _post(told: str) -> Post:
    return Post(**_read(told, "at", "edited"))
