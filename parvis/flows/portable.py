"""A copy of all that the house holds of a person, for that person: a page to read and JSON for machines, in one archive."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.db import transaction
from django.utils import translation

from parvis.conversations.models import Post, Revision
from parvis.conversations.queries import latest_ids
from parvis.core.clock import now
from parvis.core.files import path_of
from parvis.core.jobs import enqueue, task
from parvis.core.models import Account, Journal
from parvis.engagement.models import Case, CaseEvent, CrisisContact, Promise
from parvis.flows.portable_page import closing, opening, section
from parvis.outbox.models import Outgoing
from parvis.people.actions.dossier import ask_export, export_goes_on, export_ready
from parvis.people.families import family_of
from parvis.people.models import Consent, Export, Identity, Merge, Note, Person

BATCH = 500
Row = dict[str, Any]


@task(queue="slow")
def write_export(export_id: int) -> None:
    """Write the archive. Called twice it writes the same again."""
    write(export_id, now())


@transaction.atomic
def ask(person: Person, *, language: str, by: Account, at: datetime) -> Export:
    """A copy is wanted: its job writes it."""
    made = ask_export(person, language=language, by=by, at=at)
    enqueue(write_export, export_id=made.pk)
    return made


def write(export_id: int, at: datetime) -> bool:
    """False when nobody wants it any more: its person was erased."""
    export = Export.objects.select_related("brand", "person", "by").filter(pk=export_id, ready_at=None).first()
    if export is None:
        return False
    path = path_of("exports", export.brand_id, export.token, ".zip")
    page, aside = path.with_suffix(".html"), path.with_suffix(".part")
    try:
        with ZipFile(aside, "w", ZIP_DEFLATED) as archive:
            _write_both(export, archive, page, at)
            archive.write(page, "index.html")
        os.replace(aside, path)
    finally:
        page.unlink(missing_ok=True)
        aside.unlink(missing_ok=True)
    if export_ready(export.pk, at):
        return True
    path.unlink(missing_ok=True)
    return False


def _write_both(export: Export, archive: ZipFile, page: Path, at: datetime) -> None:
    """The page grows beside the archive: only one file of an archive is written at a time."""
    with (
        translation.override(export.language),
        page.open("w", encoding="utf-8") as html,
        archive.open("data.json", "w", force_zip64=True) as data,
    ):
        _write(export, data, html, at)


def _write(export: Export, data: IO[bytes], html: IO[str], at: datetime) -> None:
    html.write(opening(export.brand.name, export.person.name, export.language, at))
    data.write(b"{\n")
    head = {"brand": export.brand.name, "person": export.person.name, "made_at": at}
    data.write(b'"copy": ' + as_json(head))
    for name, rows in _sections(export):
        data.write(b',\n"%s": [' % name.encode())
        first = True
        for batch in rows:
            for row in batch:
                data.write((b"\n  " if first else b",\n  ") + as_json(row))
                first = False
            html.write(section(name, batch))
        data.write(b"\n]")
    data.write(b"\n}\n")
    html.write(closing())


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, default=_plain).encode()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _sections(export: Export) -> Iterator[tuple[str, Iterator[list[Row]]]]:
    """(name, rows in batches): everything, in the order in which a person would ask for it."""
    brand_id, family = export.brand_id, family_of(export.brand_id, export.person_id)
    ids = list(Identity.objects.filter(brand_id=brand_id, person_id__in=family).values_list("pk", flat=True))
    yield "people", few(Person, _PERSON, brand_id=brand_id, pk__in=family)
    yield "identities", few(Identity, _IDENTITY, brand_id=brand_id, pk__in=ids)
    yield "posts", _posts(export, ids)
    yield "answers", few(Outgoing, _ANSWER, brand_id=brand_id, addressee_id__in=ids)
    yield "cases", few(Case, _CASE, brand_id=brand_id, author_id__in=ids)
    cases = Case.objects.filter(author_id__in=ids).values("pk")
    yield "case_notes", few(CaseEvent, ("case_id", "at", "kind", "data"), case_id__in=cases, kind="note")
    yield "notes", few(Note, ("at", "edited_at", "text"), brand_id=brand_id, person_id__in=family)
    yield "consents", few(Consent, _CONSENT, brand_id=brand_id, person_id__in=family)
    yield "promises", few(Promise, _PROMISE, brand_id=brand_id, person_id__in=family)
    yield (
        "told_first",
        few(CrisisContact, ("crisis__name", "at", "informed_at"), brand_id=brand_id, person_id__in=family),
    )
    yield (
        "merges",
        few(Merge, ("winner_id", "loser_id", "reason", "at", "undone_at"), brand_id=brand_id, winner_id__in=family),
    )
    about = [f"person:{pk}" for pk in family]
    yield "journal", few(Journal, ("at", "verb", "object"), brand_id=brand_id, object__in=about)


_PERSON = ("id", "name", "kind", "stage", "languages", "first_seen_at", "last_seen_at", "last_contact_at")
_IDENTITY = (
    "id",
    "network",
    "remote_id",
    "handle",
    "name",
    "url",
    "avatar_url",
    "about",
    "followers",
    "verified",
    "first_seen_at",
)
_ANSWER = ("id", "place__name", "thread__title", "body", "state", "sent_at", "url")
_CASE = ("id", "place__name", "thread__title", "type", "state", "outcome", "opened_at", "closed_at")
_CONSENT = ("channel", "purpose", "given", "at", "wording", "proof", "recorded_at")
_PROMISE = ("text", "at", "due_at", "kept_at", "broken_at")
_POST = (
    "id",
    "place__name",
    "thread__title",
    "kind",
    "title",
    "text",
    "folded",
    "url",
    "at",
    "edited_at",
    "tags",
    "metrics",
)
_READING = ("reading__language", "reading__sentiment", "reading__confidence", "reading__intents", "reading__toxicity")


def few(model: Any, columns: tuple[str, ...], **of: Any) -> Iterator[list[Row]]:
    rows: list[Row] = []
    for row in model.objects.filter(**of).order_by("pk").values(*columns).iterator(chunk_size=BATCH):
        rows.append(row)
        if len(rows) == BATCH:
            yield rows
            rows = []
    if rows:
        yield rows


def _posts(export: Export, identity_ids: list[int]) -> Iterator[list[Row]]:
    """Newest first, with what was understood and earlier wordings; says after each batch how far it is."""
    total = Post.objects.filter(brand_id=export.brand_id, author_id__in=identity_ids).count()
    done, after = 0, None
    while ids := latest_ids(export.brand_id, identity_ids, after=after, limit=BATCH):
        rows = {row["id"]: row for row in Post.objects.filter(pk__in=ids).values(*_POST, *_READING)}
        for post_id, text, at in Revision.objects.filter(post_id__in=ids).values_list("post_id", "text", "at"):
            rows[post_id].setdefault("earlier", []).append({"text": text, "until": at})
        batch = [rows[pk] for pk in ids if pk in rows]
        done += len(batch)
        export_goes_on(export.pk, done=done, total=total)
        yield batch
        after = (batch[-1]["at"], batch[-1]["id"])
