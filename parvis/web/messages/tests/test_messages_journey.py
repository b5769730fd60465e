"""Private messages and held posts in Chromium: by keyboard, on a phone, in both lights."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from conftest import NOON, seat_for
from parvis.community.actions.topics import new_key
from parvis.community.models import Member, Report, Topic
from parvis.community.queries.house import forget
from parvis.conversations.models import Post
from parvis.core.models import Brand
from parvis.core.roles import Role
from parvis.flows.messaging import begin_conversation
from tests.browser import axe, screenshot, sign_in
from tests.square import Square

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOME = "/c/nocturne"


@pytest.fixture
def square(brand: Brand) -> Square:
    forget()
    return Square(brand, NOON)


def test_a_message_is_written_read_reported_and_decided_by_keyboard(browser_page: Page, square: Square) -> None:
    page, lea, tom = browser_page, square.member("lea"), square.member("tomas")
    Member.objects.update(trust=1)
    sign_in(page, lea.account)
    page.goto(f"{HOME}/messages")
    axe(page)
    page.get_by_role("link", name="Nouveau message").first.press("Enter")
    to = page.get_by_label("Écrire à")
    expect(page.locator("[data-people][data-chooser]")).to_be_attached()
    to.focus()
    page.keyboard.type("@to")
    expect(page.get_by_role("option", name="Tomas")).to_be_visible()
    page.keyboard.press("Enter")
    expect(to).to_have_value("@tomas ")
    axe(page)
    screenshot(page, "messages-new")
    page.get_by_label("Votre message").and_(page.locator("textarea")).fill("Bonsoir **Tomas**.")
    page.get_by_role("button", name="Envoyer").press("Enter")
    expect(page.get_by_role("heading", name="Bonsoir Tomas")).to_be_visible()
    expect(page.get_by_role("link", name="Quitter la conversation")).to_be_visible()
    axe(page)
    screenshot(page, "messages-talk")
    talk = Topic.objects.get()
    post = Post.sealed_too.get(thread_id=talk.pk)
    sign_in(page, tom.account)
    page.goto(f"{HOME}/posts/{post.pk}/report")
    page.get_by_label("Il insulte, menace ou harcèle quelqu’un").press("Space")
    axe(page)
    page.get_by_role("button", name="Signaler").press("Enter")
    expect(page.get_by_text("Merci. Les modérateurs")).to_be_visible()
    modo = seat_for(square.brand, Role.MODERATOR)
    square.member("modo", modo.account)
    sign_in(page, modo.account)
    page.goto(f"{HOME}/reports")
    axe(page)
    screenshot(page, "messages-reports")
    page.get_by_role("button", name="Le retirer").press("Enter")
    expect(page.get_by_text("Aucun signalement")).to_be_visible()
    assert Report.objects.get().decision == "taken"
    space = square.space("Entraide", policy={"premoderate": True})
    for title in ("Une annonce", "Une autre"):
        square.topic(space, lea, title)
    page.goto("/b/nocturne/held/")
    axe(page)
    for key in ("j", "x", "j", "x", "m"):
        page.keyboard.press(key)
    page.keyboard.type("Pas de publicité ici.")
    screenshot(page, "held")
    page.get_by_role("button", name="Refuser").press("Enter")
    expect(page.get_by_text("2 messages sont décidés.")).to_be_visible()
    axe(page)
    page.keyboard.press("z")
    expect(page.get_by_text("2 messages sont comme avant.")).to_be_visible()


def test_conversations_fit_a_phone_in_the_dark(phone_page: Page, square: Square) -> None:
    page, lea, tom = phone_page, square.member("lea"), square.member("tomas-au-nom-qui-n-en-finit-pas")
    talk = begin_conversation(
        square.community, tom, [lea], title="", body="Un mot " + "interminablement" * 8, key=new_key(), at=NOON
    ).topic
    sign_in(page, lea.account)
    page.emulate_media(color_scheme="dark")
    for where in (f"{HOME}/messages", f"{HOME}/messages/new?topic={talk.pk}", f"{HOME}/t/{talk.slug}/{talk.pk}",
                  f"{HOME}/topics/{talk.pk}/depart", f"{HOME}/me/held"):  # fmt: skip
        page.goto(where)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, where
    expect(page.get_by_role("heading", name=re.compile("Messages en attente"))).to_be_visible()
