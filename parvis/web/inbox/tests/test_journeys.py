"""The community manager's morning, in Chromium: on a desk, on a phone, by keyboard alone, in both languages and lights."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from parvis.core.models import Seat
from parvis.engagement.models import Case, CaseEvent
from parvis.outbox.models import Outgoing
from parvis.web.inbox.tests.scene import Scene, colleague, person_with_identity, read_as, say, set_scene
from tests.browser import axe, screenshot, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scene(ines: Seat) -> Scene:
    at = datetime.now(UTC)
    made = set_scene(ines, at)
    first = made.cases[2]
    other = person_with_identity(ines.brand, "Paul Vigneron", "manual", at)
    say(first.thread, other, "Pareil pour nous, la nuit dernière : un accueil impeccable.", at - timedelta(hours=2))
    ours = say(
        first.thread,
        None,
        "Merci Bérénice, l’équipe vous lit avec plaisir.\n\nInès, community manager de Nocturne",
        at - timedelta(hours=1),
        direction="out",
    )
    Outgoing.objects.create(
        brand=ines.brand, place=first.place, thread=first.thread, reply_to=first.post, persona=made.personas[0], post=ours,
        author=ines.account, body="Merci", state="sent", key="sent-1", created_at=at, updated_at=at, sent_at=at,
    )  # fmt: skip
    last = say(
        first.thread,
        first.post.author,
        "Une question tout de même : le petit déjeuner est-il compris ?",
        at - timedelta(minutes=40),
        folded="> Merci Bérénice, l’équipe vous lit avec plaisir.\n-- \nBérénice",
        edited_at=at,
    )
    read_as(last, "neutral")
    colleague(ines.brand, "Malik", at)
    return made


def open_inbox(page: Page, seat: Seat, *, language: str = "fr", theme: str = "light") -> None:
    sign_in(page, seat.account, language=language, theme=theme)
    page.goto("/b/nocturne/inbox/")


@pytest.mark.parametrize(("theme", "language"), [("light", "fr"), ("dark", "en")])
def test_the_inbox_is_readable_and_accessible(
    browser_page: Page, ines: Seat, scene: Scene, theme: str, language: str
) -> None:
    page = browser_page
    open_inbox(page, ines, theme=theme, language=language)
    screenshot(page, f"inbox-list-{theme}")
    axe(page)
    page.get_by_role("link", name="Bérénice").first.click()
    expect(page.locator("#case-title")).to_be_focused()
    expect(page).to_have_url(re.compile(rf"/inbox/{scene.cases[2].pk}\?view=all"))
    screenshot(page, f"inbox-{theme}")
    axe(page)


@pytest.mark.parametrize("width", [1024, 1160, 1280, 1366, 1920])
def test_the_panes_stand_beside_or_below_each_other_never_over(
    browser_page: Page, ines: Seat, scene: Scene, width: int
) -> None:
    page = browser_page
    page.set_viewport_size({"width": width, "height": 800})
    open_inbox(page, ines)
    page.get_by_role("link", name="Bérénice").first.click()
    expect(page.locator("#case-title")).to_be_focused()
    thread, person = (page.locator(one).bounding_box() for one in (".desk .thread", ".beside-person"))
    assert thread
    assert person
    assert thread["x"] + thread["width"] <= person["x"] + 1 or thread["y"] + thread["height"] <= person["y"] + 1
    expect(page.locator(".composer-send > .button").last).to_be_in_viewport(ratio=1)


def test_a_case_from_the_first_look_to_the_end(browser_page: Page, ines: Seat, scene: Scene) -> None:
    page, case = browser_page, scene.cases[2]
    open_inbox(page, ines)
    page.get_by_role("link", name="Bérénice").first.click()
    page.get_by_role("button", name="Me l’attribuer").click()
    expect(page.get_by_text("Ines a pris le dossier")).to_be_visible()
    page.locator("#case summary", has_text="Note").click()
    page.get_by_label("Note pour l’équipe").fill("Offrir un café au prochain voyage ?")
    page.get_by_role("button", name="Garder la note").click()
    expect(page.locator(".note-text")).to_have_text("Offrir un café au prochain voyage ?")

    page.locator("#reply").fill("Bonjour Bérénice, il est compris en couchette confort.")
    expect(page.locator("#saved")).to_contain_text("Brouillon enregistré")
    assert Outgoing.objects.get(state="draft").body.startswith("Bonjour Bérénice")
    expect(page.locator("#signature")).to_have_text("Inès, community manager de Nocturne")
    page.get_by_label("Signé").select_option(label="L’équipe de nuit")
    expect(page.locator("#signature")).to_contain_text("service voyageurs")
    page.get_by_role("button", name="Préparer la réponse").click()
    expect(page.get_by_text("À porter à la main")).to_be_visible()
    screenshot(page, "inbox-by-hand")
    axe(page)
    page.get_by_role("button", name="Elle y est").click()
    expect(page.locator(".post-ours").last).to_contain_text("compris en couchette confort")
    case.refresh_from_db()
    assert case.state == "waiting"

    page.locator("#case summary", has_text="Clore").click()
    page.get_by_role("button", name="Résolu").click()
    expect(page.get_by_text("a clos le dossier")).to_be_visible()
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("closed", "resolved")


def test_filters_are_addresses(browser_page: Page, ines: Seat, scene: Scene) -> None:
    page = browser_page
    open_inbox(page, ines)
    page.get_by_role("searchbox").fill("Camille")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=Camille"))
    expect(page.locator(".case-row")).to_have_count(1)
    page.goto(page.url)
    expect(page.locator(".case-row")).to_have_count(1)


def test_the_whole_morning_by_keyboard(browser_page: Page, ines: Seat, scene: Scene) -> None:
    page = browser_page
    open_inbox(page, ines)
    keys = page.keyboard
    keys.press("j")
    keys.press("j")
    keys.press("k")
    late = page.locator(".case-row .list-title").first
    expect(late).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#case-title")).to_be_focused()
    case = Case.objects.get(pk=int(page.url.split("/inbox/")[1].split("?")[0]))
    keys.press("a")
    expect(page.get_by_text("Ines a pris le dossier")).to_be_visible()
    keys.press("n")
    expect(page.locator("#note-text")).to_be_focused()
    keys.type("vu")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.locator(".note-text")).to_have_text("vu")
    keys.press("r")
    expect(page.locator("#reply")).to_be_focused()
    keys.type("Bonjour, je regarde cela tout de suite.")
    keys.press("Control+Enter")
    expect(page.locator(".outgoing")).to_be_focused()
    keys.press("s")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_text("a mis le dossier de côté")).to_be_visible()
    keys.press("?")
    expect(page.locator("#help")).to_be_visible()
    screenshot(page, "inbox-help")
    axe(page)
    keys.press("Escape")
    keys.press("u")
    expect(page).to_have_url(re.compile(r"/inbox/\?view=all$"))
    keys.press("]")
    expect(page).to_have_url(re.compile("view=waiting"))
    assert set(CaseEvent.objects.filter(case=case).values_list("kind", flat=True)) == {"assigned", "note", "snoozed"}


def test_a_draft_that_stood_is_sent_after_the_case_moved(browser_page: Page, ines: Seat, scene: Scene) -> None:
    page = browser_page
    open_inbox(page, ines)
    page.locator(".case-row .list-title").first.click()
    page.locator("#reply").fill("Bonjour, je regarde.")
    expect(page.get_by_text("Brouillon enregistré")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("#case-title").focus()
    page.keyboard.press("a")
    expect(page.get_by_text("Ines a pris le dossier")).to_be_visible()
    page.keyboard.press("r")
    page.keyboard.press("End")
    page.keyboard.type(" Merci !")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".outgoing")).to_be_focused()
    expect(page.locator(".outgoing")).to_contain_text("Bonjour, je regarde. Merci !")


def test_one_pane_at_a_time_on_a_phone(phone_page: Page, ines: Seat, scene: Scene) -> None:
    page = phone_page
    open_inbox(page, ines)
    screenshot(page, "inbox-phone-list")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name="Bérénice").first.tap()
    expect(page.locator("#case-title")).to_be_visible()
    expect(page.locator("#list")).to_be_hidden()
    screenshot(page, "inbox-phone-case")
    screenshot(page, "inbox-phone-case-full", full=True)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name="Revenir à la liste").tap()
    expect(page.locator("#list")).to_be_visible()


def test_an_empty_inbox_teaches_the_next_step(browser_page: Page, ines: Seat) -> None:
    open_inbox(browser_page, ines)
    expect(browser_page.get_by_text("Personne n’attend de réponse")).to_be_visible()
    screenshot(browser_page, "inbox-empty")
    axe(browser_page)


def test_a_closed_case_leaves_the_list_by_itself(browser_page: Page, ines: Seat, scene: Scene) -> None:
    page = browser_page
    open_inbox(page, ines)
    before = page.locator(".case-row").count()
    page.locator(".case-row .list-title").first.click()
    page.locator("#case summary", has_text="Clore").click()
    page.get_by_role("button", name="Indésirable").click()
    expect(page.locator(".case-row")).to_have_count(before - 1)


def test_the_list_hears_of_news(browser_page: Page, ines: Seat, scene: Scene) -> None:
    page, case = browser_page, scene.cases[0]
    open_inbox(page, ines)
    before = page.locator(".case-row").count()
    Case.objects.filter(pk=case.pk).update(state="closed", due_at=None, waiting_since=None)
    page.evaluate("document.body.dispatchEvent(new CustomEvent('parvis:cases'))")
    expect(page.locator(".case-row")).to_have_count(before - 1)


def test_an_unconfirmed_and_a_failed_answer_ask_a_person(browser_page: Page, ines: Seat, scene: Scene) -> None:
    page, case, at = browser_page, next(c for c in scene.cases if c.place.network == "email"), datetime.now(UTC)
    told = {
        "unconfirmed": {"text": "The server closed the line.", "params": {}, "mend": None},
        "failed": {
            "text": "The mailbox refused the password.",
            "params": {},
            "mend": {"text": "Give the new one.", "params": {}},
        },
    }
    for state, problem in told.items():
        Outgoing.objects.create(
            brand=case.brand, place=case.place, thread=case.thread, reply_to=case.post, author=ines.account,
            persona=scene.personas[0], body="Bonjour Camille, votre billet part à l’instant.", state=state, key=state,
            created_at=at, updated_at=at, queued_at=at, problem=problem,
        )  # fmt: skip
    sign_in(page, ines.account)
    page.goto(f"/b/nocturne/inbox/{case.pk}")
    expect(page.get_by_text("Est-elle partie ?")).to_be_visible()
    screenshot(page, "inbox-unconfirmed")
    axe(page)
    page.get_by_role("button", name="Oui, elle y est").click()
    expect(page.locator(".post-ours")).to_contain_text("votre billet part")
    page.get_by_role("button", name="Continuer à écrire").click()
    expect(page.locator("#reply")).to_have_value("Bonjour Camille, votre billet part à l’instant.")
