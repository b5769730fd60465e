"""Contacts that a table brings: whole batches, a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F

from parvis.core import journal
from parvis.core.files import new_token
from parvis.core.models import Account, Brand
from parvis.core.sql import run_many
from parvis.people.models import Consent, Identity, Import, Person, RefusedLine
from parvis.people.rules import clip

Key = tuple[str, str]
"""Network and id there."""


@dataclass(frozen=True, slots=True)
class Arriving:
    """Somebody as a line tells of them. `keys`: how they are known again, the surest first; at least one."""

    keys: Sequence[Key]
    handles: Sequence[str]
    name: str
    stage: str
    consents: bool | None
    consented_at: datetime | None
    wording: str


@dataclass(slots=True)
class Counted:
    """What a batch brought."""

    added: int = 0
    known: int = 0
    refused: list[tuple[int, dict[str, object]]] = field(default_factory=list)


@transaction.atomic
def begin_import(brand: Brand, *, file_name: str, token: str, total: int, by: Account, at: datetime) -> Import:
    """The row that the job fills in."""
    made = Import.objects.create(
        brand=brand, by=by, file_name=clip(file_name, 200), token=token or new_token(), total=total, at=at
    )
    journal.record(brand, actor=by, verb="people.imported", object=f"import:{made.pk}", data={"lines": total}, at=at)
    return made


@transaction.atomic
def take_contacts(table: Import, arriving: Sequence[Arriving], counted: Counted, *, read: int, at: datetime) -> bool:
    """Keep a batch, and that the file is read up to line `read`, together. False = another worker was faster."""
    stored = Import.objects.select_for_update().filter(pk=table.pk, read=table.read, finished_at=None).first()
    if stored is None:
        return False
    people = _people(table.brand_id, arriving, counted, at)
    _allow(table, arriving, people, at)
    RefusedLine.objects.bulk_create(
        [RefusedLine(brand_id=table.brand_id, table=table, number=n, reason=why) for n, why in counted.refused],
        batch_size=1000,
    )
    Import.objects.filter(pk=table.pk).update(
        read=read,
        added=F("added") + counted.added,
        known=F("known") + counted.known,
        refused=F("refused") + len(counted.refused),
    )
    return True


@transaction.atomic
def end_import(table: Import, at: datetime) -> None:
    Import.objects.filter(pk=table.pk, finished_at=None).update(finished_at=at)


@transaction.atomic
def forget_imports(before: datetime) -> int:
    """What came of imports is shown for a time."""
    return Import.objects.filter(at__lt=before).exclude(finished_at=None).delete()[0]


def _people(brand_id: int, arriving: Sequence[Arriving], counted: Counted, at: datetime) -> list[int]:
    """The person of each line: one who has any of its names, else somebody new. Names of two people merge nobody."""
    known = _known(brand_id, {key for one in arriving for key in one.keys})
    fresh: dict[Key, Person] = {}
    new: list[Person] = []
    people: list[Person | int] = []
    for one in arriving:
        who: Person | int | None = next((known[key] for key in one.keys if key in known), None)
        if who is None:
            who = next((fresh[key] for key in one.keys if key in fresh), None)
        if who is None:
            who = Person(brand_id=brand_id, name=_called(one), first_seen_at=at, last_seen_at=at)
            new.append(who)
            counted.added += 1
        else:
            counted.known += 1
        for key in one.keys:
            if isinstance(who, Person):
                fresh.setdefault(key, who)
        people.append(who)
    Person.objects.bulk_create(new, batch_size=1000)
    ids = [who.pk if isinstance(who, Person) else who for who in people]
    _name(brand_id, arriving, ids, known, at)
    run_many(
        "UPDATE people_person SET stage = %s WHERE id = %s AND stage <> %s",
        [(one.stage, pk, one.stage) for one, pk in zip(arriving, ids, strict=True) if one.stage],
    )
    return ids


def _known(brand_id: int, keys: set[Key]) -> dict[Key, int]:
    found: dict[Key, int] = {}
    for network in sorted({network for network, _id in keys}):
        ids = [remote_id for of, remote_id in keys if of == network]
        rows = Identity.objects.filter(brand_id=brand_id, network=network, remote_id__in=ids)
        found |= {(network, remote_id): person for remote_id, person in rows.values_list("remote_id", "person_id")}
    return found


def _name(brand_id: int, arriving: Sequence[Arriving], ids: Sequence[int], known: dict[Key, int], at: datetime) -> None:
    """The names that nobody had yet."""
    made: dict[Key, Identity] = {}
    for one, pk in zip(arriving, ids, strict=True):
        for (network, remote_id), handle in zip(one.keys, one.handles, strict=True):
            if (network, remote_id) not in known and (network, remote_id) not in made:
                made[network, remote_id] = Identity(
                    brand_id=brand_id, network=network, remote_id=remote_id, handle=clip(handle, 200),
                    name=clip(one.name, 200), person_id=pk, first_seen_at=at,
                    url=f"mailto:{remote_id}" if network == "email" else "",
                )  # fmt: skip
    Identity.objects.bulk_create(made.values(), ignore_conflicts=True, batch_size=1000)


def _allow(table: Import, arriving: Sequence[Arriving], ids: Sequence[int], at: datetime) -> None:
    """What lines say of consent becomes acts; one that changes nothing is not written twice."""
    last: dict[tuple[int, str], bool] = {}
    acts = Consent.objects.filter(brand_id=table.brand_id, person_id__in=ids, purpose="newsletter").order_by("at", "pk")
    for pk, channel, given in acts.values_list("person_id", "channel", "given"):
        last[pk, channel] = given
    made = []
    for one, pk in zip(arriving, ids, strict=True):
        channel = "email" if one.keys[0][0] == "email" else "message"
        if one.consents is None or last.get((pk, channel), False) == one.consents:
            continue
        last[pk, channel] = one.consents
        made.append(
            Consent(
                brand_id=table.brand_id, person_id=pk, channel=channel, purpose="newsletter", given=one.consents,
                at=min(one.consented_at or at, at), wording=clip(one.wording, 120), proof=f"import:{table.pk}",
                by_id=table.by_id, recorded_at=at,
            )
        )  # fmt: skip
    Consent.objects.bulk_create(made, batch_size=1000)


def _called(one: Arriving) -> str:
    return clip(one.name or next((handle for handle in one.handles if handle), ""), 200) or "?"
