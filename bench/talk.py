"""What is counted of hits besides their number, for a brand of any size: who spoke, which words rise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from parvis.core.sql import as_moment
from parvis.listening.rules import hour_of
from parvis.listening.trends.rules import QUARTER, quarter_of

VOICE = ("brand_id", "watch_id", "place_id", "language", "hour", "author_id", "n", "followers")
TERM = ("brand_id", "watch_id", "place_id", "language", "quarter", "kind", "term", "n")
A_QUARTER = 40
"""Words that each watch keeps of a quarter of a day."""
WORDS = 700


def voices(brand: int, said: Iterable[tuple[int, int, datetime, int]]) -> Iterator[tuple[Any, ...]]:
    """`said`: (watch, place, moment, author) in order of time."""
    hour: datetime | None = None
    seen: set[tuple[int, int, int]] = set()
    for watch, place, at, author in said:
        if hour != hour_of(at):
            hour, seen = hour_of(at), set()
        if (watch, place, author) not in seen:
            seen.add((watch, place, author))
            yield brand, watch, place, "fr", as_moment(hour), author, 1, author % 900


def terms(
    brand: int, watches: Sequence[int], places: Sequence[int], since: datetime, until: datetime
) -> Iterator[tuple[Any, ...]]:
    """Some words in every quarter, each with its own rhythm."""
    quarter, n = quarter_of(since), 0
    while quarter < until:
        for watch in watches:
            for k in range(A_QUARTER):
                place, word = places[(n + k) % len(places)], (n * 13 + k * 17 + watch) % WORDS
                yield (
                    brand,
                    watch,
                    place,
                    "fr",
                    as_moment(quarter),
                    "link" if k % 8 == 0 else "term",
                    f"mot{word}",
                    1 + k % 5,
                )
        quarter += timedelta(hours=QUARTER)
        n += 1
