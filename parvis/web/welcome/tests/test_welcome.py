"""From a house with nothing to the first posts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from conftest import seat_for
from parvis.connectors.testing.website import Website, website
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.models import Place, Stream
from parvis.core.models import Brand, Seat
from parvis.core.roles import Role
from parvis.flows.intake import poll
from parvis.listening.models import Watch
from parvis.outbox.actions.personas import Signing, add_persona
from parvis.outbox.models import Persona
from tests.browser import axe, screenshot, sign_in

ENTRY = "<item><title>Nuit n° {n}</title><link>{site}/{n}</link><guid>{n}</guid><description>Le train de nuit de Nocturne repart vers Vienne, couchette {n}. Quelle arnaque ?</description></item>"


@pytest.fixture
def owner(brand: Brand) -> Seat:
    return seat_for(brand, Role.OWNER, name="owner")


@pytest.fixture
def desk(client: Client, owner: Seat) -> Client:
    client.force_login(owner.account)
    client.cookies["parvis_language"] = "en"
    return client


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Website]:
    monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", "127.0.0.1")
    with website() as made:
        entries = "".join(ENTRY.format(n=n, site=made.address) for n in range(8))
        made.put(
            "/feed.xml",
            f'<rss version="2.0"><channel><title>Le blog du rail</title><link>{made.address}/</link><description>d</description>{entries}</channel></rss>',
            "application/rss+xml",
        )
        yield made


def said(desk: Client, step: str, **form: Any) -> tuple[int, str]:
    answer = desk.post(f"/b/nocturne/welcome/{step}", form)
    return answer.status_code, answer.content.decode()


def test_a_house_that_listens_nowhere_opens_at_its_first_step_and_later_at_the_inbox(
    desk: Client, brand: Brand, noon: datetime
) -> None:
    assert desk.get("/")["Location"] == "/b/nocturne/welcome/"
    add_place(brand, NewPlace("feed", "feed", "x", "https://x.example/", "X"), by=None, at=noon)
    assert desk.get("/")["Location"] == "/b/nocturne/today/"


def test_who_may_not_set_a_brand_up_is_not_sent_there(client: Client, ines: Seat) -> None:
    client.force_login(ines.account)
    assert client.get("/")["Location"] == "/b/nocturne/today/"


def test_the_brand_and_who_signs_for_it(desk: Client, brand: Brand, owner: Seat, noon: datetime) -> None:
    add_persona(brand, Signing("Owner", "x", owner.account), by=owner.account, at=noon)
    assert said(desk, "", brand="La Veilleuse", language="en", name="Camille Roux")[0] == 302
    brand.refresh_from_db()
    owner.account.refresh_from_db()
    persona = Persona.objects.get()
    assert (brand.name, brand.language, owner.account.name) == ("La Veilleuse", "en", "Camille Roux")
    assert (persona.name, persona.quality) == ("Camille Roux", "on behalf of La Veilleuse")


def test_what_is_missing_is_said_at_its_field(desk: Client, brand: Brand, noon: datetime) -> None:
    other = seat_for(brand, Role.MANAGER, name="camille")
    add_persona(brand, Signing("Camille Roux", "x", other.account), by=other.account, at=noon)
    status, page = said(desk, "", brand="", language="fr", name="")
    assert status == 422
    assert "Give the brand a name" in page
    status, page = said(desk, "", brand="Nocturne", language="fr", name="Camille Roux")
    assert status == 422
    assert "add a second name" in page


def test_proposals_are_kept_when_they_are_ticked_and_reworded_as_one_likes(desk: Client) -> None:
    address = "/b/nocturne/welcome/watches/?rivals=Ouigo"
    assert "Ouigo" in desk.get(address).content.decode()
    form = {
        "use_brand": "on", "name_brand": "Nous", "query_brand": "nocturne SAUF musique",
        "name_anger": "Anger", "query_anger": "((", "use_rival0": "on", "name_rival0": "Ouigo", "query_rival0": "ouigo",
    }  # fmt: skip
    assert desk.post(address, form).status_code == 302
    assert set(Watch.objects.values_list("name", "role", "query")) == {
        ("Nous", "brand", "nocturne SAUF musique"),
        ("Ouigo", "rival", "ouigo"),
    }
    again = desk.get(address).content.decode()
    assert 'name="use_rival0"' not in again, "what is kept is not proposed twice"


def test_a_query_that_cannot_be_used_is_told_beside_it_and_keeps_nothing(desk: Client) -> None:
    form = {"use_brand": "on", "name_brand": "Nous", "query_brand": "nocturne ET (", "use_anger": "on", "name_anger": "nous", "query_anger": "x"}  # fmt: skip
    answer = desk.post("/b/nocturne/welcome/watches/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "nocturne ET (" in page, "what was typed is still there"
    assert "Another watch has this name." in page
    assert not Watch.objects.exists()


def test_each_address_is_told_what_came_of_it(desk: Client, site: Website) -> None:
    addresses = f"{site.at('/feed.xml')}\nhttp://192.168.7.7/\n\nbonjour à tous\nbox@nocturne.example"
    status, page = said(desk, "places/", addresses=addresses)
    assert status == 200
    assert "Le blog du rail" in page
    assert "private network" in page
    assert "is not an address" in page
    assert "places/add?address=box%40nocturne.example" in page
    assert Place.objects.count() == 1
    assert f">{site.at('/feed.xml')}" not in page.split("<textarea")[1], "only what failed is left to mend"


def test_addresses_that_all_work_lead_to_the_first_posts(desk: Client, site: Website) -> None:
    assert said(desk, "places/", addresses=site.at("/feed.xml"))[0] == 302
    page = desk.get("/b/nocturne/welcome/posts/").content.decode()
    assert "Places read: 0 of 1" in page
    poll(Stream.objects.get().pk, datetime.now(UTC))
    page = desk.get("/b/nocturne/welcome/posts/").content.decode()
    assert "Places read: 1 of 1" in page
    assert "couchette 7" in page


def test_too_many_addresses_and_none(desk: Client) -> None:
    assert "At most 8 at a time" in said(desk, "places/", addresses="\n".join(f"a{n}.example" for n in range(9)))[1]
    assert "Paste at least one address." in said(desk, "places/", addresses=" \n ")[1]


@pytest.mark.parametrize("step", ["", "watches/", "places/", "posts/"])
def test_a_step_asks_as_many_questions_with_many_places(
    desk: Client, brand: Brand, step: str, noon: datetime, django_assert_max_num_queries: Any
) -> None:
    for n in range(12):
        add_place(brand, NewPlace("feed", "feed", f"x{n}", f"https://x{n}.example/", f"X{n}"), by=None, at=noon)
    with django_assert_max_num_queries(11):
        assert desk.get(f"/b/nocturne/welcome/{step}").status_code == 200


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_four_steps_at_a_desk(browser_page: Page, owner: Seat, site: Website) -> None:
    walk(browser_page, owner, site, "desk")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_four_steps_on_a_phone(phone_page: Page, owner: Seat, site: Website) -> None:
    walk(phone_page, owner, site, "phone")


def walk(page: Page, owner: Seat, site: Website, where: str) -> None:
    sign_in(page, owner.account)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bienvenue sur le parvis")
    look(page, f"welcome-1-{where}")
    page.get_by_label("Nom de la marque").fill("La Veilleuse")
    page.get_by_label("Votre nom").fill("Camille Roux")
    page.keyboard.press("Enter")
    page.get_by_label("Deux ou trois concurrents").fill("Ouigo")
    page.get_by_role("button", name="Proposer").click()
    expect(page.get_by_text("Pour comparer")).to_be_visible()
    look(page, f"welcome-2-{where}")
    page.get_by_role("button", name="Garder et continuer").click()
    page.get_by_label("Adresses, une par ligne").fill(site.at("/feed.xml") + "\nrien du tout")
    page.get_by_role("button", name="Écouter là").click()
    expect(page.get_by_role("heading", name="Ce qu’elles ont donné")).to_be_visible()
    look(page, f"welcome-3-{where}")
    poll(Stream.objects.get().pk, datetime.now(UTC))
    page.get_by_role("link", name="Voir les premiers messages").click()
    expect(page.get_by_text(re.compile("couchette 7"))).to_be_visible()
    look(page, f"welcome-4-{where}")


def look(page: Page, name: str) -> None:
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    screenshot(page, name, full=True)
