"""How much a member is trusted, 0 newcomer … 4 pillar: by what it did here, counted once a day. Pure.

Up at once, a level a day, when everything that the next level asks is there. Down one level only after `PATIENCE` of days
that all said so: posts taken away by moderators, or (from level 3) a long absence. A single bad day changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

NAMES = ("newcomer", "member", "regular", "guide", "pillar")
TOP = len(NAMES) - 1
PATIENCE = timedelta(days=14)
ABSENCE = timedelta(days=180)
LAPSE_WINDOW = timedelta(days=60)
LAPSES_STOP, LAPSES_DOUBT = 1, 3
"""Posts taken away in LAPSE_WINDOW: from the first nobody rises, from the third one is in doubt."""


class Need(StrEnum):
    DAYS = "days"
    TOPICS = "topics"
    WRITTEN = "written"
    HEARD = "heard"
    LIKED = "liked"


@dataclass(frozen=True, slots=True)
class Measure:
    """Of one member. `days`: on which it came; `topics`: that it read in; `written`: posts; `heard`: different people who
    answered its posts; `liked`: those who put a sign at one; `lapses`: its posts taken away by moderators in LAPSE_WINDOW; `absent`: since it was last seen."""

    days: int = 0
    topics: int = 0
    written: int = 0
    heard: int = 0
    liked: int = 0
    lapses: int = 0
    absent: timedelta = timedelta()

    def of(self, need: Need) -> int:
        return int(getattr(self, need.value))


ASKS: tuple[dict[Need, int], ...] = (
    {},
    {Need.DAYS: 2, Need.TOPICS: 5, Need.WRITTEN: 1},
    {Need.DAYS: 15, Need.TOPICS: 30, Need.WRITTEN: 10, Need.HEARD: 3, Need.LIKED: 2},
    {Need.DAYS: 50, Need.TOPICS: 100, Need.WRITTEN: 50, Need.HEARD: 15, Need.LIKED: 8},
    {Need.DAYS: 150, Need.TOPICS: 300, Need.WRITTEN: 200, Need.HEARD: 60, Need.LIKED: 30},
)
"""What each level asks: all of it."""
KEPT_BY_COMING = 3
"""From this level a long absence is a reason for doubt."""


@dataclass(frozen=True, slots=True)
class Standing:
    """`doubted_at`: since when every day gave a reason to lower it; None = none does."""

    level: int
    since: datetime
    doubted_at: datetime | None = None


def settled(before: Standing, measure: Measure, *, at: datetime) -> Standing:
    """How a member stands after the count of today."""
    if doubtful(before.level, measure):
        since = before.doubted_at or at
        if at - since < PATIENCE:
            return replace(before, doubted_at=since)
        return Standing(before.level - 1, at)
    if before.level < TOP and _rises(before.level + 1, measure):
        return Standing(before.level + 1, at)
    return replace(before, doubted_at=None)


def _rises(level: int, measure: Measure) -> bool:
    """Never to where it would be in doubt at once: nobody goes up and down."""
    return measure.lapses < LAPSES_STOP and not doubtful(level, measure) and not any(missing(level, measure))


def doubtful(level: int, measure: Measure) -> bool:
    if level == 0:
        return False
    return measure.lapses >= LAPSES_DOUBT or (level >= KEPT_BY_COMING and measure.absent > ABSENCE)


def missing(level: int, measure: Measure) -> Iterator[tuple[Need, int]]:
    """What a level still asks: (need, how many more)."""
    for need, asked in ASKS[level].items():
        if measure.of(need) < asked:
            yield need, asked - measure.of(need)
