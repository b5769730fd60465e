"""When to ask a feed again, and what its rhythm says. Pure: the time comes in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from parvis.core.messages import Message

SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(hours=24)
UNKNOWN = timedelta(hours=1)
OLDEST_YEAR = 1990
AHEAD = timedelta(hours=1)
QUIET_AT_LEAST = timedelta(days=30)
QUIET_GAPS = 10
BURST_AT_LEAST = 20
BURST_TIMES = 10
_DAY = timedelta(days=1)


def believable(moment: datetime | None, now: datetime) -> datetime | None:
    """`moment`, or None when no feed can have been written then: before the web, or more than an hour ahead of us.

    None rather than a date moved into range: the intake then uses the time of arrival, and a second reading agrees with
    the first.
    """
    if moment is None or moment.year < OLDEST_YEAR or moment > now + AHEAD:
        return None
    return moment


def next_wait(dates: Iterable[datetime], now: datetime, hints: Iterable[timedelta] = ()) -> timedelta:
    """How long until the feed is worth asking again: a quarter of its usual gap, or a tenth of its present silence.

    A feed that asks for patience (`hints`: ttl, sy:updatePeriod, Cache-Control) gets it. From 5 minutes to 24 hours.
    """
    past = sorted((date for date in dates if date <= now), reverse=True)
    own = UNKNOWN
    if past:
        usual = _gap(past[:11]) / 4 if len(past) > 1 else UNKNOWN
        own = max(usual, (now - past[0]) / 10)
    return min(max([own, SHORTEST, *hints]), LONGEST)


def pace(dates: Sequence[datetime], now: datetime) -> Message | None:
    """What a person should hear about the rhythm: silent for much longer than usual, or far more talkative."""
    past = sorted((date for date in dates if date <= now), reverse=True)
    if not past:
        return None
    return _quiet(past, now) or _burst(past, now)


def _quiet(past: Sequence[datetime], now: datetime) -> Message | None:
    silence = now - past[0]
    if silence < max(QUIET_AT_LEAST, _gap(past) * QUIET_GAPS):
        return None
    return Message("Nothing new for %(days)s days: the source may have stopped or moved.", {"days": silence.days})


def _gap(past: Sequence[datetime]) -> timedelta:
    """The usual time between two posts; nothing when there is only one."""
    seconds = [(after - before).total_seconds() for after, before in pairwise(past)]
    return timedelta(seconds=median(seconds)) if seconds else timedelta()


def _burst(past: Sequence[datetime], now: datetime) -> Message | None:
    """Twenty or more in a day, ten times what the days before brought."""
    today = sum(date > now - _DAY for date in past)
    before = [date for date in past if date <= now - _DAY]
    if today < BURST_AT_LEAST or len(before) < 2:
        return None
    days = max((now - _DAY - before[-1]) / _DAY, 1.0)
    if today < BURST_TIMES * max(len(before) / days, 0.1):
        return None
    return Message("%(count)s posts in a day, far more than usual here.", {"count": today})


def outran(known: Iterable[str], present: Iterable[str]) -> bool:
    """Whether every entry known from last time has already left the feed, so that some may have passed unseen."""
    before = set(known)
    return bool(before) and before.isdisjoint(present)
