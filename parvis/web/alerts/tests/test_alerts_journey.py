"""A rule is worded, tried and kept in Chromium; its alert appears by itself, opens and is closed by keyboard."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from parvis.core.models import Seat
from parvis.engagement.models import AlertRule
from parvis.flows.alerts import look
from parvis.web.alerts.tests.scene import watch_for
from parvis.web.places.tests.scene import place_for, talk
from tests.browser import PHONE, axe, screenshot, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_rule_from_its_watch_to_its_first_alert(browser_page: Page, ines: Seat) -> None:
    page, at = browser_page, datetime.now(UTC)
    place = place_for(ines.brand, "Le blog du rail", at)
    talk(place, at - timedelta(hours=3), 30)
    watch = watch_for(ines, at)
    sign_in(page, ines.account)
    page.goto(f"/b/nocturne/watches/{watch.pk}/")
    page.get_by_role("link", name="M’alerter").click()
    page.get_by_label("Nom").fill("Foule")
    page.get_by_label("Ce qui la déclenche").select_option("word")
    expect(page.locator("#id_amount")).to_be_hidden()
    page.get_by_label("Quels mots").fill("nocturne, train*")
    page.get_by_role("button", name="Essayer sur les 30 derniers jours").click()
    expect(page.locator("#trial .figure-value").first).not_to_have_text("0")
    axe(page)
    screenshot(page, "alerts-rule", full=True)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("link", name="Foule")).to_be_visible()
    axe(page)
    AlertRule.objects.update(created_at=at - timedelta(days=1))
    talk(place, datetime.now(UTC), 4, prefix="new")
    look(AlertRule.objects.select_related("brand", "watch").get(), datetime.now(UTC))
    page.goto("/b/nocturne/alerts/")
    axe(page)
    page.get_by_role("link", name="Foule").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#alert-posts .list-row").first).to_be_visible()
    axe(page)
    page.keyboard.press("e")
    expect(page.locator(".alerts-closed")).to_be_visible()
    page.goto("/b/nocturne/alerts/mine")
    axe(page)
    sign_in(page, ines.account, theme="dark", language="en")
    page.set_viewport_size(PHONE)
    for address in ("", "rules/", "rules/new", "mine"):
        page.goto(f"/b/nocturne/alerts/{address}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
