"""From the world into the house: fetch → attribute → record → read → match → triage, in one transaction a page."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from parvis.analysis.reading import Reading, read
from parvis.connectors.contract import Author, Budget, ConnectorError, Item, Page, RateLimited
from parvis.connectors.registry import connector_for
from parvis.conversations.actions.places import move
from parvis.conversations.actions.readings import store_readings
from parvis.conversations.actions.record import record, remove
from parvis.conversations.actions.streams import advance, claim, stumble, told
from parvis.conversations.incoming import Incoming, prepare
from parvis.conversations.models import Place, Post, Stream
from parvis.conversations.queries import due_streams, unknown_or_changed
from parvis.core import events
from parvis.core.clock import now
from parvis.core.jobs import enqueue, task
from parvis.flows.sources import source_of
from parvis.flows.triage import Arrival, triage
from parvis.listening.actions import Caught, store_hits
from parvis.listening.standing import standing_matcher
from parvis.people.actions import Attributed, attribute

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=15)
"""Between two readings of a place whose connector proposes no rhythm of its own."""
PAGES = 20
"""Pages read in one go; what is beyond waits for the next round, so that no place starves the others."""


@task()
def poll_stream(stream_id: int) -> None:
    """Read one stream."""
    poll(stream_id, now())


@task(every=timedelta(seconds=20))
def poll_due() -> None:
    """Every stream whose time has come gets its own job; one that waits already is not doubled."""
    for stream_id in due_streams(now()):
        enqueue(poll_stream, key=f"poll:{stream_id}", stream_id=stream_id)


@dataclass(frozen=True, slots=True)
class Taken:
    """What one intake brought."""

    new: int = 0
    edited: int = 0
    deleted: int = 0
    hits: int = 0
    cases: int = 0


def poll(stream_id: int, at: datetime) -> Taken | None:
    """Read one stream until it has no more or PAGES are read. None when another reader has it or it must rest.

    A failure is kept with the stream, in words; it never raises for what a network may do.
    """
    stream = claim(stream_id, at)
    if stream is None:
        return None
    connector = connector_for(stream.place.network)
    total = Taken()
    for _ in range(PAGES):
        try:
            page = connector.fetch(source_of(stream.place), stream.cursor, Budget())
        except ConnectorError as problem:
            until = problem.until if isinstance(problem, RateLimited) else None
            stumble(stream, problem=problem, kind=type(problem).__name__, until=until, at=at)
            return total
        total = _sum(total, take_page(stream, page, at))
        if not page.more:
            return total
        stream.cursor = page.cursor
    return total


def take_page(stream: Stream, page: Page, at: datetime) -> Taken:
    """Posts and cursor in one transaction: a crash on either side of it loses and doubles nothing."""
    place = stream.place
    ready = _understand(place, page.items)
    with transaction.atomic():
        taken = _store(place, ready, at)
        gone = remove(place, page.deletions, at) if page.deletions else 0
        if page.moved_to and page.moved_to != place.address:
            move(place, address=page.moved_to, at=at)
        advance(
            stream,
            cursor=page.cursor,
            due_at=at if page.more else at + (page.wait or EVERY),
            notices=[told(notice) for notice in page.notices],
            keep_lease=page.more,
            at=at,
        )
    return Taken(taken.new, taken.edited, gone, taken.hits, taken.cases)


def take_in(place: Place, items: Sequence[Item], at: datetime) -> Taken:
    """Posts that come without a stream: captured by hand, imported from a file, pushed to us."""
    ready = _understand(place, items)
    with transaction.atomic():
        return _store(place, ready, at)


@dataclass(frozen=True, slots=True)
class Ready:
    """Computed before the transaction opens, so that writers wait for the database only."""

    incoming: list[Incoming]
    readings: dict[str, Reading]
    watches: dict[str, list[int]]


def _understand(place: Place, items: Sequence[Item]) -> Ready:
    incoming = unknown_or_changed(place, [prepare(item) for item in items])
    languages = tuple(place.brand.languages or [place.brand.language])
    readings = {
        post.remote_id: read(post.text, hint=post.item.language or place.language, languages=languages)
        for post in incoming
    }
    documents = [document_of_incoming(place, post, readings[post.remote_id].language) for post in incoming]
    watches: dict[str, list[int]] = {}
    for index, watch_id in standing_matcher(place.brand_id).match(documents):
        watches.setdefault(incoming[index].remote_id, []).append(watch_id)
    return Ready(incoming, readings, watches)


def _store(place: Place, ready: Ready, at: datetime) -> Taken:
    if not ready.incoming:
        return Taken()
    authors: dict[str, Author] = {p.author_id: p.item.author for p in ready.incoming if p.item.author}
    people = attribute(place.brand_id, place.network, authors.values(), at)
    recorded = record(place, ready.incoming, {r: a.identity_id for r, a in people.items()}, at)
    changed = recorded.new + recorded.edited
    store_readings([(post, ready.readings[post.remote_id]) for post in changed])
    hits = store_hits(place.brand_id, [c for post in changed for c in _caught(post, ready)])
    arrivals = [_arrival(post, ready, people) for post in recorded.new if post.direction == "in"]
    cases = triage(place, arrivals, at)
    if recorded.new:
        events.publish(place.brand_id, "posts", str(place.pk), at)
    return Taken(len(recorded.new), len(recorded.edited), 0, hits, cases)


def _caught(post: Post, ready: Ready) -> list[Caught]:
    negative = ready.readings[post.remote_id].sentiment.label == "negative"
    return [
        Caught(watch_id=watch_id, post_id=post.pk, place_id=post.place_id, at=post.at, negative=negative)
        for watch_id in ready.watches.get(post.remote_id, [])
    ]


def _arrival(post: Post, ready: Ready, people: dict[str, Attributed]) -> Arrival:
    raise NotImplementedError  # written with triage


def _sum(a: Taken, b: Taken) -> Taken:
    return Taken(a.new + b.new, a.edited + b.edited, a.deleted + b.deleted, a.hits + b.hits, a.cases + b.cases)
