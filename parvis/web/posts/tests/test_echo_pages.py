"""Posts that say the same: one row with its number, all of them behind it, and a person's word."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import seat_for
from parvis.connectors.contract import Author, Item
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.models import Place, Post, SeatPlace
from parvis.core.models import Brand, Seat
from parvis.core.roles import Role
from parvis.flows.intake import take_in

SAID = "Le train de nuit Paris Nice est encore annulé ce soir, merci Nocturne"


@pytest.fixture
def desk(client: Client, ines: Seat) -> Client:
    client.force_login(ines.account)
    client.cookies["parvis_language"] = "en"
    return client


def place(brand: Brand, name: str, noon: datetime) -> Place:
    return add_place(
        brand, NewPlace("feed", "feed", f"https://{name}.fr", f"https://{name}.fr", name), by=None, at=noon
    )[0]


def said(where: Place, number: int, noon: datetime) -> None:
    items = [Item(f"p{n}", f"t{n}", SAID, author=Author(f"a{n}"), at=noon - timedelta(hours=n)) for n in range(number)]
    take_in(where, items, noon)


def page(desk: Client, address: str) -> str:
    answer = desk.get(f"/b/nocturne/{address}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_message_copied_twelve_times_is_one_row_with_its_number_and_opens_to_all(
    desk: Client, brand: Brand, noon: datetime
) -> None:
    said(place(brand, "a", noon), 12, noon)
    listed = page(desk, "posts/")
    assert listed.count('id="row-') == 1
    assert "×12" in listed
    newest = Post.objects.get(remote_id="p0")
    opened = page(desk, f"posts/{newest.pk}/echoes")
    assert opened.count('id="row-') == 12
    assert opened.count("Same words") == 11


def test_one_is_taken_out_and_put_back(desk: Client, brand: Brand, noon: datetime) -> None:
    said(place(brand, "a", noon), 3, noon)
    post = Post.objects.get(remote_id="p1")
    assert desk.post(f"/b/nocturne/posts/{post.pk}/apart").status_code == 302
    assert "Taken out by" in page(desk, f"posts/{post.pk}/echoes")
    assert page(desk, "posts/").count('id="row-') == 2
    desk.post(f"/b/nocturne/posts/{post.pk}/together")
    assert page(desk, "posts/").count('id="row-') == 1


def test_a_guest_counts_and_sees_only_what_is_said_where_they_may_look(
    client: Client, brand: Brand, noon: datetime
) -> None:
    here, there = place(brand, "a", noon), place(brand, "b", noon)
    said(here, 2, noon)
    said(there, 5, noon)
    seat = seat_for(brand, Role.AGENCY_GUEST)
    SeatPlace.objects.create(brand=brand, seat=seat, place=here)
    client.force_login(seat.account)
    assert "×2" in page(client, "posts/")
    mine, hidden = Post.objects.get(place=here, remote_id="p0"), Post.objects.get(place=there, remote_id="p0")
    assert page(client, f"posts/{mine.pk}/echoes").count('id="row-') == 2
    assert client.get(f"/b/nocturne/posts/{hidden.pk}/echoes").status_code == 404
    assert client.post(f"/b/nocturne/posts/{hidden.pk}/apart").status_code == 404


def test_few_or_many_cost_the_same_queries(desk: Client, brand: Brand, noon: datetime) -> None:
    said(place(brand, "a", noon), 3, noon)
    post = Post.objects.get(place__name="a", remote_id="p0")

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(desk, f"posts/{post.pk}/echoes")
        return len(seen)

    cost()
    few = cost()
    said(place(brand, "b", noon), 30, noon)
    assert cost() == few <= 9
