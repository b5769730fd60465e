"""A watch is worded in Chromium: a mistake, its mend, a word left out, the past looked through; keyboard alone, phone, both lights."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from parvis.core.models import Seat
from parvis.flows.watches import match_back, save
from parvis.listening.models import Watch
from parvis.web.places.tests.scene import place_for, talk
from tests.browser import axe, screenshot, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDED = [
    ("Nocturne", "brand", "nocturne OU « train de nuit »"),
    ("Retards et pannes", "crisis", "(nocturne OU train) PROCHE/15 (retard* OU panne* OU quai OU honteu*)"),
    ("Rêve de rail (concurrent)", "rival", '"reve de rail" OU vienne'),
    ("Voitures-lits", "topic", "couchette* OU « voitures lits » OU sleeper*"),
]  # fmt: skip


def furnish(ines: Seat) -> list[Watch]:
    at = datetime.now(UTC)
    talk(place_for(ines.brand, "Le blog du rail", at), at, 130)
    talk(place_for(ines.brand, "Voyageurs du soir", at), at, 40)
    talk(place_for(ines.brand, "Groupe Facebook des habitués", at, network="manual"), at - timedelta(days=3), 12)
    made = [save(ines.brand, name=n, role=r, query=q, by=ines.account, at=at) for n, r, q in WORDED]
    for watch in made:
        while match_back(watch.pk, at):
            pass
    Watch.objects.filter(pk=made[3].pk).update(paused_at=at)
    return made


@pytest.mark.parametrize(("theme", "language"), [("light", "fr"), ("dark", "en")])
def test_watches_are_readable_and_accessible(browser_page: Page, ines: Seat, theme: str, language: str) -> None:
    page, made = browser_page, furnish(ines)
    sign_in(page, ines.account, theme=theme, language=language)
    for name, address in {"list": "", "watch": f"{made[0].pk}/", "edit": f"{made[1].pk}/edit"}.items():
        page.goto(f"/b/nocturne/watches/{address}")
        screenshot(page, f"watches-{name}-{theme}", full=True)
        axe(page)
    page.locator("summary", has_text=re.compile("Comment écrire|How to write")).click()
    screenshot(page, f"watches-grammar-{theme}", full=True)
    axe(page)


def test_watches_fit_a_phone(phone_page: Page, ines: Seat) -> None:
    page, made = phone_page, furnish(ines)
    sign_in(page, ines.account)
    for name, address in {"list": "", "watch": f"{made[0].pk}/", "edit": f"{made[1].pk}/edit"}.items():
        page.goto(f"/b/nocturne/watches/{address}")
        screenshot(page, f"watches-{name}-phone", full=True)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_mistake_its_mend_a_word_left_out_and_the_past(browser_page: Page, ines: Seat) -> None:
    page, at = browser_page, datetime.now(UTC)
    talk(place_for(ines.brand, "Le blog du rail", at), at, 70)
    sign_in(page, ines.account)
    page.goto("/b/nocturne/watches/")
    screenshot(page, "watches-empty", full=True)
    axe(page)
    page.keyboard.press("n")
    page.get_by_label("Nom").fill("Nous")
    page.get_by_label("Ce qu’elle guette").select_option("brand")
    page.locator("#id_query").press_sequentially("nocturne ET (train", delay=15)
    expect(page.locator(".fault")).to_be_visible()
    screenshot(page, "watches-fault", full=True)
    axe(page)
    page.get_by_role("button", name="Prendre cette forme").click()
    expect(page.locator("#id_query")).to_have_value("nocturne ET (train)")
    expect(page.locator(".sample mark").first).to_be_visible()
    screenshot(page, "watches-preview", full=True)
    axe(page)
    page.get_by_role("button", name="bois").click()
    expect(page.locator("#id_query")).to_have_value("nocturne ET (train) -bois")
    expect(page.locator("#id_query")).to_be_focused()
    assert page.get_by_label("Nom").input_value() == "Nous"
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Le passé va être parcouru")).to_be_visible()
    screenshot(page, "watches-backwards")
    axe(page)
    watch = Watch.objects.get()
    while match_back(watch.pk, at):
        pass
    expect(page.locator("#back section")).to_have_count(0)
    # Ten catches, five of each wording: a row each, with its number.
    expect(page.locator("#hits .list > li")).to_have_count(2)
    expect(page.locator("#hits .echoed")).to_have_count(2)
    expect(page.locator("#figures .figure-value").first).to_have_text("10")


def test_a_watch_by_keyboard_alone(browser_page: Page, ines: Seat) -> None:
    page, at = browser_page, datetime.now(UTC)
    talk(place_for(ines.brand, "Le blog du rail", at), at, 14)
    sign_in(page, ines.account)
    page.goto("/b/nocturne/watches/new")
    page.get_by_label("Nom").focus()
    page.keyboard.type("Nous")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("nocturne")
    expect(page.locator(".exclusion").first).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/watches/\d+/$"))
    assert Watch.objects.get().query == "nocturne"


def test_without_script_the_wording_is_tried_and_mended(chromium, live_server, ines: Seat) -> None:
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    sign_in(page, ines.account)
    page.goto("/b/nocturne/watches/new")
    page.get_by_label("Nom").fill("Nous")
    page.locator("#id_query").fill("nocturne ET (train")
    page.get_by_role("button", name="Essayer").click()
    page.get_by_role("button", name="Prendre cette forme").click()
    expect(page.locator("#id_query")).to_have_value("nocturne ET (train)")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page).to_have_url(re.compile(r"/watches/\d+/$"))
    context.close()
