"""Places by program: the same flows as the pages, the same refusals, at their fields."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from conftest import seat_for
from parvis.api.tests.calling import Caller, caller, fields
from parvis.connectors.testing.website import Reply, Website, website
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.actions.seats import give_places
from parvis.conversations.models import Place, Post, Stream
from parvis.core.models import Brand, Journal, Seat
from parvis.core.roles import Role

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
FEED = (
    '<rss version="2.0"><channel><title>Le rail</title><link>https://rail.example/</link><item><title>Un</title>'
    "<guid>1</guid><link>https://rail.example/1</link><description>Bonjour</description></item></channel></rss>"
)


@pytest.fixture(autouse=True)
def house(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA = tmp_path
    monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", "127.0.0.1")


@contextmanager
def serving() -> Iterator[Website]:
    with website() as site:
        site.pages["/feed"] = Reply(200, FEED.encode(), {"Content-Type": "application/rss+xml"})
        yield site


@pytest.fixture
def api(ines: Seat) -> Caller:
    return caller(ines)


@pytest.fixture
def blog(brand: Brand) -> Place:
    return add_place(brand, NewPlace("feed", "feed", "https://b/feed", "https://b/feed", "Blog"), by=None, at=NOON)[0]


def test_an_address_is_looked_at_then_listened_to(api: Caller, ines: Seat) -> None:
    with serving() as site:
        address = f"{site.address}/feed"
        found = api("POST", "places/look", {"address": address}).json()
        assert (found["network"], found["title"]) == ("feed", "Le rail")
        assert not any(need["required"] for need in found["needs"])
        assert not Place.objects.exists()  # looking keeps nothing
        made = api("POST", "places", {"address": address, "name": "Rail"})
        assert made.status_code == 201
        assert (made.json()["new"], made.json()["place"]["name"]) == (True, "Rail")
        assert made.json()["place"]["health"]["state"] == "new"
        again = api("POST", "places", {"address": address})
        assert (again.json()["new"], Place.objects.count()) == (False, 1)
    assert Journal.objects.get(verb="place.added").actor_id == ines.account_id


def test_an_address_where_nobody_answers_is_refused_at_its_field(api: Caller) -> None:
    refused = api("POST", "places/look", {"address": "http://127.0.0.1:9/"})
    assert refused.status_code == 422
    assert fields(refused) == ["address"]
    assert fields(api("POST", "places/look", {"address": "  "})) == ["address"]
    assert fields(api("POST", "places/look", {"address": "a\0b"})) == ["address"]


def test_several_addresses_are_told_one_by_one(api: Caller) -> None:
    with serving() as site:
        told = api("POST", "places/many", {"addresses": [f"{site.address}/feed", "http://127.0.0.1:9/"]}).json()
    assert told[0]["place"] == Place.objects.get().pk
    assert told[1]["problem"]


def test_a_place_rests_goes_on_is_named_and_taken_away(api: Caller, blog: Place) -> None:
    where = f"places/{blog.pk}"
    assert api("POST", f"{where}/pause").json()["health"]["state"] == "paused"
    assert api("POST", f"{where}/resume").json()["paused_at"] is None
    assert api("PUT", f"{where}/name", {"name": "Le blog", "language": "fr"}).json()["name"] == "Le blog"
    assert fields(api("PUT", f"{where}/name", {"name": " "})) == ["name"]
    assert api("POST", f"{where}/read").json() == {"copied": None}
    assert Stream.objects.get(place=blog).due_at > NOON
    assert api("DELETE", where).json()["health"]["state"] == "removed"
    assert api("GET", "places/999").status_code == 404


def test_new_settings_are_tried_before_they_are_kept(api: Caller, blog: Place) -> None:
    refused = api("PUT", f"places/{blog.pk}/settings", {"address": "http://127.0.0.1:9/"})
    assert fields(refused) == ["address"]
    blog.refresh_from_db()
    assert blog.address == "https://b/feed"


def test_a_guest_reads_of_the_places_given_to_them_only(blog: Place, brand: Brand, noon: datetime) -> None:
    other = add_place(brand, NewPlace("feed", "feed", "https://c/f", "https://c/f", "C"), by=None, at=NOON)[0]
    guest = seat_for(brand, Role.AGENCY_GUEST)
    give_places(guest, [blog.pk], by=None, at=NOON)
    assert caller(guest)("GET", f"places/{blog.pk}").status_code == 200
    assert caller(guest)("GET", f"places/{other.pk}").status_code == 404
    assert caller(guest)("POST", f"places/{blog.pk}/pause").status_code == 403


def test_a_post_is_brought_once(api: Caller) -> None:
    said = {"place": "Groupe", "text": "Bonjour", "link": "https://g.example/1"}
    first, second = api("POST", "captures", said), api("POST", "captures", said)
    assert (first.status_code, first.json()["new"], second.json()["new"]) == (201, True, False)
    assert Post.objects.count() == 1
    assert fields(api("POST", "captures", {"place": "Autre", "text": " "})) == ["text"]
    assert fields(api("POST", "captures", {**said, "place": "Autre", "link": "pas une adresse"})) == ["link"]
    assert not Place.objects.filter(name="Autre").exists()


def test_a_table_is_looked_at_then_brought(api: Caller) -> None:
    sheet = {"content": "texte;auteur\nBonjour;Ana\n;Zoé\n"}
    seen = api("POST", "captures/look", sheet).json()
    assert (seen["good"], len(seen["bad"]), Post.objects.count()) == (1, 1, 0)
    brought = api("POST", "captures/sheet", {**sheet, "place": "Groupe"})
    assert (brought.status_code, brought.json()["new"], Post.objects.count()) == (201, 1, 1)
    wrong = api("POST", "captures/sheet", {**sheet, "place": "Ailleurs", "columns": {"text": "nulle part"}})
    assert wrong.status_code == 422
    assert not Place.objects.filter(name="Ailleurs").exists()


def test_a_list_of_feeds_goes_in_and_out(api: Caller) -> None:
    opml = '<opml version="2.0"><body><outline text="A" xmlUrl="https://a.example/feed"/></body></opml>'
    assert api("POST", "places/opml", {"content": opml}).json()["added"] == 1
    assert api("POST", "places/opml", {"content": opml}).json()["known"] == 1
    assert "https://a.example/feed" in api("GET", "places/opml").json()["content"]
    assert fields(api("POST", "places/opml", {"content": "nothing"})) == ["content"]


def test_no_account_is_listed_of_a_brand_that_has_none(api: Caller) -> None:
    assert api("GET", "accounts").json() == []
    assert api("DELETE", "accounts/1").status_code == 404
