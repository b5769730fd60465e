"""Posts and people in Chromium: on a desk and on a phone, in both lights."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from parvis.conversations.models import Post
from parvis.core.models import Seat
from parvis.people.models import Person
from parvis.web.posts.tests.scene import said
from tests.browser import axe, screenshot, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def posts(ines: Seat) -> list[Post]:
    return said(ines.brand, 6, datetime.now(UTC))


def pages(posts: list[Post]) -> dict[str, str]:
    person = Person.objects.order_by("pk")[0]
    return {
        "posts": "posts/",
        "posts-none": "posts/?lang=zz",
        "echoes": f"posts/{posts[0].pk}/echoes",
        "thread": f"threads/{posts[0].thread_id}/",
        "people": "people/",
        "person": f"people/{person.pk}/",
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_screen_is_accessible_in_both_lights(
    browser_page: Page, ines: Seat, posts: list[Post], theme: str
) -> None:
    sign_in(browser_page, ines.account, theme=theme)
    for name, path in pages(posts).items():
        browser_page.goto(f"/b/nocturne/{path}")
        screenshot(browser_page, f"{name}-{theme}")
        axe(browser_page)


def test_each_screen_fits_a_phone(phone_page: Page, ines: Seat, posts: list[Post]) -> None:
    sign_in(phone_page, ines.account)
    for name, path in pages(posts).items():
        phone_page.goto(f"/b/nocturne/{path}")
        screenshot(phone_page, f"{name}-phone", full=True)
        assert phone_page.evaluate("document.documentElement.scrollWidth") <= 390, name
        axe(phone_page)


def test_a_judgement_read_wrongly_is_corrected_where_it_stands(
    browser_page: Page, ines: Seat, posts: list[Post]
) -> None:
    page = browser_page
    sign_in(page, ines.account)
    page.goto("/b/nocturne/posts/?mood=negative")
    page.get_by_role("link", name="Title a-0").click()
    post = page.locator(f"#post-{posts[0].pk}")
    post.locator("summary.reading-summary").click()
    panel = post.locator(".reading-body")
    expect(panel).to_be_visible()
    axe(page)
    panel.get_by_role("button", name="Positif").click()
    expect(post.locator("summary.reading-summary")).to_contain_text("Corrigé")
    expect(panel.get_by_role("button", name="Positif")).to_be_focused()
    panel.get_by_role("button", name="Réclamation").click()
    expect(panel.get_by_role("button", name="Réclamation")).to_have_attribute("aria-pressed", "true")
    panel.get_by_role("button", name="Revenir").first.click()
    expect(post.locator("summary.reading-summary")).to_contain_text("Négatif")
    page.goto(f"/b/nocturne/posts/{posts[0].pk}/reading")
    axe(page)


def test_what_the_team_knows_of_a_person_is_written_down(phone_page: Page, ines: Seat, posts: list[Post]) -> None:
    page = phone_page
    sign_in(page, ines.account)
    page.goto("/b/nocturne/people/")
    page.get_by_role("link", name="a-0", exact=True).click()
    page.locator("summary", has_text="Modifier").click()
    page.get_by_label("Étape").select_option(label="Fan")
    page.get_by_role("button", name="Enregistrer").click()
    page.goto("/b/nocturne/people/?stage=fan")
    expect(page.get_by_role("link", name="a-0", exact=True)).to_be_visible()
