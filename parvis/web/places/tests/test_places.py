"""Places: the list, one place, its care. Every question of permission and of cost is asked here."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import seat_for
from parvis.conversations.models import Place, Post
from parvis.core import credentials
from parvis.core.models import Brand, Seat
from parvis.core.roles import Role
from parvis.web.places.tests.scene import in_trouble, place_for, talk


@pytest.fixture
def at() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def desk(client: Client, ines: Seat) -> Client:
    client.force_login(ines.account)
    client.cookies["parvis_language"] = "en"
    return client


def page(desk: Client, address: str) -> str:
    answer = desk.get(address)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def queries(desk: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        page(desk, address)
    return len(seen)


def test_a_brand_without_places_is_taught_the_first_step(desk: Client, brand: Brand) -> None:
    text = page(desk, "/b/nocturne/places/")
    assert "Listen to a first place" in text
    assert 'action="/b/nocturne/places/add"' in text


def test_what_is_in_trouble_stands_first_with_its_mend(desk: Client, brand: Brand, at: datetime) -> None:
    talk(place_for(brand, "A calm blog", at), at, 3)
    broken = place_for(brand, "Zoe’s mailbox", at, network="email")
    in_trouble(broken, "AuthExpired", "The password was refused.", "Give it again.", at)
    text = page(desk, "/b/nocturne/places/")
    assert text.index("Zoe’s mailbox") < text.index("A calm blog")
    assert "The password was refused." in text
    assert "Give it again." in text
    assert "3 posts" in text


def test_the_list_costs_the_same_for_five_and_for_fifty_places(desk: Client, brand: Brand, at: datetime) -> None:
    for n in range(5):
        place_for(brand, f"Blog {n}", at)
    page(desk, "/b/nocturne/places/")
    five = queries(desk, "/b/nocturne/places/")
    for n in range(5, 50):
        place_for(brand, f"Blog {n}", at)
    assert queries(desk, "/b/nocturne/places/") == five
    assert five <= 8


def test_one_place_costs_the_same_for_five_and_for_fifty_posts(desk: Client, brand: Brand, at: datetime) -> None:
    place = place_for(brand, "Blog", at)
    talk(place, at, 5)
    address = f"/b/nocturne/places/{place.pk}/"
    page(desk, address)
    five = queries(desk, address)
    talk(place, at, 50, prefix="more")
    assert queries(desk, address) == five
    assert five <= 10


def test_filters_keep_one_health_or_one_network(desk: Client, brand: Brand, at: datetime) -> None:
    talk(place_for(brand, "Calm blog", at), at, 1)
    in_trouble(place_for(brand, "Sick box", at, network="email"), "Forbidden", "No.", "Ask.", at)
    troubled = page(desk, "/b/nocturne/places/?health=trouble")
    assert "Sick box" in troubled
    assert "Calm blog" not in troubled
    feeds = page(desk, "/b/nocturne/places/?network=feed")
    assert "Calm blog" in feeds
    assert "Sick box" not in feeds
    assert "No place fits these filters" in page(desk, "/b/nocturne/places/?q=nowhere")


def test_more_than_a_hundred_places_come_in_pages(desk: Client, brand: Brand, at: datetime) -> None:
    for n in range(101):
        place_for(brand, f"Blog {n:03}", at)
    assert "?from=100" in page(desk, "/b/nocturne/places/")
    assert "Blog 100" in page(desk, "/b/nocturne/places/?from=100")


def test_a_first_reading_under_way_refreshes_itself(desk: Client, brand: Brand, at: datetime) -> None:
    place = place_for(brand, "New blog", at)
    place.streams.update(succeeded_at=None)
    text = page(desk, f"/b/nocturne/places/{place.pk}/")
    assert "First reading under way" in text
    assert "every 2s" in text
    place.streams.update(succeeded_at=at)
    assert "every 2s" not in page(desk, f"/b/nocturne/places/{place.pk}/")


def test_each_day_opens_the_posts_of_that_day(desk: Client, brand: Brand, at: datetime) -> None:
    place = place_for(brand, "Blog", at)
    talk(place, at - timedelta(days=2), 1)
    text = page(desk, f"/b/nocturne/places/{place.pk}/")
    day = re.search(r'<td class="number"><a href="([^"]+)">1 post', text)
    assert day
    opened = page(desk, day[1].replace("&amp;", "&"))
    assert Post.objects.get(place=place).text[:40] in opened


def test_a_place_is_paused_resumed_and_removed_and_keeps_its_posts(desk: Client, brand: Brand, at: datetime) -> None:
    place = place_for(brand, "Blog", at)
    talk(place, at, 3)
    address = f"/b/nocturne/places/{place.pk}/"
    desk.post(address + "pause")
    assert "Paused: nothing is read here." in page(desk, address)
    desk.post(address + "resume")
    place.refresh_from_db()
    assert place.paused_at is None
    answer = desk.post(address + "remove", follow=True)
    assert "Its posts stay" in answer.content.decode()
    assert f'href="{address}"' not in page(desk, "/b/nocturne/places/")
    assert f'href="{address}"' in page(desk, "/b/nocturne/places/?health=removed")
    assert Post.objects.filter(place=place).count() == 3
    desk.post(address + "resume")
    assert f'href="{address}"' in page(desk, "/b/nocturne/places/")


def test_a_place_is_renamed_and_a_name_is_needed(desk: Client, brand: Brand, at: datetime) -> None:
    place = place_for(brand, "Blog", at)
    address = f"/b/nocturne/places/{place.pk}/describe"
    assert desk.post(address, {"name": "", "language": "fr"}).status_code == 422
    desk.post(address, {"name": "Le blog du rail", "language": "fr"})
    place.refresh_from_db()
    assert (place.name, place.language) == ("Le blog du rail", "fr")


def test_read_now_makes_the_place_due(desk: Client, brand: Brand, at: datetime) -> None:
    place = place_for(brand, "Blog", at)
    desk.post(f"/b/nocturne/places/{place.pk}/read")
    assert place.streams.get().due_at <= datetime.now(UTC)


def test_an_observer_looks_and_changes_nothing(client: Client, brand: Brand, at: datetime) -> None:
    place = place_for(brand, "Blog", at)
    client.force_login(seat_for(brand, Role.OBSERVER).account)
    address = f"/b/nocturne/places/{place.pk}/"
    text = client.get(address).content.decode()
    assert client.get("/b/nocturne/places/").status_code == 200
    assert "/remove" not in text
    assert "/settings" not in text
    for verb in ("pause", "resume", "read", "remove", "describe", "settings"):
        assert client.post(address + verb).status_code == 403
    for name in ("add", "import", "capture", "export.opml"):
        assert client.get(f"/b/nocturne/places/{name}").status_code == 403


def test_the_place_of_another_brand_does_not_exist(desk: Client, other_brand: Brand, at: datetime) -> None:
    theirs = place_for(other_brand, "Blog", at)
    for verb in ("", "settings"):
        assert desk.get(f"/b/nocturne/places/{theirs.pk}/{verb}").status_code == 404
    assert desk.post(f"/b/nocturne/places/{theirs.pk}/remove").status_code == 404


def test_a_stored_password_is_never_in_a_page(desk: Client, brand: Brand, at: datetime) -> None:
    place = place_for(brand, "Box", at, network="email", kind="mailbox", address="contact@nocturne.example")
    kept = credentials.keep(brand, network="email", name=place.address, secrets={"password": "Sésame-42"}, at=at)
    needs = [
        {
            "name": "password",
            "label": {"text": "Password", "params": {}},
            "help": None,
            "secret": True,
            "required": True,
        }
    ]
    Place.objects.filter(pk=place.pk).update(credential=kept, settings={"needs": needs})
    for address in ("", "settings"):
        assert "Sésame" not in page(desk, f"/b/nocturne/places/{place.pk}/{address}")
    assert 'type="password"' in page(desk, f"/b/nocturne/places/{place.pk}/settings")
