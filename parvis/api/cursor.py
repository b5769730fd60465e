"""Keyset cursors: the time and id of the last row given, opaque to the caller."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from django.db.models import Model, QuerySet

from parvis.api.door import Refused

MOST = 200


Row = TypeVar("Row", bound=Model)


def one_page(rows: QuerySet[Row], limit: int, at: Callable[[Row], datetime]) -> tuple[list[Row], str]:
    """At most `limit` rows in the order they have, and the cursor of the next page, "" after the last."""
    size = page_size(limit)
    found = list(rows[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return found[:size], pack(at(last), last.pk) if last else ""


def page_size(limit: int) -> int:
    return max(1, min(limit, MOST))


def pack(at: datetime, pk: int) -> str:
    raw = f"{at.astimezone(UTC).isoformat()} {pk}"
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def unpack(cursor: str) -> tuple[datetime, int]:
    """Raises Refused(400) for a cursor that we did not give."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        at, pk = raw.split(" ")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise ValueError("a cursor's time is aware")
        return moment, int(pk)
    except (ValueError, binascii.Error) as error:
        raise Refused(400, "This cursor is not one of ours") from error


def number_of(cursor: str) -> int:
    """For lists whose cursor is a number. Raises Refused(400) for one that we did not give."""
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
        raise Refused(400, "This cursor is not one of ours")
    return int(cursor)
