"""Every screen in Chromium, on the narrowest telephone: nothing leaves its side, and its console stays silent."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Page

from conftest import seat_for
from parvis.core.models import Brand, Seat
from parvis.core.roles import Role
from tests.browser import sign_in
from tests.doors import ROUTES, address
from tests.furnished import furnish

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NARROW = 360
OUTSIDE = """width => [...document.querySelectorAll("main *")]
    .filter(one => one.getBoundingClientRect().right > width + 1 && !one.closest(".tabs")).slice(0, 3).map(one => one.outerHTML.slice(0, 120))"""


def pages(owner: Seat) -> dict[str, str]:
    """Route → address, of whatever answers the owner with a whole page."""
    things = furnish(owner.brand)
    client = Client(raise_request_exception=False)
    client.force_login(owner.account)
    found = {route.name: address(route, owner.brand, things) for route in ROUTES}
    answers = {name: client.get(at) for name, at in found.items()}
    return {name: found[name] for name, a in answers.items() if a.status_code == 200 and b"<html" in a.getvalue()}


def test_no_screen_scrolls_sideways_and_none_complains(phone_page: Page, brand: Brand) -> None:
    owner = seat_for(brand, Role.OWNER)
    phone_page.set_viewport_size({"width": NARROW, "height": 700})
    sign_in(phone_page, owner.account)
    wide = {}
    for name, at in pages(owner).items():
        phone_page.goto(at)  # what its console says fails the test at its end, with the address
        if phone_page.evaluate("document.documentElement.scrollWidth") > NARROW:
            wide[name] = phone_page.evaluate(OUTSIDE, NARROW)
    assert wide == {}
