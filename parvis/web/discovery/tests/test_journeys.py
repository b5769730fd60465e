"""Places are found in Chromium: an exploration set out, walked, read by keyboard, a place refused; both lights, on a phone too."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from parvis.core.models import Seat
from parvis.flows.exploring import compare
from parvis.listening.discovery.actions.explorations import finish
from parvis.listening.discovery.actions.frontier import note
from parvis.listening.discovery.models import Candidate, Exploration, Visit
from parvis.web.discovery.tests.test_discovery import scene
from tests.browser import axe, screenshot, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def furnish(ines: Seat) -> Exploration:
    at = datetime.now(UTC)
    one = scene(ines, at, 4)
    note(one, Visit(at=at, address="https://site1.example/feed", status=200, outcome="feed", size=48_000, found=7))
    compare(one.pk, at)
    return one


def test_an_exploration_is_asked_for_read_and_decided_of(browser_page: Page, ines: Seat) -> None:
    page, one = browser_page, furnish(ines)
    sign_in(page, ines.account, theme="light", language="fr")
    page.goto("/b/nocturne/places/")
    page.keyboard.press("f")
    expect(page.get_by_role("heading", name="Découvrir des lieux")).to_be_visible()
    page.get_by_role("link", name="Nouvelle exploration").click()
    page.get_by_label("Nom").fill("Nuit")
    axe(page)
    page.get_by_label(re.compile("^Thème")).fill("train de nuit\nnight train")
    page.get_by_label(re.compile("^Par où commencer")).fill("https://quai.example/")
    page.get_by_role("button", name="Partir").click()
    expect(page.get_by_text("En chemin")).to_be_visible()
    assert Exploration.objects.filter(name="Nuit").exists()
    page.goto(f"/b/nocturne/discovery/{one.pk}/")
    axe(page)
    page.get_by_label("Refuser – Site 0").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Un concurrent")
    axe(page)
    page.keyboard.press("Enter")
    expect(page.get_by_text("ce lieu ne sera plus proposé")).to_be_visible()
    assert Candidate.objects.get(site="site0.example").reason == "Un concurrent"


def test_discovery_fits_a_phone_in_the_dark(phone_page: Page, ines: Seat) -> None:
    page, one = phone_page, furnish(ines)
    finish(one.pk, "done", datetime.now(UTC))
    sign_in(page, ines.account, theme="dark", language="en")
    place = Candidate.objects.order_by("-score")[0]
    for name, at in {
        "list": "",
        "new": "new",
        "one": f"{one.pk}/",
        "journal": f"{one.pk}/journal",
        "place": f"places/{place.pk}/",
    }.items():
        page.goto(f"/b/nocturne/discovery/{at}")
        screenshot(page, f"discovery-{name}-phone", full=True)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
