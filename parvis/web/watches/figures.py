"""Figures of watches, day by day, from their daily counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.formats import date_format

from parvis.conversations.queries import span_of
from parvis.conversations.rules import EARLIEST
from parvis.listening.models import Watch
from parvis.listening.queries import DayCount, daily

DAYS = 30
WEEK = 7
NOTHING = DayCount()


@dataclass(frozen=True, slots=True)
class WatchRow:
    watch: Watch
    days: Sequence[tuple[date, DayCount]]
    line: Sequence[int]

    @property
    def month(self) -> int:
        return sum(self.line)

    @property
    def negative_share(self) -> int | None:
        """Percent of the month's hits; None without any."""
        return round(100 * sum(c.negative for _d, c in self.days) / self.month) if self.month else None

    @property
    def week(self) -> int:
        return sum(self.line[-WEEK:])

    @property
    def week_before(self) -> int:
        return sum(self.line[-2 * WEEK : -WEEK])

    @property
    def bars(self) -> list[tuple[str, int, str]]:
        """(day in words, hits, query of the address of its posts)"""
        return [
            (date_format(day, "j N"), count.n, urlencode({"watch": self.watch.pk, "after": _end_of(day)}))
            for day, count in self.days
        ]


def rows_of(watches: Sequence[Watch], at: datetime) -> list[WatchRow]:
    """One query for all of them."""
    first = first_day(at)
    counts = daily([watch.pk for watch in watches], first)
    return [_row(watch, first, counts.get(watch.pk, {})) for watch in watches]


def _row(watch: Watch, first: date, counts: Mapping[date, DayCount]) -> WatchRow:
    days = _every_day(first, counts)
    return WatchRow(watch, days, [count.n for _day, count in days])


def first_day(at: datetime) -> date:
    return timezone.localtime(at).date() - timedelta(days=DAYS - 1)


def since(at: datetime) -> datetime:
    return timezone.make_aware(datetime.combine(first_day(at), time.min))


def _every_day(first: date, counts: Mapping[date, DayCount]) -> list[tuple[date, DayCount]]:
    days = [first + timedelta(days=n) for n in range(DAYS)]
    return [(day, counts.get(day, NOTHING)) for day in days]


def _end_of(day: date) -> str:
    return f"{timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)).isoformat()}_0"


@dataclass(frozen=True, slots=True)
class Backwards:
    """How far a watch has been matched into the past: `to` None = not begun, `percent` of the span of all posts."""

    to: datetime | None
    percent: int


def backwards(watch: Watch) -> Backwards | None:
    """None when nothing remains, or when the watch rests."""
    to = watch.matched_back_to
    if watch.paused_at or (to is not None and to <= EARLIEST):
        return None
    span = span_of(watch.brand_id)
    if span is None or to is None:
        return Backwards(None, 0)
    oldest, newest = span
    whole = max((newest - oldest).total_seconds(), 1)
    return Backwards(to, min(99, max(0, round(100 * (newest - to).total_seconds() / whole))))
