"""The one fallback to subjects: an answer that names no mail joins an earlier one with the same subject and people."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from parvis.connectors.contract import Item

NEAR = timedelta(days=30)
MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Trace:
    """What is kept of a mail to recognise its answer: never its text."""

    thread_id: str
    remote_id: str
    at: datetime | None


def follow(items: Iterable[Item]) -> Iterator[Item]:
    """Items in order; one marked Re:/TR: without any reference takes the thread of the latest with its `thread_hint`.

    Only when both have dates less than 30 days apart. Remembers the last 10,000 subjects, so memory stays bounded.
    """
    seen: OrderedDict[str, Trace] = OrderedDict()
    for item in items:
        hint = str(item.extra.get("thread_hint", ""))
        earlier = seen.get(hint) if hint else None
        if (
            earlier
            and item.extra.get("subject_mark") == "reply"
            and not item.parent_id
            and are_near(earlier.at, item.at)
        ):
            item = replace(item, thread_id=earlier.thread_id, parent_id=earlier.remote_id)
        if hint:
            seen[hint] = Trace(item.thread_id, item.remote_id, item.at)
            seen.move_to_end(hint)
            if len(seen) > MOST_REMEMBERED:
                seen.popitem(last=False)
        yield item


def are_near(earlier: datetime | None, later: datetime | None) -> bool:
    return earlier is not None and later is not None and timedelta(0) <= later - earlier <= NEAR
