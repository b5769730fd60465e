"""Possible matches: what is shown, to whom, by which keys, and how each act is taken back."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Page, expect

from conftest import seat_for
from parvis.connectors.contract import Author
from parvis.core.models import Brand, Seat
from parvis.core.roles import Role
from parvis.flows.likeness import look_again
from parvis.people.actions import Sighting, attribute
from parvis.people.models import Identity, Merge, NotSame, Suggestion
from tests.browser import axe, sign_in

QUEUE = "/b/nocturne/people/matches"
NAMES = ("Solveig Quéméneur", "Hippolyte Castelnau", "Rosamund Illingworth")


@pytest.fixture
def desk(client: Client, ines: Seat) -> Client:
    client.force_login(ines.account)
    client.cookies["parvis_language"] = "en"
    return client


@pytest.fixture
def pair(brand: Brand, noon: datetime) -> Suggestion:
    return twins(brand, noon, 1)[0]


def twins(brand: Brand, at: datetime, n: int) -> list[Suggestion]:
    """`n` people, each on a blog and by mail."""
    for name in NAMES[:n]:
        for network in ("feed", "email"):
            remote = f"{network}:{name}"
            attribute(
                brand.pk, network, {remote: Sighting(Author(remote, name=name, handle=f"{name}@{network}"), at, at)}
            )
    look_again(brand.pk, at)
    return list(Suggestion.objects.filter(brand=brand).order_by("-score", "-pk"))


def undo_in(page: Any) -> str:
    found = re.search(r'action="([^"]+)"><input[^>]+>\s*<button[^>]+data-key="u"', page.content.decode())
    assert found, "the way back is offered"
    return found[1]


def test_a_pair_stands_side_by_side_with_its_evidence(desk: Client, pair: Suggestion) -> None:
    page = desk.get(QUEUE).content.decode()
    for word in (
        "The same person?",
        "Same name: Solveig Quéméneur",
        "Possible",
        'data-key="y"',
        'data-key="n"',
        'data-key="l"',
    ):
        assert word in page
    assert page.count('class="match-side"') == 2


@pytest.mark.parametrize(("act", "table"), [("same", Merge), ("different", NotSame), ("later", None)])
def test_a_pair_is_decided_and_taken_back(desk: Client, pair: Suggestion, act: str, table: Any) -> None:
    answer = desk.post(f"{QUEUE}/{pair.pk}/{act}", follow=True)
    assert "Nothing to compare" in answer.content.decode()
    assert table is None or table.objects.count() == 1
    back = desk.post(undo_in(answer), follow=True)
    assert "The same person?" in back.content.decode()
    assert not Merge.objects.filter(undone_at=None).exists()
    assert not NotSame.objects.exists()


def test_the_page_that_is_kept_is_chosen(desk: Client, pair: Suggestion) -> None:
    desk.post(f"{QUEUE}/{pair.pk}/same", {"keep": pair.high_id})
    assert Merge.objects.get().winner_id == pair.high_id
    assert desk.get(f"/b/nocturne/people/{pair.low_id}/")["Location"] == f"/b/nocturne/people/{pair.high_id}/"


def test_a_colleague_who_comes_second_is_told_so(desk: Client, pair: Suggestion) -> None:
    desk.post(f"{QUEUE}/{pair.pk}/same")
    again = desk.post(f"{QUEUE}/{pair.pk}/same", follow=True)
    assert "somebody was faster" in again.content.decode()
    refused = desk.post(f"{QUEUE}/{pair.pk}/different", follow=True)
    assert "separate them on their page first" in refused.content.decode()
    assert Merge.objects.count() == 1


def test_who_was_joined_is_separated_on_their_page_and_not_proposed_again(desk: Client, pair: Suggestion) -> None:
    desk.post(f"{QUEUE}/{pair.pk}/same")
    person = desk.get(f"/b/nocturne/people/{pair.low_id}/").content.decode()
    assert "Separate Solveig Quéméneur again" in person
    separated = desk.post(f"/b/nocturne/people/merges/{Merge.objects.get().pk}/separate", follow=True)
    assert "Separated again" in separated.content.decode()
    assert "Nothing to compare" in desk.get(QUEUE).content.decode()


def test_somebody_is_found_by_name_and_joined_by_hand(desk: Client, brand: Brand, pair: Suggestion) -> None:
    here = f"/b/nocturne/people/{pair.low_id}/"
    assert f'value="{pair.high_id}"' in desk.get(f"{here}join?q=solveig").content.decode()
    assert f'value="{pair.low_id}"' not in desk.get(f"{here}join?q=solveig").content.decode()
    for wrong in ("", "x", "9" * 30, str(pair.low_id)):
        assert desk.post(f"{here}merge", {"other": wrong}).status_code == 404
    assert desk.post(f"{here}merge", {"other": pair.high_id}).status_code == 302
    assert Identity.objects.filter(person_id=pair.low_id).count() == 2


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.AGENCY_GUEST])
def test_who_decides_nothing_is_shown_no_pair(client: Client, brand: Brand, pair: Suggestion, role: Role) -> None:
    """Pairs are of the whole brand: whoever sees a part of it would read the rest there."""
    client.force_login(seat_for(brand, role).account)
    assert client.get(QUEUE).status_code == 403
    assert QUEUE not in client.get("/b/nocturne/people/").content.decode()
    assert client.post(f"{QUEUE}/{pair.pk}/same").status_code == 403


@pytest.mark.parametrize("undo", ["merge-x", "merge-", "nobody-1", "merge-" + "9" * 40, "<script>"])
def test_an_address_that_somebody_mistyped_offers_no_undo(desk: Client, pair: Suggestion, undo: str) -> None:
    page = desk.get(QUEUE, {"undo": undo, "pair": undo})
    assert page.status_code == 200
    assert 'data-key="u"' not in page.content.decode()


def test_one_pair_or_many_cost_the_same_queries(desk: Client, brand: Brand, noon: datetime) -> None:
    counts = []
    for n in (1, 3):
        twins(brand, noon, n)
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(QUEUE).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 14


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_queue_is_worked_by_keyboard_and_accessible(
    browser_page: Page, ines: Seat, brand: Brand, noon: datetime, theme: str
) -> None:
    twins(brand, noon, 2)
    sign_in(browser_page, ines.account, theme=theme)
    browser_page.goto(QUEUE)
    expect(browser_page.get_by_role("heading", name="Rapprochements possibles")).to_be_visible()
    axe(browser_page)
    browser_page.keyboard.press("n")
    expect(browser_page.get_by_text("Cette paire ne sera plus jamais proposée")).to_be_visible()
    browser_page.keyboard.press("u")
    expect(browser_page.get_by_text("pourra être proposée de nouveau")).to_be_visible()
    browser_page.keyboard.press("y")
    expect(browser_page.get_by_text("désormais une seule personne")).to_be_visible()
    assert Merge.objects.filter(undone_at=None).count() == 1
    browser_page.goto(f"/b/nocturne/people/{Merge.objects.get().winner_id}/")
    axe(browser_page)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_queue_fits_a_phone(phone_page: Page, ines: Seat, brand: Brand, noon: datetime) -> None:
    twins(brand, noon, 3)
    sign_in(phone_page, ines.account)
    phone_page.goto(QUEUE)
    assert phone_page.evaluate("document.documentElement.scrollWidth") <= 390
    axe(phone_page)
