"""Reads about people."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from parvis.people.models import Identity, Person


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
