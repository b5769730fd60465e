"""The one fallback to subjects: an answer that names no mail joins an earlier one with the same subject and people."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from parvis.connectors.contract import Item

NEAR = timedelta(days=30)
MOST_REMEMBERED = 10_000


def follow(items: Iterable[Item]) -> Iterator[Item]:
    """Items in order; one marked Re:/TR: without any reference takes the thread of the latest with its `thread_hint`.

    Only when both have dates less than 30 days apart. Remembers the last 10,000 subjects, so memory stays bounded.
    """
    seen: OrderedDict[str, Item] = OrderedDict()
    for item in items:
        hint = str(item.extra.get("thread_hint", ""))
        earlier = seen.get(hint) if hint else None
        if earlier and item.extra.get("subject_mark") == "reply" and not item.parent_id and are_near(earlier, item):
            item = replace(item, thread_id=earlier.thread_id, parent_id=earlier.remote_id)
        if hint:
            seen[hint] = item
            seen.move_to_end(hint)
            if len(seen) > MOST_REMEMBERED:
                seen.popitem(last=False)
        yield item


def are_near(earlier: Item, later: Item) -> bool:
    return earlier.at is not None and later.at is not None and timedelta(0) <= later.at - earlier.at <= NEAR
