"""Events: as their page shows them, those to come, and who comes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from parvis.community.models import Coming, Happening, Topic
from parvis.community.queries.house import House
from parvis.community.rules.access import Who
from parvis.community.rules.happenings import Seat

ROWS = 30
CALENDAR = 300
"""Events in a calendar file."""


@dataclass(frozen=True, slots=True)
class HappeningSide:
    """An event as one reader sees it. `what` None = its date is not set yet. `answer`, `seat`: the reader's, "" = none; `told`:
    what it said when signing up."""

    kind: str
    what: Happening | None
    over: bool
    answer: str = ""
    seat: str = ""
    told: Sequence[tuple[str, str]] = ()

    @property
    def open(self) -> bool:
        return self.what is not None and not self.over and self.what.cancelled_at is None

    @property
    def left(self) -> int:
        return max(0, self.what.seats - self.what.taken) if self.what else 0

    @property
    def online(self) -> str:
        """The link, for who has a seat."""
        return self.what.online if self.what and self.seat == Seat.IN else ""


def happening_side(topic: Topic, who: Who, *, at: datetime) -> HappeningSide:
    mine = Coming.objects.filter(topic=OuterRef("pk"), member=who.member or 0)
    what: Any = (
        Happening.objects.filter(topic=topic)
        .annotate(**{f"my_{name}": Subquery(mine.values(name)[:1]) for name in ("answer", "seat", "told")})
        .first()
    )
    if what is None:
        return HappeningSide("event", None, False)
    return HappeningSide(
        "event",
        what,
        what.ends_at <= at,
        what.my_answer or "",
        what.my_seat or "",
        [(label, word) for label, word in what.my_told or ()],
    )


def upcoming(
    house: House, spaces: Collection[int], *, at: datetime, after: tuple[datetime, int] | None
) -> list[Happening]:
    """Events of `spaces` (that the reader may read) that are not over, the next first; ROWS + 1 at most."""
    found = Happening.objects.select_related("topic").filter(
        brand_id=house.brand_id, ends_at__gt=at, topic__space_id__in=spaces, topic__hidden_at=None
    )
    if after is not None:
        found = found.filter(Q(starts_at__gt=after[0]) | Q(starts_at=after[0], topic_id__gt=after[1]))
    return list(found.order_by("starts_at", "topic_id")[: ROWS + 1])


def calendar(house: House, space_id: int, *, since: datetime) -> list[Happening]:
    """For a calendar file: what begins after `since`."""
    found = Happening.objects.select_related("topic").filter(
        brand_id=house.brand_id, starts_at__gte=since, topic__space_id=space_id, topic__hidden_at=None
    )
    return list(found.order_by("starts_at", "topic_id")[:CALENDAR])


def comings(topic: Topic, *, after: int = 0) -> list[Coming]:
    """Who answered, in the order in which they answered first; a hundred and one at most."""
    found = Coming.objects.select_related("member").filter(topic=topic, pk__gt=after)
    return list(found.order_by("pk")[:101])


def all_comings(topic: Topic) -> list[Coming]:
    """For a table: those with a seat, then those who wait, each in their order, then the others."""
    order = {Seat.IN.value: 0, Seat.WAITING.value: 1}
    found = Coming.objects.select_related("member").filter(topic=topic)
    return sorted(found, key=lambda one: (order.get(one.seat, 2), one.turn, one.pk))


def to_remind(topic_id: int) -> list[Coming]:
    """Who has a seat and was not reminded yet, with account."""
    found = Coming.objects.select_related("member__account").filter(topic_id=topic_id, seat=Seat.IN, reminded_at=None)
    return list(found.order_by("pk"))
