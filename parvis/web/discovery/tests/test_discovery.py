"""Explorations in the pages: set out, looked at, decided of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.connectors.net.reach import VARIABLE
from parvis.connectors.testing.website import Website, website
from parvis.conversations.models import Place
from parvis.core.models import Seat
from parvis.listening.discovery.actions.candidates import Measure, measure
from parvis.listening.discovery.actions.explorations import Plan, begin
from parvis.listening.discovery.actions.frontier import NewLead as New
from parvis.listening.discovery.actions.frontier import add_leads
from parvis.listening.discovery.models import Candidate, Exploration, Lead, Unwanted
from parvis.listening.discovery.rules import Budget
from tests.flows.neighbourhood import feed

pytestmark = pytest.mark.django_db
SAMPLE = {
    "title": "Nuit",
    "text": "Un <script>alert(1)</script> train de nuit",
    "url": "https://quai.example/1",
    "at": "2026-03-01T10:00:00+00:00",
}


def scene(ines: Seat, at: datetime, places: int = 3) -> Exploration:
    plan = Plan("Trains de nuit", '"train de nuit"', ["https://quai.example/"], Budget(100, 20, 3, 30))
    one = begin(ines.brand, plan, by=ines.account, at=at)
    for n in range(places):
        told = Measure(
            f"site{n}.example", f"https://site{n}.example/feed", f"https://site{n}.example/", f"Site {n}", 20, max(1, 20 - n), "fr" if n % 2 else "en",
            weekly=float(n), last_post_at=at - timedelta(days=n), comments=2.0, ears="webmention", samples=[SAMPLE],
        )  # fmt: skip
        measure(one, told, ["quai.example", f"site{n}.example"], at)
    return one


@pytest.fixture
def client(ines: Seat) -> Client:
    found = Client()
    found.force_login(ines.account)
    return found


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Website]:
    monkeypatch.setenv(VARIABLE, "127.0.0.1")
    with website() as found:
        yield found


def test_an_exploration_sets_out_from_lines_of_words_and_addresses(client: Client, ines: Seat) -> None:
    told = {
        "name": "Nuit",
        "theme": "train de nuit\nnight train",
        "seeds": "quai.example\n@ana@rails.example",
        "size": "look",
        "watch": "",
    }
    assert client.post("/b/nocturne/discovery/new", told).status_code == 302
    one = Exploration.objects.get()
    assert one.theme == '"train de nuit" OR "night train"'
    assert one.seeds == ["https://quai.example", "https://rails.example/@ana"]
    assert (one.most_pages, one.most_hosts) == (60, 15)
    wrong = client.post("/b/nocturne/discovery/new", {**told, "theme": "", "seeds": "pas une adresse", "size": "own"})
    assert wrong.status_code == 422
    assert wrong.content.count(b"field-error") >= 6


def test_places_are_shown_best_first_with_reasons_and_filters(client: Client, ines: Seat, noon: datetime) -> None:
    one = scene(ines, noon, 25)
    at = f"/b/nocturne/discovery/{one.pk}/"
    page = client.get(at, headers={"accept-language": "en"}).content.decode()
    assert page.index("Site 5<") < page.index("Site 19<")
    assert "quai.example" in page
    assert ">Site 0<" not in client.get(f"{at}?active=1").content.decode()
    assert ">Site 1<" not in client.get(f"{at}?language=en").content.decode()
    after = page.partition("after=")[2].partition('"')[0]
    assert after
    assert "Site 24<" in client.get(f"{at}?after={after}").content.decode()


def test_a_page_costs_as_many_queries_for_many_places(client: Client, ines: Seat, noon: datetime) -> None:
    few, many = scene(ines, noon, 2), scene(ines, noon, 19)
    costs = []
    for one in (few, many):
        client.get(f"/b/nocturne/discovery/{one.pk}/")
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/b/nocturne/discovery/{one.pk}/")
        costs.append(len(seen))
    assert costs[0] == costs[1] <= 14


def test_what_strangers_wrote_is_shown_as_words_only(client: Client, ines: Seat, noon: datetime) -> None:
    scene(ines, noon, 1)
    page = client.get(f"/b/nocturne/discovery/places/{Candidate.objects.get().pk}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_accepted_a_place_is_listened_to(client: Client, ines: Seat, noon: datetime, site: Website) -> None:
    one = scene(ines, noon, 0)
    at = site.put("/feed", feed("Le quai", site.at("/"), [(site.at("/1"), "<p>Train de nuit</p>")], noon))
    found = measure(one, Measure("127.0.0.1", at, site.at("/"), "Le quai", 5, 3), ["127.0.0.1"], noon)
    assert found
    assert client.post(f"/b/nocturne/discovery/places/{found.pk}/accept").status_code == 302
    found.refresh_from_db()
    assert found.decision == "accepted"
    assert Place.objects.get().address == at
    assert found.place == Place.objects.get()


def test_refused_a_place_is_never_proposed_again_until_it_is_taken_back(
    client: Client, ines: Seat, noon: datetime
) -> None:
    one = scene(ines, noon, 1)
    found = Candidate.objects.get()
    client.post(f"/b/nocturne/discovery/places/{found.pk}/refuse", {"reason": "Un concurrent"})
    assert Unwanted.objects.get().reason == "Un concurrent"
    other = scene(ines, noon, 1)
    assert not Candidate.objects.filter(exploration=other).exists()
    add_leads(one, [New("https://site0.example/x", "link", 0.9, 1)], noon)
    assert not Lead.objects.exists()
    client.post(f"/b/nocturne/discovery/places/{found.pk}/back")
    assert not Unwanted.objects.exists()
    client.post(f"/b/nocturne/discovery/places/{found.pk}/later")
    found.refresh_from_db()
    assert found.decision == "later"
