"""Trends as a person reads them: each figure opens what it counts, the page costs the same for much as for little."""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import seat_for
from parvis.connectors.contract import Author, Item
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.actions.seats import give_places
from parvis.conversations.models import Place, Post
from parvis.core.models import Seat
from parvis.core.roles import Role
from parvis.flows.correct import correct, correct_mood
from parvis.flows.intake import take_in
from parvis.listening.actions import save_watch
from parvis.listening.models import Burst, Watch

pytestmark = pytest.mark.django_db
TRENDS = "/b/nocturne/trends/"
WORDS = "Le train de nuit est en grève https://x.example/greve"
APART = ("Lyon", "Brest", "Nice", "Dax", "Metz", "Arras", "Foix", "Agen")
"""A town said often enough makes of each post one of its own: near-copies share a row."""

SAID = (
    "Le train est encore en retard, et personne ne nous explique pourquoi",
    "Un train de nuit pour aller voir la mer avec les enfants, quelle joie",
    "Qui sait où l’on peut ranger son vélo quand le train est plein ?",
    "Je préfère le train, on y dort mieux que dans les autocars",
    "My train never came because of the strike, what now?",
    "The strike is over and every train runs again on Monday",
    "Can somebody tell me which train stops there during the strike?",
)
"""Four in French, then three in English."""


@pytest.fixture
def at() -> datetime:
    return datetime.now(UTC)


def place(seat: Seat, name: str, at: datetime) -> Place:
    where = f"https://{name}.example/feed"
    return add_place(seat.brand, NewPlace("feed", "feed", where, where, name), by=None, at=at)[0]


def say(where: Place, n: int, ago: timedelta, at: datetime, words: str = WORDS) -> None:
    first = Post.objects.count()
    items = [
        Item(
            f"p{first + k}",
            f"t{first + k}",
            f"{words} {' '.join([APART[k % len(APART)]] * 12)}",
            author=Author(f"a{k % 4}", f"A{k}", followers=10),
            at=at - ago,
        )
        for k in range(n)
    ]
    take_in(where, items, at)


@pytest.fixture
def watch(ines: Seat, at: datetime) -> Watch:
    rival = save_watch(ines.brand, name="Somnibus", query="car", role="rival", by=None, at=at)
    assert rival
    return save_watch(ines.brand, name="Rails", query="train", role="brand", by=None, at=at)


@pytest.fixture
def desk(client: Client, ines: Seat) -> Client:
    client.force_login(ines.account)
    client.cookies["parvis_language"] = "en"
    return client


def page(client: Client, query: str = "") -> str:
    answer = client.get(TRENDS + query)
    assert answer.status_code == 200
    return answer.content.decode()


def posts_behind(client: Client, href: str) -> int:
    return client.get(unescape(href)).content.decode().count('class="list-row" id="row-')


def test_each_figure_opens_the_posts_that_it_counts(desk: Client, watch: Watch, ines: Seat, at: datetime) -> None:
    blog = place(ines, "blog", at)
    say(blog, 5, timedelta(hours=2), at)
    say(blog, 3, timedelta(hours=30), at, "Le train est à l’heure")
    say(blog, 2, timedelta(hours=2), at, "Un car")
    post = Post.objects.order_by("pk")[0]
    correct_mood(post, "negative", by=ines.account, at=at)
    shown = page(desk, "?period=24h")
    figures = re.findall(
        r'<a class="trends-figure" href="([^"]+)"><div class="figure"><span class="figure-value">(\d+)<', shown
    )
    assert [int(n) for _href, n in figures] == [5, 3]
    rows = re.findall(r'<td class="number"><a href="([^"]+)">(\d+)</a>', shown)
    assert len(rows) >= 6
    for href, n in (*figures, *rows):
        assert posts_behind(desk, href) == int(n), href
    assert "grève" in shown
    assert "https://x.example/greve" in shown
    assert re.search(r"<strong>71 %</strong>", shown), "5 of 7"


def test_one_language_alone_is_counted_and_follows_a_correction(
    desk: Client, watch: Watch, ines: Seat, at: datetime
) -> None:
    blog = place(ines, "blog", at)
    take_in(blog, [Item(f"l{n}", f"l{n}", words, at=at - timedelta(hours=2)) for n, words in enumerate(SAID)], at)
    post = Post.objects.filter(reading__language="fr")[0]
    for french, english in ((4, 3), (3, 4)):
        for code, n in (("fr", french), ("en", english)):
            shown = page(desk, f"?period=24h&lang={code}")
            figures = re.findall(
                r'<a class="trends-figure" href="([^"]+)"><div class="figure"><span class="figure-value">(\d+)<', shown
            )
            rows = re.findall(r'<td class="number"><a href="([^"]+)">(\d+)</a>', shown)
            assert [int(n) for _href, n in figures] == [n, 0]
            assert ("strike" in shown) == (code == "en")
            for href, counted in rows:
                assert posts_behind(desk, href) == int(counted), href
            table = desk.get(f"{TRENDS}series.csv?period=24h&lang={code}").content.decode("utf-8-sig")
            assert sum(int(row[2]) for row in list(csv.reader(table.splitlines()))[1:]) == n
        assert correct(post, "language", "en", by=ines.account, at=at)
    assert len(page(desk, "?lang=de").split("Period")) > 1


def test_a_burst_is_shown_judged_and_taken_back(desk: Client, watch: Watch, ines: Seat, at: datetime) -> None:
    blog = place(ines, "blog", at)
    say(blog, 5, timedelta(hours=2), at)
    mailbox = Place.objects.create(
        brand=ines.brand, network="email", kind="mailbox", remote_id="m", name="M", created_at=at
    )
    say(mailbox, 2, timedelta(hours=2), at)  # in another class of sources: no part of the burst
    ids = list(Post.objects.values_list("pk", flat=True)[:3])
    burst = Burst.objects.create(
        watch=watch, brand=ines.brand, kind="surge", sources="feed", since=at - timedelta(hours=3), until=at, observed=5,
        expected=0.5, score=6, found_at=at, changed_at=at,
        cause={"terms": [["grève", 5]], "links": [["https://x.example/greve", 5]], "posts": ids, "places": [[blog.pk, 5, 0.5]]},
    )  # fmt: skip
    for where in (TRENDS, "/b/nocturne/today/", f"/b/nocturne/watches/{watch.pk}/"):
        assert f"/b/nocturne/trends/bursts/{burst.pk}/" in desk.get(where).content.decode(), where
    one = f"/b/nocturne/trends/bursts/{burst.pk}/"
    shown = desk.get(one).content.decode()
    assert shown.count('id="row-') == 3
    for href in re.findall(r'class="(?:chip|trends-figure)" href="([^"]+)"', shown):
        assert posts_behind(desk, href) == 5
    desk.post(f"{one}judge", {"verdict": "noise"})
    assert one not in desk.get("/b/nocturne/today/").content.decode()
    desk.post(f"{one}judge", {"verdict": ""})
    assert one in desk.get("/b/nocturne/today/").content.decode()
    assert desk.post(f"{one}judge", {"verdict": "perhaps"}).status_code == 404


def test_the_silence_of_a_place_stands_where_bursts_do(desk: Client, watch: Watch, ines: Seat, at: datetime) -> None:
    blog = place(ines, "blog", at)
    say(blog, 3, timedelta(hours=30), at)
    last = list(Post.objects.order_by("-pk").values_list("pk", flat=True))
    burst = Burst.objects.create(
        place=blog, brand=ines.brand, kind="silence", sources="feed", since=at - timedelta(hours=29), until=at, observed=0,
        expected=20, score=4, found_at=at, changed_at=at, cause={"posts": last},
    )  # fmt: skip
    one = f"/b/nocturne/trends/bursts/{burst.pk}/"
    for where in (TRENDS, "/b/nocturne/today/", f"/b/nocturne/places/{blog.pk}/"):
        assert one in desk.get(where).content.decode(), where
    shown = desk.get(one).content.decode()
    assert shown.count('id="row-') == 3
    assert f"/b/nocturne/places/{blog.pk}/" in shown
    desk.post(f"{one}judge", {"verdict": "noise"})
    for where in ("/b/nocturne/today/", f"/b/nocturne/places/{blog.pk}/"):
        assert one not in desk.get(where).content.decode(), where


def test_a_guest_sees_figures_of_their_places_only(client: Client, watch: Watch, ines: Seat, at: datetime) -> None:
    blog, press = place(ines, "blog", at), place(ines, "press", at)
    say(blog, 4, timedelta(hours=2), at)
    say(press, 7, timedelta(hours=2), at, "Le train secret")
    guest = seat_for(ines.brand, Role.AGENCY_GUEST)
    give_places(guest, [blog.pk], by=ines.account, at=at)
    client.force_login(guest.account)
    shown = page(client, "?period=24h")
    assert re.findall(r'class="figure-value">(\d+)<', shown)[0] == "4"
    assert "secret" not in shown
    assert client.get(f"{TRENDS}series.csv").status_code == 403


def test_the_series_leaves_as_a_table(desk: Client, watch: Watch, ines: Seat, at: datetime) -> None:
    say(place(ines, "blog", at), 4, timedelta(hours=2), at)
    table = desk.get(f"{TRENDS}series.csv?period=24h").content.decode("utf-8-sig")
    rows = list(csv.reader(table.splitlines()))
    assert len(rows) == 25
    assert sum(int(row[2]) for row in rows[1:]) == 4


@pytest.mark.parametrize(
    "query", ["?period=custom&first=2026-99-99", "?period=x&watch=x&place=x&network=x&by=x", "?period=90d&by=hour"]
)
def test_what_cannot_be_understood_shows_the_usual(desk: Client, watch: Watch, query: str) -> None:
    assert "Trends" in page(desk, query)


def test_the_page_costs_the_same_queries_for_little_and_for_much(
    desk: Client, watch: Watch, ines: Seat, at: datetime
) -> None:
    blog = place(ines, "blog", at)
    say(blog, 3, timedelta(hours=2), at)

    def cost() -> int:
        page(desk)
        with CaptureQueriesContext(connection) as asked:
            page(desk)
        return len(asked)

    few = cost()
    for n in range(8):
        save_watch(ines.brand, name=f"W{n}", query="nuit", role="rival", by=None, at=at)
        say(place(ines, f"b{n}", at), 9, timedelta(hours=n * 17), at)
    assert cost() == few
    assert few <= 24
