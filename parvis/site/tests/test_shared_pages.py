"""Pages that passers-by share are given again only while they hold."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils.text import compress_string

from conftest import NOON
from parvis.community.actions.houses import SpaceForm, change_space, close_community
from parvis.community.queries.house import forget
from parvis.community.rules.access import Access
from parvis.site.asgi import Application
from parvis.site.events import Hub
from parvis.web.forum.shelf import HEADER, Asked, Proof, Shelf, asked
from tests.square import Square

ONE = Asked(b"h", "/c/a/t/b/1", b"", b"fr", "", "", False)
SAID = [(HEADER.encode(), b"a 1 2 3"), (b"content-type", b"text/html")]


def test_a_page_is_kept_for_ten_minutes_and_the_oldest_makes_room():
    shelf = Shelf(most=800)
    assert shelf.put(ONE, SAID, b"x" * 101, NOON) is None, "larger than an eighth of the shelf"
    kept = shelf.put(ONE, SAID, b"x" * 90, NOON)
    assert kept is not None
    assert kept.proof == Proof("a", 1, 2, 3)
    assert HEADER.encode() not in dict(kept.headers)
    assert shelf.find(ONE, NOON + timedelta(minutes=9)) is kept
    assert shelf.find(ONE, NOON + timedelta(minutes=10)) is None
    others = [Asked(b"h", f"/c/a/t/b/{n}", b"", b"fr", "", "", False) for n in range(9)]
    for other in others:
        shelf.put(other, SAID, b"x" * 90, NOON)
    assert [shelf.find(other, NOON) is not None for other in others] == [False] + [True] * 8


def test_a_page_that_is_drawn_again_as_it_was_keeps_its_tag():
    said = [*SAID, (b"content-encoding", b"gzip")]
    bodies = [compress_string(b"Bonjour " * 200, max_random_bytes=100) for _ in range(3)]
    assert len(set(bodies)) > 1
    kept = [Shelf().put(ONE, said, body, NOON) for body in bodies]
    assert len({page.tag for page in kept if page}) == 1


@pytest.mark.parametrize("headers", [[], [(b"content-type", b"x")], [*SAID, (b"Set-Cookie", b"a=b")]])
def test_what_no_view_offers_or_sets_a_cookie_is_not_kept(headers):
    assert Shelf().put(ONE, headers, b"x", NOON) is None


@pytest.mark.parametrize(
    ("path", "method", "cookie", "shared"),
    [
        ("/c/a/t/b/1", "GET", b"", True),
        ("/c/a/t/b/1", "GET", b"parvis_language=en; other=1", True),
        ("/c/a/t/b/1", "GET", b"parvis_session=abc", False),
        ("/c/a/t/b/1", "POST", b"", False),
        ("/b/a/inbox/", "GET", b"", False),
    ],
)
def test_only_looks_of_passers_by_are_shared(path, method, cookie, shared):
    scope = {"method": method, "path": path, "query_string": b"", "headers": [(b"cookie", cookie)]}
    assert (asked(scope) is not None) is shared


@pytest.mark.threads
def test_a_kept_page_is_given_until_something_of_it_changes(transactional_db, brand, ines):
    forget()
    square = Square(brand, NOON)
    room, lea = square.space("Entraide"), square.member("lea")
    topic = square.topic(room, lea, "Bonjour", "Premier mot.")
    house = Application(Hub())
    drawn = []
    whole = house._pages

    async def counting(scope, receive, send):
        drawn.append(scope["path"])
        await whole(scope, receive, send)

    house._pages = counting
    path = f"/c/{brand.slug}/t/{topic.slug}/{topic.pk}"

    def look(*headers):
        # In a thread: a browser of another test leaves its loop running in this one.
        with ThreadPoolExecutor(1) as thread:
            status, told, body = thread.submit(lambda: asyncio.run(_ask(house, path, list(headers)))).result()
        return status, dict(told), body

    status, first, body = look()
    assert (status, b"Premier mot." in body) == (200, True)
    assert HEADER.lower().encode() not in {name.lower() for name in first}
    status, again, same = look()
    assert (status, same, len(drawn)) == (200, body, 1)
    assert b"default-src" in {name.lower(): value for name, value in again.items()}[b"content-security-policy"]
    assert look((b"if-none-match", again[b"etag"]))[0] == 304
    square.answer(topic, lea, "Second mot.")
    assert b"Second mot." in look()[2]
    assert len(drawn) == 2
    look((b"cookie", b"parvis_session=x"))
    assert len(drawn) == 3
    change_space(room, SpaceForm("Entraide", access=Access.MEMBERS), by=lea.account, at=NOON)
    assert look()[0] == 404
    change_space(room, SpaceForm("Entraide"), by=lea.account, at=NOON)
    assert look()[0] == 200
    close_community(square.community, by=ines.account, at=NOON)
    assert look()[0] == 404
    house._asker.submit(lambda: connection.close()).result()  # in the thread that opened it
    house._asker.shutdown()


async def _ask(house, path, headers):
    sent = []
    scope = {
        "type": "http", "http_version": "1.1", "method": "GET", "path": path, "raw_path": path.encode(),
        "query_string": b"", "scheme": "http", "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1), "root_path": "",
        "headers": [(b"host", b"127.0.0.1"), *headers],
    }  # fmt: skip

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    await house(scope, receive, send)
    body = b"".join(message.get("body", b"") for message in sent)
    return sent[0]["status"], sent[0]["headers"], body
