"""Feeds on the web, for `listen`: asked in their rhythm, found from a page, followed where they move."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from parvis.connectors.contract import Budget, Gone, Item, Page, RateLimited, Source
from parvis.connectors.feed.connector import CONNECTOR, FeedConnector
from parvis.connectors.feed.parsing import NotAFeed
from parvis.connectors.net import Reach
from parvis.flows.ears import Ear

PAGES = 200
EVERY = timedelta(minutes=15)


def pages(ear: Ear, at: datetime) -> Iterator[tuple[str, list[Item]]]:
    """What is new in the feed of `ear`, or in the one that its page announces. Raises ConnectorError."""
    connector = CONNECTOR.within(_reach(ear.typed))
    try:
        for _ in range(PAGES):
            page = _ask(connector, ear)
            ear.next_at = at + (page.wait or EVERY)
            yield CONNECTOR.network, list(page.items)
            if not page.more:
                return
    except RateLimited as error:
        ear.next_at = error.until
        raise
    except Gone:
        ear.over = True
        raise


def _ask(connector: FeedConnector, ear: Ear) -> Page:
    if ear.source.startswith("feed:"):
        _find(connector, ear)
    try:
        page = _fetch(connector, ear)
    except NotAFeed:
        if ear.cursor:
            raise
        _find(connector, ear)
        page = _fetch(connector, ear)
    ear.cursor = page.cursor
    ear.source = page.moved_to or ear.source
    ear.title = ear.title or page.title
    ear.notices += [(notice,) for notice in page.notices]
    return page


def _fetch(connector: FeedConnector, ear: Ear) -> Page:
    return connector.fetch(Source(ear.source, ear.settings), ear.cursor, Budget())


def _find(connector: FeedConnector, ear: Ear) -> None:
    """The page becomes its feed, with the feed of its comments when it announces one."""
    finding = connector.probe(ear.source, {}, {})
    ear.source, ear.title = finding.address, ear.title or finding.title
    ear.settings = {need.name: need.default for need in finding.needs if need.default}


def _reach(typed: str) -> Reach:
    """Whoever types an address at their own terminal vouches for its host and port, and for nothing that it leads to."""
    operator = Reach.from_environment()
    parts = urlsplit(typed.removeprefix("feed:") if typed.startswith("feed:http") else typed)
    host = parts.netloc.rpartition("@")[2]
    if not host:
        return operator
    named = host if parts.port else f"{host}:{443 if parts.scheme in ('https', 'feed') else 80}"
    return Reach(operator.allowed | Reach.allowing(named).allowed)
