"""What a post's date and place in a thread may be: pure functions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before it, no public conversation on the Internet has a date that can be believed."""
TOLERANCE = timedelta(hours=1)
"""Clocks of other machines run ahead; beyond this, a future date is an error of its author."""


def believable(at: datetime | None, received: datetime) -> datetime:
    """`at` when it can be true, else the time of arrival: 1899 and 2199 exist in real feeds."""
    if at is None or at < EARLIEST or at > received + TOLERANCE:
        return received
    return min(at, received)


def retry_after(failures: int) -> timedelta:
    """How long to leave a failing place alone: 1, 2, 4… minutes, at most six hours."""
    return min(timedelta(minutes=2 ** min(failures - 1, 20)), timedelta(hours=6))


VEIL = "erased:"


def veiled_id(fingerprint: str) -> str:
    """What stands for the id of a post or thread of somebody who asked to be forgotten."""
    return VEIL + fingerprint
