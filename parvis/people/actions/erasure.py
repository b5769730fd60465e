"""People who asked to be forgotten: their rows go, and what remains cannot be read back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q

from parvis.core.traces import Traces
from parvis.people.models import Erased, Identity, Import, Merge, Person, Suggestion


class Tombstone(NamedTuple):
    network: str
    kind: str
    hash: str


@transaction.atomic
def remember_erased(brand_id: int, tombstones: Iterable[Tombstone], at: datetime) -> None:
    """Remembering twice changes nothing."""
    Erased.objects.bulk_create(
        [Erased(brand_id=brand_id, network=t.network[:32], kind=t.kind, hash=t.hash, at=at) for t in tombstones],
        ignore_conflicts=True,
        batch_size=1000,
    )


@transaction.atomic
def remove_people(brand_id: int, person_ids: Sequence[int]) -> int:
    """They, their identities, notes, acts of consent, and all that says whom they are or may be: merges, refused ones,
    proposals, match keys, what they were apart. How many identities there were. `person_ids`: a whole family."""
    ids = list(person_ids)
    Merge.objects.filter(Q(winner__in=ids) | Q(loser__in=ids), brand_id=brand_id).delete()
    identities = Identity.objects.filter(brand_id=brand_id, person__in=ids)
    gone = identities.count()
    identities.delete()
    Person.objects.filter(brand_id=brand_id, pk__in=ids).delete()
    return gone


@transaction.atomic
def clean_imports(brand_id: int, traces: Traces) -> None:
    """Tables of contacts may bear somebody's name."""
    for row in Import.objects.filter(brand_id=brand_id):
        if traces.within(row.file_name):
            row.file_name = traces.clean(row.file_name)
            row.save(update_fields=["file_name"])


@transaction.atomic
def clean_evidence(brand_id: int, traces: Traces) -> None:
    """What made others one, or may, was weighed with whom they counted as then."""
    for suggestion in Suggestion.objects.filter(brand_id=brand_id).iterator(chunk_size=1000):
        if traces.within(suggestion.evidence):
            suggestion.evidence = traces.clean(suggestion.evidence)
            suggestion.save(update_fields=["evidence"])
    for merged in Merge.objects.filter(brand_id=brand_id).iterator(chunk_size=1000):
        if traces.within(merged.snapshot):
            merged.snapshot = traces.clean(merged.snapshot)
            merged.save(update_fields=["snapshot"])
