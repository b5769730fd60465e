"""How soon to ask again: pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

SOONEST, LATEST = timedelta(minutes=3), timedelta(minutes=30)


def next_wait(dates: Sequence[datetime], now: datetime) -> timedelta:
    """Half the time since the newest post of this reading, within bounds: lively places are asked often, calm ones seldom.

    A clock that runs ahead of ours makes a post of the future: then soon.
    """
    if not dates:
        return LATEST / 3
    return min(max((now - max(dates)) / 2, SOONEST), LATEST)
