"""Writing and reading in Chromium: by keyboard, on a phone, in both lights; nothing that is written is lost."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from conftest import NOON
from parvis.community.models import Bookmark, Draft, PostReaction
from parvis.community.queries.house import forget
from parvis.conversations.models import Post
from parvis.core.models import Brand
from tests.browser import axe, screenshot, sign_in
from tests.square import Square

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAID = "# Titre\n\nLa fin : ||le chat||.\n\n:::spoiler Plus\nsecret\n:::\n\n| a | b |\n|---|---|\n| 1 | 2 |"


@pytest.fixture
def square(brand: Brand) -> Square:
    forget()
    return Square(brand, NOON)


def photo() -> bytes:
    into = io.BytesIO()
    Image.new("RGB", (300, 200), (180, 90, 20)).save(into, "JPEG")
    return into.getvalue()


def test_an_answer_is_written_by_keyboard_kept_looked_at_and_sent(browser_page: Page, square: Square) -> None:
    page, lea, tom = browser_page, square.member("lea"), square.member("tomas")
    topic = square.topic(square.space("Entraide"), tom, "Quelle mèche ?", SAID)
    sign_in(page, lea.account)
    there = f"/c/nocturne/t/{topic.slug}/{topic.pk}"
    page.goto(there)
    axe(page)
    page.get_by_role("button", name="Réagir au n° 1").or_(page.locator("summary[title='Réagir']")).first.press("Enter")
    page.get_by_role("button", name="Merci", exact=True).press("Enter")
    expect(page.get_by_role("button", name="Merci, 1")).to_have_attribute("aria-pressed", "true")
    page.locator("summary[title='Plus']").press("Enter")
    page.get_by_role("button", name="Garder pour plus tard").press("Enter")
    expect(page.get_by_role("button", name="Garder pour plus tard")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("link", name="Citer").press("Enter")
    box = page.get_by_label("Votre réponse").and_(page.locator("textarea"))
    expect(box).to_be_focused()
    expect(box).to_have_value(re.compile(rf"^> \[Tomas\]\({there}/1\)\n>\n> Titre"))
    page.keyboard.type("Merci @to")
    expect(page.get_by_role("option", name="Tomas")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Control+b")
    page.keyboard.type("vraiment")
    expect(box).to_have_value(re.compile(r"Merci @tomas \*\*vraiment\*\*$"))
    expect(page.get_by_text("Brouillon gardé")).to_be_visible()
    page.reload()
    expect(box).to_have_value(re.compile(r"\*\*vraiment\*\*$"))
    page.locator("input[type=file]").set_input_files([{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()}])
    expect(page.get_by_text("L’image est là")).to_be_visible()
    page.keyboard.type("Une mèche")
    expect(box).to_have_value(re.compile(r"!\[Une mèche\]\(/c/nocturne/files/\d+-300x200-"))
    page.get_by_role("button", name="Aperçu").click()
    shown = page.get_by_role("region", name="Aperçu")
    expect(shown.get_by_role("link", name="@tomas")).to_be_visible()
    expect(shown.get_by_role("img", name="Une mèche")).to_be_visible()
    axe(page)
    screenshot(page, "posting-composer")
    page.get_by_role("button", name="Répondre").last.click()
    page.wait_for_url(f"**{there}#p2")
    expect(page.locator("#p2").get_by_role("link", name="@tomas")).to_be_visible()
    assert not Draft.objects.exists()
    assert PostReaction.objects.get().kind == "thanks"
    assert Bookmark.objects.get().post.seq == 1


def test_a_long_topic_is_read_on_a_phone_without_turning_pages(phone_page: Page, square: Square) -> None:
    page, lea = phone_page, square.member("lea")
    topic = square.topic(square.space("Entraide"), lea, "Une longue histoire", SAID)
    for n in range(2, 46):
        square.answer(topic, lea, f"Suite {n}. " + "Une phrase de plus. " * 6)
    page.goto(f"/c/nocturne/t/{topic.slug}/{topic.pk}")
    hidden = page.locator(".spoiler")
    assert "blur" in hidden.evaluate("one => getComputedStyle(one).filter")
    hidden.tap()
    expect(hidden).to_have_css("filter", "none")
    page.locator("#p20").scroll_into_view_if_needed()
    page.keyboard.press("PageDown")
    expect(page.locator("#p40")).to_be_attached()
    page.locator("#p30").scroll_into_view_if_needed()
    expect(page).to_have_url(re.compile(r"\?page=2$"))
    page.locator("#p40").scroll_into_view_if_needed()
    expect(page.locator("#p45")).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)
    page.goto(f"/c/nocturne/t/{topic.slug}/{topic.pk}?page=3")
    assert Post.objects.count() == 45
    expect(page.locator(".forum-post")).to_have_count(5)


def test_a_moderator_tends_in_the_dark(browser_page: Page, square: Square, ines) -> None:
    page, lea = browser_page, square.member("lea")
    keeper = square.member("ines", ines.account)
    topic = square.topic(square.space("Entraide"), lea, "Quelle mèche ?", SAID)
    square.answer(topic, lea, "Autre chose, en fait.")
    square.space("Salon")
    sign_in(page, keeper.account, theme="dark")
    page.goto(f"/c/nocturne/topics/{topic.pk}/tend")
    axe(page)
    screenshot(page, "posting-tend")
    page.get_by_label("Titre du nouveau sujet").fill("Autre chose")
    page.get_by_label("#2").check()
    page.get_by_role("button", name="Créer le sujet").click()
    expect(page.get_by_role("heading", name="Autre chose")).to_be_visible()
    page.goto(f"/c/nocturne/posts/{Post.objects.get(thread=topic.pk).pk}/edit")
    page.locator("textarea").fill("Tout autre chose.")
    page.get_by_role("button", name="Enregistrer").click()
    page.goto(f"/c/nocturne/posts/{Post.objects.get(thread=topic.pk).pk}/versions")
    axe(page)
