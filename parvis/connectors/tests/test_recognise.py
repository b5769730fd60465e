"""Paste any address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from parvis.connectors.contract import Capability, Connector, Finding, Rejected
from parvis.connectors.feed.connector import FeedConnector
from parvis.connectors.manual.connector import ManualConnector
from parvis.connectors.net import Reach
from parvis.connectors.recognise import complete, describe
from parvis.connectors.sites import SITES, known_site
from parvis.connectors.testing.website import Website, website
from parvis.core.messages import Message

LOCAL = Reach.allowing("127.0.0.1")
PLAIN: dict[str, Connector] = {"feed": FeedConnector(), "manual": ManualConnector()}
FEED = '<rss version="2.0"><channel><title>Un blog</title><item><title>a</title><link>https://b.example/a</link></item></channel></rss>'


@pytest.fixture
def site() -> Iterator[Website]:
    with website() as site:
        yield site


@pytest.mark.parametrize(
    ("address", "name", "feed"),
    [
        ("https://www.youtube.com/channel/UCabc_-1", "YouTube", "https://www.youtube.com/feeds/videos.xml?channel_id=UCabc_-1"),
        ("https://youtube.com/playlist?list=PL1", "YouTube", "https://www.youtube.com/feeds/videos.xml?playlist_id=PL1"),
        ("https://www.youtube.com/@arte/videos", "YouTube", "https://www.youtube.com/@arte"),
        ("https://www.reddit.com/r/france/", "Reddit", "https://www.reddit.com/r/france/new/.rss"),
        ("https://old.reddit.com/user/zoe", "Reddit", "https://www.reddit.com/user/zoe/.rss"),
        ("https://www.reddit.com/search/?q=train%20de%20nuit&type=link", "Reddit", "https://www.reddit.com/search.rss?q=train%20de%20nuit&sort=new"),
        ("https://www.reddit.com/r/france/comments/1abc/titre/", "Reddit", "https://www.reddit.com/r/france/comments/1abc/.rss"),
        ("https://bsky.app/profile/zoe.bsky.social", "Bluesky", "https://bsky.app/profile/zoe.bsky.social/rss"),
        ("https://piaille.fr/@zoe", "Mastodon", "https://piaille.fr/@zoe.rss"),
        ("https://mastodon.social/tags/train", "Mastodon", "https://mastodon.social/tags/train.rss"),
        ("https://medium.com/@zoe", "Medium", "https://medium.com/feed/@zoe"),
        ("https://zoe.substack.com/p/x", "Substack", "https://zoe.substack.com/feed"),
        ("https://zoe.wordpress.com/2026/", "WordPress.com", "https://zoe.wordpress.com/feed/"),
        ("https://zoe.blogspot.co.uk/", "Blogger", "https://zoe.blogspot.co.uk/feeds/posts/default"),
        ("https://github.com/django/django", "GitHub", "https://github.com/django/django/releases.atom"),
        ("https://github.com/django/django/releases/tag/5", "GitHub", "https://github.com/django/django/releases.atom"),
        ("https://github.com/zoe", "GitHub", "https://github.com/zoe.atom"),
        ("https://stackoverflow.com/questions/tagged/django", "Stack Exchange", "https://stackoverflow.com/feeds/tag/django"),
        ("https://travel.stackexchange.com/questions/12/x", "Stack Exchange", "https://travel.stackexchange.com/feeds/question/12"),
        ("https://fr.wikipedia.org/wiki/Train_de_nuit", "Wikipedia", "https://fr.wikipedia.org/w/index.php?title=Train_de_nuit&action=history&feed=atom"),
        ("https://www.google.fr/alerts/feeds/123/456", "Google Alerts", "https://www.google.com/alerts/feeds/123/456"),
        ("https://forum.example.org/t/bienvenue/12", "Discourse", "https://forum.example.org/t/bienvenue/12.rss"),
        ("https://forum.example.org/c/aide/5", "Discourse", "https://forum.example.org/c/aide/5.rss"),
        ("https://f.example.org/forum/viewtopic.php?f=2&t=9", "phpBB", "https://f.example.org/forum/app.php/feed/topic/9"),
    ],
)  # fmt: skip
def test_the_public_feed_of_a_known_site_is_built(address: str, name: str, feed: str) -> None:
    known = known_site(address)
    assert known
    assert (known.site.name, known.feeds[0]) == (name, feed)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://x.com/zoe", "X"), ("https://twitter.com/zoe/status/1", "X"), ("https://www.instagram.com/zoe/", "Instagram"),
        ("https://m.facebook.com/zoe", "Facebook"), ("https://fr.linkedin.com/company/x", "LinkedIn"), ("https://www.tiktok.com/@zoe", "TikTok"),
        ("https://fr.quora.com/x", "Quora"), ("https://discord.gg/abc", "Discord"), ("https://t.me/zoe", "Telegram"),
        ("https://www.threads.net/@zoe", "Threads"), ("https://fr.trustpilot.com/review/x.fr", "Trustpilot"),
        ("https://www.youtube.com/watch?v=1", "YouTube"), ("https://www.google.fr/maps/place/x", "Google Maps"),
    ],
)  # fmt: skip
def test_a_closed_network_is_named_and_can_be_captured_by_hand(address: str, name: str) -> None:
    found = describe(address, Reach(), PLAIN)
    assert (found.network, found.title) == ("manual", name)
    assert name in str(found.summary)
    assert found.support[Capability.LISTEN].state == "needs"
    assert "import a CSV" in str(found.support[Capability.LISTEN].reason)


@pytest.mark.parametrize(
    "address",
    [
        "https://notx.com/zoe",
        "https://x.com.evil.example/zoe",
        "https://example.org/?u=https://x.com/zoe",
        "ftp://x.com/",
        "https://[",
        "",
    ],
)
def test_look_alikes_are_not_taken_for_a_known_site(address: str) -> None:
    known = known_site(address)
    assert known is None or known.site.name != "X"


def test_every_site_of_the_table_says_which_groups_its_feeds_use() -> None:
    for site in SITES:
        assert all(f"(?P<{name}>" in site.pattern for feed in site.feeds for name in re.findall(r"\{(\w+)\}", feed))


def test_a_feed_a_page_and_a_page_without_feed_are_told_apart(site: Website) -> None:
    site.put("/feed.xml", FEED)
    assert describe(site.at("/feed.xml"), LOCAL, PLAIN).network == "feed"
    site.put(
        "/", '<html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head></html>', "text/html"
    )
    assert describe(site.at("/"), LOCAL, PLAIN).address == site.at("/feed.xml")
    del site.pages["/feed.xml"]
    site.put("/seul", "<html><title>Seul</title><p>Un texte sans aucun flux.</p></html>", "text/html")
    assert describe(site.at("/seul"), LOCAL, PLAIN).network == "manual"


def test_a_network_of_its_own_comes_before_feeds(site: Website) -> None:
    class Mine(ManualConnector):
        def recognise(self, address: str) -> bool:
            return address.endswith("/mine")

    site.put("/mine", "<p>Un texte à moi.</p>", "text/html")
    assert describe(site.at("/mine"), LOCAL, {**PLAIN, "mine": Mine()}).network == "manual"


def test_a_page_that_only_looks_like_a_known_site_is_read_for_itself() -> None:
    asked: list[str] = []

    class Feeds(FeedConnector):
        def within(self, reach: Reach) -> FeedConnector:
            return self

        def probe(self, address: str, settings: Mapping[str, Any], secrets: Mapping[str, str]) -> Finding:
            asked.append(address)
            if address.endswith(".rss"):
                raise Rejected(Message("nothing"))
            return Finding("feed", "blog", address, "Un blog", Message("found"), {})

    assert describe("https://blog.example/@zoe", Reach(), {"feed": Feeds()}).title == "Un blog"
    assert asked == ["https://blog.example/@zoe.rss", "https://blog.example/@zoe"]


@pytest.mark.parametrize(
    ("written", "full"),
    [
        ("example.org/x", "https://example.org/x"),
        (" <https://example.org> ", "https://example.org"),
        ("@zoe@piaille.fr", "https://piaille.fr/@zoe"),
        ("contact@example.org", "contact@example.org"),
        ("localhost:8000", "localhost:8000"),
    ],
)
def test_addresses_are_completed(written: str, full: str) -> None:
    assert complete(written) == full


@pytest.mark.parametrize("written", ["", "train de nuit", "bonjour", "ceci est: une phrase"])
def test_words_are_no_address_and_the_mend_says_where_they_belong(written: str) -> None:
    with pytest.raises(Rejected) as refused:
        complete(written)
    assert "make a watch" in str(refused.value.mend)


def test_an_address_of_no_known_kind_is_refused_in_plain_words() -> None:
    with pytest.raises(Rejected, match="No network"):
        describe("gopher://example.org", LOCAL, PLAIN)
