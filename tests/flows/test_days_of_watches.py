"""Days say what hours say: whatever is caught, corrected, reworded, and wherever the brand lives."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.conversations.models import Place, Post, Thread
from parvis.core.brands import Portrait
from parvis.core.models import Brand, Seat
from parvis.flows.brands import portray
from parvis.listening.actions import Caught, recount, save_watch, shift_mood, store_hits
from parvis.listening.models import Watch, WatchDay, WatchHour
from parvis.listening.queries import DayCount, daily
from parvis.listening.rules import day_of, hour_of

pytestmark = pytest.mark.django_db
ZONES = [
    "Europe/Paris",
    "UTC",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "America/St_Johns",
    "Pacific/Kiritimati",
    "Australia/Lord_Howe",
]
SPRING, AUTUMN = datetime(2026, 3, 28, 21, tzinfo=UTC), datetime(2026, 10, 24, 21, tzinfo=UTC)
MOMENTS = st.one_of(
    st.datetimes(datetime(1999, 12, 30), datetime(2030, 1, 2), timezones=st.just(UTC)),
    st.builds(
        lambda clock, minutes: clock + timedelta(minutes=minutes),
        st.sampled_from([SPRING, AUTUMN]),
        st.integers(0, 900),
    ),
)
"""Anywhere in thirty years, and thick around the nights when Paris changes its clocks."""
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("caught"),
            st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1), MOMENTS, st.booleans()), max_size=8),
        ),
        st.tuples(st.just("moved"), st.sampled_from(ZONES)),
        st.tuples(st.just("corrected"), st.integers(0, 30)),
        st.tuples(st.just("reworded"), st.integers(0, 1)),
        st.tuples(st.just("recounted"), st.integers(0, 1)),
    ),
    max_size=10,
)


class House:
    """Two watches, two places, and what happens to them."""

    def __init__(self, seat: Seat, at: datetime) -> None:
        self.seat, self.brand, self.at = seat, seat.brand, at
        self.places = [
            Place.objects.create(
                brand=self.brand, network="feed", kind="feed", remote_id=f"{n}", name=f"{n}", created_at=at
            )
            for n in range(2)
        ]
        self.watches = [
            save_watch(self.brand, name=name, query="train", role="topic", by=None, at=at)
            for name in ("rails", "tracks")
        ]
        self.posts: list[tuple[Post, bool]] = []

    def caught(self, seen: list[tuple[int, int, datetime, bool]]) -> None:
        found = []
        for watch, place, at, unkind in seen:
            thread = Thread.objects.create(
                brand=self.brand, place=self.places[place], remote_id=f"{len(self.posts)}", bumped_at=at
            )
            post = Post.objects.create(
                brand=self.brand, place=self.places[place], thread=thread, seq=1, remote_id=f"{len(self.posts)}", at=at,
                received_at=at, canonical_hash=0,
            )  # fmt: skip
            self.posts.append((post, unkind))
            found.append(Caught(self.watches[watch].pk, post.pk, post.place_id, at, unkind))
        store_hits(self.brand.pk, found * 2)

    def moved(self, zone: str) -> None:
        portray(self.brand, Portrait("Nocturne", "fr", ["fr"], zone), by=self.seat.account, at=self.at)

    def corrected(self, index: int) -> None:
        if index < len(self.posts):
            post, unkind = self.posts[index]
            shift_mood(
                post.pk, post.place_id, post.at, before="negative" if unkind else "", after="" if unkind else "negative"
            )
            self.posts[index] = (post, not unkind)

    def reworded(self, index: int) -> None:
        watch = Watch.objects.get(pk=self.watches[index].pk)
        save_watch(
            self.brand, name=watch.name, query=watch.query + " x", role="topic", by=None, at=self.at, watch=watch
        )

    def recounted(self, index: int) -> None:
        recount(self.watches[index].pk)


def days_by_hours(brand: Brand) -> dict[tuple[int, date], DayCount]:
    zone = ZoneInfo(Brand.objects.get(pk=brand.pk).timezone)
    n, negative = Counter[tuple[int, date]](), Counter[tuple[int, date]]()
    for row in WatchHour.objects.filter(brand=brand):
        key = (row.watch_id, row.hour.astimezone(zone).date())
        n[key] += row.n
        negative[key] += row.negative
    return {key: DayCount(n[key], negative[key]) for key in n}


def days_kept(brand: Brand) -> dict[tuple[int, date], DayCount]:
    watches = list(Watch.objects.filter(brand=brand).values_list("pk", flat=True))
    return {(w, day): count for w, days in daily(watches, date.min).items() for day, count in days.items()}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_days_of_a_watch_are_always_what_its_hours_say(
    ines: Seat, noon: datetime, steps: list[tuple[str, object]]
) -> None:
    Watch.objects.all().delete()
    Place.objects.all().delete()
    house = House(ines, noon)
    for verb, what in steps:
        getattr(house, verb)(what)
        assert days_kept(house.brand) == days_by_hours(house.brand), verb


def test_a_moment_belongs_to_the_day_in_which_its_hour_begins() -> None:
    at = datetime(2026, 3, 1, 18, 45, tzinfo=UTC)  # 00:15 in Calcutta, whose day began in the middle of this hour
    assert day_of(hour_of(at), ZoneInfo("Asia/Kolkata")) == date(2026, 3, 1)
    assert day_of(hour_of(at + timedelta(minutes=15)), ZoneInfo("Asia/Kolkata")) == date(2026, 3, 2)
    assert day_of(datetime(2026, 3, 1, 23), ZoneInfo("Europe/Paris")) == date(2026, 3, 2)


def test_recounting_heals_days_that_went_wrong(ines: Seat, noon: datetime) -> None:
    house = House(ines, noon)
    house.caught([(0, 0, noon, True), (0, 1, noon, False), (1, 0, noon, False)])
    WatchDay.objects.update(n=99)
    for watch in house.watches:
        recount(watch.pk)
    assert days_kept(house.brand) == days_by_hours(house.brand)
    assert [(row.n, row.negative) for row in WatchDay.objects.order_by("watch_id")] == [(2, 1), (1, 0)]


@pytest.mark.parametrize("zone", ZONES)
def test_the_migration_fills_days_from_the_hours_that_were_there(ines: Seat, noon: datetime, zone: str) -> None:
    house = House(ines, noon)
    house.moved(zone)
    house.caught([(0, n % 2, SPRING + timedelta(hours=7 * n, minutes=13), n % 3 == 0) for n in range(12)])
    WatchDay.objects.all().delete()
    import_module("parvis.listening.migrations.0002_watch_days").fill(apps, None)
    assert days_kept(house.brand) == days_by_hours(house.brand)
    assert WatchDay.objects.count() > 1
