"""A page of another site with our script in it, the page that shares a topic, and the team's page: by keyboard, in both lights."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from conftest import NOON, seat_for
from parvis.community.actions.embeds import list_site
from parvis.community.actions.previews import Page as Told
from parvis.community.actions.previews import keep_page, show_pages
from parvis.community.actions.webmentions import decide, take_note, verified
from parvis.community.models import EmbedPage, Topic
from parvis.community.queries.house import forget
from parvis.connectors.testing.website import Website, website
from parvis.conversations.models import Post
from parvis.core.models import Brand
from parvis.core.roles import Role
from parvis.flows.embeds import begin_page
from tests.browser import axe, screenshot, sign_in
from tests.square import Square

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def blog(monkeypatch: pytest.MonkeyPatch) -> Iterator[Website]:
    with website() as blog:
        monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", "127.0.0.1")
        yield blog


def test_comments_under_another_site_and_a_topic_passed_on(
    browser_page: Page, brand: Brand, blog: Website, live_server
) -> None:
    forget()
    page, square, seat = browser_page, Square(brand, NOON), seat_for(brand, Role.OWNER)
    lea, room = square.member("lea"), square.space("Commentaires")
    list_site(room, lea, blog.at("/"), by=None, at=NOON)
    line = f'<script src="{live_server.url}/c/nocturne/embed.js" data-title="Commentaires" async></script>'
    policy = f"default-src 'none'; script-src {live_server.url}; frame-src {live_server.url}; img-src 'self' data:"
    icon = '<link rel="icon" href="data:,">'
    article = f'<!doctype html><html lang="fr"><title>La cire</title>{icon}<h1>La cire</h1>{line}'
    url = blog.put("/cire", article, "text/html", Content_Security_Policy=policy)
    page.goto(url)
    page.frame_locator("iframe").get_by_text("dans un instant").wait_for()
    begin_page(EmbedPage.objects.get().pk)
    topic = Topic.objects.get()
    for n in range(12):
        square.answer(topic, lea, f"Une remarque {n}, et de quoi la lire.\n\nPuis une autre ligne.")
    page.reload()
    frame = page.frame_locator("iframe")
    frame.get_by_text("Une remarque 11").wait_for()
    page.wait_for_function("document.querySelector('iframe').getBoundingClientRect().height > 900")
    assert (
        frame.get_by_role("link", name="Écrire un commentaire").get_attribute("href")
        == f"/c/nocturne/topics/{topic.pk}/answer"
    )
    screenshot(page, "openweb-embedded")

    kept = keep_page(brand.pk, Told("https://a.example/", "Une page", "Ce qu’elle dit.", "Le quai"), at=NOON)
    show_pages(Post.objects.get(thread_id=topic.pk, seq=2), [kept], at=NOON)
    cited = take_note(topic, "https://quai.example/a", f"{live_server.url}/t", at=NOON)
    verified(cited, name="Ana", title="Lu ailleurs", excerpt="À voir.", at=NOON)
    decide(cited, show=True, by=seat.account, at=NOON)
    page.goto(f"{live_server.url}/c/nocturne/t/{topic.slug}/{topic.pk}")
    page.get_by_role("heading", name="Ailleurs sur le web").wait_for()
    axe(page)
    screenshot(page, "openweb-topic")
    page.get_by_role("link", name="Partager ce sujet").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Votre serveur").fill("piaille.fr")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Poursuivre sur piaille.fr").wait_for()
    page.emulate_media(color_scheme="dark")
    axe(page)
    screenshot(page, "openweb-share-dark")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    screenshot(page, "openweb-share-phone")
    page.goto(f"{live_server.url}/c/nocturne/embed?page={url}")
    axe(page)
    sign_in(page, seat.account)
    page.goto(f"{live_server.url}/b/nocturne/community/web/")
    page.get_by_role("heading", name="Ouverture au web").wait_for()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    screenshot(page, "openweb-desk-phone")
