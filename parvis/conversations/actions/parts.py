"""The parts of a place that is a stream: each has its cursor, and one process at a time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from parvis.conversations.models import Place, Stream
from parvis.conversations.parts import parts


@transaction.atomic
def split(place: Place, of: int, at: datetime) -> list[Stream]:
    """The cursors of the place in `of` parts, made anew where it was split otherwise: nobody's cursor is passed over.

    Whoever still reads by the old split loses the lease; what they had not stored is read again.
    """
    Place.objects.select_for_update().get(pk=place.pk)
    held = {stream.name: stream for stream in Stream.objects.filter(place=place)}
    wanted = [part.name for part in parts(of)]
    if missing := [name for name in wanted if name not in held]:
        # What one part has read and another has not is read again by all: nothing is stored twice.
        cursors = [stream.cursor for stream in held.values() if stream.cursor.isdecimal()]
        earliest = min(cursors, key=int, default="")
        Stream.objects.bulk_create(
            Stream(brand_id=place.brand_id, place=place, name=name, cursor=earliest, due_at=at) for name in missing
        )
        Stream.objects.filter(place=place).exclude(name__in=wanted).delete()
    return list(Stream.objects.filter(place=place, name__in=wanted).order_by("pk"))
