"""Webmention, both ways, by the rules that webmention.rocks tries."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from django.test import Client, override_settings

from conftest import NOON, seat_for
from parvis.community.actions.webmentions import forget_mentions, forget_unseen, take_note, verified
from parvis.community.models import SentMention, Topic, WebMention
from parvis.community.queries.house import forget
from parvis.community.rules.access import Access
from parvis.community.rules.webmentions import may_cite, to_tell, topic_at
from parvis.connectors.outward.webmention import citation_in, endpoint_in
from parvis.connectors.testing.website import Reply, Request, Website, website
from parvis.conversations.models import Post
from parvis.core.roles import Role
from parvis.core.traces import Traces
from parvis.flows.hosting import reword_post
from parvis.flows.webmentions import look_at_mention, tell_pages
from tests.square import Square

HERE = "https://rocks.example/post/1"


@pytest.mark.parametrize(
    ("html", "link", "endpoint"),
    [
        ("", "</hook>; rel=webmention", "https://rocks.example/hook"),
        ("", '<https://rocks.example/hook>; rel="webmention"', "https://rocks.example/hook"),
        ('<link rel="webmention" href="/hook">', "", "https://rocks.example/hook"),
        ('<link rel="webmention" href="https://o.example/hook">', "", "https://o.example/hook"),
        ('<p><a rel="webmention" href="/hook">ici</a></p>', "", "https://rocks.example/hook"),
        ("", '</hook>; rel="webmention somethingelse"', "https://rocks.example/hook"),
        ('<link rel="webmention somethingelse" href="/hook">', "", "https://rocks.example/hook"),
        ('<link rel="not-webmention" href="/no"><a rel="webmention" href="/hook">ici</a>', "", "https://rocks.example/hook"),
        ('<!-- <a rel="webmention" href="/no">ici</a> --><a rel="webmention" href="/hook">ici</a>', "", "https://rocks.example/hook"),
        ('&lt;a rel="webmention" href="/no"&gt;<a rel="webmention" href="/hook">ici</a>', "", "https://rocks.example/hook"),
        ('<link rel="webmention" href="">', "", HERE),
        ('<link rel="webmention"><a rel="webmention" href="/hook">ici</a>', "", "https://rocks.example/hook"),
        ("", '</no>; rel="other", </hook>; rel="webmention"', "https://rocks.example/hook"),
        ('<link rel="webmention" href="/hook?query=yes">', "", "https://rocks.example/hook?query=yes"),
        ('<a rel="webmention" href="/second">b</a>', "</first>; rel=webmention", "https://rocks.example/first"),
        ('<a rel="webmention" href="/a">a</a><link rel="webmention" href="/b">', "", "https://rocks.example/a"),
        ('<link rel="webmention" href="javascript:alert(1)">', "", ""),
        ('<a href="/hook">rien</a>', '<p2>; rel="next"', ""),
    ],
)  # fmt: skip
def test_where_a_page_hears_of_who_cites_it(html, link, endpoint):
    assert endpoint_in(html.encode(), HERE, {"link": link} if link else {}) == endpoint


ENTRY = """<html><title>Un blog</title><body><article class="h-entry"><h1 class="p-name">À propos de bougies</h1>
<div class="p-author h-card"><span class="p-name">Ana <script>x</script>Roche</span></div>
<div class="e-content">Lu sur <a href="{target}">la place</a> : <b>à voir</b>.</div></article></body></html>"""


def test_a_page_cites_by_a_link_alone():
    target = "https://parvis.example/c/n/t/a/1"
    cited = citation_in(ENTRY.format(target=target).encode(), HERE, target)
    assert cited is not None
    assert (cited.title, cited.excerpt) == ("À propos de bougies", "Lu sur la place : à voir.")
    assert cited.name.startswith("Ana")
    assert citation_in(f"<p>{target}</p>".encode(), HERE, target) is None, "words are no link"
    assert citation_in(f'<!-- <a href="{target}"> -->x'.encode(), HERE, target) is None
    assert citation_in(f'<a href="{target}0">x</a>'.encode(), HERE, target) is None


def test_who_may_speak_of_what():
    house = "https://parvis.example/"
    assert topic_at("https://parvis.example/c/n/t/titre/12", house, "n") == 12
    assert topic_at("https://parvis.example/c/n/t/titre/12/3", house, "n") == 12
    assert topic_at("https://parvis.example/c/autre/t/titre/12", house, "n") is None
    assert topic_at("https://faux.example/c/n/t/titre/12", house, "n") is None
    assert not may_cite("https://parvis.example/c/n/t/x/3", "https://parvis.example/c/n/t/titre/12", house)
    assert not may_cite("javascript:alert(1)", "https://parvis.example/c/n/t/titre/12", house)
    assert to_tell(["https://parvis.example/a", "https://b.example/", "mailto:x@y.z", "https://b.example/"], house) == [
        "https://b.example/"
    ]


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Website]:
    with website() as site:
        monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", "127.0.0.1")
        yield site


@pytest.fixture
def square(brand) -> Square:
    forget()
    return Square(brand, NOON)


@pytest.mark.django_db
def test_a_page_that_cites_a_topic_is_looked_at_held_shown_changed_and_gone(site, square, brand):
    lea = square.member("lea")
    topic = square.topic(square.space("Entraide"), lea, "Une bougie")
    where = f"/c/nocturne/t/{topic.slug}/{topic.pk}"
    target = f"http://testserver{where}"
    source = site.put("/billet", ENTRY.format(target=target), "text/html")
    assert 'rel="webmention" href="/c/nocturne/webmention"' in Client().get(where).content.decode()
    said = Client().post("/c/nocturne/webmention", {"source": source, "target": target})
    assert said.status_code == 202, said.content
    mention = WebMention.objects.get()
    assert mention.state == "asked"
    look_at_mention(mention.pk)
    assert "À propos de bougies" not in Client().get(where).content.decode(), "the team decides"
    desk = Client()
    desk.force_login(seat_for(brand, Role.OWNER).account)
    assert "À propos de bougies" in desk.get("/b/nocturne/community/web/").content.decode()
    desk.post(f"/b/nocturne/community/web/mentions/{mention.pk}/decide", {"show": "1"})
    page = Client().get(where).content.decode()
    assert "À propos de bougies" in page
    assert "<b>à voir</b>" not in page
    site.put("/billet", ENTRY.format(target=target).replace("à voir", "achetez"), "text/html")
    look_at_mention(mention.pk)
    assert WebMention.objects.get().state == "held", "what says something else waits again"
    assert "achetez" not in Client().get(where).content.decode()
    desk.post(f"/b/nocturne/community/web/mentions/{mention.pk}/decide", {"show": "1"})
    site.pages["/billet"] = Reply(410)
    look_at_mention(mention.pk)
    assert not WebMention.objects.exists()
    assert "achetez" not in Client().get(where).content.decode()
    assert Topic.objects.get(pk=topic.pk).mentions == 0


@pytest.mark.django_db
def test_what_is_no_mention_is_refused_and_a_flood_slowed(site, square):
    lea = square.member("lea")
    closed = square.topic(square.space("Serre", Access.MEMBERS), lea, "Au chaud")
    topic = square.topic(square.space("Entraide"), lea, "Une bougie")
    target = f"http://testserver/c/nocturne/t/{topic.slug}/{topic.pk}"
    asked = Client()

    def say(source: str, target: str) -> int:
        return asked.post("/c/nocturne/webmention", {"source": source, "target": target}).status_code

    assert say("", "") == 400
    assert say(target, target) == 400
    assert say("https://a.example/", f"http://testserver/c/nocturne/t/x/{closed.pk}") == 400
    assert say("https://a.example/", "http://testserver/c/nocturne/t/x/999999") == 400
    assert {say(f"https://a.example/{n}", target) for n in range(20)} == {202}
    assert say("https://a.example/21", target) == 429
    assert say("https://b.example/1", target) == 202, "another site is not slowed by the first"


@pytest.mark.django_db
@override_settings(HOUSE="https://parvis.example")
def test_a_page_is_told_once_of_each_wording(site, square, ines):
    told: list[dict[str, list[str]]] = []

    def hook(request: Request) -> Reply:
        told.append(parse_qs(request.body.decode()))
        return Reply(202)

    site.pages["/hook"] = hook
    url = site.put("/billet", '<link rel="webmention" href="/hook">', "text/html")
    room, lea = square.space("Entraide"), square.member("lea")
    topic = square.topic(room, lea, "Vu ailleurs", f"Lisez [ceci]({url}).")
    post = Post.objects.get(thread_id=topic.pk)
    tell_pages(post.pk)
    assert told == [], "newcomers speak in their own name only"
    lea.trust = 1
    lea.save()
    tell_pages(post.pk)
    tell_pages(post.pk)
    source = f"https://parvis.example/c/nocturne/t/-/{topic.pk}/1"
    assert told == [{"source": [source], "target": [url]}]
    reword_post(topic, square.house.rooms[room.pk], square.who(lea), lea, post, body="Plus rien.", at=NOON)
    tell_pages(post.pk)
    assert len(told) == 2, "also when the link is gone: the page looks and sees"
    assert SentMention.objects.get().done_at is not None


@pytest.mark.django_db
def test_a_crash_leaves_a_page_untold_rather_than_told_twice(site, square, monkeypatch):
    url = site.put("/billet", '<link rel="webmention" href="/hook">', "text/html")
    lea = square.member("lea")
    lea.trust = 2
    lea.save()
    topic = square.topic(square.space("Entraide"), lea, "Vu ailleurs", url)
    post = Post.objects.get(thread_id=topic.pk)

    def dies(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr("parvis.flows.webmentions.tell", dies)
    with pytest.raises(KeyboardInterrupt):
        tell_pages(post.pk)
    monkeypatch.undo()
    monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", "127.0.0.1")
    tell_pages(post.pk)
    assert [r.path for r in site.requests if r.method == "POST"] == []


@pytest.mark.django_db
def test_what_nobody_could_look_at_and_who_is_forgotten_leave_nothing(square):
    topic = square.topic(square.space("Entraide"), square.member("lea"), "Une bougie")
    for n, name in enumerate(["Ana Roche", "Quelqu’un"]):
        cited = take_note(topic, f"https://a.example/{n}", "https://parvis.example/t", at=NOON)
        verified(cited, name=name, title="Lu", excerpt="Ici.", at=NOON)
    take_note(topic, "https://muet.example/", "https://parvis.example/t", at=NOON)
    assert forget_unseen(at=NOON + timedelta(days=6)) == 0
    assert forget_unseen(at=NOON + timedelta(days=8)) == 1
    forget_mentions(square.brand.pk, Traces(["Ana Roche"]), at=NOON)
    assert [one.name for one in WebMention.objects.all()] == ["Quelqu’un"]
