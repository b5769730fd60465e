"""Saved views with their figures, and where a seat was last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, Q

from parvis.core.models import Seat
from parvis.engagement.models import Habit, SavedView
from parvis.engagement.queries import COUNTED, Filters, selected


def views_of(seat: Seat) -> list[SavedView]:
    """Their own first, then the team's, each in its order."""
    rows = SavedView.objects.filter(Q(seat=seat) | Q(seat=None), brand_id=seat.brand_id)
    return list(rows.order_by(F("seat").asc(nulls_last=True), "position", "pk"))


def habit_of(seat: Seat) -> Habit | None:
    """None = they have none yet."""
    return Habit.objects.select_related("view").filter(seat=seat).first()


def opening_of(seat: Seat) -> dict[str, Any]:
    """What is asked by the view that their inbox opens with; empty = none."""
    asked = Habit.objects.filter(seat=seat).values_list("view__asked", flat=True)[:1]
    return next(iter(asked), None) or {}


def figures(brand_id: int, asked: Mapping[int, Filters], at: datetime) -> dict[int, int]:
    """Cases in each of these views, at most COUNTED each, in one query whatever their number.

    Views of closed cases and views with words in them have no figure: nothing bounds what they would have to read.
    """
    parts: list[str] = []
    values: list[Any] = []
    keys: list[int] = []
    for key, filters in asked.items():
        if filters.text or filters.view == "closed":
            continue
        sql, params = selected(brand_id, filters, at).order_by().values("pk")[:COUNTED].query.sql_with_params()
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS v{len(parts)})")  # noqa: S608  Django's own SQL, its parameters apart
        values += params
        keys.append(key)
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), values)
        return dict(zip(keys, cursor.fetchone(), strict=True))
