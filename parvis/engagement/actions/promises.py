"""What we told somebody that we would do: written down by hand, owned, and kept or broken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from parvis.core import journal
from parvis.core.models import Account, Brand, Seat
from parvis.engagement.models import Promise
from parvis.outbox.models import Outgoing
from parvis.people.models import Note, Person
from parvis.people.rules import clip


@dataclass(frozen=True, slots=True)
class Word:
    """What was promised, who keeps it and by when. From an answer of ours or from a note, if from either."""

    text: str
    owner: Seat | None = None
    due_at: datetime | None = None
    outgoing: Outgoing | None = None
    note: Note | None = None


@transaction.atomic
def promise(person: Person, word: Word, *, by: Account, at: datetime) -> Promise:
    """Raises ValueError for an owner, an answer or a note of another brand."""
    for thing in (word.owner, word.outgoing, word.note):
        if thing is not None and thing.brand_id != person.brand_id:
            raise ValueError("of another brand")
    made = Promise.objects.create(
        brand_id=person.brand_id,
        person=person,
        text=clip(word.text, 500),
        owner=word.owner,
        due_at=word.due_at,
        outgoing=word.outgoing,
        note=word.note,
        by=by,
        at=at,
    )
    _tell(made, "promise.made", by, at)
    return made


def keep_promise(made: Promise, *, by: Account, at: datetime) -> bool:
    """It was done. False when somebody settled it before."""
    return _settle(made, "promise.kept", by, at, kept_at=at)


def break_promise(made: Promise, *, by: Account, at: datetime) -> bool:
    """It will not be done. False when somebody settled it before."""
    return _settle(made, "promise.broken", by, at, broken_at=at)


@transaction.atomic
def reopen_promise(made: Promise, *, by: Account, at: datetime) -> bool:
    """It is owed again: whoever settled it was mistaken."""
    settled = Promise.objects.filter(pk=made.pk, brand_id=made.brand_id).exclude(kept_at=None, broken_at=None)
    if not settled.update(kept_at=None, broken_at=None, settled_by=None):
        return False
    _tell(made, "promise.reopened", by, at)
    return True


@transaction.atomic
def _settle(made: Promise, verb: str, by: Account, at: datetime, **when: datetime) -> bool:
    owed = Promise.objects.filter(pk=made.pk, brand_id=made.brand_id, kept_at=None, broken_at=None)
    if not owed.update(settled_by=by, **when):
        return False
    _tell(made, verb, by, at)
    return True


def _tell(made: Promise, verb: str, by: Account, at: datetime) -> None:
    # Not what was promised: promises are erased with a person, journal lines never.
    data = {"person": made.person_id}
    journal.record(Brand(pk=made.brand_id), actor=by, verb=verb, object=f"promise:{made.pk}", data=data, at=at)
