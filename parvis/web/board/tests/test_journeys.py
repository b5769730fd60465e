"""A board in Chromium: read by keyboard alone, announced, marked, kept; on a phone one column a screen; both lights."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from parvis.boards.actions.boards import BoardForm, Source, add_column, make_board
from parvis.boards.actions.collections import CollectionForm, make_collection
from parvis.boards.models import Board, ColumnMark
from parvis.conversations.models import Post
from parvis.core.models import Seat
from tests.browser import axe, screenshot, sign_in
from tests.flows.reading_room import furnished

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def a_board(ines: Seat) -> Board:
    at = datetime.now(UTC)
    scene = furnished(ines.brand, at, posts=6)
    board = make_board(ines, BoardForm("Le matin"), at=at)
    kept = make_collection(ines, CollectionForm("À citer"), at=at)
    for source in (Source(watch=scene.watch), Source(place=scene.blog), Source(collection=kept)):
        add_column(board, source, by=ines.account, at=at)
    return board


def test_the_morning_is_read_by_keyboard_alone(browser_page: Page, ines: Seat) -> None:
    page, board = browser_page, a_board(ines)
    sign_in(page, ines.account)
    page.goto(f"/b/nocturne/boards/{board.pk}/")
    screenshot(page, "board")
    axe(page)
    first, second = page.locator(".board-column").nth(0), page.locator(".board-column").nth(1)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(first.locator(".board-title").nth(1)).to_be_focused()
    page.keyboard.press("l")
    expect(second.locator(".board-title").nth(1)).to_be_focused()
    page.keyboard.press("k")
    newest = second.locator(".board-title").nth(0)
    expect(newest).to_be_focused()
    expect(second.locator(".board-count")).to_contain_text("6")
    page.keyboard.press("r")
    expect(second.locator(".board-new")).to_have_count(0)
    expect(page.locator("#board-said")).to_have_text("Lu jusqu’ici")
    assert ColumnMark.objects.get().upto == Post.objects.filter(place__name="Blog").latest("pk").pk
    page.keyboard.press("r")
    expect(second.locator(".board-new")).to_have_count(1)
    page.keyboard.press("?")
    expect(page.locator("#help")).to_contain_text("Colonne suivante")
    page.keyboard.press("Escape")
    newest.focus()
    page.keyboard.press("s")
    page.get_by_label("Dans quelle collection").select_option(label="À citer")
    page.get_by_role("button", name="Le garder").click()
    expect(
        page.get_by_text("Gardé dans « À citer ».".replace("« ", "«\u202f").replace(" »", "\u202f»"))
    ).to_be_visible()
    axe(page)


def test_columns_change_places_and_a_phone_shows_one_at_a_time(phone_page: Page, ines: Seat) -> None:
    page, board = phone_page, a_board(ines)
    sign_in(page, ines.account, theme="dark", language="en")
    page.goto(f"/b/nocturne/boards/{board.pk}/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    seen = page.locator(".board-column").evaluate_all("all => all.map(one => one.getBoundingClientRect().x < 390)")
    assert seen == [True, False, False]
    axe(page)
    page.goto(f"/b/nocturne/boards/{board.pk}/edit")
    page.get_by_role("button", name="Later: Nuit").click()
    expect(page.get_by_label("Name of the column").nth(1)).to_have_value("Nuit")
    screenshot(page, "board-arranged-phone", full=True)
    axe(page)
