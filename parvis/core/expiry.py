"""When an access that ends is to be renewed, and when its end is to be told. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

RENEWED_BEFORE, TOLD_BEFORE = timedelta(days=10), timedelta(days=7)


def renew_from(issued: datetime, ends: datetime) -> datetime:
    """The last third of its life, ten days at most: there is time for several tries before anybody is told."""
    return ends - min(RENEWED_BEFORE, max(ends - issued, timedelta()) / 3)


def tell_from(issued: datetime, ends: datetime) -> datetime:
    """The last sixth of its life, a week at most: one that is renewed by itself never comes so far."""
    return ends - min(TOLD_BEFORE, max(ends - issued, timedelta()) / 6)
