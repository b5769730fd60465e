"""An account is connected in Chromium at an instance on loopback: desk and phone, both languages, both lights, keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from parvis.connectors.mastodon.testing.server import Served, served
from parvis.conversations.models import Place, Post
from parvis.core.credentials import keep
from parvis.core.models import Credential, Seat
from parvis.flows.intake import poll
from tests.browser import axe, screenshot, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def house(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA = tmp_path
    monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", "127.0.0.1")


@pytest.fixture
def made() -> Iterator[Served]:
    with served() as one:
        yield one


def access(seat: Seat, name: str, days: float | None) -> Credential:
    at = datetime.now(UTC)
    return keep(
        seat.brand, network="mastodon", name=name, secrets={"token": "x"}, at=at - timedelta(days=50),
        expires_at=at + timedelta(days=days) if days else None,
        seen={"server": "https://rails.example", "name": "veilleuse", "level": "answer"},
    )  # fmt: skip


def test_from_the_places_to_the_first_mentions(browser_page: Page, ines: Seat, made: Served) -> None:
    page = browser_page
    made.instance.say("zoe@loin.example", "@veilleuse Le train de nuit pour Vienne repart-il ? #TrainDeNuit")
    sign_in(page, ines.account)
    page.goto("/b/nocturne/places/")
    page.get_by_role("link", name="Ajouter un lieu").first.wait_for()
    page.goto("/b/nocturne/places/accounts/")
    screenshot(page, "accounts-empty")
    page.get_by_role("link", name="Mastodon").click()
    axe(page)
    screenshot(page, "connect", full=True)
    page.get_by_label("Serveur du compte").fill("deux mots")
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_text("ne désigne aucun serveur")).to_be_visible()
    screenshot(page, "connect-error", full=True)
    page.get_by_label("Serveur du compte").fill(made.address)
    page.get_by_role("button", name="Continuer").click()
    axe(page)
    screenshot(page, "connect-leave")
    page.get_by_role("link", name=re.compile("^Aller à")).click()
    expect(page.get_by_role("heading", name="Parvis demande à accéder à votre compte")).to_be_visible()
    page.get_by_role("button", name="Autoriser").click()
    expect(page.get_by_role("heading", name="@veilleuse@rails.example")).to_be_visible()
    axe(page)
    screenshot(page, "connect-choose", full=True)
    page.get_by_label("Ce que dit le compte").uncheck()
    page.get_by_label("Mots-dièse, séparés par des espaces").fill("#TrainDeNuit")
    page.get_by_role("button", name="Écouter").click()
    expect(page).to_have_url(re.compile(r"/places/$"))
    expect(page.locator(".place-row")).to_have_count(2)
    for place in Place.objects.all():
        assert poll(place.streams.get().pk, datetime.now(UTC))
    assert Post.objects.count() == 2
    page.get_by_role("link", name=re.compile("^Mentions et réponses")).click()
    expect(page.locator("#recent .list > li")).to_have_count(1)
    axe(page)
    screenshot(page, "connect-place", full=True)


def test_saying_no_changes_nothing(browser_page: Page, ines: Seat, made: Served) -> None:
    page = browser_page
    sign_in(page, ines.account)
    page.goto("/b/nocturne/places/accounts/connect?network=mastodon")
    page.get_by_label("Serveur du compte").fill(made.address)
    page.keyboard.press("Enter")
    page.get_by_role("link", name=re.compile("^Aller à")).press("Enter")
    page.get_by_role("button", name="Refuser").press("Enter")
    expect(page.get_by_text("rien n’a été connecté")).to_be_visible()
    assert not Credential.objects.exists()


@pytest.mark.parametrize(("theme", "language"), [("light", "fr"), ("dark", "en")])
def test_accounts_are_readable_and_accessible(browser_page: Page, ines: Seat, theme: str, language: str) -> None:
    page = browser_page
    access(ines, "@veilleuse@rails.example", 4.2)
    chosen = access(ines, "@presse@rails.example", None)
    sign_in(page, ines.account, theme=theme, language=language)
    for name, address in {"list": "", "connect": "connect?network=mastodon", "choose": f"{chosen.pk}/"}.items():
        page.goto(f"/b/nocturne/places/accounts/{address}")
        screenshot(page, f"accounts-{name}-{theme}", full=True)
        axe(page)


def test_accounts_fit_a_phone(phone_page: Page, ines: Seat, made: Served) -> None:
    page = phone_page
    chosen = access(ines, "@veilleuse@un-serveur-au-nom-interminable.example", 4.2)
    sign_in(page, ines.account)
    for name, address in {"list": "", "connect": "connect?network=mastodon", "choose": f"{chosen.pk}/"}.items():
        page.goto(f"/b/nocturne/places/accounts/{address}")
        screenshot(page, f"accounts-{name}-phone", full=True)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_script_an_account_is_connected_all_the_same(chromium, live_server, ines: Seat, made: Served) -> None:
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    sign_in(page, ines.account)
    page.goto("/b/nocturne/places/accounts/connect?network=mastodon")
    page.get_by_label("Serveur du compte").fill(made.address)
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("link", name=re.compile("^Aller à")).click()
    page.get_by_role("button", name="Autoriser").click()
    page.get_by_role("button", name="Écouter").click()
    expect(page).to_have_url(re.compile(r"/places/$"))
    context.close()
    assert Place.objects.count() == 2
