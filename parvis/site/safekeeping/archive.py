"""The one file that `parvis backup` writes: a zip of a manifest, the database, and the rest of the data folder.

manifest.json           what this is, and of which release
database.sqlite3        SQLite: the database itself          } one of the two,
tables/NAME             PostgreSQL: each table as COPY text  } as one moment saw it
folder/…                keys, uploads: every other file of the data folder
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

FORMAT = 1
MANIFEST, SQLITE, TABLES, FOLDER = "manifest.json", "database.sqlite3", "tables/", "folder/"
CHUNK = 1 << 20
LEVEL = 1
"""Of zlib: the fifth of the time of its default, for a tenth more bytes."""
LEFT_OUT = ("parvis.sqlite3", "backups/", "before-restore-", "running.lock", "migrating.lock")
"""Of the data folder: the database, which is taken by itself; earlier backups; what belongs to processes."""

PART = ".part"
"""What the name of an archive ends with until it is whole."""

Progress = Callable[[int], None]
"""Called with the number of bytes just done."""


class BadArchive(Exception):
    """Not a backup of ours, a damaged one, or one of a later release; `why` is a key of `safekeeping.words`."""

    def __init__(self, why: str, **params: str) -> None:
        super().__init__(why)
        self.why, self.params = why, params


@dataclass(frozen=True, slots=True)
class Table:
    """The columns in the order of the rows, and how many rows."""

    columns: list[str]
    rows: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """`migrations`: (app, name) of each that the database had seen. `at`: ISO 8601, UTC. `engine`: sqlite, postgresql."""

    parvis: str
    engine: str
    at: str
    migrations: list[tuple[str, str]]
    tables: dict[str, Table]
    format: int = FORMAT
    files: int = field(default=0)

    def leaves(self) -> dict[str, str]:
        """The last migration of each app."""
        return dict(sorted(self.migrations))


@contextmanager
def new_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """For its owner only, under a name of its own until it is whole. Raises FileExistsError, OSError."""
    if path.exists():
        raise FileExistsError(path)
    part = path.with_name(path.name + PART)
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
                yield archive
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def write_manifest(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    archive.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))


def read_manifest(archive: zipfile.ZipFile) -> Manifest:
    """Raises BadArchive."""
    try:
        told: dict[str, Any] = json.loads(archive.read(MANIFEST))
        if told["format"] > FORMAT:
            raise BadArchive("later", release=str(told["parvis"]))
        tables = {name: Table(list(t["columns"]), int(t["rows"])) for name, t in told.pop("tables").items()}
        migrations = [(str(app), str(name)) for app, name in told.pop("migrations")]
        return Manifest(**told, tables=tables, migrations=migrations)
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile, EOFError) as error:
        raise BadArchive("not ours") from error


@contextmanager
def member(archive: zipfile.ZipFile, name: str) -> Iterator[IO[bytes]]:
    """One large file inside, to write to."""
    with archive.open(name, "w", force_zip64=True) as file:
        yield file


def pour(source: IO[bytes], into: IO[bytes], progress: Progress) -> None:
    while some := source.read(CHUNK):
        into.write(some)
        progress(len(some))


def add_folder(archive: zipfile.ZipFile, folder: Path, *, itself: Path) -> int:
    """Keys, uploads and whatever else lies in the data folder; how many files. `itself`: the archive, which may grow there."""
    growing = itself.with_name(itself.name + PART).resolve()
    files = [path for path in files_of(folder) if path.resolve() != growing]
    for path in files:
        archive.write(path, FOLDER + path.relative_to(folder).as_posix())
    return len(files)


def files_of(folder: Path) -> Iterable[Path]:
    """The files of the data folder that a backup holds beside the database; no links."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and not path.relative_to(folder).as_posix().startswith(LEFT_OUT):
            yield path


def lay_down(archive: zipfile.ZipFile, folder: Path) -> None:
    """The archived files into the data folder, readable by its owner only. Raises BadArchive for a name that leaves it."""
    for info in archive.infolist():
        if not info.filename.startswith(FOLDER) or info.is_dir():
            continue
        inside = PurePosixPath(info.filename.removeprefix(FOLDER))
        if inside.is_absolute() or ".." in inside.parts:
            raise BadArchive("not ours")
        path = folder.joinpath(*inside.parts)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as file, archive.open(info) as stored:
            pour(stored, file, lambda _bytes: None)
