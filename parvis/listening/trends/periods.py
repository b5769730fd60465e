"""Stretches of time that trends are shown of: the last hours or days, or days that a person chose. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import Literal

from parvis.listening.rules import day_of, hour_of

By = Literal["hour", "day"]
DAYS = {"24h": 1, "7d": 7, "30d": 30, "90d": 90}
"""The periods to choose from, in days; `24h` are hours."""
USUAL = "7d"
LONGEST = 366
HOURLY = 14
"""Days that may be shown by the hour."""


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` to `until` (excluded), cut by hours or by days of `zone`. `key`: one of DAYS, or custom."""

    key: str
    since: datetime
    until: datetime
    by: By
    zone: tzinfo

    @property
    def days(self) -> int:
        return max(1, (self.last - self.first).days + 1)

    @property
    def first(self) -> date:
        return day_of(self.since, self.zone)

    @property
    def last(self) -> date:
        return day_of(self.until - timedelta(hours=1), self.zone)

    def steps(self) -> list[tuple[datetime, datetime]]:
        """Beginning and end of each hour or day."""
        if self.by == "hour":
            hours = round((self.until - self.since) / timedelta(hours=1))
            begins = [self.since + timedelta(hours=n) for n in range(hours + 1)]
        else:
            begins = [_midnight(self.first + timedelta(days=n), self.zone) for n in range(self.days + 1)]
        return list(pairwise(begins))

    def before(self) -> Period:
        """As many hours or days, just before."""
        if self.key == "24h":
            return replace(self, since=self.since - (self.until - self.since), until=self.since)
        first = _midnight(self.first - timedelta(days=self.days), self.zone)
        return replace(self, since=first, until=_midnight(self.first, self.zone))


def period_of(key: str, at: datetime, zone: tzinfo, *, first: str = "", last: str = "", by: str = "") -> Period:
    """Whatever is asked: what cannot be understood is the usual period. `first`, `last`: days, for the key custom."""
    if key == "24h":
        until = hour_of(at) + timedelta(hours=1)
        return Period(key, until - timedelta(hours=24), until, "hour", zone)
    today = at.astimezone(zone).date()
    key, begin, end = _days(key, today, first, last)
    cut: By = "hour" if by == "hour" and (end - begin).days < HOURLY else "day"
    return Period(key, _midnight(begin, zone), _midnight(end + timedelta(days=1), zone), cut, zone)


def _days(key: str, today: date, first: str, last: str) -> tuple[str, date, date]:
    if key == "custom":
        try:
            begin, end = date.fromisoformat(first), date.fromisoformat(last or first)
        except ValueError:
            begin = end = date.max
        if begin <= end <= today and (end - begin).days < LONGEST and begin.year > 1990:
            return key, begin, end
    key = key if key in DAYS else USUAL
    return key, today - timedelta(days=DAYS[key] - 1), today


def _midnight(day: date, zone: tzinfo) -> datetime:
    """The first whole hour of UTC in that day: where zones are half an hour apart, hours belong to the day that they begin in."""
    begin = datetime.combine(day, time.min, zone).astimezone(UTC)
    return begin if begin == hour_of(begin) else hour_of(begin) + timedelta(hours=1)
