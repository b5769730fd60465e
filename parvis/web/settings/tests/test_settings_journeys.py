"""The settings in Chromium: on a desk and on a phone, in both lights."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from conftest import seat_for
from parvis.core.models import Brand, Seat
from parvis.core.roles import Role
from parvis.engagement.models import TriageRule
from parvis.outbox.models import Persona
from parvis.web.settings.tests.reading import TABS
from tests.browser import axe, screenshot, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = [
    *(f"settings/{tab}" for tab in TABS),
    "settings/rules/add",
    "settings/team/add",
    "settings/personas/add",
    "account/",
]


@pytest.fixture
def owner(brand: Brand, ines: Seat) -> Seat:
    TriageRule.objects.create(brand=brand, name="Tout courriel attend une réponse", conditions={"networks": ["email"]})
    TriageRule.objects.create(brand=brand, name="Questions", position=1, conditions={"mentions_question": True})
    Persona.objects.create(brand=brand, name="Inès", quality="community manager", account=ines.account)
    return seat_for(brand, Role.OWNER, name="helene")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_sub_page_is_accessible_in_both_lights(browser_page: Page, owner: Seat, theme: str) -> None:
    sign_in(browser_page, owner.account, theme=theme)
    for path in PAGES:
        browser_page.goto(f"/b/nocturne/{path}")
        screenshot(browser_page, f"{path.strip('/').replace('/', '-')}-{theme}")
        axe(browser_page)


def test_every_sub_page_fits_a_phone(phone_page: Page, owner: Seat) -> None:
    sign_in(phone_page, owner.account)
    for path in PAGES:
        phone_page.goto(f"/b/nocturne/{path}")
        screenshot(phone_page, f"{path.strip('/').replace('/', '-')}-phone", full=True)
        assert phone_page.evaluate("document.documentElement.scrollWidth") <= 390, path
    axe(phone_page)


def test_a_colleague_comes_and_goes(browser_page: Page, owner: Seat) -> None:
    page = browser_page
    sign_in(page, owner.account)
    page.goto("/b/nocturne/settings/team/")
    page.get_by_role("link", name="Ajouter une personne").click()
    page.get_by_label("Adresse e-mail").fill("lou@nocturne.example")
    page.get_by_label("Nom", exact=True).fill("Lou")
    page.get_by_label("Rôle", exact=True).select_option(label="Expert")
    page.get_by_role("button", name="Donner le siège").click()
    expect(page.locator(".one-time")).to_be_visible()
    page.get_by_role("link", name="Lou", exact=True).click()
    page.get_by_role("link", name="Mettre fin à ce siège").click()
    axe(page)
    page.get_by_role("button", name="Mettre fin au siège").click()
    expect(page.get_by_text("Lou n’a plus de siège ici.")).to_be_visible()


def test_the_signature_follows_what_is_written(browser_page: Page, owner: Seat) -> None:
    sign_in(browser_page, owner.account)
    browser_page.goto("/b/nocturne/settings/personas/add")
    browser_page.get_by_label("Nom", exact=True).press_sequentially("Tom")
    browser_page.get_by_label("Qualité").press_sequentially("chef de bord")
    expect(browser_page.locator("#signatures")).to_contain_text("Tom, chef de bord de Nocturne")
    expect(browser_page.locator("#signatures")).to_contain_text("Tom, chef de bord at Nocturne")
    browser_page.get_by_role("button", name="Enregistrer").click()
    expect(browser_page.get_by_role("link", name="Tom")).to_be_visible()


def test_a_rule_is_tried_then_saved_then_moved(browser_page: Page, owner: Seat) -> None:
    page = browser_page
    sign_in(page, owner.account)
    page.goto("/b/nocturne/settings/rules/add")
    page.get_by_label("Nom de la règle").fill("Alerte")
    page.get_by_label("Signe de crise").check()
    page.get_by_role("button", name="L’essayer sur les derniers messages").click()
    expect(page.locator("#trial")).to_contain_text("Rien n’a été ouvert")
    expect(page.get_by_label("Signe de crise")).to_be_checked()
    axe(page)
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("button", name="Monter : Alerte").click()
    expect(page.locator(".rules .list-title").nth(1)).to_have_text("Alerte")


def test_who_has_no_settings_finds_their_account_in_the_menu(phone_page: Page, brand: Brand) -> None:
    sign_in(phone_page, seat_for(brand, Role.OBSERVER).account)
    phone_page.goto("/b/nocturne/people/")
    phone_page.locator(".rail-foot summary").click()
    screenshot(phone_page, "account-menu-phone")
    phone_page.get_by_role("link", name="Votre compte").click()
    expect(phone_page.get_by_role("heading", name="Votre compte")).to_be_visible()
