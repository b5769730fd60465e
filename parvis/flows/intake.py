"""From the world into the house: fetch → attribute → record → read → match → triage, in one transaction a page."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import transaction

from parvis.analysis.reading import Reading
from parvis.community.actions.mailed import keep_answers
from parvis.connectors.contract import Budget, Connector, ConnectorError, Item, Page, RateLimited
from parvis.connectors.registry import connector_for
from parvis.conversations.actions.corrections import read_again
from parvis.conversations.actions.echoes import forget_echoes, put_together, said
from parvis.conversations.actions.places import move
from parvis.conversations.actions.readings import store_readings
from parvis.conversations.actions.record import Recorded, record, remove
from parvis.conversations.actions.streams import LEASE, Advance, LeaseLost, advance, claim, release, stumble, told
from parvis.conversations.echoes import Sketch, sketches
from parvis.conversations.incoming import Incoming, prepare
from parvis.conversations.models import Place, Post, Stream
from parvis.conversations.queries import due_streams, unknown_or_changed
from parvis.conversations.reader import heads_for
from parvis.conversations.rules import EVERYTHING, KEPT_BACK, believable
from parvis.core import events
from parvis.core.brands import share
from parvis.core.clock import now
from parvis.core.jobs import enqueue, task
from parvis.core.messages import Message
from parvis.engagement.rules import Arrival
from parvis.flows.documents import where_of
from parvis.flows.forgotten import admitted
from parvis.flows.likeness import newcomers_spoke
from parvis.flows.mailed import told_apart
from parvis.flows.sources import source_of
from parvis.flows.triage import triage
from parvis.flows.understanding import Understood, understand
from parvis.listening.actions import Caught, reheard, store_hits
from parvis.listening.index.actions import reword
from parvis.listening.standing import standing_matcher
from parvis.listening.trends.heard import Heard as Figured
from parvis.listening.trends.heard import heard_in
from parvis.people.actions import Attributed, Sighting, attribute

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=15)
"""Between two readings of a place whose connector proposes no rhythm of its own."""
PAGES = 20
"""Pages read in one go; what is beyond waits for the next round, so that no place starves the others."""


DEFECT = ConnectorError(
    Message("Parvis itself failed while reading this place."),
    Message("It is tried again by itself. If it lasts, the log of the server says why."),
)


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
    if stream.place.kind == EVERYTHING:  # it is followed, by `flows.following`
        release(stream)
        return None
    connector = connector_for(stream.place.network)
    total = Taken()
    for _ in range(PAGES):
        page = _fetch(connector, stream, at)
        if page is None:
            return total
        try:
            total = _sum(total, take_page(stream, page, at))
        except LeaseLost:
            log.warning("stream %s was taken over by another reader; its page is left to it", stream.pk)
            return total
        if not page.more:
            return total
        stream.cursor = page.cursor
    release(stream)
    return total


def _fetch(connector: Connector, stream: Stream, at: datetime) -> Page | None:
    """The next page, or None with the reason kept for the place's health."""
    try:
        return connector.fetch(source_of(stream.place, at), stream.cursor, Budget())
    except ConnectorError as problem:
        until = problem.until if isinstance(problem, RateLimited) else None
        stumble(stream, problem=problem, kind=type(problem).__name__, until=until, at=at)
    except Exception:
        # A connector's own defect must not stop the other places: it is logged whole, and shown as ours to mend.
        log.exception("connector %s failed on stream %s", stream.place.network, stream.pk)
        stumble(stream, problem=DEFECT, kind="Defect", until=None, at=at)
    return None


def take_page(stream: Stream, page: Page, at: datetime) -> Taken:
    """Posts and cursor in one transaction: a crash on either side of it loses and doubles nothing."""
    place = stream.place
    answers, items = told_apart(place.network, page.items)
    ready = _prepared(place, items)
    with transaction.atomic():
        keep_answers(place.brand_id, answers, at=at)
        taken = _store(place, ready, at)
        gone = _remove(place, page.deletions, at) if page.deletions else 0
        if page.moved_to and page.moved_to != place.address:
            move(place, address=page.moved_to, at=at)
        to = Advance(
            cursor=page.cursor,
            due_at=at if page.more else at + (page.wait or EVERY),
            lease_until=at + LEASE if page.more else None,
            notices=[told(notice) for notice in (*page.notices, *ready.notices)],
        )
        advance(stream, to, at)
    return Taken(taken.new, taken.edited, gone, taken.hits, taken.cases)


def _remove(place: Place, remote_ids: Sequence[str], at: datetime) -> int:
    before = heard_in(place.pk, remote_ids)
    gone = remove(place, remote_ids, at)
    reheard(before)
    return gone


def take_in(place: Place, items: Sequence[Item], at: datetime) -> Taken:
    """Posts that come without a stream: captured by hand, imported from a file, pushed to us."""
    ready = _prepared(place, items)
    with transaction.atomic():
        return _store(place, ready, at)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a stream told that is worth keeping: posts that a watch seems to want, and what became of posts we hold.

    `held`: those of `items` that are stored already; an edit is kept whatever the watches say of it now.
    """

    items: Sequence[Item] = ()
    held: Set[str] = frozenset()
    gone: Sequence[str] = ()


def take_heard(place: Place, heard: Heard, save: Callable[[], None], at: datetime) -> Taken:
    """Posts of a stream that a watch does catch; `save` moves the cursor in the same transaction."""
    ready = _caught_only(_prepared(place, heard.items), heard.held)
    with transaction.atomic():
        taken = _store(place, ready, at)
        gone = remove(place, heard.gone, at) if heard.gone else 0
        save()
    return replace(taken, deleted=gone)


def _caught_only(ready: Ready, held: Set[str]) -> Ready:
    watches = ready.understood.watches
    return replace(ready, incoming=[p for p in ready.incoming if p.remote_id in watches or p.remote_id in held])


@dataclass(frozen=True, slots=True)
class Ready:
    """Computed before the transaction opens, so that writers wait for the database only."""

    incoming: list[Incoming]
    understood: Understood
    notices: tuple[Message, ...] = ()
    sketches: Mapping[str, Sketch | None] = field(default_factory=dict)


def _prepared(place: Place, items: Sequence[Item]) -> Ready:
    sifted = unknown_or_changed(place, [prepare(item) for item in items])
    ready = made_ready(place, sifted.worth)
    return replace(ready, notices=(_odd(sifted.impostors),)) if sifted.impostors else ready


def made_ready(place: Place, posts: list[Incoming]) -> Ready:
    """Read and matched, before the transaction opens."""
    understood = understand(posts, where_of(place), standing_matcher(place.brand_id), heads_for(place.brand_id))
    drawn = zip(posts, sketches([said(post.title, post.text) for post in posts]), strict=True)
    return Ready(posts, understood, sketches={post.remote_id: found for post, found in drawn})


def _odd(impostors: int) -> Message:
    return Message(
        "Mails under the id of an earlier one, with other words: %(count)s. The first is kept; see the mailbox itself for the rest.",
        {"count": impostors},
    )


def _store(place: Place, ready: Ready, at: datetime) -> Taken:
    if ready.incoming:
        share(place.brand_id)
        ready = replace(ready, incoming=admitted(place, ready.incoming, at))
    if not ready.incoming:
        return Taken()
    before = heard_in(place.pk, [post.remote_id for post in ready.incoming])
    people = attribute(place.brand_id, place.network, _sightings(ready.incoming, at))
    recorded = record(place, ready.incoming, {author: who.identity_id for author, who in people.items()}, at)
    return take_note(place, recorded, ready, people, before, at)


def take_note(
    place: Place,
    recorded: Recorded,
    ready: Ready,
    people: Mapping[str, Attributed],
    before: Mapping[int, Figured],
    at: datetime,
) -> Taken:
    """What is understood of posts that are stored now, in their transaction. `before`: what figures said of them."""
    changed = recorded.new + recorded.edited
    reword(recorded.edited)
    store_readings([(post, ready.understood.readings[post.remote_id]) for post in changed])
    if recorded.edited:
        read_again([(post, ready.understood.readings[post.remote_id]) for post in recorded.edited])
    reheard(before)
    # What we say ourselves is not heard: figures of a watch are what others say. Nor are private messages.
    heard = [post for post in changed if post.direction == "in" and post.standing in ("", "held")]
    heard = heard if place.visibility != KEPT_BACK else []
    hits = store_hits(place.brand_id, [caught for post in heard for caught in _caught(post, ready)])
    forget_echoes([post.pk for post in recorded.edited])
    put_together(place.brand_id, heard, ready.sketches)
    cases = triage(place, _arrivals(recorded.new, ready, people), at)
    if not all(who.known_before for who in people.values()):
        newcomers_spoke(place.brand_id)
    if recorded.new or recorded.restood:
        events.publish(place.brand_id, "posts", str(place.pk), at)
    return Taken(new=len(recorded.new), edited=len(recorded.edited), hits=hits, cases=cases)


def _sightings(incoming: Sequence[Incoming], at: datetime) -> dict[str, Sighting]:
    seen: dict[str, Sighting] = {}
    for post in incoming:
        if post.item.author:
            written, before = believable(post.item.at, at), seen.get(post.author_id)
            first, last = (min(before.first, written), max(before.last, written)) if before else (written, written)
            seen[post.author_id] = Sighting(post.item.author, first, last)
    return seen


def _caught(post: Post, ready: Ready) -> list[Caught]:
    negative = ready.understood.readings[post.remote_id].sentiment.label == "negative"
    return [
        Caught(watch_id=watch_id, post_id=post.pk, place_id=post.place_id, at=post.at, negative=negative)
        for watch_id in ready.understood.watches.get(post.remote_id, [])
    ]


def _arrivals(posts: Sequence[Post], ready: Ready, people: Mapping[str, Attributed]) -> list[Arrival]:
    """What others wrote, as triage asks for it: our own messages open no case, nor does what the place has put away."""
    authors = {p.remote_id: people.get(p.author_id) for p in ready.incoming}
    return [
        _arrival(p, ready.understood.readings[p.remote_id], authors[p.remote_id], ready)
        for p in posts
        if p.direction == "in" and p.standing in ("", "held")
    ]


def _arrival(post: Post, reading: Reading, author: Attributed | None, ready: Ready) -> Arrival:
    return Arrival(
        post_id=post.pk,
        thread_id=post.thread_id,
        at=post.at,
        author_id=post.author_id,
        person_id=author.person_id if author else None,
        parent_id=post.parent_id,
        kind=post.kind,
        intents=tuple(intent.label for intent in reading.intents),
        sentiment=reading.sentiment.label,
        language=reading.language,
        watch_ids=tuple(ready.understood.watches.get(post.remote_id, ())),
        asks="?" in post.text,
        followers=author.followers if author else None,
        person_known=author.known_before if author else False,
        held=post.standing == "held",
    )


def _sum(a: Taken, b: Taken) -> Taken:
    return Taken(a.new + b.new, a.edited + b.edited, a.deleted + b.deleted, a.hits + b.hits, a.cases + b.cases)
