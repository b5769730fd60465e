"""The curve under the hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from parvis.connectors.contract import Author, Item
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.core.models import Seat
from parvis.flows.intake import take_in
from parvis.listening.actions import save_watch
from parvis.web.ui.assets import DIST
from tests.browser import axe, screenshot, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_a_curve_is_walked_by_keyboard_and_opens_its_posts(browser_page: Page, ines: Seat) -> None:
    at = datetime.now(UTC)
    where = "https://blog.example/feed"
    blog = add_place(ines.brand, NewPlace("feed", "feed", where, where, "Blog"), by=None, at=at)[0]
    save_watch(ines.brand, name="Rails", query="train", role="brand", by=None, at=at)
    items = [
        Item(
            f"p{n}",
            f"t{n}",
            f"Le train {f'numéro{n} ' * 12} est en grève",
            author=Author(f"a{n}", f"A{n}"),
            at=at - timedelta(days=n % 5),
        )
        for n in range(12)
    ]
    take_in(blog, items, at)
    sign_in(browser_page, ines.account)
    browser_page.goto("/b/nocturne/trends/")
    axe(browser_page)
    if not DIST.exists():
        pytest.skip("the islands are not built")
    live = browser_page.locator(".trends-live")
    live.focus()
    live.press("End")
    said = browser_page.locator(".trends-said")
    expect(said).to_contain_text("3")
    live.press("ArrowLeft")
    live.press("+")
    expect(said).to_contain_text("3")
    screenshot(browser_page, "trends-live")
    live.press("Enter")
    expect(browser_page.locator("main article.list-row")).to_have_count(3)
