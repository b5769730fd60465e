"""The only reader of the clock below web, api and site. Everything else is told the time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def now() -> datetime:
    """This instant, aware, UTC."""
    return datetime.now(UTC)
