"""The whole community as one file that its owners take away: JSON Lines for each noun, the pictures, and a page that says
what is what. Written row by row: a house of a million posts takes no more memory than one of ten."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.community.actions.bringing import archive_goes_on, archive_ready, ask_archive
from parvis.community.models import ArchiveOut, Community
from parvis.core import events, files, pictures
from parvis.core.clock import now
from parvis.core.jobs import enqueue, task
from parvis.core.models import Account, Brand
from parvis.flows.archived import NOUNS, Rows, scope_of
from parvis.flows.portable import as_json

VERSION = 1
BATCH = 500


@task(queue="slow")
def write_archive(archive_id: int) -> None:
    """Write the file. Called twice it writes the same again."""
    write(archive_id, now())


@transaction.atomic
def ask(brand: Brand, *, sealed: bool, language: str, by: Account, at: datetime) -> ArchiveOut:
    """The archive is wanted: its job writes it."""
    made = ask_archive(brand, files.new_token(), sealed=sealed, language=language, by=by, at=at)
    enqueue(write_archive, archive_id=made.pk)
    return made


def path_of(archive: ArchiveOut) -> Path:
    return files.path_of("exports", archive.brand_id, archive.token, files.PACKED + ".zip")


def write(archive_id: int, at: datetime) -> bool:
    """False when nobody wants it any more."""
    archive = ArchiveOut.objects.select_related("brand").filter(pk=archive_id, ready_at=None).first()
    if archive is None:
        return False
    path = path_of(archive)
    aside = path.with_suffix(".part")
    try:
        with ZipFile(aside, "w", ZIP_DEFLATED, allowZip64=True) as packed:
            _write(archive, packed, at)
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)
    if not archive_ready(archive, path.stat().st_size, at=at):
        path.unlink(missing_ok=True)
        return False
    events.publish(archive.brand_id, "places", f"archive:{archive.pk}", at)
    return True


def _write(archive: ArchiveOut, packed: ZipFile, at: datetime) -> None:
    scope, done = scope_of(archive.brand_id, sealed=archive.sealed), 0
    columns: dict[str, list[str]] = {}
    with override(archive.language):
        packed.writestr("README.md", _readme(archive, at))
    for noun, rows_of in NOUNS.items():
        columns[noun] = []
        with packed.open(f"{noun}.jsonl", "w", force_zip64=True) as out:
            for batch in _batches(rows_of(scope)):
                columns[noun] = list(_named(batch[0]))
                for row in batch:
                    out.write(as_json(_named(row)) + b"\n")
                done += len(batch)
                archive_goes_on(archive, done)
    for batch in _batches(NOUNS["uploads"](scope)):
        for row in batch:
            picture = pictures.path_of(archive.brand_id, row["sha256"])
            if picture.exists():
                packed.write(
                    picture, f"files/{row['id']}-{row['width']}x{row['height']}-{row['sha256'][:12]}.webp", ZIP_STORED
                )
    told = {"format": "parvis-community", "version": VERSION, "made_at": at, "sealed": archive.sealed,
            "community": _community(archive.brand_id), "nouns": columns}  # fmt: skip
    packed.writestr("schema.json", as_json(told))


def _named(row: dict[str, Any]) -> dict[str, Any]:
    """A post is signed by an identity, and told by the member whose it is."""
    return {"author" if name == "signed" else name: value for name, value in row.items()}


def _community(brand_id: int) -> dict[str, Any]:
    columns = ("name", "tagline", "joining", "charter", "charter_version", "opened_at")
    return dict(Community.objects.values(*columns).get(pk=brand_id))


def _batches(rows: Rows) -> Iterator[list[dict[str, Any]]]:
    """By key: as much memory for a million as for ten."""
    after = 0
    while batch := list(rows.filter(pk__gt=after).order_by("pk")[:BATCH]):
        yield batch
        after = int(batch[-1]["id"] if "id" in batch[-1] else batch[-1]["topic_id"])


def _readme(archive: ArchiveOut, at: datetime) -> str:
    rooms = _("Closed rooms are in it.") if archive.sealed else _("Closed rooms are not in it.")
    return "\n".join(
        [
            f"# {archive.brand.name}", "",
            _("The community as of %(date)s UTC. %(rooms)s Private messages never are.")
            % {"date": f"{at:%Y-%m-%d %H:%M}", "rooms": rooms}, "",
            _("Each file ending in .jsonl holds one noun, one JSON object a line, in UTF-8. Numbers that end in _id, and "
              "topic, space, author and answers, are the id of a line of another file. Texts are Markdown. schema.json names the "
              "columns; files/ holds the pictures that posts show."), "",
            *(f"- {noun}.jsonl" for noun in NOUNS), "",
            _("Parvis reads it back: Community, Bring in."), "",
        ]
    )  # fmt: skip
