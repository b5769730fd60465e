"""An event is set, members say whether they come, and seats go round in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from parvis.community.models import Coming, Happening, Member, Topic
from parvis.community.rules.happenings import Answer, Seat, free, seat_for
from parvis.core import events, journal
from parvis.core.models import Account


class TooLate(Exception):
    """It is over, or called off."""


@dataclass(frozen=True, slots=True)
class HappeningForm:
    starts_at: datetime
    ends_at: datetime
    timezone: str
    place: str = ""
    online: str = ""
    seats: int = 0
    asks: Sequence[tuple[str, bool]] = ()


@transaction.atomic
def set_happening(topic: Topic, form: HappeningForm, *, by: Account, at: datetime) -> Happening:
    """When and where, again when it changes: who has a seat keeps it, and more seats seat those who wait."""
    told: dict[str, Any] = {
        "starts_at": form.starts_at, "ends_at": form.ends_at, "timezone": form.timezone, "place": form.place[:200],
        "online": form.online, "seats": form.seats, "asks": [list(one) for one in form.asks],
    }  # fmt: skip
    held = Happening.objects.select_for_update(of=("self",)).filter(topic=topic).first()
    moved = held is not None and held.starts_at != form.starts_at
    made, _new = Happening.objects.update_or_create(
        topic=topic, defaults={**told, "brand_id": topic.brand_id, "cancelled_at": None, "cancelled_by": None}
    )
    if moved:
        Coming.objects.filter(topic=topic).update(reminded_at=None)
    _seat_waiting(made, at)
    said = {"starts_at": form.starts_at.isoformat(), "seats": form.seats}
    journal.record(topic.brand, actor=by, verb="event.set", object=f"topic:{topic.pk}", data=said, at=at)
    _changed(topic.pk, topic.brand_id, at)
    return made


@transaction.atomic
def call_off(topic: Topic, *, by: Account, at: datetime) -> None:
    Happening.objects.filter(topic=topic, cancelled_at=None).update(cancelled_at=at, cancelled_by=by)
    journal.record(topic.brand, actor=by, verb="event.cancelled", object=f"topic:{topic.pk}", data={}, at=at)
    _changed(topic.pk, topic.brand_id, at)


@transaction.atomic
def answer(
    topic: Topic, member: Member, what: Answer, *, told: Sequence[tuple[str, str]] = (), at: datetime
) -> tuple[Coming, list[Coming]]:
    """The member's answer, and those who got a seat by it, in their order. Raises TooLate.

    One after the other under the event's lock: a seat is given once.
    """
    held = Happening.objects.select_for_update(of=("self",)).get(topic=topic)
    if held.cancelled_at is not None or held.ends_at <= at:
        raise TooLate
    coming = Coming.objects.filter(topic=topic, member=member).first() or Coming(
        brand_id=topic.brand_id, topic=topic, member=member
    )
    had = Seat(coming.seat)
    seat = seat_for(what, had, seats=held.seats, taken=held.taken, waiting=held.waiting)
    coming.answer, coming.seat, coming.told, coming.at = what.value, seat.value, [list(one) for one in told], at
    if seat is not had:
        if seat is Seat.NONE:
            coming.seated_at = coming.came_at = coming.came_by = None
        else:
            held.last_turn += 1
            coming.turn = held.last_turn
            coming.seated_at = at if seat is Seat.IN else None
        held.taken += (seat is Seat.IN) - (had is Seat.IN)
        held.waiting += (seat is Seat.WAITING) - (had is Seat.WAITING)
        held.save(update_fields=["taken", "waiting", "last_turn"])
    coming.save()
    seated = _seat_waiting(held, at)
    _changed(topic.pk, topic.brand_id, at)
    return coming, seated


@transaction.atomic
def mark_came(topic: Topic, member_id: int, *, came: bool, by: Account, at: datetime) -> bool:
    """Whether the member, who had a seat, was there."""
    marked = {"came_at": at, "came_by": by} if came else {"came_at": None, "came_by": None}
    return bool(Coming.objects.filter(topic=topic, member_id=member_id, seat=Seat.IN).update(**marked))


def mark_reminded(comings: Sequence[int], *, at: datetime) -> None:
    Coming.objects.filter(pk__in=comings).update(reminded_at=at)


def forget_told(topic_id: int) -> None:
    """What guests were asked is nobody's any more; that they came stays."""
    Coming.objects.filter(topic_id=topic_id).exclude(told=[]).update(told=[])


def redraw(topic_id: int, brand_id: int, *, at: datetime) -> None:
    """Its pages say otherwise from now on, though nothing was written."""
    _changed(topic_id, brand_id, at)


def _seat_waiting(held: Happening, at: datetime) -> list[Coming]:
    places = free(held.seats, held.taken, held.waiting)
    if not places:
        return []
    next_ones = list(Coming.objects.filter(topic_id=held.pk, seat=Seat.WAITING).order_by("turn")[:places])
    Coming.objects.filter(pk__in=[one.pk for one in next_ones]).update(seat=Seat.IN, seated_at=at)
    held.taken += len(next_ones)
    held.waiting -= len(next_ones)
    held.save(update_fields=["taken", "waiting"])
    return next_ones


def _changed(topic_id: int, brand_id: int, at: datetime) -> None:
    Topic.objects.filter(pk=topic_id).update(version=F("version") + 1)
    events.publish(brand_id, "topic", str(topic_id), at)
