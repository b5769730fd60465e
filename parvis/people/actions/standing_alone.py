"""One identity is taken out of whatever it counts with: it is a person of its own."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from parvis.people.models import Identity, Person


@transaction.atomic
def stand_alone(identity: Identity, *, at: datetime) -> Person:
    """Its person, if nobody else counts as that one; else a new one. What the team had joined to it stays the team's."""
    held = Identity.objects.select_for_update(of=("self",)).select_related("person").get(pk=identity.pk)
    others = Identity.objects.filter(brand_id=held.brand_id, person_id=held.person_id).exclude(pk=held.pk)
    if not others.exists():
        return held.person
    alone = Person.objects.create(
        brand_id=held.brand_id, name=held.name or held.handle, first_seen_at=held.first_seen_at, last_seen_at=at
    )
    if held.home_id is not None:
        Person.objects.filter(pk=held.home_id).update(name="")  # what it was before merges says no more who it was
    held.person, held.home = alone, None
    held.save(update_fields=["person", "home"])
    return alone
