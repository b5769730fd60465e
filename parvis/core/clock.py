"""The one reader of the machine's clock below the web, the API and the command: everything else receives `at`."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Aware, UTC."""
    return datetime.now(UTC)
