"""A crisis in Chromium: from the banner to the post-mortem; both lights, a phone, axe."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from parvis.core.models import Seat
from parvis.engagement.actions.crisis import propose
from parvis.engagement.models import Crisis
from parvis.web.alerts.tests.scene import watch_for
from parvis.web.crisis.tests.test_crisis_pages import SCORE
from parvis.web.places.tests.scene import place_for, talk
from tests.browser import PHONE, axe, screenshot, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_banner_to_the_post_mortem(browser_page: Page, ines: Seat) -> None:
    page, at = browser_page, datetime.now(UTC)
    talk(place_for(ines.brand, "Le blog du rail", at), at - timedelta(hours=3), 40)
    watch = watch_for(ines, at)
    propose(ines.brand, SCORE, 55.0, [watch.pk], [], at=at)
    sign_in(page, ines.account)
    page.goto("/b/nocturne/today/")
    page.get_by_role("link", name="Voir pourquoi, et décider").click()
    axe(page)
    page.get_by_role("link", name="Ouvrir une cellule de crise").click()
    page.get_by_label("Nom").fill("Nuit du 5771")
    axe(page)
    page.get_by_role("button", name="Ouvrir la cellule").click()
    page.locator("#crisis-roles").get_by_role("button", name="Nommer").click()
    expect(page.locator("#crisis-roles")).to_contain_text("Pilote")
    page.locator(".crisis-tick").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".crisis-tick").first).to_have_attribute("aria-pressed", "true")
    page.get_by_text("Préparer un message").click()
    page.locator("#crisis-statements").get_by_label("Nom").fill("Attente")
    page.locator("#crisis-statements").get_by_label("Texte").fill("Nous savons, nous reparlons à 14 h.")
    page.get_by_role("button", name="Garder ce message").click()
    page.get_by_role("button", name="Valider ces mots").click()
    expect(page.locator("#crisis-statements .chip-good")).to_have_text("Validé")
    page.locator("#crisis-note").fill("On parle tout de suite.")
    page.get_by_role("button", name="Noter une décision").click()
    expect(page.locator("#crisis-lines")).to_contain_text("On parle tout de suite.")
    axe(page)
    screenshot(page, "crisis-room", full=True)
    page.get_by_role("link", name="Fermer la cellule").click()
    page.get_by_label("Ce qui s’est passé").fill("Panne de locomotive.")
    axe(page)
    page.get_by_role("button", name="Fermer la cellule").click()
    expect(page.locator("#crisis-learnt")).to_be_visible()
    assert Crisis.objects.get().closed_at is not None
    page.keyboard.press("j")
    expect(page).to_have_url(re.compile(r"/journal$"))
    axe(page)
    sign_in(page, ines.account, theme="dark", language="en")
    page.set_viewport_size(PHONE)
    for address in ("", f"{Crisis.objects.get().pk}/"):
        page.goto(f"/b/nocturne/crisis/{address}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
