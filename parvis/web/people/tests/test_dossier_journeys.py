"""The dossier in a browser: readable, accessible, on a desk and on a phone; an erasure from the page to the end."""

from __future__ import annotations

from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from parvis.core.models import Seat
from parvis.people.models import Person
from parvis.web.people.tests.test_dossier import life
from tests.browser import axe, screenshot, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_dossier_is_readable_and_accessible(browser_page: Page, ines: Seat, noon: datetime, scheme: str) -> None:
    person = life(ines, noon, 6)
    sign_in(browser_page, ines.account)
    browser_page.emulate_media(color_scheme=scheme)
    for where in ("", "export", "erase"):
        browser_page.goto(f"/b/nocturne/people/{person.pk}/{where}")
        axe(browser_page)
        screenshot(browser_page, f"dossier-{where or 'person'}-{scheme}")
    browser_page.goto("/b/nocturne/people/import")
    axe(browser_page)


def test_the_dossier_keeps_within_a_phones_width(phone_page: Page, ines: Seat, noon: datetime) -> None:
    person = life(ines, noon, 6)
    sign_in(phone_page, ines.account)
    phone_page.goto(f"/b/nocturne/people/{person.pk}/")
    axe(phone_page)
    assert phone_page.evaluate("document.documentElement.scrollWidth") <= 390
    screenshot(phone_page, "dossier-phone")


def test_somebody_is_erased_by_keyboard_alone(browser_page: Page, ines: Seat, noon: datetime) -> None:
    person = life(ines, noon)
    sign_in(browser_page, ines.account)
    browser_page.goto(f"/b/nocturne/people/{person.pk}/erase")
    field = browser_page.get_by_label("Son nom")
    field.focus()
    browser_page.keyboard.type("lea")
    browser_page.keyboard.press("Enter")
    expect(browser_page).to_have_url("http://" + browser_page.url.split("//")[1].split("/")[0] + "/b/nocturne/people/")
    assert not Person.objects.exists()
