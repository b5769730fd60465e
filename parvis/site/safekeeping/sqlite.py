"""SQLite: the database copied by SQLite itself while others write, and put back as a file."""

from __future__ import annotations

import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from parvis.site.safekeeping.archive import SQLITE, Progress, Table, member, pour


def add_database(archive: zipfile.ZipFile, database: Path, near: Path, progress: Progress) -> dict[str, Table]:
    """One moment of the database into the archive; what it held. `near`: a folder with room for a copy."""
    with tempfile.TemporaryDirectory(prefix=".parvis-backup-", dir=near) as folder:
        copy = Path(folder) / SQLITE
        _copy(database, copy)
        with member(archive, SQLITE) as into, copy.open("rb") as source:
            pour(source, into, progress)
        return tables_of(copy)


def _copy(database: Path, copy: Path) -> None:
    with closing(sqlite3.connect(database)) as live, closing(sqlite3.connect(copy)) as snapshot:
        # In one step, so under one read lock: in WAL mode nobody waits for it, and no writer makes it begin again.
        live.backup(snapshot, pages=-1)
        snapshot.execute("PRAGMA journal_mode=DELETE")


def tables_of(database: Path) -> dict[str, Table]:
    with opened(database) as snapshot:
        names = [
            name
            for (name,) in snapshot.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
            )
        ]
        return {name: _table(snapshot, name) for name in names}


def _table(snapshot: sqlite3.Connection, name: str) -> Table:
    quoted = quote(name)
    columns = [row[1] for row in snapshot.execute(f"PRAGMA table_info({quoted})")]
    (rows,) = snapshot.execute(f"SELECT count(*) FROM {quoted}").fetchone()  # noqa: S608  a table of ours, quoted
    return Table(columns, rows)


@contextmanager
def opened(database: Path) -> Iterator[sqlite3.Connection]:
    """To read only."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as snapshot:
        yield snapshot


def quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def migrations_of(database: Path) -> list[tuple[str, str]]:
    with opened(database) as snapshot:
        return [(app, name) for app, name in snapshot.execute("SELECT app, name FROM django_migrations ORDER BY id")]


def take_out(archive: zipfile.ZipFile, into: Path, progress: Progress) -> None:
    """The archived database as a file. Raises zipfile.BadZipFile when it is damaged."""
    with archive.open(SQLITE) as stored, into.open("wb") as file:
        into.chmod(0o600)
        pour(stored, file, progress)


def put_back(fresh: Path, database: Path, aside: Path) -> None:
    """`fresh` becomes the database; what was there, with its log, moves to the folder `aside`."""
    for name in (database.name, f"{database.name}-wal", f"{database.name}-shm"):
        old = database.with_name(name)
        if old.exists():
            aside.mkdir(mode=0o700, exist_ok=True)
            old.replace(aside / name)
    fresh.replace(database)
