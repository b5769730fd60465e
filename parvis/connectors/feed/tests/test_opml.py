"""Lists of feeds, in and out."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.connectors.contract import ConnectorError, Rejected
from parvis.connectors.feed.opml import Subscription, looks_like_opml, read_opml, write_opml


def test_folders_become_tags_and_a_feed_comes_once() -> None:
    found = read_opml(
        """<?xml version="1.0"?><opml version="1.0"><head><title>Veille</title></head><body>
        <outline text="Train"><outline text="Nuit">
          <outline text="Un &amp; deux" type="rss" XMLURL="https://a.example/feed" htmlUrl="https://a.example/" category="/presse"/>
        </outline></outline>
        <outline title="Bis" xmlUrl="https://a.example/feed"/><outline title="B" xmlUrl="feed://b.example/x"/>
        <outline text="Cassé" type="rss" xmlUrl="javascript:alert(1)"/></body></opml>""".encode()
    )
    assert found.title == "Veille"
    assert found.feeds == (
        Subscription("https://a.example/feed", "Un & deux", "https://a.example/", ("Train", "Nuit", "presse")),
        Subscription("https://b.example/x", "B"),
    )
    assert "no web address: 1" in str(found.notices[0])


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=20)), max_size=6))
def test_what_is_written_is_read_again(rows: list[tuple[str, str]]) -> None:
    feeds = [
        Subscription(f"https://{n}.example/?a=1&b=2", title, tags=(tag,) if tag else ())
        for n, (title, tag) in enumerate(rows)
    ]
    written = write_opml('<Mes> flux & "cie"', feeds)
    assert {feed.address for feed in read_opml(written.encode()).feeds} == {feed.address for feed in feeds}


def test_titles_and_folders_survive_the_journey() -> None:
    feeds = (
        Subscription("https://a.example/f", 'L\'été <à> "Paris" & Lyon', "https://a.example/", ("Presse", "train")),
    )
    assert read_opml(write_opml("x", feeds).encode()).feeds == feeds


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"<rss><channel/></rss>", b"<opml><head/></opml>", b"<!DOCTYPE opml [<!ENTITY a 'b'>"]
)
def test_what_is_no_list_of_feeds_says_how_to_get_one(content: bytes) -> None:
    with pytest.raises(Rejected) as refused:
        read_opml(content)
    assert "Export" in str(refused.value.mend)


def test_entities_and_depth_do_no_harm() -> None:
    bomb = "<!DOCTYPE o [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]><opml><body>"
    nested = "<outline text='&b;'>" * 300 + "<outline xmlUrl='https://a.example/'/>"
    started = time.process_time()
    with suppress(Rejected):
        read_opml((bomb + nested).encode())
    assert time.process_time() - started < 2


def test_a_list_is_recognised() -> None:
    assert looks_like_opml(b'<?xml version="1.0"?>\n<OPML version="2.0">')
    assert not looks_like_opml(b"<rss/>")


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_a_list_or_refused(content: bytes) -> None:
    with suppress(ConnectorError):
        read_opml(b"<opml><body>" + content)
