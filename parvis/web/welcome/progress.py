"""How far the first reading is: counted, never guessed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from parvis.conversations.health import Health, Signs, State, health
from parvis.conversations.models import Place
from parvis.conversations.queries import places_of
from parvis.engagement.queries import counts
from parvis.listening.models import Watch
from parvis.listening.queries import watches_of


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


def first_minutes(brand_id: int, at: datetime) -> Minutes:
    places = [place for place in places_of(brand_id) if place.ended_at is None]
    return Minutes(
        readings=[Reading(place, _health(place, at)) for place in places],
        watches=list(watches_of(brand_id)),
        posts=sum(place.post_count for place in places),
        cases=counts(brand_id, None, at)["all"],
    )


def _health(place: Place, at: datetime) -> Health:
    stream = next(iter(place.streams.all()), None)
    return health(
        Signs(
            fetched_at=stream.fetched_at if stream else None,
            succeeded_at=stream.succeeded_at if stream else None,
            last_post_at=place.last_post_at,
            since=place.created_at,
            failures=stream.failures if stream else 0,
            due_at=stream.due_at if stream else None,
            problem=stream.problem if stream else None,
            paused=place.paused_at is not None,
            ended=False,
            by_hand=place.network == "manual",
        ),
        at,
    )
