"""When somebody counts as being there. In seconds, chosen so that who is gone without a word is gone within 40."""

from __future__ import annotations

from datetime import datetime, timedelta

SIGN = timedelta(seconds=10)
"""Between two signs of life of an open case."""
GONE = timedelta(seconds=30)
"""Without a sign they are gone: two signs may be lost."""
STILL_TYPING = timedelta(seconds=20)


def is_here(seen_at: datetime, at: datetime) -> bool:
    return at - seen_at < GONE


def is_typing(typing_at: datetime | None, at: datetime) -> bool:
    return typing_at is not None and at - typing_at < STILL_TYPING
