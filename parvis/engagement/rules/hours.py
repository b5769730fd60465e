"""When a team is at work, and moments counted in its time: pure functions of a week, a zone and closed days.

A slot is open while the clock on the wall stands in it. So a night of 23 hours has an hour less of it and a night of 25
hours one more, and a slot inside the repeated hour is open twice: what a person who looks at the clock would say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Slot = tuple[int, int]
"""Minutes of the day, from 0 to 1440: it opens at the first, it is closed at the second."""
Week = tuple[tuple[Slot, ...], ...]
"""Seven days, Monday first; slots in order, without overlap."""
DAY = 24 * 60
HORIZON = 3 * 366
"""Days beyond which nobody is promised anything: a week that never opens must not be searched for ever."""
NEVER = datetime(9000, 1, 1, tzinfo=UTC)
"""Owed at no moment that comes. A moment all the same: what has no target stands last in every list by due time."""


def never_closed(_day: date) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Hours:
    """`week` None = always open, at every hour of every day. `closed`: days on which the week does not count."""

    zone: ZoneInfo
    week: Week | None = None
    closed: Callable[[date], bool] = never_closed


ALWAYS = Hours(ZoneInfo("UTC"))


def after(start: datetime, length: timedelta, hours: Hours) -> datetime:
    """The moment at which `length` of open time has passed since `start`; NEVER when there is not so much of it."""
    if hours.week is None:
        return start + length
    left, begin = length, start.astimezone(UTC)
    for opens, closes in stretches(begin, hours):
        stretch = closes - max(opens, begin)
        if left <= stretch:
            return max(opens, begin) + left
        left -= stretch
    return NEVER


def between(start: datetime, end: datetime, hours: Hours) -> timedelta:
    """How much open time lies between two moments; nothing when the second is not later."""
    begin, until = start.astimezone(UTC), end.astimezone(UTC)
    if hours.week is None or until <= begin:
        return max(until - begin, timedelta())
    total = timedelta()
    for opens, closes in stretches(begin, hours):
        if opens >= until:
            break
        total += min(closes, until) - max(opens, begin)
    return total


def is_open(at: datetime, hours: Hours) -> bool:
    if hours.week is None:
        return True
    local = at.astimezone(hours.zone)
    minute = local.hour * 60 + local.minute
    slots = hours.week[local.weekday()]
    return not hours.closed(local.date()) and any(opens <= minute < closes for opens, closes in slots)


def stretches(start: datetime, hours: Hours) -> Iterator[tuple[datetime, datetime]]:
    """Every open stretch that ends after `start`, in order and in UTC, as far as HORIZON."""
    first = start.astimezone(hours.zone).date()
    for n in range(HORIZON):
        day = first + timedelta(days=n)
        if not hours.week or not hours.week[day.weekday()] or hours.closed(day):
            continue
        for opens, closes in _on(day, hours.week[day.weekday()], hours.zone):
            if closes > start:
                yield opens, closes


def _on(day: date, slots: Sequence[Slot], zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    before, later = _offset(day, zone), _offset(day + timedelta(days=1), zone)
    if before == later:
        for opens, closes in slots:
            yield _utc(day, opens, before), _utc(day, closes, before)
        return
    # The clock is changed on this day: what the wall shows before it and after it are two days of their own.
    change = _change(day, zone)
    for opens, closes in slots:
        if (start := _utc(day, opens, before)) < (end := min(_utc(day, closes, before), change)):
            yield start, end
    for opens, closes in slots:
        if (start := max(_utc(day, opens, later), change)) < (end := _utc(day, closes, later)):
            yield start, end


def _offset(day: date, zone: ZoneInfo) -> timedelta:
    """At the first midnight of the day."""
    return datetime.combine(day, time(), zone).utcoffset() or timedelta()


def _utc(day: date, minute: int, offset: timedelta) -> datetime:
    return datetime.combine(day, time(), UTC) + timedelta(minutes=minute) - offset


def _change(day: date, zone: ZoneInfo) -> datetime:
    """The second at which the offset of the day changes, by halving."""
    low = datetime.combine(day, time(), zone).astimezone(UTC)
    high = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
    was = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == was:
            low = middle
        else:
            high = middle
    return high


def tidy(slots: Sequence[Slot]) -> tuple[Slot, ...]:
    """In order, those that touch or overlap made one. Raises ValueError for a slot that ends before it begins."""
    joined: list[Slot] = []
    for opens, closes in sorted(slots):
        if not 0 <= opens < closes <= DAY:
            raise ValueError(f"{opens}-{closes} is no slot of a day")
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], closes))
        else:
            joined.append((opens, closes))
    return tuple(joined)
