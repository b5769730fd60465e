"""What trends count of hits follows them: caught, corrected, taken away, made anew; it always equals a raw recount."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.connectors.contract import Author, Item, Page
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.actions.streams import claim
from parvis.conversations.models import Place, Post, Stream
from parvis.conversations.sight import Sight
from parvis.core.brands import Portrait
from parvis.core.models import Seat
from parvis.flows.brands import portray
from parvis.flows.bursts import keep_figures_of
from parvis.flows.correct import correct, correct_mood
from parvis.flows.intake import take_in, take_page
from parvis.flows.watches import match_back
from parvis.listening.actions import forget_hits, heal, save_watch
from parvis.listening.models import Hit, Watch, WatchDay, WatchHour, WatchTerm, WatchVoice
from parvis.listening.rules import hour_of
from parvis.listening.trends.actions import trim
from parvis.listening.trends.heard import heard
from parvis.listening.trends.periods import period_of
from parvis.listening.trends.queries import Scope, rising_in, series, shares_of, voices_of
from parvis.listening.trends.rules import quarter_of

pytestmark = pytest.mark.django_db
WORDS = [
    "Le train est génial, merci",
    "Train en retard, nul, honteux",
    "Un train à Dijon",
    "Train https://x.example/a",
    "The train is great, thank you",
]
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("said"),
            st.lists(
                st.tuples(st.integers(0, 1), st.integers(0, 2), st.integers(0, 40), st.sampled_from(WORDS)), max_size=6
            ),
        ),
        st.tuples(st.just("corrected"), st.tuples(st.integers(0, 9), st.sampled_from(["negative", "positive", "neutral"]))),
        st.tuples(st.just("translated"), st.tuples(st.integers(0, 9), st.sampled_from(["fr", "en"]))),
        st.tuples(st.just("edited"), st.tuples(st.integers(0, 9), st.sampled_from(WORDS))),
        st.tuples(st.just("deleted"), st.integers(0, 9)),
        st.tuples(st.just("gone"), st.integers(0, 9)),
        st.tuples(st.just("healed"), st.integers(0, 40)),
    ),
    max_size=7,
)  # fmt: skip


class House:
    def __init__(self, seat: Seat, at: datetime) -> None:
        self.seat, self.at, self.n = seat, at, 0
        self.places = [_place(seat, f"https://{n}.example/feed", at) for n in "ab"]
        self.watch = save_watch(seat.brand, name="Rails", query="train", role="brand", by=None, at=at)

    def said(self, seen: list[tuple[int, int, int, str]]) -> None:
        for place, author, hours, words in seen:
            self.n += 1
            who = Author(f"a{author}", f"A{author}", followers=author * 10 if author else None)
            item = Item(f"p{self.n}", f"t{self.n}", words, author=who, at=self.at - timedelta(hours=hours))
            take_in(self.places[place], [item], self.at)

    def corrected(self, what: tuple[int, str]) -> None:
        posts = list(Post.objects.order_by("pk"))
        if posts:
            correct_mood(posts[what[0] % len(posts)], what[1], by=self.seat.account, at=self.at)

    def translated(self, what: tuple[int, str]) -> None:
        posts = list(Post.objects.order_by("pk"))
        if posts:
            correct(posts[what[0] % len(posts)], "language", what[1], by=self.seat.account, at=self.at)

    def edited(self, what: tuple[int, str]) -> None:
        posts = list(Post.objects.select_related("author", "thread", "place").filter(deleted_at=None).order_by("pk"))
        if posts:
            post = posts[what[0] % len(posts)]
            assert post.author
            who = Author(post.author.remote_id, post.author.name, followers=post.author.followers)
            take_in(post.place, [Item(post.remote_id, post.thread.remote_id, what[1], author=who, at=post.at)], self.at)

    def deleted(self, index: int) -> None:
        posts = list(Post.objects.select_related("place").filter(deleted_at=None).order_by("pk"))
        if posts:
            post = posts[index % len(posts)]
            stream = Stream.objects.get(place=post.place)
            Stream.objects.filter(pk=stream.pk).update(lease_until=None, due_at=self.at)
            claimed = claim(stream.pk, self.at)
            assert claimed
            take_page(claimed, Page(items=(), cursor="", deletions=(post.remote_id,)), self.at)

    def gone(self, index: int) -> None:
        posts = list(Post.objects.select_related("reading").order_by("pk"))
        if posts:
            post = posts[index % len(posts)]
            forget_hits(post.brand_id, [(post.pk, post.reading.sentiment == "negative")])

    def healed(self, hours: int) -> None:
        heal(self.watch.pk, self.at - timedelta(hours=hours))


def _place(seat: Seat, where: str, at: datetime) -> Place:
    return add_place(seat.brand, NewPlace("feed", "feed", where, where, where), by=None, at=at)[0]


def kept() -> dict[str, dict[Any, Any]]:
    return {
        "hours": {
            (h.watch_id, h.hour, h.place_id, h.language): (h.n, h.negative, h.positive) for h in WatchHour.objects.all()
        },
        "voices": {(v.hour, v.place_id, v.language, v.author_id): v.n for v in WatchVoice.objects.all()},
        "terms": {(t.kind, t.quarter, t.place_id, t.language, t.term): t.n for t in WatchTerm.objects.all()},
        "total": dict(Watch.objects.values_list("pk", "hit_count")),
    }


def recounted() -> dict[str, dict[Any, Any]]:
    hours: dict[Any, list[int]] = {}
    voices, terms, total = Counter[Any](), Counter[Any](), dict.fromkeys(Watch.objects.values_list("pk", flat=True), 0)
    hits = Hit.objects.all()
    posts = heard(hits.values_list("post_id", flat=True))
    for hit in hits:
        post = posts[hit.post_id]
        total[hit.watch_id] += 1
        sums = hours.setdefault((hit.watch_id, hour_of(hit.at), post.place_id, post.language), [0, 0, 0])
        for n, told in enumerate((True, post.mood == "negative", post.mood == "positive")):
            sums[n] += told
        voices[hour_of(hit.at), post.place_id, post.language, post.author_id] += 1
        terms.update(("term", quarter_of(hit.at), post.place_id, post.language, word) for word in post.terms)
        terms.update(("link", quarter_of(hit.at), post.place_id, post.language, link) for link in post.links)
    return {
        "hours": {k: tuple(v) for k, v in hours.items()},
        "voices": dict(voices),
        "terms": dict(terms),
        "total": total,
    }


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_happens_the_figures_are_those_of_a_raw_recount(
    ines: Seat, noon: datetime, steps: list[tuple[str, Any]]
) -> None:
    for model in (Post, Watch, Place):
        model.objects.all().delete()
    house = House(ines, noon)
    for verb, what in steps:
        getattr(house, verb)(what)
        assert kept() == recounted(), verb
        days = {(d.watch_id, d.day): (d.n, d.negative, d.positive) for d in WatchDay.objects.all()}
        assert sum(n for n, _bad, _good in days.values()) == sum(recounted()["total"].values())


def test_what_drifted_is_healed_and_an_old_watch_is_counted_the_first_night(ines: Seat, noon: datetime) -> None:
    house = House(ines, noon)
    house.said([(0, 1, 5, WORDS[0]), (1, 2, 900, WORDS[1])])
    for model in (WatchHour, WatchDay):
        model.objects.update(n=9, positive=9)
    Watch.objects.update(counted_as=0)
    WatchTerm.objects.all().delete()
    WatchVoice.objects.all().delete()
    keep_figures_of(house.watch.pk)
    assert kept() == recounted()
    assert sum(WatchDay.objects.values_list("positive", flat=True)) == 1


def test_a_new_watch_counts_the_past_and_quarters_that_are_over_keep_their_first_words(
    ines: Seat, noon: datetime
) -> None:
    house = House(ines, noon)
    house.said([(0, n % 3, 48, WORDS[n % 4]) for n in range(9)])
    other = save_watch(ines.brand, name="Nuit", query="train", role="topic", by=None, at=noon)
    assert match_back(other.pk, noon) is False
    assert set(kept()["terms"]) == set(recounted()["terms"])
    before = list(WatchTerm.objects.filter(watch=other, kind="term").values_list("n", flat=True))
    trim(other.pk, noon - timedelta(days=9), noon, kept=2)
    left = WatchTerm.objects.filter(watch=other, kind="term")
    assert [row.n for row in left.order_by("-n")] == sorted(before, reverse=True)[:2]


def test_authors_count_once_and_reach_is_of_those_who_are_known(ines: Seat, noon: datetime) -> None:
    house = House(ines, noon)
    house.said([(0, 1, 1, WORDS[0]), (1, 1, 3, WORDS[1]), (0, 2, 3, WORDS[1]), (0, 0, 3, WORDS[1])])
    whole = Scope(ines.brand_id, Sight(ines.brand_id))
    seen = voices_of(whole, house.watch.pk, noon - timedelta(days=1), noon)
    assert seen == (3, 30, 2)
    one = Scope(ines.brand_id, Sight(ines.brand_id), place_id=house.places[1].pk)
    assert voices_of(one, house.watch.pk, noon - timedelta(days=1), noon) == (1, 10, 1)


def test_words_that_rise_leave_out_what_the_watch_asks_for(ines: Seat, noon: datetime) -> None:
    house = House(ines, noon)
    house.said([(0, n % 3, 2, WORDS[1]) for n in range(4)] + [(0, n, 30, WORDS[0]) for n in range(3)])
    day = timedelta(days=1)
    risen = rising_in(
        Scope(ines.brand_id, Sight(ines.brand_id)), house.watch, "term", (noon - day, noon), (noon - 2 * day, noon - day), 1.0,
        most=5,
    )  # fmt: skip
    assert [(one.term, one.n, one.before) for one in risen] == [("honteux", 4, 0), ("nul", 4, 0), ("retard", 4, 0)]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata", "America/St_Johns"])
def test_days_say_the_same_whether_read_whole_or_place_by_place(ines: Seat, noon: datetime, zone: str) -> None:
    portray(ines.brand, Portrait("Nocturne", "fr", ["fr"], zone), by=ines.account, at=noon)
    house = House(ines, noon)
    house.said([(0, n % 3, n * 7, WORDS[n % 4]) for n in range(25)])
    whole, part = (Scope(ines.brand_id, Sight(ines.brand_id), place) for place in (None, house.places[0].pk))
    period = period_of("custom", noon, ZoneInfo(zone), first="2026-02-26", last="2026-03-01")
    assert series(whole, house.watch.pk, period) == series(part, house.watch.pk, period)
    assert shares_of(whole, period) == shares_of(part, period)
    assert sum(point.now.n for point in series(whole, house.watch.pk, period)) > 9
    assert period.before().until == period.since
