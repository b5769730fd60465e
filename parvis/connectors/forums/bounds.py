"""What a file may cost at most: nobody's dump fills the disk, the memory or the day."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, BinaryIO, Protocol, cast

from parvis.connectors.contract import Rejected
from parvis.core.messages import Message

LINE = 1_000_000
"""Bytes of one line, and characters of one value: what is longer is left out and told."""
BODY = 100_000
"""Characters of a post that are read; the community keeps fewer."""
RATIO = 200
"""How many times larger a packed file may become: dumps of SQL become ten times larger, bombs a thousand."""
SMALL = 100_000_000
"""Bytes that any file may become, however small it is."""
MOST = 100_000_000_000
BLOCK = 1 << 16
FIRST = datetime(1980, 1, 1, tzinfo=UTC)


def broken() -> Rejected:
    return Rejected(Message("The file is damaged: it cannot be unpacked."), field="file")


def too_large() -> Rejected:
    return Rejected(Message("The file unpacks to more than it may: it is not read further."), field="file")


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class Bounded(io.RawIOBase):
    """Another stream, which gives `most` bytes and no more. Raises Rejected beyond them, and for what cannot be unpacked."""

    def __init__(self, inner: Readable, most: int) -> None:
        self._inner, self._left = inner, most

    def readable(self) -> bool:
        return True

    def readinto(self, into: memoryview) -> int:  # type: ignore[override]
        data = self.read(len(into))
        into[: len(data)] = data
        return len(data)

    def read(self, size: int = -1) -> bytes:
        try:
            data = self._inner.read(size if size >= 0 else BLOCK)
        except (OSError, EOFError, zlib.error) as problem:
            raise broken() from problem
        self._left -= len(data)
        if self._left < 0:
            raise too_large()
        return data


def unpacked(file: BinaryIO, size: int) -> BinaryIO:
    """The stream of `file` (of `size` bytes), unpacked where it is gzip, bounded."""
    head = file.read(2)
    file.seek(0)
    most = min(MOST, max(SMALL, size * RATIO))
    inner: Readable = gzip.GzipFile(fileobj=file) if head == b"\x1f\x8b" else file
    return cast(BinaryIO, io.BufferedReader(Bounded(inner, most), BLOCK))


def lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """(number, line without its end); None in the place of one that is longer than LINE."""
    number = 0
    while line := stream.readline(LINE + 1):
        number += 1
        if len(line) > LINE and not line.endswith(b"\n"):
            while piece := stream.readline(LINE):
                if piece.endswith(b"\n"):
                    break
            yield number, None
        else:
            yield number, line.rstrip(b"\r\n")


def text_of(data: bytes) -> str:
    """As UTF-8, else as the older western encoding: every byte is some letter."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def moment(seconds: str | int | None) -> datetime | None:
    """Of seconds since 1970; None for none, and for what no forum can have seen."""
    try:
        at = datetime.fromtimestamp(int(seconds or 0), UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return at if at > FIRST else None


def instant(said: str | None) -> datetime | None:
    """Of a date as databases and JSON write it; without a zone it is UTC."""
    if not said:
        return None
    try:
        at = datetime.fromisoformat(said.strip().replace("Z", "+00:00"))
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return at.astimezone(UTC) if at.year > FIRST.year else None


LONG_LINE = Message("This line is too long and was left out.")
