import json
import re
from xml.etree import ElementTree

import pytest
from django.db.models import F
from django.test import Client

from conftest import NOON
from parvis.community.actions.questions import accept
from parvis.community.models import Topic
from parvis.community.queries.house import forget
from parvis.community.rules.access import Access
from parvis.community.rules.kinds import Kind
from parvis.flows.finding import index_topics
from tests.square import Square

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def square(brand) -> Square:
    forget()
    return Square(brand, NOON)


def test_what_is_found_is_shown_marked_and_nothing_of_it_is_markup(square):
    room, lea = square.space("Entraide"), square.member("lea")
    square.topic(room, lea, "Une <i>bougie</i>", "Voici `<script>alert(1)</script>` et des bougies & cire.")
    index_topics()
    page = Client().get("/c/nocturne/search", {"q": "bougie"}).content.decode()
    assert "Une &lt;i&gt;bougie&lt;/i&gt;" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<mark>bougies</mark> &amp; cire" in page
    assert 'name="robots" content="noindex' in page
    hostile = Client().get("/c/nocturne/search", {"q": '"><script>x</script>'})
    assert b"<script>x" not in hostile.content


def test_a_search_can_be_narrowed_and_says_what_it_cannot_understand(square):
    room, lea = square.space("Entraide"), square.member("lea")
    square.topic(room, lea, "Bougie", "Ma bougie.")
    index_topics()
    find = lambda **asked: Client().get("/c/nocturne/search", {"q": "bougie", **asked})  # noqa: E731
    assert b"finding-hit" in find(space="entraide", author="@lea", since="2026-03-01", until="2026-03-02").content
    for elsewhere in ({"since": "2026-03-03"}, {"until": "2026-03-01"}, {"image": "1"}):
        answer = find(**elsewhere)
        assert answer.status_code == 200
        assert b"finding-hit" not in answer.content, elsewhere
    for wrong in ({"author": "personne"}, {"since": "demain"}, {"space": "cave"}):
        assert find(**wrong).status_code == 422, wrong
    for page in ("0", "6", "x", "-1"):
        assert find(page=page).status_code == 404, page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"solved": "yes"}, ["Bougie une"]),
        ({"solved": "no"}, ["Bougie deux"]),
        ({"q": "bougie solved:yes"}, ["Bougie une"]),
        ({"q": "résolu:non bougie"}, ["Bougie deux"]),
        ({"q": "bougie solved:maybe"}, []),
    ],
)
def test_questions_are_found_by_whether_they_are_solved(square, asked, found):
    room, lea = square.space("Entraide", kind=Kind.QUESTIONS), square.member("lea")
    first, _second = (square.topic(room, lea, f"Bougie {n}") for n in ("une", "deux"))
    square.topic(square.space("Salon"), lea, "Bougie trois")
    accept(first, square.answer(first, lea, "Voici."), by=lea, at=NOON)
    index_topics()
    page = Client().get("/c/nocturne/search", {"q": "bougie", **asked}).content.decode()
    assert [title for title in ("Bougie une", "Bougie deux", "Bougie trois") if title in page] == found


def test_feeds_tell_public_rooms_and_that_nothing_changed(square):
    room, kept = square.space("Entraide"), square.space("Entre nous", Access.MEMBERS)
    lea = square.member("lea")
    topic = square.topic(
        room,
        lea,
        "Bougie & cire",
        "Une [page](https://x.example/) ![i](/c/nocturne/files/12-800x600-0123456789ab.webp) \x0b.",
    )
    square.answer(topic, lea, "Encore.")
    square.topic(kept, lea, "Coquelicot")
    reader = Client(headers={"host": "testserver"})
    for address, titles in {
        "feed.atom": ["Bougie & cire"],
        "s/entraide/feed.atom": ["Bougie & cire"],
        f"t/{topic.slug}/{topic.pk}/feed.atom": ["Bougie & cire · #2", "Bougie & cire · #1"],
    }.items():
        answer = reader.get(f"/c/nocturne/{address}")
        entries = ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")
        assert [entry.findtext(f"{ATOM}title") for entry in entries] == titles
        assert 'src="http://testserver/c/nocturne/files/12-800x600-0123456789ab.webp"' in str(
            entries[-1].findtext(f"{ATOM}summary")
        )
        again = reader.get(f"/c/nocturne/{address}", headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304
        Topic.objects.filter(pk=topic.pk).update(version=F("version") + 1)
        later = reader.get(f"/c/nocturne/{address}", headers={"If-None-Match": answer.headers["ETag"]})
        assert later.status_code == 200
    assert reader.get("/c/nocturne/s/entre-nous/feed.atom").status_code == 404


def test_search_engines_are_told_of_public_topics(square):
    room, kept = square.space("Entraide"), square.space("Entre nous", Access.MEMBERS)
    lea = square.member("lea")
    topic = square.topic(room, lea, "Bougie")
    square.topic(kept, lea, "Coquelicot")
    robots = Client().get("/robots.txt").content.decode()
    index = re.findall("<loc>(.*?)</loc>", Client().get("/c/nocturne/sitemap.xml").content.decode())
    assert "Sitemap: http://testserver/c/nocturne/sitemap.xml" in robots
    assert "Disallow: /c/*/search" in robots
    assert index == ["http://testserver/c/nocturne/sitemap.xml?after=0"]
    page = Client().get("/c/nocturne/sitemap.xml?after=0").content.decode()
    assert re.findall("<loc>(.*?)</loc>", page) == [f"http://testserver/c/nocturne/t/bougie/{topic.pk}"]
    assert Client().get("/c/nocturne/sitemap.xml?after=x").status_code == 404


def test_a_topic_tells_what_it_is_without_ending_its_own_block(square):
    room, kept = square.space("Entraide"), square.space("Entre nous", Access.MEMBERS)
    lea = square.member("lea")
    topic = square.topic(room, lea, "Fin </script><b>", "Ma `</script>` bougie.")
    square.answer(topic, lea, "Oui.")
    page = Client().get(f"/c/nocturne/t/{topic.slug}/{topic.pk}").content.decode()
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    told = json.loads(block)
    assert (told["@type"], told["headline"], told["commentCount"]) == ("DiscussionForumPosting", "Fin </script><b>", 1)
    assert told["author"] == {"@type": "Person", "name": "Lea", "url": "http://testserver/c/nocturne/m/lea"}
    assert f'<link rel="canonical" href="http://testserver/c/nocturne/t/{topic.slug}/{topic.pk}">' in page
    assert f'href="/c/nocturne/t/{topic.slug}/{topic.pk}/feed.atom"' in page
    closed = square.topic(kept, lea, "Coquelicot")
    member = Client()
    member.force_login(lea.account)
    page = member.get(f"/c/nocturne/t/{closed.slug}/{closed.pk}").content.decode()
    assert "ld+json" not in page
    assert "feed.atom" not in page
