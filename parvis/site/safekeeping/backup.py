"""`parvis backup`: one file from which the whole installation can be put back, taken while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import connection

from parvis.site.safekeeping import archive as chest
from parvis.site.safekeeping import postgres, sqlite
from parvis.site.safekeeping.archive import Manifest, Progress


@dataclass(frozen=True, slots=True)
class Kept:
    """What a backup holds."""

    path: Path
    manifest: Manifest
    bytes: int

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.manifest.tables.values())


def size() -> int:
    """Bytes that a backup goes through, about: the length of its progress bar."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(sum(pg_table_size(oid)), 0) FROM pg_class WHERE relkind = 'r'")
            return int(cursor.fetchone()[0])
    path = _database()
    return path.stat().st_size if path.exists() else 0


def back_up(path: Path, *, at: datetime, progress: Progress) -> Kept:
    """Raises FileExistsError when `path` is there already, OSError when there is no room or no right to write."""
    with chest.new_archive(path) as archive:
        if connection.vendor == "postgresql":
            tables, migrations = postgres.add_tables(archive, progress)
        else:
            tables = sqlite.add_database(archive, _database(), path.parent, progress)
            migrations = sqlite.migrations_of(_database())
        files = chest.add_folder(archive, settings.DATA, itself=path)
        manifest = Manifest(version("parvis"), connection.vendor, at.isoformat(), migrations, tables, files=files)
        chest.write_manifest(archive, manifest)
    return Kept(path, manifest, path.stat().st_size)


def _database() -> Path:
    return Path(settings.DATABASES["default"]["NAME"])
