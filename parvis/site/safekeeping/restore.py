"""`parvis restore`: an installation as it was at the moment of its backup, on its own kind of database or on PostgreSQL."""

from __future__ import annotations

import json
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from parvis.core.jobs.engine import Call, engine
from parvis.core.models import Brand
from parvis.site.safekeeping import archive as chest
from parvis.site.safekeeping import locks, postgres, schema, sqlite
from parvis.site.safekeeping.archive import BadArchive, Manifest, Progress


class NotEmpty(Exception):
    """There is an installation here already, and nobody said that it may be replaced."""


class StillAtWork(Exception):
    """Something still uses this installation."""


@contextmanager
def opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """A backup, looked at. Raises BadArchive, OSError."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = chest.read_manifest(archive)
            _known_here(manifest)
            yield archive, manifest
    except (zipfile.BadZipFile, EOFError, zlib.error) as error:
        raise BadArchive("damaged") from error


def _known_here(manifest: Manifest) -> None:
    """Raises BadArchive for a release later than this one, or a move that nobody can make."""
    if schema.later_than_ours(manifest.migrations):
        raise BadArchive("later", release=manifest.parvis)
    if (manifest.engine, connection.vendor) == ("postgresql", "sqlite"):
        raise BadArchive("to sqlite")


def size(archive: zipfile.ZipFile, manifest: Manifest) -> int:
    """What `progress` adds up to."""
    if manifest.engine == connection.vendor:
        return sum(info.file_size for info in archive.infolist() if not info.filename.startswith(chest.FOLDER))
    return sum(table.rows for table in manifest.tables.values())


def restore(
    archive: zipfile.ZipFile, manifest: Manifest, *, replace: bool, at: datetime, progress: Progress
) -> Path | str | None:
    """Put everything back, then bring it up to date. Where what was there before lies now, None when there was nothing.

    Raises NotEmpty, StillAtWork, BadArchive: nothing has changed then.
    """
    try:
        with locks.alone(settings.DATA):
            return _restore(archive, manifest, replace=replace, at=at, progress=progress)
    except locks.Busy as error:
        raise StillAtWork from error


def _restore(
    archive: zipfile.ZipFile, manifest: Manifest, *, replace: bool, at: datetime, progress: Progress
) -> Path | str | None:
    inhabited = _inhabited()
    if inhabited and not replace:
        raise NotEmpty
    stamp = f"{at.astimezone(UTC):%Y%m%d%H%M%S}"
    if connection.vendor == "sqlite":
        aside: Path | str | None = settings.DATA / f"before-restore-{stamp}"
        _into_sqlite(archive, Path(str(aside)), progress)
    else:
        if postgres.others_at_work():
            raise StillAtWork
        aside = f"before_restore_{stamp}"
        _into_postgres(archive, manifest, aside if postgres.has_tables() else "", progress)
    chest.lay_down(archive, settings.DATA)
    schema.bring_up_to_date()
    return aside if inhabited else None


def _inhabited() -> bool:
    return "core_brand" in connection.introspection.table_names() and Brand.objects.exists()


def _into_sqlite(archive: zipfile.ZipFile, aside: Path, progress: Progress) -> None:
    database = Path(settings.DATABASES["default"]["NAME"])
    with tempfile.TemporaryDirectory(prefix=".parvis-restore-", dir=database.parent) as folder:
        fresh = Path(folder) / chest.SQLITE
        sqlite.take_out(archive, fresh, progress)
        if not _is_database(fresh):
            raise BadArchive("damaged")
        connection.close()
        sqlite.put_back(fresh, database, aside)


def _is_database(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path)) as found:
            found.execute("SELECT count(*) FROM django_migrations").fetchone()
    except sqlite3.DatabaseError:
        return False
    return True


def _into_postgres(archive: zipfile.ZipFile, manifest: Manifest, aside: str, progress: Progress) -> None:
    if archive.testzip() is not None:
        raise BadArchive("damaged")
    if aside:
        postgres.set_aside(aside)
    try:
        if manifest.engine == "postgresql":
            schema.bring_to(manifest.leaves())
            postgres.load_tables(archive, manifest, progress)
        else:
            _grow(archive, manifest, progress)
    except BaseException:
        if aside:
            postgres.bring_back(aside)
        raise
    postgres.analyse()


def _grow(archive: zipfile.ZipFile, manifest: Manifest, progress: Progress) -> None:
    """From SQLite: the same rows, and the jobs in PostgreSQL's own queue."""
    with tempfile.TemporaryDirectory(prefix="parvis-restore-") as folder:
        path = Path(folder) / chest.SQLITE
        sqlite.take_out(archive, path, lambda _bytes: None)
        schema.bring_to(manifest.leaves())
        postgres.load_from_sqlite(path, progress)
        schema.bring_up_to_date()
        _ask_again(path)


def _ask_again(database: Path) -> None:
    """Jobs that waited or ran on SQLite are asked for again here; those that failed were told there."""
    with sqlite.opened(database) as snapshot:
        rows = snapshot.execute(
            "SELECT task, queue, args, key, run_at, priority, max_attempts FROM core_job WHERE state IN ('ready', 'running')"
        ).fetchall()
    for task, queue, args, key, run_at, priority, attempts in rows:
        when = datetime.fromisoformat(run_at).replace(tzinfo=UTC)
        call = Call(task, queue, json.loads(args), key, when, priority, attempts)
        engine().put(call, when)
