"""Sources that say everything, all the time: what they tell is met as it passes, and only what somebody watches is kept.

A stream is told in events, which cost little; an event becomes an item once a watch has caught it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from parvis.connectors.contract import Item, Source


class Said(StrEnum):
    """What an event tells of a post; LEFT: its author closed their account, and all of theirs goes."""

    NEW = "new"
    REWORDED = "reworded"
    GONE = "gone"
    LEFT = "left"


@dataclass(slots=True)
class Event:
    """`by`: who says it, or the post where nobody is named: all of theirs is met by the same process. `raw`: what an item
    is made of. `text`: all that a watch may ask for, as far as the stream tells it. `version`: later ones sort after.
    """

    said: Said
    remote_id: str
    by: str
    text: str = ""
    language: str = ""
    kind: str = "post"
    site: str = ""
    tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    at: datetime | None = None
    version: str = ""
    raw: Any = None


class Unreadable(Exception):
    """A message that cannot be used. `why`: a code, as in `FAULTS`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


FAULTS = ("json", "shape", "long")
"""Not JSON (or cut midway); JSON that says nothing we know; a text beyond all measure."""


@dataclass(slots=True)
class Batch:
    """Events in the order told, and the cursor after them. `read`: messages, of which some say nothing that matters here.

    `gap`: from when to when the source had nothing left of what we had not read.
    """

    events: list[Event] = field(default_factory=list)
    cursor: str = ""
    read: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    gap: tuple[datetime, datetime] | None = None


Decode = Callable[[bytes], tuple[int, Event | None]]
"""One message → its moment in microseconds (0 = it names none) and what it tells. Raises Unreadable."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`size`: messages in a batch, at most; `seconds`: how long one is waited for; `silence`: of a line that is dead."""

    size: int = 1_000
    seconds: float = 0.5
    silence: float = 30.0


@runtime_checkable
class Streams(Protocol):
    """A connector some of whose places are streams (`Capability.STREAM`)."""

    def follow(self, source: Source, cursor: str, rhythm: Rhythm) -> Generator[Batch, None, None]:
        """Batches without end, on from a little before `cursor` ("" = from now). Empty ones say that the line is held.

        Nothing is read from the line while the caller is busy. Raises ConnectorError when it cannot be opened, breaks or
        keeps silent: to be opened again from the last cursor.
        """
        ...

    def item(self, event: Event) -> Item: ...

    def moment(self, cursor: str) -> datetime | None:
        """When the last event before `cursor` happened."""
        ...

    def signed(self, source: Source, items: Sequence[Item]) -> list[Item]:
        """The same with what the network says of their authors. Raises ConnectorError: they are good as they are."""
        ...


def decoded(messages: Iterable[bytes], decode: Decode, batch: Batch) -> int:
    """Puts what `messages` tell into `batch`; what cannot be used is counted. The latest moment, 0 = none."""
    latest = 0
    events, faults = batch.events, batch.faults
    for message in messages:
        batch.read += 1
        try:
            when, event = decode(message)
        except Unreadable as fault:
            faults[fault.why] += 1
            continue
        latest = max(latest, when)
        if event is not None:
            events.append(event)
    return latest


def of_lines(lines: Iterable[bytes], decode: Decode, size: int) -> Iterator[Batch]:
    """The lines of a file as batches; empty lines are none."""
    some: list[bytes] = []
    for line in lines:
        if line.strip():
            some.append(line)
        if len(some) >= size:
            yield _batch_of(some, decode)
            some = []
    if some:
        yield _batch_of(some, decode)


def _batch_of(lines: list[bytes], decode: Decode) -> Batch:
    batch = Batch()
    latest = decoded(lines, decode, batch)
    batch.cursor = str(latest) if latest else ""
    return batch
