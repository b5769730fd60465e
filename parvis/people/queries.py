"""Reads about people."""

from __future__ import annotations

from django.db.models import QuerySet

from parvis.people.models import Identity, Person


def people_of(brand_id: int) -> QuerySet[Person]:
    """People who still hold an identity: the loser of a merge is kept for the way back, not shown."""
    return Person.objects.filter(brand_id=brand_id, identities__isnull=False).distinct()


def identities_of(brand_id: int, person_id: int) -> QuerySet[Identity]:
    """Oldest acquaintance first."""
    return Identity.objects.filter(brand_id=brand_id, person_id=person_id).order_by("first_seen_at", "pk")
