"""A product test in Chromium: applied for on a phone, chosen by keyboard, shipped, and told what was found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from conftest import seat_for
from parvis.community.models import Trial, TrialFeedback, TrialParcel
from parvis.community.queries.house import forget
from parvis.community.rules.kinds import Kind
from parvis.core.models import Brand
from parvis.core.roles import Role
from tests.browser import axe, screenshot, sign_in
from tests.square import Square

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_product_is_tested_from_the_call_to_what_was_found(
    browser_page: Page, phone_page: Page, brand: Brand
) -> None:
    forget()
    at, day = datetime.now(UTC), timedelta(days=1)
    page, phone, square = browser_page, phone_page, Square(brand, at - 30 * day)
    seat = seat_for(brand, Role.COMMUNITY_MANAGER, name="camille")
    team, zoe = square.member("camille", seat.account), square.member("zoe")
    topic = square.topic(
        square.space("Essais", kind=Kind.TESTS), team, "La bougie au figuier", "Trois soirs, trois avis."
    )
    sign_in(page, seat.account)
    page.goto(f"/c/nocturne/tests/{topic.pk}/set")
    page.get_by_label("Ce qui est testé").fill("Une bougie au figuier")
    page.get_by_label("Valeur de ce que").fill("25 €")
    page.get_by_label("Ce qui est demandé").fill("Allumez-la trois soirs.")
    hours = ("Ouverture des", "Clôture des", "Début du test", "Échéance des avis")
    for label, when in zip(hours, (-2, 2, 3, 9), strict=True):
        page.get_by_label(label).first.fill(f"{at + when * day:%Y-%m-%dT10:00}")
    page.get_by_label("Conditions, une par ligne").fill("J’ai 18 ans ou plus")
    axe(page)
    screenshot(page, "trials-set", full=True)
    page.get_by_role("button", name="Publier l’appel").press("Enter")
    expect(page.get_by_text("Les candidatures sont ouvertes")).to_be_visible()
    sign_in(phone, zoe.account, theme="dark")
    phone.goto(f"/c/nocturne/t/{topic.slug}/{topic.pk}")
    phone.get_by_role("link", name="Je me porte candidat").tap()
    phone.get_by_label("J’ai 18 ans ou plus").check()
    phone.get_by_label("Si je suis retenu").check()
    axe(phone)
    screenshot(phone, "trials-apply-phone", full=True)
    phone.get_by_role("button", name="Je me porte candidat").tap()
    expect(phone.get_by_text("Votre candidature est enregistrée")).to_be_visible()
    Trial.objects.update(closes_at=at - day, starts_at=at - day)
    page.goto(f"/c/nocturne/tests/{topic.pk}/people")
    page.get_by_role("button", name="Choisir cette personne").press("Enter")
    expect(page.get_by_text("Choisi à la main").last).to_be_visible()
    axe(page)
    screenshot(page, "trials-people", full=True)
    with page.expect_navigation():
        page.get_by_role("button", name="Choisir, et prévenir").press("Enter")
    phone.goto(f"/c/nocturne/tests/{topic.pk}/address")
    for label, words in (("Prénom", "Zoé Larue"), ("Numéro et rue", "5 rue des Cirés"), ("Code postal", "35000"), ("Ville", "Rennes"), ("Pays", "France")):  # fmt: skip
        phone.get_by_label(label).fill(words)
    axe(phone)
    with phone.expect_navigation():
        phone.get_by_role("button", name="Garder cette adresse").tap()
    page.goto(f"/c/nocturne/tests/{topic.pk}/parcels")
    page.get_by_role("button", name="Adresse").press("Enter")
    expect(page.get_by_text("5 rue des Cirés")).to_be_visible()
    page.get_by_label("Numéro de suivi").fill("6A04")
    axe(page)
    screenshot(page, "trials-parcels", full=True)
    page.get_by_role("button", name="Marquer comme envoyé").press("Enter")
    expect(page.get_by_text("En chemin").last).to_be_visible()
    phone.goto(f"/c/nocturne/t/{topic.slug}/{topic.pk}")
    axe(phone)
    screenshot(phone, "trials-tester-phone", full=True)
    phone.get_by_role("button", name="Il est arrivé").tap()
    phone.get_by_role("link", name="Donner mon avis").tap()
    phone.get_by_label("4 étoiles").check()
    phone.get_by_label("Ce qui vous a plu", exact=False).first.fill("Elle sent le figuier.")
    phone.locator("textarea[name=body]").fill("Trois soirs, trois parfums.")
    axe(phone)
    screenshot(phone, "trials-feedback-phone", full=True)
    phone.get_by_role("button", name="Publier mon avis").tap()
    expect(phone.get_by_text("Produit testé, reçu gratuitement", exact=True)).to_be_visible()
    page.goto(f"/c/nocturne/tests/{topic.pk}/found?rating=4")
    expect(page.get_by_role("link", name="Zoe")).to_be_visible()
    axe(page)
    screenshot(page, "trials-found", full=True)
    assert (TrialParcel.objects.get().state, TrialFeedback.objects.get().rating) == ("received", 4)
