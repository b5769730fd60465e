"""From the door to one's own page, in a browser, with a key instead of a password."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from conftest import NOON
from parvis.community.actions.charter import reword_charter
from parvis.community.models import Member, SignUp
from parvis.community.queries.house import forget
from parvis.core.models import Brand, Seat
from parvis.flows.arrival import send_link
from parvis.flows.trust import count_members
from parvis.web.porch.tests.test_passkeys import device_in
from tests.browser import axe, screenshot, sign_in, wear
from tests.square import Square

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def square(brand: Brand, settings: Any) -> Square:
    forget()
    settings.MAILS, settings.HOUSE = True, "https://h.test"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    made = Square(brand, NOON)
    made.space("Entraide", about="On se répond entre nous.")
    made.space("Présentations")
    reword_charter(made.community, "Soyez **aimables**.", demanded=True, by=made.member("tom").account, at=NOON)
    return made


def test_somebody_joins_with_a_key_and_says_hello(browser_page: Page, square: Square) -> None:
    page = browser_page
    device_in(page)
    wear(page, parvis_language="fr")
    page.goto("/c/nocturne/")
    page.get_by_role("link", name="Rejoindre").click()
    axe(page)
    screenshot(page, "members-welcome")
    page.get_by_label("Adresse e-mail").fill("lea@ailleurs.example")
    page.get_by_label("Le nom que voient les autres").fill("Léa Morin")
    page.get_by_label("Votre identifiant").fill("lea")
    page.get_by_label("Sans mot de passe").check()
    page.get_by_role("button", name="Rejoindre").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Regardez votre courrier")
    axe(page)
    send_link(sign_up_id=SignUp.objects.get().pk)
    page.goto(re.search(r"https://h.test(\S+)", mail.outbox[-1].body)[1])  # type: ignore[index]
    axe(page)
    page.get_by_role("button", name="Entrer").click()
    page.get_by_role("button", name="Ajouter une clé d’accès").click()
    expect(page.locator(".members-codes li")).to_have_count(10)
    axe(page)
    screenshot(page, "members-passkey")
    page.get_by_role("link", name="Continuer").click()
    expect(page.get_by_text("Étape 1 sur 3")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Je l’ai lue et je l’accepte").click()
    page.get_by_label("Entraide").check()
    axe(page)
    screenshot(page, "members-interests")
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Votre message").fill("Bonjour, j’aime les bougies.")
    axe(page)
    screenshot(page, "members-hello")
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour, moi c’est Léa Morin")
    count_members(brand_id=square.brand.pk, after=0)
    page.goto("/c/nocturne/m/lea")
    expect(page.get_by_text("Premier mot")).to_be_visible()
    axe(page)
    screenshot(page, "members-profile")
    assert Member.objects.get(handle="lea").account.has_usable_password() is False  # type: ignore[union-attr]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_of_members_fit_a_phone(phone_page: Page, square: Square, ines: Seat, theme: str) -> None:
    page, team = phone_page, square.member("ines", ines.account)
    topic = square.topic(square.space("Salon"), team, "Un sujet", "Quelques mots.")
    sign_in(page, ines.account, theme=theme)
    for where in (
        "m/ines",
        "me",
        "members",
        "trust",
        "arrivals",
        "charter",
        "charter/edit",
        "steps/interests",
        "m/tom",
        f"topics/{topic.pk}/hear",
    ):
        page.goto(f"/c/nocturne/{where}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, where
        axe(page)
        screenshot(page, f"members-phone-{theme}-{where.replace('/', '-')}", full=True)
    page.context.clear_cookies()
    wear(page, parvis_language="fr", parvis_theme=theme)
    page.goto("/login?next=/c/nocturne/")
    axe(page)
    page.get_by_role("link", name="Mot de passe oublié").click()
    axe(page)
    page.get_by_label("Adresse e-mail").fill("personne@ailleurs.example")
    page.get_by_role("button", name="Envoyer le message").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Regardez votre courrier")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
