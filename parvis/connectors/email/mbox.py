"""Mail that lies in files: mbox, one message, Maildir folders. Read one message at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from parvis.connectors.contract import Item, Rejected
from parvis.connectors.email.parse import parse_mail
from parvis.connectors.email.threading import follow
from parvis.core.messages import Message

SEPARATOR = re.compile(rb"From (?:.{1,300}?\s)?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b.{6,60}$|From -?\s*$")
"""The line between two mails names a day of the week, which tells it from a sentence that begins with "From"."""
ESCAPED = re.compile(rb">+From ")
HEADER_LINE = re.compile(rb"[\x21-\x39\x3b-\x7e]{1,100}:")
LARGEST_MAIL = 25 * 2**20


def read_mbox(path: Path, *, own: str = "", now: datetime | None = None) -> Iterator[Item]:
    """Posts of an mbox file, of a single saved mail (.eml) or of a Maildir folder; automatic mails are left out.

    A mail of more than 25 MB is read up to that size. Raises Rejected when the file holds no mail at all.
    """
    moment = now or datetime.now(UTC)
    messages = maildir_messages(path) if path.is_dir() else mbox_messages(path)
    parsed = (parse_mail(raw, own=own, now=moment).item for raw in messages)
    return follow(item for item in parsed if item is not None)


def maildir_messages(path: Path) -> Iterator[bytes]:
    files = sorted(
        (one for part in ("cur", "new") for one in (path / part).glob("*") if one.is_file()), key=lambda one: one.name
    )
    if not files and not (path / "cur").is_dir():
        raise Rejected(not_mail(path), "address")
    for file in files:
        with file.open("rb") as stream:
            yield stream.read(LARGEST_MAIL)


def mbox_messages(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        first = stream.readline(2000).removeprefix(b"\xef\xbb\xbf")
        while first and not first.strip():
            first = stream.readline(2000)
        if first.startswith(b"From "):
            yield from split_mbox(stream)
        elif HEADER_LINE.match(first):
            yield first + stream.read(LARGEST_MAIL)
        elif first:
            raise Rejected(not_mail(path), "address")


def split_mbox(stream: BinaryIO) -> Iterator[bytes]:
    """Mails after the first separator. ">From " loses one mark; a "From " line counts only after an empty line."""
    lines: list[bytes] = []
    size = 0
    after_empty = False
    while line := stream.readline(2**20):
        bare = line.rstrip(b"\r\n")
        if after_empty and line.startswith(b"From ") and SEPARATOR.match(bare):
            yield b"".join(lines)
            lines, size, after_empty = [], 0, False
            continue
        after_empty = not bare
        size += len(line)
        if size <= LARGEST_MAIL:
            lines.append(line[1:] if ESCAPED.match(line) else line)
    if lines:
        yield b"".join(lines)


def not_mail(path: Path) -> Message:
    return Message(
        "%(name)s holds no mail: an mbox file begins with “From ”, a saved mail with its headers.", {"name": path.name}
    )
