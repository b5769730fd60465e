"""Every brand of one person at a glance, and one more."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import seat_for
from parvis.connectors.contract import Author, Item
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.actions.seats import give_places
from parvis.conversations.models import Place, Post, Stream
from parvis.core.accounts import keep_house, leave_house
from parvis.core.clock import now
from parvis.core.models import Account, Brand, Seat
from parvis.core.roles import Role
from parvis.engagement.actions.cases import By, open_case
from parvis.engagement.models import TriageRule
from parvis.flows.intake import take_in
from parvis.listening.actions import save_watch
from parvis.web.porch.glance import glances
from parvis.web.porch.tests.scene import signed_in
from tests.pages import read

NEW = {"name": "Le Lac", "slug": "", "language": "fr", "languages": ["fr"], "timezone": "Europe/Paris"}


def busy(brand: Brand, at: datetime, places: int = 1) -> list[Place]:
    """Each place with a late case and a post that a danger watch caught."""
    save_watch(brand, name="Danger", query="bonjour", role="crisis", by=None, at=at)
    made = []
    by = By(seat_for(brand, Role.OBSERVER, name=f"w-{brand.slug}").account, at)
    for n in range(places):
        where = f"https://{brand.slug}{n}.example/f"
        place, _ = add_place(brand, NewPlace("feed", "feed", where, where, f"Blog {n}"), by=None, at=at)
        wrote = at - timedelta(hours=20)
        take_in(place, [Item(f"p{n}", f"t{n}", "Bonjour ?", author=Author(f"a{n}", "Ana"), at=wrote)], at)
        open_case(Post.objects.get(place=place), by)
        made.append(place)
    return made


@pytest.fixture
def agency(brand: Brand, other_brand: Brand) -> Account:
    """Owner of one brand, guest of the other."""
    account = seat_for(brand, Role.OWNER, name="agence").account
    Seat.objects.create(account=account, brand=other_brand, role=Role.AGENCY_GUEST, created_at=now())
    return account


def test_each_brand_shows_what_the_seat_there_sees(agency: Account, brand: Brand, other_brand: Brand) -> None:
    at = now()
    busy(brand, at, places=2)
    shown, _hidden = busy(other_brand, at, places=2)
    give_places(Seat.objects.get(account=agency, brand=other_brand), [shown.pk], by=None, at=at)
    Stream.objects.filter(place__brand=brand).update(failures=9, problem={"kind": "Gone", "text": "x", "params": {}})
    told = {row.seat.brand.slug: row for row in glances(agency, at, strong=False)}
    ours, theirs = told["nocturne"], told["rivale"]
    assert (ours.waits, ours.late, ours.alarms, ours.places, ours.troubled) == (2, 2, 2, 2, 2)
    assert (theirs.waits, theirs.late, theirs.alarms, theirs.places, theirs.troubled) == (1, 1, 1, 1, 0)


def test_an_expert_counts_what_is_routed_to_them_and_no_places(brand: Brand) -> None:
    busy(brand, now())
    [row] = glances(seat_for(brand, Role.EXPERT).account, now(), strong=False)
    assert (row.waits, row.alarms, row.places) == (0, None, None)


def test_every_figure_opens(agency: Account, brand: Brand) -> None:
    busy(brand, now())
    client = signed_in(agency)
    page = client.get("/brands/")
    assert read(page.content).faults == []
    for where in ("/b/nocturne/inbox/?view=late", "/b/nocturne/watches/", "/b/nocturne/places/"):
        assert where in page.content.decode()
        assert client.get(where).status_code == 200


def test_thirty_brands_cost_as_many_queries_as_two(agency: Account) -> None:
    client, asked = signed_in(agency), []
    for more in (0, 28):
        for n in range(more):
            brand = Brand.objects.create(name=f"B{n}", slug=f"b{n}", created_at=now())
            add_place(brand, NewPlace("feed", "feed", f"f{n}", f"https://b{n}.example/f", "Blog"), by=None, at=now())
            Seat.objects.create(account=agency, brand=brand, role=Role.MANAGER, created_at=now())
        add_place(
            Brand.objects.get(slug="nocturne"),
            NewPlace("feed", "feed", f"x{more}", "https://x.example", "X"),
            by=None,
            at=now(),
        )
        with CaptureQueriesContext(connection) as queries:
            client.get("/brands/")
        asked.append(len(queries))
    assert asked[0] == asked[1], asked


def test_only_who_keeps_the_house_founds_a_brand(brand: Brand) -> None:
    owner = seat_for(brand, Role.OWNER).account
    client = signed_in(owner)
    assert client.get("/brands/new").status_code == client.post("/brands/new", NEW).status_code == 403
    keep_house(owner, at=now())
    assert client.get("/brands/new").status_code == 200
    assert client.post("/brands/new", NEW).headers["Location"] == "/b/le-lac/welcome/"
    founded = Brand.objects.get(slug="le-lac")
    assert Seat.objects.get(brand=founded).role == "owner"
    assert TriageRule.objects.filter(brand=founded).exists()
    assert client.get("/b/le-lac/inbox/").status_code == 200
    assert client.post("/brands/new", {**NEW, "slug": "le-lac"}).status_code == 422
    leave_house(owner, at=now())
    assert client.get("/brands/new").status_code == 403


@pytest.mark.django_db
def test_signed_out_there_are_no_brands() -> None:
    for where in ("/brands/", "/brands/new", "/login/confirm"):
        assert Client().get(where).headers["Location"].startswith("/login?next=")
