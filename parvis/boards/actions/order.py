"""Things that stand in an order made by hand, one mechanism for all of them: columns of a board, what a collection keeps."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import QuerySet

from parvis.boards.models import CollectionItem, Column
from parvis.boards.rules import moved

Placed = TypeVar("Placed", Column, CollectionItem)


def end_of(rows: QuerySet[Placed]) -> int:
    """The position after the last of these."""
    last = rows.order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else int(last) + 1


def put(rows: QuerySet[Placed], pk: int, to: int) -> list[int]:
    """One of these to index `to`; the ids in their new order. Whoever calls holds what they stand in."""
    standing = {one.pk: one for one in rows.order_by("position", "pk")}
    order = moved(list(standing), pk, to)
    for position, each in enumerate(order):
        standing[each].position = position
    rows.model._default_manager.bulk_update(standing.values(), ["position"])
    return order
