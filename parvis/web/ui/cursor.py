"""Keyset paging in addresses: the time and id of the last row shown."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest


def cursor_of(text: str) -> tuple[datetime, int] | None:
    """None for the first page, and for a cursor that somebody mistyped."""
    at, _, pk = text.rpartition("_")
    try:
        moment = datetime.fromisoformat(at)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)), int(pk)
    except ValueError:
        return None


def cursor_after(request: HttpRequest, at: datetime, pk: int) -> str:
    """The address of the next page: this one, with its filters, after the given row."""
    query = request.GET.copy()
    query["after"] = f"{at.astimezone(UTC).isoformat()}_{pk}"
    return f"?{query.urlencode()}"
