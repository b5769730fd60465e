"""Everything that is said on a network, as it is said: every post meets every watch; what one catches is taken in.

Only cheap work before the match. The cursor moves in the transaction of what was caught before it, so that a reader that
dies loses nothing; what is told twice is stored once.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from django.db import DataError, transaction

from parvis.analysis.language import likely
from parvis.analysis.tokens import tokens
from parvis.connectors.contract import Author, ConnectorError, Item
from parvis.connectors.streams import Batch, Event, Said
from parvis.conversations.actions.streams import Advance, advance, told
from parvis.conversations.models import Place, Stream
from parvis.conversations.parts import Part
from parvis.conversations.queries import held_posts, posts_of_authors, versions_of
from parvis.core.messages import Message
from parvis.flows.documents import where_of
from parvis.flows.intake import Heard, take_heard
from parvis.flows.understanding import Where
from parvis.listening.matching import Document, Matcher
from parvis.listening.standing import standing_matcher

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
"""A reader that died gives its part back after it."""
SAVED_EVERY = timedelta(seconds=3)
"""How far one part is read, when nothing was caught."""
LOOKED_AT_EVERY = 1.0
"""Seconds between two looks at whether watches came, changed or went."""
REMEMBERED = 20_000
"""Authors whose profile was asked for; the oldest are asked for again."""
NOT_ASKED = 60.0
"""Seconds without profiles after the network refused one."""
GAPS_TOLD = 5
GAP = Message(
    "Nothing could be read from %(from)s to %(to)s (UTC): the source keeps nothing so old. What was said then is missing here.",
    {"from": "", "to": ""},
)
LEFT_OUT = {
    "json": Message("Messages left out, which were cut or are no JSON: %(count)s.", {"count": 0}),
    "shape": Message("Messages left out, which say nothing that is known: %(count)s.", {"count": 0}),
    "long": Message("Posts left out, whose text is beyond all measure: %(count)s.", {"count": 0}),
    "defect": Message("Posts left out, which Parvis itself failed to store: %(count)s.", {"count": 0}),
}


@dataclass(slots=True)
class Sifted:
    """What of a batch matters. `caught`: new or reworded posts that a watch seems to want; `reworded`: the other edits."""

    caught: list[Event] = field(default_factory=list)
    reworded: list[Event] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.caught or self.reworded or self.gone or self.left)


def sift(events: Iterable[Event], part: Part, where: Where, engine: Matcher) -> Sifted:
    """Every event of `part` against every watch. No database: this is what each post of the stream costs."""
    posts: dict[str, Event] = {}
    found = Sifted()
    for event in events:
        if part.of > 1 and not part.has(event.by):
            continue
        if event.said is Said.NEW or event.said is Said.REWORDED:
            posts[event.remote_id] = event
        elif event.said is Said.GONE:
            posts.pop(event.remote_id, None)
            found.gone.append(event.remote_id)
        else:
            found.left.append(event.by)
    listed = list(posts.values())
    met = {index for index, _watch in engine.match([_document(event, where) for event in listed])}
    found.caught = [listed[index] for index in sorted(met)]
    found.reworded = [e for i, e in enumerate(listed) if e.said is Said.REWORDED and i not in met]
    return found


def _document(event: Event, where: Where) -> Document:
    """As far as the stream tells it: `understanding.document_of` has the last word on what is caught."""
    return Document(
        event.text,
        (event.by,),
        where.names,
        event.site,
        partial(_spoken, event.text, event.language, where.languages),
        where.network,
        event.kind,
        event.tags,
        event.links,
        event.at,
    )


def _spoken(text: str, hint: str, languages: Sequence[str]) -> str:
    return likely(tokens(text), hint, languages)


def worth(place: Place, sifted: Sifted, make: Callable[[Event], Item]) -> Heard:
    """What is to be stored. A post that is known stands as it is, whatever the stream repeats; edits are of what we hold."""
    if not sifted:
        return Heard()
    asked = [*(e.remote_id for e in (*sifted.caught, *sifted.reworded)), *sifted.gone]
    held = held_posts(place, asked) if asked else set()
    edits = [e for e in (*sifted.caught, *sifted.reworded) if e.said is Said.REWORDED and e.remote_id in held]
    before = versions_of(place, [e.remote_id for e in edits]) if edits else {}
    kept = [e for e in sifted.caught if e.remote_id not in held]
    kept += [e for e in edits if not e.version or e.version > before[e.remote_id]]
    gone = [remote_id for remote_id in sifted.gone if remote_id in held]
    if sifted.left:
        gone += posts_of_authors(place, sifted.left)
    return Heard([make(event) for event in kept], held, gone)


@dataclass(slots=True)
class Listening:
    """One part of one place, heard by this process. `make`: an event as an item; `sign`: the items with what the network
    says of their authors. `stream` None: a file, which has no cursor of ours."""

    place: Place
    make: Callable[[Event], Item]
    sign: Callable[[Sequence[Item]], Sequence[Item]] | None = None
    part: Part = field(default_factory=Part)
    stream: Stream | None = None
    taken: Counter[str] = field(default_factory=Counter)
    _where: Where | None = None
    _engine: Matcher | None = None
    _looked: float = 0.0
    _saved_at: datetime | None = None
    _authors: dict[str, Author] = field(default_factory=dict)
    _unsigned_until: float = 0.0

    def take(self, batch: Batch, at: datetime) -> None:
        """Raises LeaseLost when another process hears this part now."""
        self._count(batch)
        heard = worth(self.place, sift(batch.events, self.part, self._place(), self._watches()), self.make)
        if heard.items or heard.gone:
            self._keep(replace(heard, items=self._signed(heard.items)), batch.cursor, at)
        elif self._saved_at is None or at - self._saved_at >= SAVED_EVERY:
            with transaction.atomic():
                self._save(batch.cursor, at)
        else:
            return
        self._saved_at = at

    def _keep(self, heard: Heard, cursor: str, at: datetime) -> None:
        """All in one transaction; where one post cannot be stored at all, each for itself, and that one is left out."""
        try:
            taken = take_heard(self.place, heard, lambda: self._save(cursor, at), at)
        except (DataError, ValueError):
            if len(heard.items) + len(heard.gone) == 1:
                log.exception("%s: a post of the stream cannot be stored", self.place)
                self.taken["defect"] += 1
                return
            for item in heard.items:
                self._keep(replace(heard, items=[item], gone=()), "", at)
            for gone in heard.gone:
                self._keep(replace(heard, items=(), gone=[gone]), "", at)
            with transaction.atomic():
                self._save(cursor, at)
            return
        self.taken.update(new=taken.new, edited=taken.edited, gone=taken.deleted, hits=taken.hits)

    def _count(self, batch: Batch) -> None:
        self.taken.update(read=batch.read, **batch.faults)
        if batch.gap and self.stream:
            since, until = (f"{moment:%Y-%m-%d %H:%M:%S}" for moment in batch.gap)
            log.warning("%s: nothing is kept from %s to %s", self.place, since, until)
            gap = told(Message(GAP.text, {"from": since, "to": until}))
            self.stream.notices = [*_gaps(self.stream)[1 - GAPS_TOLD :], gap]

    def _place(self) -> Where:
        if self._where is None:
            self._where = where_of(self.place)
        return self._where

    def _watches(self) -> Matcher:
        """Those of now, give or take a second."""
        if self._engine is None or time.monotonic() - self._looked >= LOOKED_AT_EVERY:
            self._engine, self._looked = standing_matcher(self.place.brand_id), time.monotonic()
        return self._engine

    def _signed(self, items: Sequence[Item]) -> Sequence[Item]:
        """With the names of who wrote, where the network says them; a post does not wait for that."""
        unknown = [item for item in items if item.author and item.author.remote_id not in self._authors]
        if unknown and self.sign and time.monotonic() >= self._unsigned_until:
            try:
                found = self.sign(unknown)
            except ConnectorError as error:
                log.info("who wrote was not told: %s", error)
                self._unsigned_until = time.monotonic() + NOT_ASKED
            else:
                self._authors |= {one.author.remote_id: one.author for one in found if one.author}
                for did in list(self._authors)[: max(0, len(self._authors) - REMEMBERED)]:
                    del self._authors[did]
        return [_by(item, self._authors.get(item.author.remote_id)) if item.author else item for item in items]

    def _save(self, cursor: str, at: datetime) -> None:
        """In the transaction of what was caught. Raises LeaseLost."""
        if self.stream is None:
            return
        to = Advance(cursor or self.stream.cursor, at, at + LEASE, [*_gaps(self.stream), *self._left_out()])
        advance(self.stream, to, at)
        self.stream.cursor = to.cursor

    def _left_out(self) -> list[dict[str, object]]:
        counted = [(LEFT_OUT[why], self.taken[why]) for why in LEFT_OUT if self.taken[why]]
        return [told(Message(said.text, {"count": count})) for said, count in counted]


def _by(item: Item, author: Author | None) -> Item:
    return replace(item, author=author, extra={**item.extra, "handle": author.handle}) if author else item


def _gaps(stream: Stream) -> list[dict[str, object]]:
    return [notice for notice in stream.notices if notice.get("text") == GAP.text]
