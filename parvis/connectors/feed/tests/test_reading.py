"""Polling: conditions, moves, comments owed, rhythm, long feeds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from parvis.connectors.contract import (
    AuthExpired,
    Budget,
    Capability,
    Draft,
    Forbidden,
    Gone,
    Rejected,
    Source,
    Transient,
)
from parvis.connectors.feed.connector import FeedConnector
from parvis.connectors.feed.tests.test_parsing import item, rss
from parvis.connectors.net import Reach
from parvis.connectors.testing.website import Reply, Request, Website, website

FEED = FeedConnector(Reach.allowing("127.0.0.1"))
BUDGET = Budget()


@pytest.fixture
def site() -> Iterator[Website]:
    with website() as site:
        yield site


def test_an_unchanged_feed_is_asked_for_by_condition_and_gives_nothing(site: Website) -> None:
    def page(request: Request) -> Reply:
        same = (
            request.headers.get("if-none-match") == '"v1"' and request.headers.get("if-modified-since") == "yesterday"
        )
        return Reply(304) if same else Reply(200, rss(item()).encode(), {"ETag": '"v1"', "Last-Modified": "yesterday"})

    site.pages["/feed"] = page
    source = Source(site.at("/feed"))
    first = FEED.fetch(source, "", BUDGET)
    second = FEED.fetch(source, first.cursor, BUDGET)
    assert (len(first.items), second.items, second.cursor) == (1, (), first.cursor)


def test_a_server_without_conditions_is_read_and_not_repeated(site: Website) -> None:
    source = Source(site.put("/feed", rss(item())))
    first = FEED.fetch(source, "", BUDGET)
    assert FEED.fetch(source, first.cursor, BUDGET).items == ()
    site.put("/feed", rss(item("<description>neuf</description>")))
    (edited,) = FEED.fetch(source, first.cursor, BUDGET).items
    assert (edited.remote_id, edited.body) == ("g1", "neuf")


def test_a_move_for_good_is_told_and_the_feed_read_all_the_same(site: Website) -> None:
    site.put("/new", rss(item()))
    site.pages["/old"] = Reply(301, headers={"Location": "/new"})
    page = FEED.fetch(Source(site.at("/old")), "", BUDGET)
    assert (page.moved_to, len(page.items)) == (site.at("/new"), 1)


def test_a_feed_that_is_gone_says_so(site: Website) -> None:
    site.pages["/feed"] = Reply(410)
    with pytest.raises(Gone):
        FEED.fetch(Source(site.at("/feed")), "", BUDGET)


def test_a_page_instead_of_a_feed_is_refused_at_first_and_waited_out_later(site: Website) -> None:
    source = Source(site.put("/feed", "<html>travaux</html>", "text/html"))
    with pytest.raises(Rejected, match="page for people"):
        FEED.fetch(source, "", BUDGET)
    site.put("/feed", rss(item()))
    cursor = FEED.fetch(source, "", BUDGET).cursor
    site.put("/feed", "<html>travaux</html>", "text/html")
    with pytest.raises(Transient, match="page for people"):
        FEED.fetch(source, cursor, BUDGET)


def commented(site: Website, count: int) -> str:
    return rss(
        item(
            f"<slash:comments>{count}</slash:comments><wfw:commentRss>{site.at('/un/feed')}</wfw:commentRss>",
            link=site.at("/un"),
        )
    )


def comments(*words: str) -> str:
    return rss(
        *(
            f"<item><title>By: Bob</title><guid>c-{word}</guid><description>{word}</description></item>"
            for word in words
        )
    )


def test_comments_are_read_when_their_number_grows(site: Website) -> None:
    source = Source(site.put("/feed", commented(site, 1)))
    site.put("/un/feed", comments("un"))
    first = FEED.fetch(source, "", BUDGET)
    assert [(one.kind, one.thread_id) for one in first.items] == [
        ("article", site.at("/un")),
        ("comment", site.at("/un")),
    ]
    asked = len(site.requests)
    again = FEED.fetch(source, first.cursor, BUDGET)
    assert len(site.requests) == asked + 1
    site.put("/feed", commented(site, 2))
    site.put("/un/feed", comments("un", "deux"))
    assert [one.body for one in FEED.fetch(source, again.cursor, BUDGET).items if one.kind == "comment"] == [
        "deux",
        "un",
    ]


def test_comments_beyond_the_budget_are_owed_and_read_the_next_time(site: Website) -> None:
    source = Source(site.put("/feed", commented(site, 1)))
    site.put("/un/feed", comments("un"))
    first = FEED.fetch(source, "", Budget(requests=1))
    assert (len(first.items), first.more) == (1, True)
    second = FEED.fetch(source, first.cursor, BUDGET)
    assert ([one.kind for one in second.items], second.more) == (["comment"], False)


def test_comments_that_cannot_be_read_leave_a_notice_and_are_tried_again_if_that_may_help(site: Website) -> None:
    source = Source(site.put("/feed", commented(site, 1)))
    site.pages["/un/feed"] = Reply(500)
    page = FEED.fetch(source, "", BUDGET)
    assert (len(page.items), page.more) == (1, False)
    assert "fault of its own" in " ".join(map(str, page.notices))
    assert len(json.loads(page.cursor)["owed"]) == 1
    site.pages["/un/feed"] = Reply(404)
    assert json.loads(FEED.fetch(source, page.cursor, BUDGET).cursor)["owed"] == []


def test_comments_are_left_out_or_read_from_one_feed_if_the_place_says_so(site: Website) -> None:
    address = site.put("/feed", commented(site, 1))
    site.put("/un/feed", comments("un"))
    site.put("/comments/feed", comments("partout"))
    assert len(FEED.fetch(Source(address, {"comments_feed": "no"}), "", BUDGET).items) == 1
    whole = FEED.fetch(Source(address, {"comments_feed": site.at("/comments/feed")}), "", BUDGET)
    assert [one.body for one in whole.items if one.kind == "comment"] == ["partout"]
    assert "/un/feed" not in [request.path for request in site.requests]


def test_a_long_feed_comes_in_pages_and_a_change_in_between_is_read_again(site: Website) -> None:
    entries = [item("", f"g{n}", f"/{n}") for n in range(5)]
    source = Source(site.put("/feed", rss(*reversed(entries))))
    first = FEED.fetch(source, "", Budget(items=3))
    assert ([one.remote_id for one in first.items], first.more) == (["g0", "g1", "g2"], True)
    site.put("/feed", rss(item("", "g5", "/5"), *reversed(entries)))
    second = FEED.fetch(source, first.cursor, Budget(items=3))
    assert ([one.remote_id for one in second.items], second.more) == (["g3", "g4", "g5"], False)
    third = FEED.fetch(source, second.cursor, Budget(items=10))
    assert len(third.items) == 6
    assert FEED.fetch(source, third.cursor, Budget(items=10)).items == ()


def test_a_feed_that_outruns_us_is_noticed(site: Website) -> None:
    source = Source(site.put("/feed", rss(*(item("", f"a{n}", f"/a{n}") for n in range(20)))))
    cursor = FEED.fetch(source, "", BUDGET).cursor
    site.put("/feed", rss(*(item("", f"b{n}", f"/b{n}") for n in range(20))))
    assert "passed unseen" in " ".join(map(str, FEED.fetch(source, cursor, BUDGET).notices))


def test_the_rhythm_that_the_feed_asks_for_is_kept(site: Website) -> None:
    asks = rss(item(), channel="<ttl>180</ttl>")
    assert FEED.fetch(Source(site.put("/a", asks)), "", BUDGET).wait == timedelta(hours=3)
    assert FEED.fetch(Source(site.put("/b", rss(item()), Cache_Control="max-age=36000")), "", BUDGET).wait == timedelta(
        hours=10
    )
    assert FEED.fetch(Source(site.put("/c", rss(item()))), "", BUDGET).wait == timedelta(hours=1)


def test_a_protected_feed_gets_its_password_and_only_there(site: Website) -> None:
    def page(request: Request) -> Reply:
        return (
            Reply(200, rss(item()).encode()) if request.headers.get("authorization") == "Basic em/DqTpz" else Reply(401)
        )

    site.pages["/feed"] = page
    with pytest.raises(AuthExpired):
        FEED.fetch(Source(site.at("/feed")), "", BUDGET)
    page_ = FEED.fetch(Source(site.at("/feed"), secrets={"user": "zoé", "password": "s"}), "", BUDGET)
    assert len(page_.items) == 1


def test_a_feed_cannot_be_written_to_and_says_what_to_do(site: Website) -> None:
    source = Source(site.at("/feed"))
    draft = Draft("k", "merci", None, "Camille")
    with pytest.raises(Forbidden) as refused:
        FEED.send(source, draft)
    assert "mark it as answered" in str(refused.value.mend)
    assert FEED.find_sent(source, draft) is None


def test_a_feed_is_known_for_what_it_is(site: Website) -> None:
    found = FEED.probe(site.put("/feed", rss(item(), channel="<language>fr</language>")), {}, {})
    assert (found.network, found.kind, found.title, found.language) == ("feed", "blog", "Un blog", "fr")
    assert found.support[Capability.LISTEN].state == "yes"
    assert found.support[Capability.REPLY].state == "needs"


def test_the_feeds_that_a_page_announces_are_found(site: Website) -> None:
    site.put("/feed", rss(item()))
    site.put(
        "/blog",
        '<html><head><base href="/x/"><link rel="alternate" type="application/rss+xml" title="Commentaires" href="/comments/feed">'
        '<link rel="alternate" type="application/rss+xml" title="Billets" href="../feed">'
        '<link rel="alternate" type="application/json+oembed" href="/oembed"></head></html>',
        "text/html",
    )
    found = FEED.probe(site.at("/blog"), {}, {})
    assert found.address == site.at("/feed")
    assert found.choices == (("Commentaires", site.at("/comments/feed")),)
    assert found.needs[0].default == site.at("/comments/feed")


def test_feeds_are_looked_for_where_they_usually_are(site: Website) -> None:
    site.put("/", "<html><body>rien</body></html>", "text/html")
    site.put("/rss", rss(item()))
    assert FEED.probe(site.at("/"), {}, {}).address == site.at("/rss")


def test_a_page_without_feed_says_what_to_do_after_a_few_tries(site: Website) -> None:
    site.put("/", "<html><body>rien</body></html>", "text/html")
    with pytest.raises(Rejected, match="No feed was found") as refused:
        FEED.probe(site.at("/"), {}, {})
    assert "by hand" in str(refused.value.mend)
    assert len(site.requests) <= 8


def test_addresses_written_for_feed_readers_are_understood(site: Website) -> None:
    assert FEED.recognise("feed://example.org/x")
    site.put("/feed", rss(item()))
    assert FEED.probe("feed:" + site.at("/feed"), {}, {}).kind == "blog"
