"""What may be one person is proposed, refused for good, or put aside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from parvis.core import journal
from parvis.core.models import Account, Brand
from parvis.people.families import heads_of
from parvis.people.models import Comparing, MatchKey, NotSame, Person, Suggestion

LATER = timedelta(days=7)
"""What is put aside comes back."""


@dataclass(frozen=True, slots=True)
class Found:
    """Two people who resemble each other, lower id first."""

    low: int
    high: int
    score: float
    evidence: Sequence[Mapping[str, Any]]


@transaction.atomic
def file_keys(brand_id: int, keys: Mapping[int, Iterable[int]]) -> None:
    """Where identities (by id) stand from now on, instead of where they stood."""
    kept = set(MatchKey.objects.filter(identity__in=list(keys)).values_list("identity_id", "key"))
    wanted = {(identity, key) for identity, theirs in keys.items() for key in theirs}
    gone = kept - wanted
    for identity in sorted({i for i, _ in gone}):
        MatchKey.objects.filter(identity=identity, key__in=[k for i, k in gone if i == identity]).delete()
    MatchKey.objects.bulk_create(
        [MatchKey(brand_id=brand_id, identity_id=i, key=k) for i, k in sorted(wanted - kept)],
        batch_size=1000,
        ignore_conflicts=True,
    )


@transaction.atomic
def propose(brand_id: int, looked_at: Iterable[int], found: Sequence[Found], at: datetime) -> int:
    """The proposals that concern these people are now these; who put one aside is remembered. How many are new."""
    pairs = {(f.low, f.high): f for f in found}
    concerned = list(looked_at)
    standing = Suggestion.objects.filter(brand_id=brand_id).filter(Q(low__in=concerned) | Q(high__in=concerned))
    changed, old = [], set()
    for row in standing.select_for_update():
        new = pairs.get((row.low_id, row.high_id))
        if new is None:
            row.delete()
            continue
        old.add((row.low_id, row.high_id))
        if (row.score, row.evidence) != (new.score, list(new.evidence)):
            row.score, row.evidence = new.score, [dict(e) for e in new.evidence]
            changed.append(row)
    Suggestion.objects.bulk_update(changed, ["score", "evidence"], batch_size=500)
    fresh = [
        Suggestion(brand_id=brand_id, low_id=f.low, high_id=f.high, score=f.score, evidence=list(f.evidence), at=at)
        for pair, f in pairs.items()
        if pair not in old
    ]
    Suggestion.objects.bulk_create(fresh, batch_size=500, ignore_conflicts=True)
    return len(fresh)


@transaction.atomic
def went_on(brand_id: int, *, newest: int | None = None, round: int | None = None) -> None:
    """How far the brand's identities are compared."""
    row, _ = Comparing.objects.get_or_create(brand_id=brand_id)
    row.newest = row.newest if newest is None else max(row.newest, newest)
    row.round = row.round if round is None else round
    row.save(update_fields=["newest", "round"])


@transaction.atomic
def refuse(brand: Brand, *, one: Person, other: Person, by: Account, at: datetime) -> NotSame | None:
    """These are two people: for good, and for whoever counts as them. None when they count as one: separate them first.

    Refusing twice keeps the first word. Raises ValueError for one person twice or people of another brand.
    """
    heads = heads_of(brand.pk, (one.pk, other.pk))
    if one.pk == other.pk or len(heads) != 2:
        raise ValueError("a refusal needs two different people of this brand")
    low, high = sorted(heads.values())
    if low == high:
        return None
    row, made = NotSame.objects.get_or_create(low_id=low, high_id=high, defaults={"brand": brand, "by": by, "at": at})
    if made:
        journal.record(brand, actor=by, verb="person.not_same", object=f"person:{low}", data={"other": high}, at=at)
    return row


@transaction.atomic
def take_back_refusal(brand: Brand, not_same_id: int, *, by: Account, at: datetime) -> bool:
    """They may be proposed again. False when it was taken back already, or is another brand's."""
    row = NotSame.objects.filter(pk=not_same_id, brand=brand).first()
    if row is None:
        return False
    row.delete()
    data = {"other": row.high_id}
    journal.record(brand, actor=by, verb="person.maybe_same", object=f"person:{row.low_id}", data=data, at=at)
    return True


def put_aside(brand: Brand, suggestion_id: int, *, by: Account, at: datetime) -> bool:
    """Somebody will decide later: it comes back after LATER."""
    rows = Suggestion.objects.filter(pk=suggestion_id, brand=brand)
    return bool(rows.update(aside_until=at + LATER, aside_by=by))


def bring_back(brand: Brand, suggestion_id: int) -> bool:
    """It waits again at once."""
    return bool(Suggestion.objects.filter(pk=suggestion_id, brand=brand).update(aside_until=None, aside_by=None))
