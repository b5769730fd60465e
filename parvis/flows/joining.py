"""A person says that two are one, or two: the verb, then whoever resembles them is looked at anew."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from parvis.core.jobs import enqueue
from parvis.core.models import Account, Brand
from parvis.flows.likeness import compare_person
from parvis.people.actions.merging import merge, unmerge
from parvis.people.actions.suggesting import refuse
from parvis.people.models import Merge, Person, Suggestion


@transaction.atomic
def accept(suggestion: Suggestion, *, keep: int, by: Account, at: datetime) -> Merge:
    """The two are one; `keep`: whose name and page stay. Raises AlreadyOne; ValueError when `keep` is neither."""
    people = {suggestion.low_id: suggestion.low, suggestion.high_id: suggestion.high}
    if keep not in people:
        raise ValueError("one of the two is kept")
    winner = people.pop(keep)
    (loser,) = people.values()
    brand = suggestion.brand
    made = merge(
        brand, winner=winner, loser=loser, by=by, at=at, reason="suggestion", score=suggestion.score,
        evidence=suggestion.evidence,
    )  # fmt: skip
    _look(brand, made.winner_id)
    return made


@transaction.atomic
def join(brand: Brand, *, winner: Person, loser: Person, by: Account, at: datetime) -> Merge:
    """By hand, of two that somebody found. Raises AlreadyOne, ValueError."""
    made = merge(brand, winner=winner, loser=loser, by=by, at=at)
    _look(brand, made.winner_id)
    return made


@transaction.atomic
def take_back(merged: Merge, *, by: Account, at: datetime) -> bool:
    """A slip: as if they had never been merged, and they may be proposed again. Raises Merge.DoesNotExist."""
    undone = unmerge(merged.brand, merged=merged, by=by, at=at)
    if undone:
        _look(merged.brand, merged.winner_id, merged.loser_id)
    return undone


@transaction.atomic
def separate(merged: Merge, *, by: Account, at: datetime) -> bool:
    """They are two after all: unmerged, and never proposed again. Raises Merge.DoesNotExist."""
    undone = take_back(merged, by=by, at=at)
    if undone:
        refuse(merged.brand, one=merged.winner, other=merged.loser, by=by, at=at)
    return undone


def _look(brand: Brand, *person_ids: int) -> None:
    for pk in person_ids:
        enqueue(compare_person, key=f"likeness:person:{pk}", brand_id=brand.pk, person_id=pk)
