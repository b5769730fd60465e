"""What an address names, or the refusal that says that there is no such thing."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

from parvis.api.door import Refused

M = TypeVar("M", bound=Model)


def one(rows: QuerySet[M], pk: int | None, noun: str) -> M:
    """Of rows that the caller may see. Raises Refused(404)."""
    found = rows.filter(pk=pk).first() if pk is not None else None
    if found is None:
        raise Refused(404, f"No such {noun}")
    return found
