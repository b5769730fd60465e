"""Comments of the community under the pages of another site."""

import string
from collections.abc import Iterator

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import NOON, seat_for
from parvis.community.actions.embeds import CannotList, list_site
from parvis.community.models import EmbedPage, EmbedSite, Topic
from parvis.community.queries.house import forget
from parvis.community.rules.access import Access
from parvis.community.rules.embeds import fitting, page_of, prefix_of
from parvis.connectors.testing.website import Website, website
from parvis.core.roles import Role
from parvis.flows.embeds import begin_page
from tests.square import Square


@pytest.mark.parametrize(
    ("said", "prefix"),
    [
        ("blog.example", "https://blog.example/"),
        ("https://Blog.example:443/a/b", "https://blog.example/a/b/"),
        ("http://blog.example:8080/", "http://blog.example:8080/"),
        ("https://blog.example/?a=1", ""),
        ("javascript:alert(1)", ""),
        ("https://a:b@blog.example/", ""),
        ("https://blog.example; frame-src *", ""),
        ("https://*", ""),
        ("https://blog.example/a/../b", ""),
        ("", ""),
    ],
)
def test_how_the_addresses_of_a_site_begin(said, prefix):
    assert prefix_of(said) == prefix


def test_a_page_is_one_however_it_is_written_and_stands_under_its_site_only():
    assert (
        page_of("https://Blog.example/a/?utm_source=x#bas")
        == page_of("https://blog.example/a")
        == "https://blog.example/a"
    )
    assert (
        fitting("https://blog.example/a", ["https://blog.example/", "https://blog.example/a/"])
        == "https://blog.example/a/"
    )
    assert fitting("https://blog.example/ab", ["https://blog.example/a/"]) == ""
    assert fitting("https://blog.example.evil.org/", ["https://blog.example/"]) == ""
    assert page_of("https://blog.example/a/%2e%2e/b") == page_of("file:///etc/passwd") == ""


@settings(max_examples=30)
@given(st.text(string.printable, max_size=40))
def test_nothing_that_is_said_names_more_than_one_site_in_a_policy(said):
    prefix = prefix_of(f"https://{said}")
    assert not prefix or not set(prefix.split("/")[2]) & set(" ;,'\"*")


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Website]:
    with website() as site:
        monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", "127.0.0.1")
        yield site


@pytest.fixture
def square(brand) -> Square:
    forget()
    return Square(brand, NOON)


def listed(square: Square, site: Website, **more) -> EmbedSite:
    room, lea = square.space("Commentaires", **more), square.member("lea")
    return list_site(room, lea, site.at("/articles/"), by=None, at=NOON)


@pytest.mark.django_db
def test_a_page_that_holds_the_script_gets_its_topic_at_its_first_visit(site, square, django_assert_num_queries):
    listed(square, site)
    url = site.put("/articles/cire", '<title>La cire</title><script src="http://x/c/nocturne/embed.js">', "text/html")
    asked, tom = Client(), square.member("tom")
    first = asked.get("/c/nocturne/embed", {"page": f"{url}?utm_source=lettre"})
    assert "X-Frame-Options" not in first.headers
    assert f"frame-ancestors {site.address}" in first.headers["Content-Security-Policy"]
    assert "'none'; frame" not in first.headers["Content-Security-Policy"].split("frame-ancestors")[1]
    page = EmbedPage.objects.get()
    begin_page(page.pk)
    begin_page(page.pk)
    topic = Topic.objects.get()
    assert (topic.title, page.url) == ("La cire", url)
    assert asked.get("/c/nocturne/embed/counts", {"page": [url, "https://autre.example/"]}).json() == {
        url: 0, "https://autre.example/": 0,
    }  # fmt: skip
    square.answer(topic, tom, "Très **clair**.")
    said = asked.get("/c/nocturne/embed", {"page": url})
    assert "<strong>clair</strong>" in said.content.decode()
    assert "csrf" not in said.content.decode()
    for n in range(4):
        square.answer(topic, tom, f"Encore {n}.")
    with django_assert_num_queries(5):
        asked.get("/c/nocturne/embed", {"page": url})
    counted = asked.get("/c/nocturne/embed/counts", {"page": url}, headers={"Origin": site.address})
    assert counted.json() == {url: 5}
    assert counted.headers["Access-Control-Allow-Origin"] == site.address
    elsewhere = asked.get("/c/nocturne/embed/counts", {"page": url}, headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in elsewhere.headers


@pytest.mark.django_db
def test_no_other_page_gets_a_topic_or_a_frame(site, square, monkeypatch):
    monkeypatch.setattr("parvis.flows.embeds.BURST", 3)
    mine = listed(square, site)
    url = site.put("/articles/muet", "<title>Rien de nous</title>", "text/html")
    asked = Client()
    asked.get("/c/nocturne/embed", {"page": url})
    begin_page(EmbedPage.objects.get().pk)
    assert not Topic.objects.exists(), "a page that does not hold our script asks for nothing"
    for other in ("https://evil.example/", site.at("/ailleurs"), site.at("/articles/../x"), "", "javascript:1"):
        assert asked.get("/c/nocturne/embed", {"page": other}).status_code == 404
    assert asked.get("/c/nocturne/").headers["X-Frame-Options"] == "DENY"
    for n in range(6):
        asked.get("/c/nocturne/embed", {"page": site.at(f"/articles/{n}")})
    assert EmbedPage.objects.count() == 3, "new pages are not made without end"
    EmbedSite.objects.filter(pk=mine.pk).update(ended_at=NOON)
    assert asked.get("/c/nocturne/embed", {"page": url}).status_code == 404


@pytest.mark.django_db
def test_the_team_lists_a_site_for_a_public_space_and_takes_it_back(square, brand):
    lea = square.member("lea")
    public, closed = square.space("Entraide"), square.space("Serre", Access.MEMBERS)
    desk = Client()
    desk.force_login(seat_for(brand, Role.OWNER).account)
    form = {"site": "https://blog.example/", "space": str(public.pk), "author": "lea"}
    add = "/b/nocturne/community/web/sites/add"
    assert desk.post(add, {**form, "site": "rien du tout"}).status_code == 422
    assert desk.post(add, {**form, "space": str(closed.pk)}).status_code == 422
    assert desk.post(add, {**form, "author": "personne"}).status_code == 422
    assert desk.post(add, form).status_code == 302
    assert desk.post(add, form).status_code == 422, "once is enough"
    page = desk.get("/b/nocturne/community/web/").content.decode()
    assert "/c/nocturne/embed.js" in page
    site = EmbedSite.objects.get()
    desk.post(f"/b/nocturne/community/web/sites/{site.pk}/end")
    assert EmbedSite.objects.get().ended_by is not None
    with pytest.raises(CannotList):
        list_site(closed, lea, "https://b.example", by=None, at=NOON)
