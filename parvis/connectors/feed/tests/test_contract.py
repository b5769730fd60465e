"""Feeds keep the contract of every network, behind a line that breaks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from parvis.connectors.contract import Source
from parvis.connectors.feed.connector import FeedConnector
from parvis.connectors.net import Reach
from parvis.connectors.testing.proxy import fault_proxy
from parvis.connectors.testing.suite import Bench, Listening
from parvis.connectors.testing.website import Website, website


class Blog:
    """A blog with one article for each thing said."""

    def __init__(self, site: Website) -> None:
        self.site = site
        self.entries: list[str] = []
        self._write()

    def say(self, text: str) -> None:
        self.entries.append(text)
        self._write()

    def said(self) -> list[str]:
        return self.entries

    def _write(self) -> None:
        start = datetime.now(UTC) - timedelta(hours=5)
        items = "".join(
            f"<item><title>Billet {n}</title><link>http://blog.example/{n}</link><guid>g{n}</guid>"
            f"<pubDate>{format_datetime(start + timedelta(minutes=n))}</pubDate><description>{text}</description></item>"
            for n, text in reversed(list(enumerate(self.entries)))
        )
        self.site.put("/feed", f'<rss version="2.0"><channel><title>Blog</title>{items}</channel></rss>')


class TestListening(Listening):
    @pytest.fixture
    def bench(self) -> Iterator[Bench]:
        with website() as site, fault_proxy(site.host, site.port) as proxy:
            connector = FeedConnector(Reach.allowing("127.0.0.1"))
            yield Bench(connector, Source(f"{proxy.address}/feed"), Blog(site), proxy)
