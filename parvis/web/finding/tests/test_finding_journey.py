"""With the keyboard alone, on a wide screen and on a phone, in both lights."""

import json

import pytest
from playwright.sync_api import Page

from conftest import NOON
from parvis.community.queries.house import forget
from parvis.core.models import Brand
from parvis.flows.finding import index_topics
from tests.browser import axe, screenshot
from tests.square import Square

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def square(brand: Brand) -> Square:
    forget()
    square = Square(brand, NOON)
    room, lea = square.space("Entraide"), square.member("lea")
    for n in range(25):
        square.topic(room, lea, f"Bougie {n}", "Ma bougie parfumée ne s’allume plus, que faire ?")
    index_topics()
    return square


def test_a_passer_by_finds_by_keyboard_and_reads(browser_page: Page, square: Square) -> None:
    page = browser_page
    page.goto("/c/nocturne/")
    page.keyboard.press("/")
    page.keyboard.type("bougies allumee")
    page.keyboard.press("Enter")
    page.wait_for_selector("mark")
    assert str(page.locator("mark").first.text_content()).lower() == "bougie"
    axe(page)
    screenshot(page, "finding-desk")
    page.emulate_media(color_scheme="dark")
    page.reload()
    axe(page)
    screenshot(page, "finding-desk-dark")
    page.locator(".finding-hit a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".forum-post")
    told = json.loads(page.locator('script[type="application/ld+json"]').text_content() or "")
    assert told["@type"] == "DiscussionForumPosting", "the policy of the pages lets a data block stand"


def test_a_phone_has_a_way_to_search_and_narrows_it_down(phone_page: Page, square: Square) -> None:
    page = phone_page
    page.goto("/c/nocturne/")
    page.locator(".finding-way").click()
    page.locator("#finding-q").fill("bougie")
    page.keyboard.press("Enter")
    page.wait_for_selector("mark")
    page.locator(".finding-more summary").click()
    axe(page)
    screenshot(page, "finding-phone")
    page.locator("#id_author").fill("lea")
    page.locator("#id_author").press("Enter")
    page.wait_for_selector("mark")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.emulate_media(color_scheme="dark")
    page.reload()
    axe(page)
    screenshot(page, "finding-phone-dark")
