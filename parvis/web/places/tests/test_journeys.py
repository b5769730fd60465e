"""A listening post is set up in Chromium: a page's address, a list of posts with broken lines; desk, phone, keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from parvis.connectors.testing.website import Website, website
from parvis.conversations.models import Place, Post, Stream
from parvis.core.models import Brand, Seat
from parvis.flows.intake import poll
from parvis.web.places.tests.scene import in_trouble, place_for, talk
from parvis.web.places.tests.test_capture import CSV
from tests.browser import axe, screenshot, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ENTRY = "<item><title>Nuit n° {n}</title><link>{site}/{n}</link><guid>{n}</guid><description>Le train de nuit de Nocturne repart vers Vienne, couchette {n}.</description></item>"


@pytest.fixture(autouse=True)
def house(settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Website]:
    monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", "127.0.0.1")
    with website() as made:
        entries = "".join(ENTRY.format(n=n, site=made.address) for n in range(8))
        made.put(
            "/feed.xml",
            f'<rss version="2.0"><channel><title>Le blog du rail</title><link>{made.address}/</link><description>d</description><language>fr</language>{entries}</channel></rss>',
            "application/rss+xml",
        )
        made.put(
            "/",
            '<html><head><title>Rail</title><link rel="alternate" type="application/rss+xml" title="Billets" href="/feed.xml"></head><body>Bonjour</body></html>',
            "text/html",
        )
        yield made


def furnish(brand: Brand) -> Place:
    """A dozen places as a brand has them, in every state of health; the blog is returned."""
    at = datetime.now(UTC)
    blog = place_for(brand, "Le blog du rail", at, language="fr", tags=("rail",))
    talk(blog, at, 90)
    talk(place_for(brand, "Voyageurs du soir", at, language="fr"), at, 14)
    talk(place_for(brand, "The Sleeper Review", at, language="en"), at, 9)
    talk(place_for(brand, "Groupe Facebook des habitués", at, network="manual", kind="captured"), at, 6)
    mail = place_for(
        brand, "contact@nocturne.example", at, network="email", kind="mailbox", address="contact@nocturne.example"
    )
    talk(mail, at, 22)
    in_trouble(mail, "AuthExpired", "The server refused the user name or the password.", "Give the password again.", at)
    in_trouble(
        place_for(brand, "Quai des brumes", at), "Transient", "The site did not answer in time.", "", at, failures=1
    )
    Stream.objects.filter(place=place_for(brand, "Nouveau forum", at)).update(succeeded_at=None, fetched_at=None)
    gone = place_for(brand, "Ancien carnet de voyage", at)
    in_trouble(
        gone, "Gone", "There is nothing at this address any more (410).", "Give its new address, or remove it.", at
    )
    Place.objects.filter(pk=gone.pk).update(ended_at=at)
    Place.objects.filter(pk=place_for(brand, "Bulletin de la ville", at).pk).update(paused_at=at)
    return blog


@pytest.mark.parametrize(("theme", "language"), [("light", "fr"), ("dark", "en")])
def test_places_are_readable_and_accessible(browser_page: Page, ines: Seat, theme: str, language: str) -> None:
    page, blog = browser_page, furnish(ines.brand)
    sign_in(page, ines.account, theme=theme, language=language)
    troubled = Place.objects.get(network="email")
    for name, address in {
        "list": "",
        "place": f"{blog.pk}/",
        "troubled": f"{troubled.pk}/",
        "reading": f"{Place.objects.get(name='Nouveau forum').pk}/",
        "settings": f"{troubled.pk}/settings",
        "capture": "capture",
        "import": "import",
        "add": "add",
    }.items():
        page.goto(f"/b/nocturne/places/{address}")
        screenshot(page, f"places-{name}-{theme}", full=True)
        axe(page)


def test_places_fit_a_phone(phone_page: Page, ines: Seat) -> None:
    page, blog = phone_page, furnish(ines.brand)
    sign_in(page, ines.account)
    for name, address in {"list": "", "place": f"{blog.pk}/", "capture": "capture", "add": "add"}.items():
        page.goto(f"/b/nocturne/places/{address}")
        screenshot(page, f"places-{name}-phone", full=True)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_from_the_address_of_a_page_to_its_posts(browser_page: Page, ines: Seat, site: Website) -> None:
    page = browser_page
    sign_in(page, ines.account)
    page.goto("/b/nocturne/places/")
    screenshot(page, "places-empty")
    axe(page)
    page.get_by_label("Adresse").fill("deux mots")
    page.get_by_role("button", name="Examiner").click()
    page.get_by_role("button", name="Examiner").click()
    expect(page.locator("#id_address-error")).to_be_visible()
    screenshot(page, "places-add-error")
    page.get_by_label("Adresse").fill(site.at("/"))
    page.get_by_role("button", name="Examiner").click()
    expect(page.get_by_role("heading", name="Le blog du rail")).to_be_visible()
    screenshot(page, "places-found", full=True)
    axe(page)
    page.get_by_label("Nom").fill("Le rail, la nuit")
    page.get_by_role("button", name="Écouter ce lieu").click()
    expect(page).to_have_url(re.compile(r"/places/\d+/$"))
    expect(page.get_by_role("heading", name="Première lecture en cours")).to_be_visible()
    place = Place.objects.get()
    assert poll(place.streams.get().pk, datetime.now(UTC)) is not None
    expect(page.get_by_role("heading", name="À l’écoute")).to_be_visible()
    expect(page.locator("#recent .list > li")).to_have_count(8)
    screenshot(page, "places-first-posts", full=True)
    axe(page)
    page.locator("#volume a", has_text="8 messages").first.click()
    expect(page).to_have_url(re.compile(rf"/posts/\?place={place.pk}"))


def test_without_script_a_place_is_added_all_the_same(chromium, live_server, ines: Seat, site: Website) -> None:
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    sign_in(page, ines.account)
    page.goto("/b/nocturne/places/add")
    page.get_by_label("Adresse").fill(site.at("/"))
    page.get_by_role("button", name="Examiner").click()
    page.get_by_role("button", name="Écouter ce lieu").click()
    expect(page).to_have_url(re.compile(r"/places/\d+/$"))
    context.close()
    assert Place.objects.count() == 1


def test_a_table_with_broken_lines(browser_page: Page, ines: Seat) -> None:
    page = browser_page
    sign_in(page, ines.account)
    page.goto("/b/nocturne/places/capture")
    page.get_by_label("Fichier").set_input_files({"name": "avis.csv", "mimeType": "text/csv", "buffer": CSV})
    page.get_by_role("button", name="Examiner ce fichier").click()
    expect(page.get_by_role("heading", name="3 lignes laissées de côté")).to_be_visible()
    screenshot(page, "places-table", full=True)
    axe(page)
    page.get_by_role("button", name="Importer").click()
    expect(page.locator(".figure", has_text="nouveaux messages").locator(".figure-value")).to_have_text("2")
    screenshot(page, "places-imported", full=True)
    axe(page)
    assert Post.objects.count() == 2


def test_a_place_is_removed_by_keyboard_alone(browser_page: Page, ines: Seat) -> None:
    page, place = browser_page, place_for(ines.brand, "Le blog du rail", datetime.now(UTC))
    sign_in(page, ines.account)
    page.goto("/b/nocturne/places/")
    page.keyboard.press("a")
    expect(page).to_have_url(re.compile("/places/add$"))
    page.go_back()
    page.get_by_role("link", name="Le blog du rail").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/places/{place.pk}/$"))
    page.locator("summary", has_text="Retirer").focus()
    page.keyboard.press("Enter")
    screenshot(page, "places-remove")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("n’est plus lu")).to_be_visible()
    place.refresh_from_db()
    assert place.ended_at is not None
