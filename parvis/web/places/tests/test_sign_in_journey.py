"""From the accounts to the first mentions of an account that is opened here: seen in a browser, by keyboard, on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from parvis.connectors.bluesky.testing.server import OURS, Served, served
from parvis.core.models import Seat
from tests.browser import axe, screenshot, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CONNECT = "/b/nocturne/places/accounts/connect?network=bluesky"


@pytest.fixture
def made() -> Iterator[Served]:
    with served() as one:
        yield one


@pytest.fixture(autouse=True)
def house(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Served) -> None:
    settings.DATA = tmp_path
    monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", "127.0.0.1")
    monkeypatch.setenv("PARVIS_BLUESKY_APPVIEW", made.address)
    monkeypatch.setenv("PARVIS_BLUESKY_PLC", made.address)


def test_from_the_accounts_to_the_places_by_keyboard(browser_page: Page, ines: Seat, made: Served) -> None:
    page = browser_page
    sign_in(page, ines.account)
    made.sky.person(OURS).passwords["hunter2"] = "com.atproto.access"
    page.goto("/b/nocturne/places/accounts/")
    page.get_by_role("link", name="Bluesky").click()
    screenshot(page, "bluesky-connect", full=True)
    page.get_by_label("Pseudo du compte").fill(OURS)
    page.get_by_label("Mot de passe d’application").fill("hunter2")
    page.keyboard.press("Enter")
    expect(page.get_by_text("C’est le mot de passe principal du compte")).to_be_visible()
    axe(page)
    screenshot(page, "bluesky-refused", full=True)
    page.get_by_label("Mot de passe d’application").fill(made.sky.app_password(OURS))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"@{OURS}")).to_be_visible()
    screenshot(page, "bluesky-choose", full=True)
    page.get_by_role("button", name="Écouter").click()
    expect(page.get_by_text("En cours de lecture")).to_be_visible()
    page.goto("/b/nocturne/places/accounts/")
    screenshot(page, "bluesky-accounts")


def test_a_pasted_profile_is_described(browser_page: Page, ines: Seat, made: Served) -> None:
    page = browser_page
    sign_in(page, ines.account)
    made.sky.say("zoe.example", "Bonjour")
    page.goto("/b/nocturne/places/add")
    page.get_by_label("Adresse").fill("@zoe.example")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Le compte @zoe.example")).to_be_visible()
    axe(page)
    screenshot(page, "bluesky-found", full=True)


@pytest.mark.parametrize(("theme", "language"), [("light", "fr"), ("dark", "en")])
def test_the_page_is_readable_and_accessible(browser_page: Page, ines: Seat, theme: str, language: str) -> None:
    sign_in(browser_page, ines.account, theme=theme, language=language)
    browser_page.goto(CONNECT)
    axe(browser_page)
    screenshot(browser_page, f"bluesky-{theme}", full=True)


def test_the_page_fits_a_phone(phone_page: Page, ines: Seat) -> None:
    sign_in(phone_page, ines.account, language="en")
    phone_page.goto(CONNECT)
    assert phone_page.evaluate("document.documentElement.scrollWidth") <= 390
    axe(phone_page)
    screenshot(phone_page, "bluesky-phone", full=True)
