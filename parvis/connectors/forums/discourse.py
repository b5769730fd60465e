"""Discourse: its backup (a .tar.gz with dump.sql.gz, or that dump alone)."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from parvis.connectors.contract import Rejected
from parvis.connectors.forums.bounds import MOST, RATIO, SMALL, Bounded, Readable, broken, instant, unpacked
from parvis.connectors.forums.copies import Row, rows
from parvis.connectors.forums.records import (
    Attachment,
    Email,
    Left,
    Line,
    Opened,
    Person,
    Post,
    Problem,
    Room,
    Said,
    Topic,
)
from parvis.connectors.forums.words import discourse_words, storable
from parvis.core.messages import Message

DUMP = "dump.sql.gz"
PLAIN = "dump.sql"
UNDATED = Message("This row has no date that can be read: it was left out.")


def read(file: BinaryIO, size: int) -> Iterator[Line]:
    """Every record of a backup. Raises Rejected when there is no dump in it."""
    for table, row, number in rows(_dump(file, size), frozenset(_TABLES)):
        if isinstance(row, Line):
            yield row
            continue
        try:
            yield from [Line(number, said) for said in _TABLES[table](row)]
        except (KeyError, ValueError):
            yield Line(number, Problem(UNDATED))


def _dump(file: BinaryIO, size: int) -> BinaryIO:
    stream = unpacked(file, size)
    head = stream.peek(512)[:512]  # type: ignore[attr-defined]
    if head[257:262] != b"ustar":
        return stream
    try:
        archive = tarfile.open(fileobj=stream, mode="r|")  # noqa: SIM115  read as long as its stream is
        for member in archive:
            name = member.name.rsplit("/", 1)[-1]
            if not member.isfile() or name not in (DUMP, PLAIN):
                continue
            inner = archive.extractfile(member)
            if inner is not None:
                packed: Readable = gzip.GzipFile(fileobj=inner) if name == DUMP else inner
                most = min(MOST, max(SMALL, size * RATIO))
                return cast(BinaryIO, io.BufferedReader(Bounded(packed, most)))
    except tarfile.TarError as problem:
        raise broken() from problem
    raise Rejected(Message("There is no dump.sql.gz in this backup."), field="file")


def _user(row: Row) -> Iterator[Said]:
    if int(row["id"]) <= 0:
        return
    handle = row["username"]
    yield Person(row["id"], handle, storable(row.get("name", "")), "", instant(row.get("created_at")),
                 paths=(f"u/{handle.lower()}",))  # fmt: skip


def _email(row: Row) -> Iterator[Said]:
    if row.get("primary", "t") == "t":
        yield Email(row["user_id"], row["email"])


def _category(row: Row) -> Iterator[Said]:
    access = "private" if row.get("read_restricted", "t") == "t" else "public"
    parent = row.get("parent_category_id", "")
    yield Room(
        row["id"], storable(row["name"]), storable(row.get("description_text", "") or row.get("description", "")), access,
        parent, int(row.get("position") or 0), paths=(f"c/{row['id']}", f"c/{row.get('slug', '')}"),
    )  # fmt: skip


_EVERYBODY, _SIGNED_IN = "0", "10"
"""Groups that Discourse makes for itself."""


def _right(row: Row) -> Iterator[Said]:
    if row["group_id"] == _EVERYBODY:
        yield Opened(row["category_id"], "public")
    elif row["group_id"] == _SIGNED_IN:
        yield Opened(row["category_id"], "members")


def _topic(row: Row) -> Iterator[Said]:
    at = instant(row["created_at"])
    if row.get("archetype") == "private_message":
        yield Left("messages")
    elif row.get("deleted_at"):
        yield Left("deleted")
    elif row.get("visible", "t") == "f":
        yield Left("hidden")
    elif at is None:
        yield Problem(UNDATED)
    else:
        yield Topic(
            row["id"], row.get("category_id", ""), storable(row["title"]), row["user_id"], at,
            row.get("closed") == "t" or row.get("archived") == "t", bool(row.get("pinned_at")), (f"t/{row['id']}",),
        )  # fmt: skip


_WORDS = ("1", "2")
"""Types of posts that hold words for everybody: written, and of moderators."""


def _post(row: Row) -> Iterator[Said]:
    at = instant(row["created_at"])
    kind = row.get("post_type", "1")
    if kind not in _WORDS:
        if kind == "4":
            yield Left("whispers")
        return
    if row.get("deleted_at") or row.get("user_deleted") == "t":
        yield Left("deleted")
    elif row.get("hidden") == "t":
        yield Left("hidden")
    elif at is None:
        yield Problem(UNDATED)
    else:
        topic, number = row["topic_id"], int(row["post_number"])
        answers = row.get("reply_to_post_number", "")
        yield Post(
            row["id"], topic, row.get("user_id", ""), at, discourse_words(row["raw"]), number,
            f"#{answers}" if answers else "", instant(row.get("last_version_at")) if row.get("version", "1") != "1" else None,
            (f"t/{topic}/{number}", f"p/{row['id']}"),
        )  # fmt: skip


def _upload(row: Row) -> Iterator[Said]:
    yield Attachment(row["id"], "", storable(row.get("original_filename", ""))[:200], int(row.get("filesize") or 0))


_TABLES: dict[str, Callable[[Row], Iterator[Said]]] = {
    "users": _user, "user_emails": _email, "categories": _category, "category_groups": _right, "topics": _topic, "posts": _post,
    "uploads": _upload,
}  # fmt: skip
