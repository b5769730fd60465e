"""What a test wrote outside of a transaction goes, table by table that holds something.

Django's own way empties every table, whatever it holds, and makes every content type and permission anew: a second for each test.
"""

from __future__ import annotations

from functools import cache

from django.db import connection

STAYS = {"django_content_type", "auth_permission", "django_migrations"}
"""What migrations write, and nothing else."""


def empty() -> None:
    quote = connection.ops.quote_name
    server = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        # No order among tables holds all references: they are looked at again once nothing is left.
        cursor.execute("SET session_replication_role = replica" if server else "PRAGMA foreign_keys = OFF")
        try:
            for table in _held(tuple(_tables())):
                cursor.execute(f"DELETE FROM {quote(table)}")
        finally:
            cursor.execute("SET session_replication_role = DEFAULT" if server else "PRAGMA foreign_keys = ON")


@cache
def _tables() -> list[str]:
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return sorted(set(names) - STAYS)


def _held(tables: tuple[str, ...]) -> list[str]:
    """Those that hold a row."""
    quote = connection.ops.quote_name
    held: list[str] = []
    with connection.cursor() as cursor:
        for first in range(0, len(tables), 100):  # SQLite joins no more than five hundred
            some = (
                f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quote(name)})" for name in tables[first : first + 100]
            )
            cursor.execute(" UNION ALL ".join(some))
            held += [name for (name,) in cursor.fetchall()]
    return held
