"""Notes, acts of consent and copies: what the team writes into a person's dossier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from parvis.core import journal
from parvis.core.files import new_token
from parvis.core.models import Account, Brand
from parvis.people.models import Consent, Export, Note, Person
from parvis.people.rules import CHANNELS, PURPOSES, clip

LONGEST = 20_000


class NotYours(Exception):
    """Only who wrote a note rewords it or takes it away."""


@transaction.atomic
def add_note(person: Person, text: str, *, by: Account, at: datetime) -> Note:
    """The journal says that a note was written, not what it says: notes are erased with a person, journal lines never."""
    made = Note.objects.create(brand_id=person.brand_id, person=person, author=by, text=clip(text, LONGEST), at=at)
    _tell(person, by, "person.noted", at, note=made.pk)
    return made


@transaction.atomic
def edit_note(note: Note, text: str, *, by: Account, at: datetime) -> None:
    """Raises NotYours."""
    stored = _mine(note, by)
    stored.text, stored.edited_at = clip(text, LONGEST), at
    stored.save(update_fields=["text", "edited_at"])
    _tell(stored.person, by, "person.note_edited", at, note=stored.pk)


@transaction.atomic
def remove_note(note: Note, *, by: Account, at: datetime) -> None:
    """Raises NotYours."""
    stored = _mine(note, by)
    _tell(stored.person, by, "person.note_removed", at, note=stored.pk)
    stored.delete()


def _mine(note: Note, by: Account) -> Note:
    stored = (
        Note.objects.select_for_update(of=("self",)).select_related("person").get(pk=note.pk, brand_id=note.brand_id)
    )
    # One without author was noted before notes had any: whoever may edit people may take it over.
    if stored.author_id not in (by.pk, None):
        raise NotYours
    return stored


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody allowed or withdrew. `wording`: the version of the text shown to them; `proof`: where it can be seen."""

    channel: str
    purpose: str
    given: bool
    at: datetime
    wording: str = ""
    proof: str = ""


@transaction.atomic
def record_consent(person: Person, said: Said, *, by: Account | None, at: datetime) -> Consent:
    """One more act. Raises ValueError for an unknown channel or purpose, and for an act of the future."""
    if said.channel not in CHANNELS or said.purpose not in PURPOSES or said.at > at:
        raise ValueError("no such consent")
    made = Consent.objects.create(
        brand_id=person.brand_id,
        person=person,
        channel=said.channel,
        purpose=said.purpose,
        given=said.given,
        at=said.at,
        wording=clip(said.wording, 120),
        proof=clip(said.proof, 300),
        by=by,
        recorded_at=at,
    )
    verb = "person.allowed" if said.given else "person.withdrew"
    _tell(person, by, verb, at, channel=said.channel, purpose=said.purpose, consent=made.pk)
    return made


@transaction.atomic
def ask_export(person: Person, *, language: str, by: Account, at: datetime) -> Export:
    """The row that its job fills in."""
    made = Export.objects.create(
        brand_id=person.brand_id, person=person, by=by, language=language, token=new_token(), at=at
    )
    _tell(person, by, "person.exported", at, export=made.pk)
    return made


def export_goes_on(export_id: int, *, done: int, total: int) -> bool:
    """How far the copy is; False when nobody wants it any more (its person was erased)."""
    return bool(Export.objects.filter(pk=export_id).update(done=done, total=total))


def export_ready(export_id: int, at: datetime) -> bool:
    return bool(Export.objects.filter(pk=export_id, ready_at=None).update(ready_at=at, done=F("total")))


def forget_exports(before: datetime) -> int:
    """Copies that were not fetched in time."""
    return Export.objects.filter(at__lt=before).delete()[0]


def _tell(person: Person, by: Account | None, verb: str, at: datetime, **data: int | str) -> None:
    brand = Brand(pk=person.brand_id)
    journal.record(brand, actor=by, verb=verb, object=f"person:{person.pk}", data=data, at=at)


@transaction.atomic
def exported_contacts(brand: Brand, *, by: Account, at: datetime) -> None:
    """Somebody takes the whole list of people with them: the journal keeps who."""
    journal.record(brand, actor=by, verb="people.exported", object=f"brand:{brand.pk}", data={}, at=at)
