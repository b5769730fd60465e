"""A watch that says far more than it does, or nothing: found once, with its cause, and learnt from."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from parvis.connectors.contract import Author, Item
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.models import Place, Post, Stream
from parvis.core.models import Journal, Seat
from parvis.core.sql import as_moment, run_many
from parvis.flows.bursts import look_in
from parvis.flows.erase import erase
from parvis.flows.intake import take_in
from parvis.listening.actions import save_watch
from parvis.listening.bursts.actions import judge, look
from parvis.listening.bursts.places.actions import look_at_places
from parvis.listening.bursts.queries import bursts_since, current, curve_around
from parvis.listening.models import Burst, Watch
from parvis.people.models import Person

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WORDS = "Le train est bloqué à Dijon https://x.example/dijon, sans nouvelles du train numéro {}"


@pytest.fixture
def place(ines: Seat, noon: datetime) -> Place:
    """A stream."""
    at = "https://bsky.app/profile/rails.example"
    return add_place(ines.brand, NewPlace("bluesky", "account", at, at, "Rails"), by=None, at=noon)[0]


@pytest.fixture
def watch(ines: Seat, noon: datetime) -> Watch:
    return save_watch(ines.brand, name="Rails", query="train", role="brand", by=None, at=noon)


def month(watch: Watch, place: Place, noon: datetime, n: int = 2) -> None:
    """So many hits each hour, from a month ago to this morning."""
    rows = [
        (watch.brand_id, watch.pk, place.pk, "fr", as_moment(noon - hour * HOUR), n + hour % 3 - 1, 0, 0)
        for hour in range(8, 30 * 24)
    ]
    run_many(
        "INSERT INTO listening_watchhour (brand_id, watch_id, place_id, language, hour, n, negative, positive) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        rows,
    )


def say(place: Place, at: datetime, n: int) -> None:
    items = [
        Item(f"{at:%H}{k}", f"{at:%H}{k}", WORDS.format(k), author=Author(f"a{k % 5}", f"A{k}"), at=at + timedelta(seconds=k))
        for k in range(n)
    ]  # fmt: skip
    take_in(place, items, at + timedelta(minutes=20))


def test_a_surge_is_one_burst_that_grows_and_says_what_it_is_about(place: Place, watch: Watch, noon: datetime) -> None:
    month(watch, place, noon)
    say(place, noon, 30)
    [burst] = look(watch.brand_id, noon + timedelta(minutes=21))
    assert (burst.kind, burst.sources, burst.observed, burst.until) == ("surge", "stream", 30, noon + HOUR)
    assert burst.expected < 5 < burst.score
    terms = dict(burst.cause["terms"])
    assert {"bloqué", "dijon", "nouvelles"} <= terms.keys()
    assert not {"train", "numéro 3"} & terms.keys()
    assert burst.cause["links"] == [["https://x.example/dijon", 30]]
    assert burst.cause["posts"] == list(Post.objects.order_by("at").values_list("pk", flat=True)[:3])
    assert [pk for pk, _n, _usual in burst.cause["places"]] == [place.pk]
    assert look(watch.brand_id, noon + timedelta(minutes=22)) == []
    say(place, noon + HOUR, 25)
    assert [b.pk for b in look(watch.brand_id, noon + HOUR + timedelta(minutes=30))] == [burst.pk]
    grown = Burst.objects.get()
    assert (grown.since, grown.until, grown.observed) == (burst.since, noon + 2 * HOUR, 55)
    assert bursts_since(watch.brand_id, noon + HOUR) == [grown]
    assert bursts_since(watch.brand_id, noon + 2 * HOUR) == []


def test_silence_is_found_once_and_ends_with_the_next_word(place: Place, watch: Watch, noon: datetime) -> None:
    month(watch, place, noon, n=4)
    [burst] = look(watch.brand_id, noon + HOUR)
    assert (burst.kind, burst.observed, burst.since) == ("silence", 0, noon - 7 * HOUR)
    assert [(pk, n, usual > 20) for pk, n, usual in burst.cause["places"]] == [(place.pk, 0, True)]
    look(watch.brand_id, noon + 3 * HOUR)
    assert Burst.objects.get().until == noon + 3 * HOUR
    say(place, noon + 4 * HOUR, 4)
    assert look(watch.brand_id, noon + 5 * HOUR) == []


def test_what_the_team_calls_noise_is_told_of_no_more_and_raises_the_bar(
    place: Place, watch: Watch, ines: Seat, noon: datetime
) -> None:
    month(watch, place, noon)
    say(place, noon, 12)
    look_in(watch.brand_id)  # by the clock of today: all this is long past
    [burst] = look(watch.brand_id, noon + timedelta(minutes=21))
    judge(burst, "noise", by=ines.account, at=noon + HOUR)
    assert Journal.objects.get(verb="burst.judged").data == {"burst": burst.pk, "verdict": "noise"}
    assert current(watch.brand_id, noon + HOUR) == bursts_since(watch.brand_id, noon - HOUR) == []
    Burst.objects.update(since=noon - 20 * DAY, until=noon - 20 * DAY + HOUR)
    assert look(watch.brand_id, noon + timedelta(minutes=22)) != []
    Burst.objects.filter(verdict="").delete()
    for n in range(4):
        Burst.objects.create(
            watch=watch, brand=ines.brand, kind="surge", sources="stream", since=noon - n * DAY - 9 * DAY, until=noon - 8 * DAY,
            observed=9, expected=1, score=5, found_at=noon, changed_at=noon, verdict="noise", judged_at=noon,
        )  # fmt: skip
    assert look(watch.brand_id, noon + timedelta(minutes=23)) == []


def test_an_erasure_takes_the_words_out_of_the_cause(place: Place, watch: Watch, ines: Seat, noon: datetime) -> None:
    month(watch, place, noon)
    say(place, noon, 30)
    [burst] = look(watch.brand_id, noon + timedelta(minutes=21))
    erase(ines.brand, Person.objects.order_by("pk")[0], by=ines.account, at=noon + HOUR)
    burst.refresh_from_db()
    assert "terms" not in burst.cause
    assert "dijon" not in str(burst.cause)


def test_the_silence_of_a_place_is_its_own_record_and_is_learnt_from(place: Place, ines: Seat, noon: datetime) -> None:
    """No watch at all: two posts an hour for nine days, until this morning."""
    spoke = noon - 8 * HOUR
    items = [
        Item(f"h{hour}-{k}", f"h{hour}-{k}", f"Bonsoir {hour} {k}", author=Author("a", "Ana"), at=spoke - hour * HOUR)
        for hour in range(9 * 24)
        for k in range(2)
    ]
    take_in(place, items, noon - 7 * HOUR)
    streams = Stream.objects.filter(place=place)
    streams.update(succeeded_at=noon - 7 * HOUR)
    assert look_at_places(place.brand_id, noon) == [], "nobody has read it since"
    streams.update(succeeded_at=noon, problem={"text": "x"})
    assert look_at_places(place.brand_id, noon) == [], "its reading fails: that is another trouble"
    streams.update(problem=None)
    [burst] = look_at_places(place.brand_id, noon)
    assert (burst.watch_id, burst.place_id, burst.kind, burst.sources) == (None, place.pk, "silence", "stream")
    assert (burst.since, burst.until, burst.observed, burst.day_before) == (spoke + HOUR, noon, 0, 14)
    assert (len(burst.cause["posts"]), burst.name) == (3, place.name)
    assert look_at_places(place.brand_id, noon + timedelta(minutes=5)) == []
    streams.update(succeeded_at=noon + HOUR)
    [longer] = look_at_places(place.brand_id, noon + HOUR)
    assert (longer.pk, longer.until) == (burst.pk, noon + HOUR)
    assert current(place.brand_id, noon + HOUR) == current(place.brand_id, noon + HOUR, place_id=place.pk) == [burst]
    usual = {hour: n for hour, _n, n in curve_around(burst, noon - 2 * HOUR, noon)}
    assert usual[noon - HOUR] == 18 / 28
    judge(burst, "noise", by=ines.account, at=noon + HOUR)
    assert current(place.brand_id, noon + HOUR) == []
    assert Journal.objects.get(verb="burst.judged").object == f"place:{place.pk}"
    Burst.objects.update(since=noon - 9 * DAY, score=9, verdict="noise", judged_at=noon)
    for n in range(4):
        copy = Burst.objects.order_by("pk")[0]
        copy.pk, copy.since = None, copy.since - (n + 1) * DAY
        copy.save()
    assert look_at_places(place.brand_id, noon + HOUR) == [], "five times noise: it asks for far less likely silences"
