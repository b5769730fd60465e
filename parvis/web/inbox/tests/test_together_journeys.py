"""Two people at one inbox, each in a browser of their own; and one person who chooses, undoes, and loses nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from parvis.core.models import Seat, Session
from parvis.engagement.actions.cases import By, classify
from parvis.engagement.actions.macros import MacroDraft, add_macro
from parvis.engagement.models import Case, Notice, Presence
from parvis.engagement.rules.macros import Acts
from parvis.outbox.models import Outgoing
from parvis.web.inbox.tests.scene import Scene, colleague, set_scene
from tests.browser import DESK, _page, axe, screenshot, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scene(ines: Seat) -> Scene:
    return set_scene(ines, datetime.now(UTC), cases=9)


@pytest.fixture
def malik(ines: Seat) -> Seat:
    return colleague(ines.brand, "Malik", datetime.now(UTC))


@pytest.fixture
def his_page(chromium: Browser, live_server: Any) -> Iterator[Page]:
    """A second browser."""
    yield from _page(chromium, live_server.url, DESK)


@pytest.fixture
def refused_page(chromium: Browser, live_server: Any) -> Iterator[Page]:
    """A browser whose console may complain: what it asks for is refused on purpose."""
    context = chromium.new_context(base_url=live_server.url, viewport=DESK, locale="fr-FR", reduced_motion="reduce")
    yield context.new_page()
    for page in context.pages:
        page.goto("about:blank")
    context.close()


def at_case(page: Page, seat: Seat, case: Case, **more: str) -> None:
    sign_in(page, seat.account, **more)
    page.goto(f"/b/nocturne/inbox/{case.pk}")


def hears(page: Page) -> None:
    """What the stream of events would say: the test server has none."""
    page.evaluate("document.body.dispatchEvent(new CustomEvent('parvis:presence'))")


def test_two_people_at_one_case_see_each_other_and_lose_nothing(
    browser_page: Page, his_page: Page, ines: Seat, malik: Seat, scene: Scene
) -> None:
    case = next(c for c in scene.cases if c.place.network == "email")
    at_case(browser_page, ines, case)
    at_case(his_page, malik, case)
    expect(his_page.locator("#here")).to_have_text("Ines est là")
    his_page.locator("#reply").fill("Bonjour, je m’en occupe.")
    expect(his_page.locator("#saved")).to_contain_text("Brouillon enregistré")
    hears(browser_page)
    expect(browser_page.locator("#here")).to_have_text("Malik écrit une réponse")
    expect(browser_page.locator(f"[data-here='{case.pk}']")).to_have_attribute("title", "Malik écrit une réponse")
    screenshot(browser_page, "together-presence")
    axe(browser_page)

    browser_page.locator("#reply").fill("Bonjour Camille, votre billet part.")
    browser_page.get_by_role("button", name="Envoyer", exact=True).click()
    expect(browser_page.locator(".crossing")).to_contain_text("Malik est en train d’écrire une réponse ici.")
    expect(browser_page.locator("#reply")).to_have_value("Bonjour Camille, votre billet part.")
    his_page.get_by_role("button", name="Envoyer", exact=True).click()
    expect(his_page.locator(".crossing")).to_contain_text("Ines")
    his_page.get_by_role("button", name="Envoyer la mienne quand même").click()
    expect(his_page.locator(".outgoing")).to_be_visible()
    browser_page.get_by_role("button", name="Envoyer la mienne quand même").click()
    expect(browser_page.locator(".crossing")).to_contain_text("Malik a répondu entre-temps.")
    expect(browser_page.locator(".crossing")).to_contain_text("Bonjour, je m’en occupe.")
    screenshot(browser_page, "together-crossing")
    axe(browser_page)
    assert Outgoing.objects.get(author=ines.account).body == "Bonjour Camille, votre billet part."
    his_page.goto("about:blank")
    hears(browser_page)
    expect(browser_page.locator("#here")).to_have_text("")
    assert list(Presence.objects.values_list("seat_id", flat=True)) == [ines.pk]


def test_a_draft_saved_many_times_is_never_taken_for_a_conflict(browser_page: Page, ines: Seat, scene: Scene) -> None:
    page = browser_page
    at_case(page, ines, scene.cases[0])
    box = page.locator("#reply")
    for n in range(4):
        with page.expect_response(re.compile("/draft")):
            box.press_sequentially(f"mot {n} ")
        expect(page.locator("#saved")).to_contain_text("Brouillon enregistré")
    expect(page.locator("#saved .notice")).to_have_count(0)
    assert Outgoing.objects.get().body == "mot 0 mot 1 mot 2 mot 3 "


def test_what_is_typed_survives_an_ended_session_and_a_closed_tab(refused_page: Page, ines: Seat, scene: Scene) -> None:
    page, case = refused_page, scene.cases[0]
    at_case(page, ines, case)
    Session.objects.all().delete()
    page.locator("#reply").fill("Écrit après la fin de la session.")
    expect(page.locator(".toast-error")).to_contain_text("Vous n’êtes plus connecté")
    expect(page.locator("#reply")).to_have_value("Écrit après la fin de la session.")
    screenshot(page, "together-signed-out")
    assert "/login?next=" in (page.locator(".toast-error a").get_attribute("href") or "")
    tab = page.context.new_page()
    page.close()
    at_case(tab, ines, case)
    expect(tab.locator("#reply")).to_have_value("Écrit après la fin de la session.")
    expect(tab.locator(".composer-kept")).to_be_visible()
    expect(tab.locator("#saved")).to_contain_text("Brouillon enregistré")
    assert Outgoing.objects.get().body == "Écrit après la fin de la session."
    tab.reload()
    expect(tab.locator(".composer-kept")).to_have_count(0)


def test_signing_out_leaves_nothing_of_what_was_written_in_the_browser(
    browser_page: Page, ines: Seat, scene: Scene
) -> None:
    page = browser_page
    at_case(page, ines, scene.cases[0])
    page.locator("#reply").press_sequentially("secret")
    assert page.evaluate("Object.keys(localStorage).length") == 1
    page.locator(".rail-foot summary").click()
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page).to_have_url(re.compile("/login"))
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_many_cases_by_keyboard_and_back(browser_page: Page, ines: Seat, scene: Scene) -> None:
    page = browser_page
    sign_in(page, ines.account)
    page.goto("/b/nocturne/inbox/?view=all")
    total, keys = page.locator(".case-row").count(), page.keyboard
    keys.press("j")
    keys.press("x")
    keys.press("j")
    keys.press("j")
    keys.press("Shift+X")
    expect(page.locator("[data-picked]")).to_have_text("3 choisis")
    screenshot(page, "together-picked")
    axe(page)
    second = page.locator(".case-row .pick input").nth(1).get_attribute("value") or ""
    classify(ines.brand, int(second.split(":")[0]), By(ines.account, datetime.now(UTC)), priority=1)
    page.locator("#many summary", has_text="Clore").click()
    page.locator("#many").get_by_role("button", name="Résolu").click()
    expect(page.locator("#bulk-told")).to_contain_text("2 dossiers clos : Résolu.")
    expect(page.locator("#bulk-told")).to_contain_text("1 avait changé entre-temps")
    screenshot(page, "together-bulk")
    axe(page)
    expect(page.locator(".case-row")).to_have_count(total - 2)
    keys.press("z")
    expect(page.locator("#bulk-told")).to_contain_text("2 dossiers sont comme avant")
    expect(page.locator(".case-row")).to_have_count(total)


def test_a_ready_answer_by_keyboard(browser_page: Page, ines: Seat, scene: Scene) -> None:
    page, at = browser_page, datetime.now(UTC)
    for name, text in (("Objet trouvé", "Bonjour {personne}, nous cherchons."), ("Merci", "Merci {personne} !")):
        draft = MacroDraft(name, text, language="fr", acts=Acts(assign="me") if name == "Merci" else Acts())
        add_macro(ines.brand, draft, by=ines.account, at=at)
    at_case(page, ines, scene.cases[0])
    page.locator("#reply").press_sequentially("/mer")
    expect(page.locator(".choice")).to_have_count(1)
    expect(page.locator(".choices-preview")).to_have_text("Merci Camille Roussel !")
    screenshot(page, "together-macros")
    axe(page)
    page.keyboard.press("Enter")
    expect(page.locator("#reply")).to_have_value("Merci Camille Roussel !")
    expect(page.locator("#macro-follows")).to_contain_text("attribué à moi")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".outgoing")).to_be_visible()
    expect(page.get_by_text("Ines a pris le dossier")).to_be_visible()


def test_a_colleague_is_called_by_keyboard(browser_page: Page, ines: Seat, malik: Seat, scene: Scene) -> None:
    page = browser_page
    at_case(page, ines, scene.cases[0])
    page.keyboard.press("n")
    expect(page.locator("#note-text")).to_be_focused()
    page.keyboard.type("À voir avec @ma")
    expect(page.locator(".choice")).to_have_text(re.compile("Malik"))
    screenshot(page, "together-mention")
    axe(page)
    page.keyboard.press("Enter")
    expect(page.locator("#note-text")).to_have_value("À voir avec @malik ")
    page.get_by_role("button", name="Garder la note").click()
    expect(page.locator(".note-text")).to_have_text("À voir avec @malik")
    assert Notice.objects.get().account_id == malik.account_id


@pytest.mark.parametrize(("theme", "language"), [("light", "fr"), ("dark", "en")])
def test_the_pages_of_working_together_are_accessible(
    browser_page: Page, ines: Seat, malik: Seat, scene: Scene, theme: str, language: str
) -> None:
    page, at = browser_page, datetime.now(UTC)
    Case.objects.filter(pk__in=[c.pk for c in scene.cases[:4]]).update(assignee=ines)
    Case.objects.filter(pk=scene.cases[0].pk).update(due_at=at - timedelta(hours=2))
    add_macro(ines.brand, MacroDraft("Merci", "Merci {personne} !", acts=Acts(assign="me")), by=malik.account, at=at)
    sign_in(page, malik.account, theme=theme, language=language)
    page.goto(f"/b/nocturne/inbox/{scene.cases[0].pk}")
    expect(page.locator("#here")).to_be_attached()
    page.locator("summary[data-key=n]").click()
    page.locator("#note-text").press_sequentially("@ines")
    expect(page.locator(".choice")).to_have_count(1)
    page.keyboard.press("Escape")
    page.locator(".menu-form", has=page.locator("#note-text")).locator("button").click()
    expect(page.locator(".note-text")).to_be_visible()
    sign_in(page, ines.account, theme=theme, language=language)
    page.goto("/b/nocturne/inbox/?view=mine")
    page.locator("summary[aria-label]", has=page.locator("svg")).nth(1).click()
    for address in ("today/", "notices/", "settings/macros/", "settings/macros/add", "inbox/views/"):
        page.goto(f"/b/nocturne/{address}")
        screenshot(page, f"{address.strip('/').replace('/', '-')}-{theme}")
        axe(page)


def test_today_and_the_rest_on_a_phone(phone_page: Page, ines: Seat, scene: Scene) -> None:
    page = phone_page
    Case.objects.filter(pk__in=[c.pk for c in scene.cases[:4]]).update(assignee=ines)
    sign_in(page, ines.account)
    for address in ("today/", "notices/", "settings/macros/add", "inbox/views/", "inbox/?view=all"):
        page.goto(f"/b/nocturne/{address}")
        screenshot(page, f"phone-{re.sub('[^a-z]+', '-', address)}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
    page.locator(".pick").first.tap()
    expect(page.locator(".bulk-bar")).to_be_visible()
    screenshot(page, "phone-picked")
    axe(page)
