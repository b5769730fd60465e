"""Many small statements at once, where the ORM would build each from objects: the hot path of the intake only.

`executemany` of one prepared statement costs some microseconds a row on both databases; `bulk_update` some hundreds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

M = TypeVar("M", bound=Model)


def run_many(statement: str, rows: Iterable[Sequence[Any]]) -> None:
    """One statement for each row, in the caller's transaction. Only literals of ours in `statement`, data in `rows`."""
    listed = list(rows)
    if listed:
        with connection.cursor() as cursor:
            cursor.executemany(statement, listed)


def as_moment(at: datetime | None) -> Any:
    """An aware datetime as this database keeps it."""
    return connection.ops.adapt_datetimefield_value(at)


def from_moment(value: datetime) -> datetime:
    """What raw SQL gives for a datetime: on SQLite without its zone, which is UTC."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def columns_of(model: type[Model], alias: str) -> str:
    """The columns of a model's table for a SELECT, in the order in which `from_row` takes them."""
    return ", ".join(f"{alias}.{field.column}" for field in model._meta.concrete_fields)


def from_row(model: type[M], values: Sequence[Any]) -> M:
    """An object of what `columns_of` selected. For hot pages: the ORM takes longer to write a query than a database to
    answer it. Not for tables with JSON."""
    fields = model._meta.concrete_fields
    given = [from_moment(value) if isinstance(value, datetime) else value for value in values]
    return model.from_db("default", [field.attname for field in fields], given)


def as_json(value: object) -> str:
    """A value for a JSON column."""
    return json.dumps(value, ensure_ascii=False)
