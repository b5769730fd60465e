"""A link alone on its line becomes the page that it leads to."""

import io
from collections.abc import Iterator

import pytest
from django.test import Client
from PIL import Image

from conftest import NOON
from parvis.community.actions.previews import forget_pages
from parvis.community.models import LinkPreview, PostPreview, Topic
from parvis.community.queries.house import forget
from parvis.community.rules.access import Access
from parvis.community.rules.previewing import alone_in
from parvis.connectors.testing.website import Reply, Website, website
from parvis.conversations.models import Post
from parvis.core.clock import now
from parvis.flows.hosting import let_stand
from parvis.flows.previews import unfold
from parvis.flows.tending import split_topic
from tests.square import Square

PAGE = """<html><head><title>Autre</title><meta property="og:title" content="Une bougie <b>douce</b>">
<meta name="description" content="Trente heures de lumière."><meta property="og:site_name" content="Le quai">
<meta property="og:image" content="/p.png"></head><body>…</body></html>"""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Website]:
    with website() as site:
        monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", "127.0.0.1")
        yield site


@pytest.fixture
def square(brand) -> Square:
    forget()
    return Square(brand, NOON)


def picture() -> bytes:
    into = io.BytesIO()
    Image.new("RGB", (1200, 600), "#aa3311").save(into, "PNG")
    return into.getvalue()


def signed_in(member) -> Client:
    client = Client()
    client.force_login(member.account)
    return client


def test_only_bare_links_alone_on_their_line_are_shown_as_pages():
    html = (
        '<p>Voici :<br>\n<a href="https://a.example/x?b=1&amp;c=2" rel="n">https://a.example/x?b=1&amp;c=2</a></p>'
        '<p><a href="https://b.example">des mots</a></p><p>voir <a href="https://c.example">https://c.example</a></p>'
        '<p><a href="http://d.example">d.example</a></p><ul><li><a href="https://e.example">https://e.example</a></li></ul>'
    )
    assert alone_in(html) == ["https://a.example/x?b=1&c=2", "http://d.example"]
    many = "".join(f'<p><a href="https://{n}.example">https://{n}.example</a></p>' for n in range(9))
    assert len(alone_in(many)) == 3


@pytest.mark.django_db
def test_a_page_is_looked_at_once_shown_and_put_away_by_its_author(site, square):
    url = site.put("/a", PAGE, "text/html")
    site.put("/p.png", picture(), "image/png")
    room, lea, tom = square.space("Entraide"), square.member("lea"), square.member("tom")
    topic = square.topic(room, lea, "Une trouvaille", f"Voyez :\n\n{url}")
    post = Post.objects.get(thread_id=topic.pk, seq=1)
    unfold(post.pk)
    unfold(post.pk)
    other = square.answer(topic, tom, url)
    unfold(other.pk)
    assert [r.path for r in site.requests].count("/a") == 1, "asked once, for everybody who points there"
    where = f"/c/nocturne/t/{topic.slug}/{topic.pk}"
    page = Client().get(where).content.decode()
    assert "Une bougie &lt;b&gt;douce&lt;/b&gt;" in page
    assert "Le quai" in page
    kept = LinkPreview.objects.get()
    assert (kept.width, kept.height) == (480, 240)
    assert 'width="480" height="240"' in page, "the page keeps room for it"
    shown = Client().get(f"/c/nocturne/pages/{kept.address}")
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/webp")
    version = Topic.objects.get(pk=topic.pk).version
    assert signed_in(tom).post(f"/c/nocturne/posts/{post.pk}/previews").status_code == 404
    assert signed_in(lea).post(f"/c/nocturne/posts/{post.pk}/previews").status_code == 302
    assert PostPreview.objects.get(post=post).removed_by == lea.account
    assert Topic.objects.get(pk=topic.pk).version > version
    assert Client().get(where).content.decode().count("openweb-page") == 1, "the other post keeps its own"
    signed_in(lea).post(f"/c/nocturne/posts/{post.pk}/previews")
    assert Client().get(where).content.decode().count("openweb-page") == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "reply",
    [
        Reply(404), Reply(500), Reply(200, b"%PDF", {"Content-Type": "application/pdf"}),
        Reply(200, b"<title>" + b"x" * 2_000_000, {"Content-Type": "text/html"}),
        Reply(302, b"", {"Location": "http://169.254.169.254/latest/meta-data"}),
    ],
    ids=["gone", "broken", "a file", "endless", "sent inside"],
)  # fmt: skip
def test_what_cannot_be_read_leaves_the_link_alone(site, square, reply):
    site.pages["/a"] = reply
    topic = square.topic(square.space("Entraide"), square.member("lea"), "Voyez", site.at("/a"))
    unfold(Post.objects.get(thread_id=topic.pk).pk)
    page = Client().get(f"/c/nocturne/t/{topic.slug}/{topic.pk}").content.decode()
    assert "openweb-page" not in page
    assert site.at("/a") in page


@pytest.mark.django_db
def test_robots_that_are_not_let_in_do_not_look(site, square):
    site.put("/robots.txt", "User-agent: *\nDisallow: /", "text/plain")
    url = site.put("/a", PAGE, "text/html")
    topic = square.topic(square.space("Entraide"), square.member("lea"), "Voyez", url)
    unfold(Post.objects.get(thread_id=topic.pk).pk)
    assert [r.path for r in site.requests] == ["/robots.txt"]
    assert LinkPreview.objects.get().title == ""


@pytest.mark.django_db
def test_nobody_is_asked_about_what_is_said_behind_a_closed_door(site, square):
    from parvis.community.actions.houses import SpaceForm, change_space
    from parvis.community.actions.members import make_group, put_in_group

    lea = square.member("lea")
    room, group = square.space("Serre", Access.SECRET), make_group(square.community, "Jardin", by=None, at=NOON)
    put_in_group(group, lea, by=None, at=NOON)
    change_space(room, SpaceForm("Serre", access=Access.SECRET, groups={group.pk: "write"}), by=lea.account, at=NOON)
    topic = square.topic(room, lea, "Voyez", site.put("/a", PAGE, "text/html"))
    unfold(Post.sealed_too.get(thread_id=topic.pk).pk)
    assert site.requests == []


@pytest.mark.django_db
def test_what_no_post_shows_any_more_is_forgotten_in_time(site, square):
    url = site.put("/a", PAGE, "text/html")
    lea = square.member("lea")
    topic = square.topic(square.space("Entraide"), lea, "Voyez", url)
    post = Post.objects.get(thread_id=topic.pk)
    unfold(post.pk)
    LinkPreview.objects.update(expires_at=NOON)
    assert forget_pages(at=now()) == 0
    Post.objects.filter(pk=post.pk).update(html="<p>Rien.</p>")
    unfold(post.pk)
    assert forget_pages(at=now()) == 1
    assert Topic.objects.get(pk=topic.pk).previews == 0


@pytest.mark.django_db
def test_a_post_that_waited_shows_its_page_once_it_stands_and_takes_it_along(site, square, ines):
    url = site.put("/a", PAGE, "text/html")
    room, lea = square.space("Entraide", policy={"premoderate": True}), square.member("lea")
    topic = square.topic(room, lea, "Voyez", "Un début.")
    let_stand(topic, Post.objects.get(thread_id=topic.pk), by=ines.account, at=NOON)
    post = square.answer(topic, lea, url)
    unfold(post.pk)
    assert site.requests == [], "what nobody may read yet is asked of nobody"
    let_stand(topic, post, by=ines.account, at=NOON)
    unfold(post.pk)
    assert Topic.objects.get(pk=topic.pk).previews == 1
    made = split_topic(topic, square.house.rooms[room.pk], [2], title="À part", by=ines.account, at=NOON)
    unfold(post.pk)
    assert Topic.objects.get(pk=made.pk).previews == 1
