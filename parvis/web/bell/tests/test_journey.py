"""Told in an open page, read, and told otherwise: in a browser, then on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from conftest import NOON
from parvis.community.actions.notices import tell_author
from parvis.community.actions.tending import hide_post
from parvis.community.queries.house import forget
from parvis.community.rules.notices import What
from parvis.community.tokens import unsubscribing
from parvis.core.models import Brand, Seat
from parvis.flows.telling import tell_post
from tests.browser import axe, screenshot, sign_in
from tests.square import Square

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def square(brand: Brand) -> Square:
    forget()
    return Square(brand, NOON)


def test_a_member_is_told_reads_and_says_how(phone_page: Page, square: Square, ines: Seat) -> None:
    page, team = phone_page, square.member("ines", ines.account)
    room, tom = square.space("Entraide"), square.member("tom")
    topic = square.topic(room, team, "La mèche qui fume")
    for words in ("Plus courte, et loin des courants d’air.", "@ines qu’en pensez-vous ?"):
        tell_post(square.answer(topic, tom, words).pk, NOON)
    theirs = square.answer(topic, team, "Je regarde.")
    hide_post(topic, theirs, by=ines.account, at=NOON)
    tell_author(topic, theirs, What.REFUSED, by=None, because="Une adresse y est écrite.", at=NOON)
    for theme in ("dark", "light"):
        sign_in(page, ines.account, theme=theme)
        page.goto("/c/nocturne/")
        expect(page.get_by_role("link", name="Avis : 3 à lire")).to_be_visible()
        axe(page)
        page.goto("/c/nocturne/notices/wishes")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        screenshot(page, f"bell-wishes-phone-{theme}", full=True)
        page.goto("/c/nocturne/notices")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        screenshot(page, f"bell-phone-{theme}", full=True)
    page.set_viewport_size({"width": 1440, "height": 900})
    screenshot(page, "bell-desk")
    page.get_by_role("link", name="Tom vous a nommé").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("La mèche qui fume")
    expect(page.get_by_role("link", name="Avis", exact=True)).to_be_visible()
    page.goto("/c/nocturne/notices/wishes")
    screenshot(page, "bell-wishes-desk", full=True)
    page.get_by_role("checkbox", name="Du nouveau dans ce que je suis · Par courriel").press("Space")
    page.get_by_label("Résumé par courriel").select_option("Chaque semaine")
    page.get_by_role("button", name="Enregistrer").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("C’est enregistré")
    page.context.clear_cookies()
    page.goto(f"/c/nocturne/unsubscribe/{unsubscribing(team.pk, 'mention watched')}")
    axe(page)
    screenshot(page, "bell-unsubscribe")
    page.get_by_role("button", name="Arrêter ces courriels").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Plus de ces courriels")
    axe(page)
