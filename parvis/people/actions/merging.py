"""Two people are one, and two again. What it means, and why it can be exact: docs/decisions/0011-merging-people.md"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from parvis.core import journal
from parvis.core.models import Account, Brand
from parvis.people.families import families_of, heads_of
from parvis.people.models import Apart, Identity, Merge, Person
from parvis.people.rules import Face, together


class AlreadyOne(Exception):
    """These two count as one person already: somebody was faster, or it would close a circle."""

    def __init__(self, head_id: int) -> None:
        super().__init__(f"both count as person {head_id}")
        self.head_id = head_id


@transaction.atomic
def merge(
    brand: Brand,
    *,
    winner: Person,
    loser: Person,
    by: Account | None,
    at: datetime,
    reason: str = "hand",
    score: float = 1.0,
    evidence: Sequence[Mapping[str, Any]] = (),
) -> Merge:
    """`loser` counts as `winner`. Who was merged elsewhere meanwhile stands for whom they count as.

    Identities move, nothing else does. Raises AlreadyOne, and ValueError for people of another brand or gone.
    """
    _one_at_a_time(brand)
    heads = heads_of(brand.pk, (winner.pk, loser.pk))
    if winner.pk == loser.pk or {winner.pk, loser.pk} - set(heads):
        raise ValueError("a merge needs two different people of this brand")
    first, second = heads[winner.pk], heads[loser.pk]
    if first == second:
        raise AlreadyOne(first)
    _set_apart((first, second))
    Identity.objects.filter(person_id=second).update(home=Coalesce(F("home"), F("person")), person=first)
    made = Merge.objects.create(
        brand=brand,
        winner_id=first,
        loser_id=second,
        reason=reason,
        score=score,
        by=by,
        at=at,
        snapshot={"evidence": [dict(e) for e in evidence]},
    )
    _settle(brand.pk, (first,))
    data = {"loser": second, "reason": reason}
    journal.record(brand, actor=by, verb="person.merged", object=f"person:{first}", data=data, at=at)
    return made


@transaction.atomic
def unmerge(brand: Brand, *, merged: Merge, by: Account | None, at: datetime) -> bool:
    """The loser, and all who count as them, stand for themselves again, in whatever order merges are undone.

    False when it was undone already. Raises Merge.DoesNotExist when it is gone: the person was erased.
    """
    _one_at_a_time(brand)
    if not Merge.objects.filter(pk=merged.pk, brand=brand, undone_at=None).update(undone_at=at, undone_by=by):
        if not Merge.objects.filter(pk=merged.pk, brand=brand).exists():
            raise Merge.DoesNotExist
        return False
    loser = merged.loser_id
    family = families_of(brand.pk, (loser,)).get(loser, [loser])
    Identity.objects.filter(brand=brand, home__in=family).update(person=loser)
    Identity.objects.filter(brand=brand, home=loser).update(home=None)
    head = heads_of(brand.pk, (merged.winner_id,)).get(merged.winner_id, merged.winner_id)
    _settle(brand.pk, (loser, head))
    journal.record(brand, actor=by, verb="person.unmerged", object=f"person:{head}", data={"loser": loser}, at=at)
    return True


def _one_at_a_time(brand: Brand) -> None:
    """Merges of a brand wait for each other, so that each sees the forest whole; the intake does not wait.

    SQLite has one writer: nothing more to do there.
    """
    Brand.objects.select_for_update(no_key=True).only("pk").get(pk=brand.pk)


def _set_apart(person_ids: Iterable[int]) -> None:
    """Keep what each is by themselves, from their first merge on."""
    people = Person.objects.filter(pk__in=list(person_ids))
    Apart.objects.bulk_create(
        [
            Apart(
                person=p,
                brand_id=p.brand_id,
                stage=p.stage,
                languages=p.languages,
                first_seen_at=p.first_seen_at,
                last_seen_at=p.last_seen_at,
                last_contact_at=p.last_contact_at,
            )
            for p in people
        ],
        ignore_conflicts=True,
    )


def _settle(brand_id: int, head_ids: Iterable[int]) -> None:
    """Each head is seen as their family; who is alone again is what they were, with what came since to them alone."""
    families = families_of(brand_id, head_ids)
    members = [member for family in families.values() for member in family]
    apart = {one.person_id: one for one in Apart.objects.filter(person__in=members)}
    for head, family in families.items():
        if head not in apart:
            continue
        face = together(_face(apart[head]), [_face(apart[m]) for m in family if m != head and m in apart])
        Person.objects.filter(pk=head).update(
            stage=face.stage,
            languages=list(face.languages),
            first_seen_at=face.first_seen_at,
            last_seen_at=face.last_seen_at,
            last_contact_at=face.last_contact_at,
        )
        if family == [head]:
            apart[head].delete()


def _face(one: Apart) -> Face:
    return Face(one.stage, tuple(one.languages), one.first_seen_at, one.last_seen_at, one.last_contact_at)
