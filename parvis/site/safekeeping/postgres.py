"""PostgreSQL: every table as COPY text, all seen at one moment; and back, into a schema made for them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from parvis.site.safekeeping.archive import TABLES, Manifest, Progress, Table, member
from parvis.site.safekeeping.sqlite import opened, quote

NOT_MOVED = ("django_migrations", "django_content_type", "auth_permission", "core_job")
"""From SQLite: what the new database has of its own, and jobs, which are asked for anew."""


def add_tables(archive: zipfile.ZipFile, progress: Progress) -> tuple[dict[str, Table], list[tuple[str, str]]]:
    """What the archive holds now, and the migrations that this moment had seen. Writers go on meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        tables = {name: _add_table(archive, name, columns, progress) for name, columns in _columns().items()}
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        return tables, [(app, name) for app, name in cursor.fetchall()]


def _add_table(archive: zipfile.ZipFile, name: str, columns: list[str], progress: Progress) -> Table:
    named = ", ".join(quote(column) for column in columns)
    rows = 0
    statement = f"COPY (SELECT {named} FROM {quote(name)}) TO STDOUT"  # noqa: S608  quoted
    with connection.cursor() as cursor, member(archive, TABLES + name) as into, cursor.copy(statement) as copy:
        for some in copy:
            data = bytes(some)
            rows += data.count(b"\n")  # inside values a line feed is written \n
            into.write(data)
            progress(len(data))
    return Table(columns, rows)


def _columns() -> dict[str, list[str]]:
    """Of every table of our schema; generated ones are left out, they come back by themselves."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.table_name, c.column_name FROM information_schema.columns c
               JOIN information_schema.tables t USING (table_schema, table_name)
               WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER'
               ORDER BY c.table_name, c.ordinal_position"""
        )
        found: dict[str, list[str]] = {}
        for table, column in cursor.fetchall():
            found.setdefault(table, []).append(column)
        return found


def others_at_work() -> int:
    """Connections to this database beside our own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])


def has_tables() -> bool:
    return bool(connection.introspection.table_names())


def set_aside(name: str) -> None:
    """Everything that is there moves to the schema `name`, to be dropped by a person once all is well."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = cursor.fetchone()[0]
        cursor.execute(f"ALTER SCHEMA {quote(schema)} RENAME TO {quote(name)}")
        cursor.execute(f"CREATE SCHEMA {quote(schema)}")


def bring_back(name: str) -> None:
    """Undo `set_aside`: what was put here meanwhile goes."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = quote(cursor.fetchone()[0])
        cursor.execute(f"DROP SCHEMA {schema} CASCADE")
        cursor.execute(f"ALTER SCHEMA {quote(name)} RENAME TO {schema}")


def load_tables(archive: zipfile.ZipFile, manifest: Manifest, progress: Progress) -> None:
    """Every table of the archive into the same tables here, whole or not at all."""
    with transaction.atomic(), _without_indexes(manifest.tables):
        for name, table in manifest.tables.items():
            _load(name, table.columns, _chunks(archive, name), progress)
        _set_sequences()


def _chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with archive.open(TABLES + name) as stored:
        while some := stored.read(1 << 18):
            yield some


def _load(name: str, columns: list[str], chunks: Iterable[bytes], progress: Progress) -> None:
    named = ", ".join(quote(column) for column in columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {quote(name)} ({named}) FROM STDIN") as copy:
        for some in chunks:
            copy.write(some)
            progress(len(some))


def load_from_sqlite(database: Path, progress: Progress) -> None:
    """A SQLite installation that grows: the same rows, read from its file. Whole or not at all."""
    here = _columns()
    with opened(database) as snapshot, transaction.atomic():
        there = {name for (name,) in snapshot.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        moved = [name for name in here if name in there and name not in NOT_MOVED]
        with _without_indexes(moved):
            for name in moved:
                _load_rows(name, here[name], snapshot, progress)
            _set_sequences()


def _load_rows(name: str, columns: list[str], snapshot: Any, progress: Progress) -> None:
    named = ", ".join(quote(column) for column in columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {quote(name)} ({named}) FROM STDIN") as copy:
        for number, row in enumerate(snapshot.execute(f"SELECT {named} FROM {quote(name)}")):  # noqa: S608  quoted
            copy.write_row([v.replace("\0", "") if isinstance(v, str) and "\0" in v else v for v in row])
            if number % 5_000 == 4_999:
                progress(5_000)


@contextmanager
def _without_indexes(tables: Iterable[str]) -> Iterator[None]:
    """Empty tables without foreign keys and indexes; they are made again once the rows are there (a third of the time)."""
    names = list(tables)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
               WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"""
        )
        keys = cursor.fetchall()
        cursor.execute(
            """SELECT quote_ident(indexname), indexdef FROM pg_indexes WHERE schemaname = current_schema()
               AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = indexname)"""
        )
        indexes = cursor.fetchall()
        for table, name, _definition in keys:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        cursor.execute(f"TRUNCATE {', '.join(quote(name) for name in names)} CASCADE")
        for name in names:  # what they would write is among the rows
            cursor.execute(f"ALTER TABLE {quote(name)} DISABLE TRIGGER USER")
        yield
        for name in names:
            cursor.execute(f"ALTER TABLE {quote(name)} ENABLE TRIGGER USER")
        for _name, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in keys:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def _set_sequences() -> None:
    """The next row of each table gets an id of its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.table_name, c.column_name, pg_get_serial_sequence(quote_ident(c.table_name), c.column_name)
               FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
               WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
                 AND pg_get_serial_sequence(quote_ident(c.table_name), c.column_name) IS NOT NULL"""
        )
        for table, column, sequence in cursor.fetchall():
            cursor.execute(
                f"SELECT setval(%s, coalesce((SELECT max({quote(column)}) FROM {quote(table)}), 0) + 1, false)",  # noqa: S608
                [sequence],
            )


def analyse() -> None:
    """Fresh rows have no statistics, and without them plans are chance."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
