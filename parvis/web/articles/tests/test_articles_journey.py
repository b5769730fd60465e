"""An article is written, let out, rated and found again in Chromium, by keyboard and on a phone; what members show too."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from conftest import seat_for
from parvis.community.actions.articles import ArticleForm, write_article
from parvis.community.actions.categories import add_category
from parvis.community.actions.showcase import present
from parvis.community.models import Article, Shelf, Spotlight
from parvis.community.queries.house import forget
from parvis.community.rules.kinds import Kind
from parvis.core.models import Brand
from parvis.core.roles import Role
from parvis.flows.articles import publish
from tests.browser import PHONE, axe, screenshot, sign_in
from tests.square import Square

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_article_is_written_rated_and_collected(browser_page: Page, brand: Brand) -> None:
    forget()
    page, square = browser_page, Square(brand, datetime.now(UTC))
    room, seat = square.space("Carnets", kind=Kind.ARTICLES), seat_for(brand, Role.COMMUNITY_MANAGER, name="camille")
    team, lea = square.member("camille", seat.account), square.member("lea")
    behind = add_category(room, "Coulisses", by=None, at=square.at)
    old = ArticleForm("La cire et le temps", "Il faut **attendre**.", "Une bougie se repose avant de brûler.", "cire")
    publish(write_article(room, team, old, at=square.at), by=seat.account, at=square.at)
    sign_in(page, seat.account)
    page.goto("/c/nocturne/s/carnets/articles/new")
    axe(page)
    page.get_by_label("Titre").fill("Une mèche, un atelier")
    page.get_by_label("Chapô").fill("Comment on choisit le coton.")
    page.get_by_label("Le texte de l’article").fill("## Le coton\n\nIl vient de loin. " * 40)
    page.get_by_label("Catégorie").select_option(str(behind.pk))
    page.get_by_label("Étiquettes").fill("coton, atelier")
    page.get_by_label("Auteurs").fill("@camille @lea")
    screenshot(page, "articles-write", full=True)
    page.get_by_role("button", name="Publier maintenant").press("Enter")
    expect(page.get_by_role("link", name="#coton")).to_be_visible()
    assert Article.objects.filter(topic__isnull=False).count() == 2
    axe(page)
    screenshot(page, "articles-article", full=True)
    sign_in(page, square.member("tom").account, theme="dark")
    page.goto("/c/nocturne/s/carnets")
    axe(page)
    screenshot(page, "articles-room-dark", full=True)
    page.get_by_role("link", name="Une mèche, un atelier").press("Enter")
    page.get_by_role("button", name="4 étoiles").press("Enter")
    expect(page.get_by_text("4,0 sur 5, 1 note")).to_be_visible()
    page.set_viewport_size(PHONE)
    axe(page)
    screenshot(page, "articles-article-phone-dark", full=True)
    where = page.url.partition("#")[0]
    page.goto("/c/nocturne/collections/new")
    page.get_by_label("Nom de la collection").fill("À relire")
    page.get_by_role("button", name="Enregistrer").press("Enter")
    for address in (where, "https://cire.example/"):
        page.get_by_label("Adresse").fill(address)
        page.get_by_role("button", name="Le garder").press("Enter")
        expect(page.get_by_label("Adresse")).to_have_value("")
    page.get_by_role("button", name="Monter « https://cire.example/ »").press("Enter")
    expect(page.locator(".showing-item").first).to_contain_text("cire.example")
    axe(page)
    screenshot(page, "showing-shelf-phone-dark", full=True)
    assert Shelf.objects.count() == 1
    present(lea, "Léa connaît chaque mèche par son nom.", by=seat.account or lea.account, at=square.at)
    sign_in(page, lea.account)
    page.goto("/c/nocturne/showcase")
    page.get_by_role("link", name="Lire le texte, et décider").press("Enter")
    page.get_by_role("button", name="J’accepte ces mots").press("Enter")
    expect(page.get_by_text("Vous avez accepté ces mots.")).to_be_visible()
    axe(page)
    assert Spotlight.objects.get().agreed_at
    page.goto("/c/nocturne/showcase")
    axe(page)
    screenshot(page, "showing-members-phone", full=True)
    sign_in(page, seat.account)
    page.set_viewport_size({"width": 1440, "height": 900})
    for desk, name in (("showcase", "showing-desk"), (f"spaces/{room.pk}/categories", "showing-categories")):
        page.goto(f"/b/nocturne/community/{desk}")
        axe(page)
        screenshot(page, name, full=True)
