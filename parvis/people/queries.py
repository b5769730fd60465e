"""Reads about people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from parvis.people.models import Consent, Erased, Identity, Note, Person


def people_of(brand_id: int, known: QuerySet[Identity] | None = None) -> QuerySet[Person]:
    """People who still hold an identity: the loser of a merge is kept for the way back, not shown.

    `known`: the only identities that whoever asks may know (see `conversations.sight`).
    """
    held = Identity.objects.all() if known is None else known
    return Person.objects.filter(Exists(held.filter(person=OuterRef("pk"))), brand_id=brand_id)


def find_people(
    brand_id: int,
    *,
    text: str = "",
    stage: str = "",
    after: tuple[datetime, int] | None = None,
    limit: int,
    known: QuerySet[Identity] | None = None,
) -> list[Person]:
    """People seen last first, each with `identities` loaded: two queries. `text`: in a name or a handle."""
    shown = Identity.objects.all() if known is None else known
    people = people_of(brand_id, known)
    if stage:
        people = people.filter(stage=stage)
    if text:
        known_as = shown.filter(Q(handle__icontains=text) | Q(name__icontains=text), person=OuterRef("pk"))
        people = people.filter(Q(name__icontains=text) | Exists(known_as))
    if after:
        at, pk = after
        people = people.filter(Q(last_seen_at__lt=at) | Q(last_seen_at=at, pk__lt=pk), last_seen_at__lte=at)
    return list(people.prefetch_related(Prefetch("identities", shown)).order_by("-last_seen_at", "-pk")[:limit])


def identities_of(brand_id: int, person_id: int, known: QuerySet[Identity] | None = None) -> QuerySet[Identity]:
    """Oldest acquaintance first."""
    return (
        (Identity.objects.all() if known is None else known)
        .filter(brand_id=brand_id, person_id=person_id)
        .order_by("first_seen_at", "pk")
    )


def notes_of(brand_id: int, family: Sequence[int], *, limit: int = 50) -> list[Note]:
    """Newest first, with their authors."""
    notes = Note.objects.filter(brand_id=brand_id, person_id__in=list(family)).select_related("author")
    return list(notes.order_by("-at", "-pk")[:limit])


def acts_of(brand_id: int, family: Sequence[int]) -> list[Consent]:
    """Every act of consent, newest first: a person gives and withdraws some times in a life."""
    acts = Consent.objects.filter(brand_id=brand_id, person_id__in=list(family)).select_related("by")
    return list(acts.order_by("-at", "-pk")[:500])


def erased_among(brand_id: int, hashes: Iterable[str]) -> set[str]:
    """Which of these fingerprints stand for what must not come back."""
    erased = Erased.objects.filter(brand_id=brand_id)
    listed = list(hashes)
    if not listed:
        return set()
    return set(erased.filter(hash__in=listed).values_list("hash", flat=True))


def anybody_erased(brand_id: int) -> bool:
    return Erased.objects.filter(brand_id=brand_id).exists()


def contacts_of(brand_id: int, *, after: int = 0, limit: int) -> list[Person]:
    """People by id with `identities` loaded, for a copy of all of them: two queries a stretch."""
    people = people_of(brand_id).filter(pk__gt=after).prefetch_related("identities").order_by("pk")
    return list(people[:limit])
