"""The places that a seat of limited sight was given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from parvis.conversations.models import Place, SeatPlace
from parvis.core import journal
from parvis.core.models import Account, Seat


@transaction.atomic
def give_places(seat: Seat, place_ids: Sequence[int], *, by: Account | None, at: datetime) -> list[str]:
    """These and no others, from the seat's next page on; their names. Ids of another brand are left out."""
    places = list(Place.objects.filter(brand_id=seat.brand_id, pk__in=list(place_ids)).order_by("name"))
    wanted = {place.pk for place in places}
    held = set(SeatPlace.objects.filter(seat=seat).values_list("place_id", flat=True))
    if wanted == held:
        return [place.name for place in places]
    SeatPlace.objects.filter(seat=seat, place_id__in=held - wanted).delete()
    SeatPlace.objects.bulk_create(
        SeatPlace(brand_id=seat.brand_id, seat=seat, place_id=pk) for pk in sorted(wanted - held)
    )
    said = {"places": sorted(wanted)}
    journal.record(seat.brand, actor=by, verb="seat.places", object=f"seat:{seat.pk}", data=said, at=at)
    return [place.name for place in places]


def places_given(seat: Seat) -> list[int]:
    return list(SeatPlace.objects.filter(seat=seat).order_by("place__name").values_list("place_id", flat=True))


def places_given_to(brand_id: int) -> dict[int, list[int]]:
    """Seat → its places, over the brand. One query."""
    found: dict[int, list[int]] = {}
    rows = SeatPlace.objects.filter(brand_id=brand_id).order_by("place__name").values_list("seat_id", "place_id")
    for seat_id, place_id in rows:
        found.setdefault(seat_id, []).append(place_id)
    return found
