"""Places that are streams are followed for as long as Parvis runs: one thread a part, its lease in the database.

Every process takes one part of each place at first; one that nobody takes for a while is taken by who is there. A part
whose reader died is free again after its lease, and goes on from its cursor.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import DatabaseError, connections

from parvis.connectors.contract import ConnectorError, Transient
from parvis.connectors.registry import connector_for
from parvis.connectors.streams import Rhythm, Streams
from parvis.conversations.actions.parts import split
from parvis.conversations.actions.streams import LeaseLost, claim, release, stumble
from parvis.conversations.models import Place, Stream
from parvis.conversations.parts import Part, parts, read_part
from parvis.conversations.queries import followed_places
from parvis.core import clock
from parvis.core.messages import Message
from parvis.flows.firehose import LEASE, Listening
from parvis.flows.intake import DEFECT
from parvis.flows.sources import source_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """In seconds. `look`: between two looks at which places there are; `grace`: for others to take a part that is free;
    `pause`, `longest`: before the line is opened again, doubled at each failure; `rest`: after a defect of our own."""

    look: float = 3.0
    grace: float = 15.0
    pause: float = 1.0
    longest: float = 60.0
    rest: float = 300.0


class Following:
    """`of`: parts that each stream is split into; `only`: the part that this process hears, whatever becomes of the others."""

    def __init__(
        self, of: int = 1, *, only: Part | None = None, pace: Pace | None = None, rhythm: Rhythm | None = None,
        tell: Callable[[Listening, datetime], object] | None = None,
    ) -> None:  # fmt: skip
        self._of, self._only, self._tell = of, only, tell
        self._pace, self._rhythm = pace or Pace(), rhythm or Rhythm()
        self._stopping = threading.Event()
        self._readers: dict[int, threading.Thread] = {}
        self._free_since: dict[int, float] = {}
        self._thread = threading.Thread(target=self._look, name="following", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, seconds: float = 0.0) -> None:
        """Readers end with their batch, and give their parts back; they are waited for so long."""
        self._stopping.set()
        until = time.monotonic() + seconds
        for reader in (self._thread, *self._readers.values()):
            if reader.is_alive():
                reader.join(max(0.0, until - time.monotonic()))

    @property
    def heard(self) -> frozenset[int]:
        """Streams heard by this process now."""
        return frozenset(pk for pk, thread in list(self._readers.items()) if thread.is_alive())

    def _look(self) -> None:
        while True:
            try:
                for place in followed_places().prefetch_related("streams"):
                    self._see_to(place, clock.now())
            except DatabaseError:
                log.exception("the streams to follow were not read")
            finally:
                connections.close_all()
            if self._stopping.wait(self._pace.look):
                return

    def _see_to(self, place: Place, at: datetime) -> None:
        if not isinstance(connector_for(place.network), Streams):
            return
        rows = {stream.name: stream for stream in place.streams.all()}
        if any(part.name not in rows for part in parts(self._of)):
            rows = {stream.name: stream for stream in split(place, self._of, at)}
        for part in [self._only] if self._only else parts(self._of):
            self._offer(rows[part.name], rows, at)

    def _offer(self, stream: Stream, rows: dict[str, Stream], at: datetime) -> None:
        """Takes the part when it is free, and when it is ours to take."""
        here = self.heard
        if stream.pk in here:
            return
        if stream.lease_until and stream.lease_until >= at:
            self._free_since.pop(stream.pk, None)
            return
        since = self._free_since.setdefault(stream.pk, time.monotonic())
        busy = any(other.pk in here for other in rows.values())
        if busy and time.monotonic() - since < self._pace.grace:
            return
        reader = threading.Thread(target=self._read, args=(stream.pk,), name=f"following-{stream.pk}", daemon=True)
        self._readers = {pk: thread for pk, thread in self._readers.items() if pk in here} | {stream.pk: reader}
        self._free_since.pop(stream.pk, None)
        reader.start()

    def _read(self, stream_id: int) -> None:
        """Until the place rests, another process has the part, or the house stops. Opens the line again when it breaks."""
        pause = self._pace.pause
        while not self._stopping.is_set():
            stream = None
            try:
                stream = claim(stream_id, clock.now(), LEASE)
                if stream is None:
                    return
                heard = self._follow(stream)
                if heard is None:
                    return
                pause = self._pace.pause if heard else pause
                self._stumbled(stream, Transient(Message("The stream has ended: it is opened again.")))
            except LeaseLost:
                log.warning("stream %s was taken over by another reader", stream_id)
                return
            except DatabaseError:
                log.exception("stream %s could not be kept", stream_id)
            except ConnectorError as error:
                self._stumbled(stream, error)
            except Exception:
                # A connector's own defect must not stop the other places: it is logged whole, and tried again later.
                log.exception("following stream %s failed", stream_id)
                self._stumbled(stream, DEFECT)
                pause = self._pace.rest
            finally:
                connections.close_all()
            self._stopping.wait(pause)
            pause = min(2 * pause, self._pace.longest)

    def _follow(self, stream: Stream) -> bool | None:
        """Whether anything was heard before the line ended; None when it is no longer ours to hear."""
        place = stream.place
        connector = connector_for(place.network)
        if not isinstance(connector, Streams):
            return None
        source = source_of(place)
        listening = Listening(place, connector.item, partial(connector.signed, source), read_part(stream.name), stream)
        looked = time.monotonic()
        for batch in connector.follow(source, stream.cursor, self._rhythm):
            at = clock.now()
            listening.take(batch, at)
            if self._tell:
                self._tell(listening, at)
            if self._stopping.is_set():
                release(stream)
                return None
            if time.monotonic() - looked >= self._pace.look:
                looked = time.monotonic()
                if not followed_places().filter(pk=place.pk).exists():
                    release(stream)
                    return None
        return bool(listening.taken["read"])

    def _stumbled(self, stream: Stream | None, problem: ConnectorError) -> None:
        """Kept for the place's health; the part stays open to whoever can open the line."""
        if stream is None or self._stopping.is_set():
            return
        log.info("stream %s: %s", stream.pk, problem)
        at = clock.now()
        try:
            stumble(stream, problem=problem, kind=type(problem).__name__, until=at, at=at)
        except DatabaseError:
            log.exception("why stream %s broke could not be kept", stream.pk)
