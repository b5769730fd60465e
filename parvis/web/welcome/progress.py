"""How far the first reading is: counted, never guessed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from parvis.conversations.doing import health_of
from parvis.conversations.health import Health, State
from parvis.conversations.models import Place
from parvis.conversations.queries import places_of
from parvis.engagement.queries import counts, routed
from parvis.listening.models import Watch
from parvis.listening.queries import watches_of
from parvis.listening.seen import totals_seen
from parvis.web.ui.door import Desk


@dataclass(frozen=True, slots=True)
class Reading:
    """One place. `done`: its first reading has come back, well or not."""

    place: Place
    health: Health

    @property
    def done(self) -> bool:
        return self.health.state is not State.NEW

    @property
    def well(self) -> bool:
        return self.health.state in (State.OK, State.QUIET)


@dataclass(frozen=True, slots=True)
class Minutes:
    """`posts`: stored so far, over all places; `cases`: opened and waiting; `busy`: something is still being read."""

    readings: list[Reading]
    watches: list[Watch]
    posts: int
    cases: int

    @property
    def read(self) -> int:
        return sum(reading.done for reading in self.readings)

    @property
    def busy(self) -> bool:
        return self.read < len(self.readings) or any(watch.matched_back_to is None for watch in self.watches)


def first_minutes(desk: Desk, at: datetime) -> Minutes:
    """Counted over what this seat may see."""
    brand_id, sight, only = desk.brand.pk, desk.sight, routed(desk.seat)
    places = [place for place in sight.places(places_of(brand_id)) if place.ended_at is None]
    watches = list(watches_of(brand_id))
    if not sight.whole:
        heard = totals_seen(sight, [watch.pk for watch in watches])
        for watch in watches:
            watch.hit_count = heard.get(watch.pk, 0)
    return Minutes(
        readings=[Reading(place, health_of(place, at)) for place in places],
        watches=watches,
        posts=sum(place.post_count for place in places),
        cases=counts(brand_id, desk.seat.pk, at, only)["all"],
    )
