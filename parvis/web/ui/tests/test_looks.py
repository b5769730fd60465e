"""What the porch and the shell look like, in both lights, on a desk and on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from parvis.core.models import Seat
from tests.browser import axe, screenshot, sign_in, wear

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_porch_is_readable_in_both_lights(browser_page: Page, theme: str) -> None:
    wear(browser_page, parvis_theme=theme)
    browser_page.goto("/login")
    screenshot(browser_page, f"sign-in-{theme}")
    axe(browser_page)


def test_the_porch_fits_a_phone(phone_page: Page) -> None:
    phone_page.goto("/login")
    screenshot(phone_page, "sign-in-phone")
    axe(phone_page)
    assert phone_page.evaluate("document.documentElement.scrollWidth") <= 390


def test_signing_in_by_keyboard_alone(browser_page: Page, ines: Seat) -> None:
    ines.account.set_password("les trains de nuit")
    ines.account.save()
    browser_page.goto("/login")
    browser_page.locator("#id_username").focus()
    browser_page.keyboard.type(ines.account.email)
    browser_page.keyboard.press("Tab")
    browser_page.keyboard.type("les trains de nuit")
    browser_page.keyboard.press("Enter")
    expect(browser_page).not_to_have_url("/login")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_piece_is_accessible_in_both_lights(browser_page: Page, ines: Seat, theme: str, settings: Any) -> None:
    settings.DEBUG = True
    sign_in(browser_page, ines.account, theme=theme)
    browser_page.goto("/b/nocturne/gallery")
    screenshot(browser_page, f"gallery-{theme}", full=True)
    axe(browser_page)


def test_the_pieces_fit_a_phone(phone_page: Page, ines: Seat, settings: Any) -> None:
    settings.DEBUG = True
    sign_in(phone_page, ines.account)
    phone_page.goto("/b/nocturne/gallery")
    screenshot(phone_page, "gallery-phone")
    axe(phone_page)
    assert phone_page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_question_mark_opens_the_help_sheet(browser_page: Page, ines: Seat, settings: Any) -> None:
    settings.DEBUG = True
    sign_in(browser_page, ines.account)
    browser_page.goto("/b/nocturne/gallery")
    browser_page.keyboard.press("?")
    expect(browser_page.locator("#help")).to_be_visible()
    axe(browser_page)
