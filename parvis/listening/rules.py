"""How time is cut for counting: a post belongs to an hour of UTC, an hour to one day of a time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo


def hour_of(at: datetime) -> datetime:
    """The beginning of its hour, in UTC."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def day_of(hour: datetime, zone: tzinfo) -> date:
    """The day in which the hour begins, whole hours even where the zone is half an hour apart. Without a zone: UTC."""
    return (hour if hour.tzinfo else hour.replace(tzinfo=UTC)).astimezone(zone).date()
