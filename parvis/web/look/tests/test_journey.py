"""A community in hostile colours, heard by a screen reader, walked by keyboard, opened without a network."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from conftest import NOON
from parvis.community.actions.looks import LookForm, Stated, dress, state_access
from parvis.community.actions.portraits import show_face
from parvis.community.models import Topic
from parvis.community.queries.house import forget
from parvis.community.rules.kinds import Kind
from parvis.community.rules.looks import Colours, Font, Light, mended
from parvis.core.miniatures import squared
from parvis.core.models import Brand, Seat
from parvis.core.remaking import made_anew
from parvis.web.look.tests.test_look import photo
from tests.browser import CHROMIUM, axe, screenshot, sign_in, wear
from tests.square import Square

pytestmark = pytest.mark.django_db(transaction=True)
HOSTILE = {
    Light.DAY: mended(Colours("#888888", "#ffff00", "#ff8800"), Light.DAY),
    Light.NIGHT: mended(Colours("#ff00ff", "#333333", "#003300"), Light.NIGHT),
}


@pytest.fixture
def topic(brand: Brand, ines: Seat, settings: Any, tmp_path: Any) -> Topic:
    forget()
    settings.DATA = tmp_path
    square = Square(brand, NOON)
    team, lea = square.member("ines", ines.account), square.member("lea")
    dress(square.community, LookForm(HOSTILE, Font.SYSTEM, {"fr": {"welcome": "Entrez donc."}}), by=None, at=NOON)
    said = Stated("La Veilleuse", "partial", NOON.date(), "acces@nocturne.example", 72, failures="Une vidéo")
    state_access(square.community, said, by=None, at=NOON)
    show_face(lea, squared(made_anew(photo().read()), 112), at=NOON)
    made = square.topic(
        square.space("Entraide", kind=Kind.QUESTIONS), lea, "Une bougie qui coule", "Pourquoi ?\n\n> cire"
    )
    square.answer(made, team, "Coupez la mèche, [voici comment](https://example.org).")
    return made


@pytest.fixture
def traveller(chromium: Browser, live_server: Any) -> Iterator[Page]:
    """A page that may lose its network: what its console says of that is no fault."""
    context = chromium.new_context(base_url=live_server.url, locale="fr-FR", reduced_motion="reduce")
    yield context.new_page()
    context.close()


def tree(page: Page) -> list[tuple[str, str, dict[str, Any]]]:
    """What a screen reader is given: role, name, properties of each thing, in order."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        (
            node["role"]["value"],
            str(node.get("name", {}).get("value", "")),
            {one["name"]: one["value"].get("value") for one in node.get("properties", [])},
        )
        for node in nodes
        if not node["ignored"]
    ]


def heard(page: Page) -> list[tuple[str, str, dict[str, Any]]]:
    """The tree, once it was found in order: landmarks once each and named, headings without a gap, controls with names."""
    said = tree(page)
    roles = [role for role, _name, _more in said]
    for once in ("banner", "main", "contentinfo", "search"):
        assert roles.count(once) == 1, once
    assert all(name for role, name, _more in said if role == "navigation")
    levels = [more["level"] for role, _name, more in said if role == "heading"]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), levels
    controls = ("button", "link", "textbox", "searchbox", "checkbox", "combobox", "DisclosureTriangle")
    assert [one for one in said if one[0] in controls and not one[1].strip()] == []
    assert [one for one in said if one[0] == "image" and not one[1]] == [], "a picture without words is no image to it"
    return said


def test_it_can_be_seen_heard_and_walked_whatever_it_wears(browser_page: Page, topic: Topic, ines: Seat) -> None:
    page, address = browser_page, f"/c/nocturne/t/{topic.slug}/{topic.pk}"
    wear(page, parvis_language="fr", parvis_theme="light")
    for theme in ("light", "dark"):
        wear(page, parvis_theme=theme)
        for name, where in (("list", "/c/nocturne/"), ("topic", address)):
            page.goto(where)
            axe(page)
            heard(page)
            screenshot(page, f"look-{theme}-{name}")
    sign_in(page, ines.account)
    page.goto(address)
    said = heard(page)
    assert ("article", "Message 1 de Lea") in [(role, name) for role, name, _more in said]
    axe(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    for _step in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "TEXTAREA":
            break
    expect(page.get_by_role("textbox", name="Votre réponse")).to_be_focused()
    for where in ("me/face", "me/devices", "offline", "accessibility"):
        page.goto(f"/c/nocturne/{where}")
        axe(page)
        screenshot(page, f"look-{where.replace('/', '-')}")
    page.set_viewport_size({"width": 390, "height": 844})
    for where in ("", "me/face", "me/devices", "accessibility", f"t/{topic.slug}/{topic.pk}"):
        page.goto(f"/c/nocturne/{where}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, where
        screenshot(page, f"look-phone-{where.replace('/', '-') or 'list'}")
    for where in ("look", "accessibility"):
        page.goto(f"/b/nocturne/community/{where}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, where
        screenshot(page, f"dressing-phone-{where}", full=True)


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_a_fault_is_said_at_its_field_and_what_was_read_in_public_opens_without_a_network(
    traveller: Page, topic: Topic, ines: Seat
) -> None:
    page, address = traveller, f"/c/nocturne/t/{topic.slug}/{topic.pk}"
    sign_in(page, ines.account)
    page.goto(f"/c/nocturne/topics/{topic.pk}/answer")
    page.get_by_role("button", name="Répondre", exact=True).press("Enter")
    box = page.get_by_role("textbox", name="Votre réponse")
    expect(box).to_have_attribute("aria-invalid", "true")
    wrong = [more for role, name, more in heard(page) if role == "textbox" and name == "Votre réponse"]
    assert wrong[0]["invalid"] == "true"
    described = box.get_attribute("aria-describedby")
    assert described is not None
    expect(page.locator(" , ".join(f"#{one}" for one in described.split())).filter(has_text="Écrivez")).to_be_visible()
    page.goto("/c/nocturne/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.goto(address)
    page.wait_for_function("caches.open('parvis:/c/nocturne/pages').then((c) => c.keys()).then((k) => k.length === 1)")
    kept = page.evaluate(
        "caches.open('parvis:/c/nocturne/pages').then((c) => c.match(location.href)).then((r) => r.text())"
    )
    assert "Coupez la mèche" in kept
    assert "@ines" not in kept
    assert "csrfmiddlewaretoken" not in kept, "as a passer-by is given it"
    page.context.set_offline(True)
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Une bougie qui coule")
    page.goto("/c/nocturne/members")
    expect(page.get_by_role("heading", name="Pas de réseau")).to_be_visible()
    page.context.set_offline(False)
    page.goto("/c/nocturne/")
    page.locator(".forum-me").click()
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/login*")
    assert page.evaluate("caches.keys()") == [], "nothing stays behind"
