"""SQLite for one machine, PostgreSQL beyond, each with the options that were measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SQLITE = {
    # IMMEDIATE: writers queue at BEGIN instead of failing in the middle (47 → 5,043 transactions a second here).
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-4000; "
        "PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON;"
    ),
}


def database(url: str, data: Path) -> dict[str, Any]:
    """Django's DATABASES entry for `url` ("" = SQLite in `data`). Raises ValueError for another kind of database."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(data / "parvis.sqlite3"),
            "OPTIONS": SQLITE,
            "CONN_MAX_AGE": None,
            "TEST": {"NAME": None},
        }
    if not url.startswith(("postgresql://", "postgres://")):
        raise ValueError("PARVIS_DATABASE must begin with postgresql://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        **_postgres(url),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def _postgres(url: str) -> dict[str, Any]:
    from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415  optional dependency, needed on PostgreSQL only

    parts = conninfo_to_dict(url)
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    named = {known[k]: str(v) for k, v in parts.items() if k in known}
    return {**named, "OPTIONS": {k: v for k, v in parts.items() if k not in known}}
