"""Listen without a server: from addresses and files to the posts that watches catch. No database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from parvis.analysis.reading import Reading
from parvis.connectors.contract import Budget, Connector, Item, Page, Rejected, Source
from parvis.connectors.email.mbox import read_mbox
from parvis.connectors.feed.connector import CONNECTOR as FEED
from parvis.connectors.feed.documents import read_document
from parvis.connectors.feed.opml import looks_like_opml, read_opml
from parvis.connectors.manual.tables import BadLine, read_table
from parvis.connectors.net import Reach
from parvis.conversations.incoming import Incoming, prepare
from parvis.core.messages import Message
from parvis.flows.understanding import Where, understand
from parvis.listening.matching import Matcher

TABLES = {".csv", ".tsv", ".jsonl", ".ndjson"}
MAILS = {".mbox", ".mbx", ".eml"}
BATCH = 500
PAGES = 200
EVERY = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Heard:
    """A post that came through, and by which watches (numbers, in the order given; empty when there are none)."""

    place: str
    network: str
    post: Incoming
    reading: Reading
    watches: tuple[int, ...]


@dataclass(slots=True)
class Ear:
    """One source and how far it was listened to. `notices`: oddities met on the way, for a person."""

    source: str
    cursor: str = ""
    title: str = ""
    next_at: datetime | None = None
    seen: set[str] = field(default_factory=set)
    notices: list[Message] = field(default_factory=list)

    @property
    def is_address(self) -> bool:
        return self.source.startswith(("http://", "https://", "feed:"))


def ears_of(sources: Sequence[str], at: datetime) -> list[Ear]:
    """One ear a source; a list of feeds (OPML) opens into one ear each of its feeds. Raises ConnectorError, OSError."""
    ears: list[Ear] = []
    for source in sources:
        content = _head(source)
        if content is not None and looks_like_opml(content):
            ears += [Ear(feed.address, title=feed.title) for feed in read_opml(Path(source).read_bytes()).feeds]
        else:
            ears.append(Ear(source))
    return ears


def _head(source: str) -> bytes | None:
    path = Path(source)
    if source == "-" or "://" in source or not path.is_file():
        return None
    with path.open("rb") as file:
        return file.read(4096)


def listen(ear: Ear, engine: Matcher, at: datetime, *, stdin: IO[bytes], languages: tuple[str, ...]) -> Iterator[Heard]:
    """What is new at this source and caught by a watch of `engine` (all of it when `engine` is empty).

    Raises ConnectorError for a source that cannot be read, OSError for a file that is not there.
    """
    for network, items in _pages(ear, at, stdin):
        fresh = [prepare(item) for item in items if item.remote_id not in ear.seen]
        ear.seen.update(post.remote_id for post in fresh)
        where = Where(network, (ear.title or ear.source,), ear.source, languages=languages)
        found = understand(fresh, where, engine)
        for post in fresh:
            watches = tuple(found.watches.get(post.remote_id, ()))
            if watches or not len(engine):
                yield Heard(ear.title or ear.source, network, post, found.readings[post.remote_id], watches)


def _pages(ear: Ear, at: datetime, stdin: IO[bytes]) -> Iterator[tuple[str, list[Item]]]:
    if ear.is_address:
        yield from _from_web(ear, at)
        return
    ear.next_at = at + timedelta(seconds=5)
    for items in _batches(_from_file(ear, at, stdin)):
        yield _network_of(ear.source), items


def _from_web(ear: Ear, at: datetime) -> Iterator[tuple[str, list[Item]]]:
    """A feed, found from a page when the address is that of a page."""
    connector = FEED.within(_reach(ear.source))
    if not ear.cursor:
        finding = connector.probe(ear.source, {}, {})
        ear.source, ear.title = finding.address, ear.title or finding.title
    for _ in range(PAGES):
        page = _fetch(connector, ear)
        ear.cursor, ear.next_at = page.cursor, at + (page.wait or EVERY)
        yield FEED.network, list(page.items)
        if not page.more:
            return


def _fetch(connector: Connector, ear: Ear) -> Page:
    page = connector.fetch(Source(ear.source), ear.cursor, Budget())
    ear.notices += page.notices
    return page


def _reach(address: str) -> Reach:
    """Whoever types an address at their own terminal vouches for its host; where it redirects is still checked."""
    host = urlsplit(address).netloc.rpartition("@")[2]
    return Reach(Reach.from_environment().allowed | Reach.allowing(host).allowed)


def _network_of(source: str) -> str:
    suffix = Path(source).suffix.lower()
    return "email" if suffix in MAILS or Path(source).is_dir() else "manual" if suffix in TABLES or source == "-" else "feed"


def _from_file(ear: Ear, at: datetime, stdin: IO[bytes]) -> Iterator[Item]:
    if ear.source == "-":
        yield from _rows(stdin.read(), ear)
        return
    path = Path(ear.source)
    if _network_of(ear.source) == "email" or _is_mbox(path):
        yield from read_mbox(path, now=at)
        return
    content = path.read_bytes()
    if path.suffix.lower() in TABLES or _is_json_lines(content):
        yield from _rows(content, ear)
        return
    page = read_document(content, at)
    ear.title = ear.title or page.title
    ear.notices += page.notices
    yield from page.items


def _is_mbox(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(5) == b"From "


def _is_json_lines(content: bytes) -> bool:
    """A first line that is a whole JSON object: a JSON Feed is an object too, but says its version."""
    line = content.lstrip()[:100_000].partition(b"\n")[0]
    try:
        first = json.loads(line)
    except ValueError:
        return False
    return isinstance(first, dict) and "jsonfeed.org" not in str(first.get("version", ""))


def _rows(content: bytes, ear: Ear) -> Iterator[Item]:
    if not content.strip():
        raise Rejected(Message("This file is empty."))
    for row in read_table(content):
        if isinstance(row, BadLine):
            ear.notices.append(Message("Line %(number)s: %(why)s", {"number": row.number, "why": str(row.message)}))
        else:
            yield row


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    batch: list[Item] = []
    for item in items:
        batch.append(item)
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch
