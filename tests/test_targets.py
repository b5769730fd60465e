"""On a phone, everything one presses in the settings and the places is 44 px large, each way (WCAG 2.5.5)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from conftest import seat_for
from parvis.core.models import Brand
from parvis.core.roles import Role
from tests.browser import sign_in
from tests.doors import ROUTES, Route, address
from tests.furnished import furnish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCREENS = (
    "place",
    "credential",
    "settings",
    "seat_",
    "persona_",
    "rule_",
    "macro_",
    "invitation_",
    "account",
    "key_",
    "webhook",
)
LEAST, WIDE = 44, 390
PRESSED = (
    "button, summary, [role=button], a.button, a.menu-item, .list-end a, nav[aria-label] a, "
    "select, input[type=submit], input:not([type=hidden], [type=checkbox], [type=radio], [type=file])"
)
MEASURE = """([pressed, least]) => {
    const small = [];
    for (const one of document.querySelectorAll(pressed)) {
        if (!one.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
        if (one.closest('.visually-hidden, .skip, dialog:not([open])')) continue;
        const box = one.getBoundingClientRect();
        if (!box.width || !box.height || (box.width <= 1 && box.height <= 1)) continue;
        if (box.height < least - 0.5 || box.width < least - 0.5)
            small.push(`${one.tagName}.${one.className} “${one.innerText?.trim().slice(0, 30)}” ${Math.round(box.width)}×${Math.round(box.height)}`);
    }
    return small;
}"""


def shown(route: Route) -> bool:
    return route.name.startswith(SCREENS)


def test_every_target_of_the_settings_and_the_places_can_be_hit_by_a_thumb(phone_page: Page, brand: Brand) -> None:
    things = furnish(brand)
    sign_in(phone_page, seat_for(brand, Role.OWNER, name="helene").account)
    small, seen = [], 0
    for route in filter(shown, ROUTES):
        where = address(route, brand, things)
        answer = phone_page.request.get(where, max_redirects=0)
        if answer.status != 200 or not answer.text().lstrip().lower().startswith("<!doctype"):
            continue  # takes a POST only, or is a fragment or a file
        phone_page.goto(where)
        phone_page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
        seen += 1
        small += [f"{route.name}: {one}" for one in phone_page.evaluate(MEASURE, [PRESSED, LEAST])]
        if phone_page.evaluate("document.documentElement.scrollWidth") > WIDE:
            small.append(f"{route.name}: wider than the phone")
    assert seen > 25
    assert small == []
