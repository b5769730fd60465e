"""What the words for "put aside until" mean, where the brand is. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo

MORNING = time(9, 0)


def moments(at: datetime, zone: tzinfo) -> dict[str, datetime]:
    """The three ready answers, counted from `at`."""
    today = at.astimezone(zone).date()
    return {
        "later": at + timedelta(hours=3),
        "tomorrow": in_the_morning(today + timedelta(days=1), zone),
        "week": in_the_morning(today + timedelta(days=7 - today.weekday()), zone),
    }


def in_the_morning(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, MORNING, zone)
