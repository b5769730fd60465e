"""All brands where somebody has a seat, at a glance: as many queries for thirty brands as for one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Count, Q

from parvis.conversations.models import Place, SeatPlace
from parvis.core.factors import asks_for_one
from parvis.core.models import Account, Seat
from parvis.core.roles import Permission, Role, allows
from parvis.engagement.models import Case
from parvis.listening.models import Hit
from parvis.web.places.rows import row_of

FRESH = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Glance:
    """One brand, as far as the seat there sees it. None = its role does not see that at all."""

    seat: Seat
    waits: int
    late: int
    alarms: int | None
    troubled: int | None
    places: int | None
    locked: bool = False
    """The team asks for a second factor that this session has not shown."""


def seats_of(account: Account) -> list[Seat]:
    seats = Seat.objects.select_related("brand", "account").filter(account_id=account.pk, ended_at=None)
    return list(seats.order_by("brand__name", "brand_id"))


def glances(account: Account, at: datetime, *, strong: bool) -> list[Glance]:
    """By the name of the brand, what is late first. Five queries. `strong`: whether more than a password was shown."""
    every = seats_of(account)
    seats = [seat for seat in every if strong or not asks_for_one(seat.brand)]
    shut = [Glance(seat, 0, 0, None, None, None, locked=True) for seat in every if seat not in seats]
    if not seats:
        return shut
    open_cases = Case.objects.filter(_cases_seen(seats), state="open").values_list("brand_id")
    owed = {
        pk: (n, late) for pk, n, late in open_cases.annotate(n=Count("pk"), late=Count("pk", filter=Q(due_at__lt=at)))
    }
    heard = Hit.objects.filter(_places_seen(seats, "post__place"), watch__role="crisis", watch__paused_at=None)
    alarms = dict(heard.filter(at__gt=at - FRESH).values_list("brand_id").annotate(n=Count("pk")))
    places, troubled = _health(seats, at)
    rows = [
        Glance(
            seat=seat,
            waits=owed.get(seat.brand_id, (0, 0))[0],
            late=owed.get(seat.brand_id, (0, 0))[1],
            alarms=alarms.get(seat.brand_id, 0) if allows(seat.role, Permission.POSTS_SEE) else None,
            troubled=troubled[seat.brand_id] if allows(seat.role, Permission.PLACES_SEE) else None,
            places=places[seat.brand_id] if allows(seat.role, Permission.PLACES_SEE) else None,
        )
        for seat in seats
    ]
    return [*sorted(rows, key=lambda row: -row.late), *shut]


def _cases_seen(seats: list[Seat]) -> Q:
    """As `engagement.queries.visible_to` has it, for many seats in one condition."""
    parts = [_places_seen([seat for seat in seats if seat.role != Role.EXPERT], "place")]
    for seat in seats:
        if seat.role == Role.EXPERT:
            parts.append(Q(assignee=seat))
            if seat.department_id:
                parts.append(Q(brand_id=seat.brand_id, department_id=seat.department_id))
    return reduce(or_, parts)


def _places_seen(seats: list[Seat], place: str) -> Q:
    whole = [seat.brand_id for seat in seats if seat.role not in (Role.AGENCY_GUEST, Role.EXPERT)]
    guests = [seat.pk for seat in seats if seat.role == Role.AGENCY_GUEST]
    given = SeatPlace.objects.filter(seat_id__in=guests).values("place_id")
    return Q(brand_id__in=whole) | Q(**{f"{place}__in": given})


def _health(seats: list[Seat], at: datetime) -> tuple[Counter[int], Counter[int]]:
    """(places, those in trouble) by brand."""
    places: Counter[int] = Counter()
    troubled: Counter[int] = Counter()
    rows = Place.objects.filter(_places_seen(seats, "pk"), ended_at=None).prefetch_related("streams")
    for place in rows:
        places[place.brand_id] += 1
        troubled[place.brand_id] += row_of(place, at).group == "trouble"
    return places, troubled
