"""Places that can announce news (IMAP IDLE) are waited at, so that a mail is here within seconds, not at the next reading."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass

from django.db import DatabaseError, connections

from parvis.connectors.contract import ConnectorError, Wakes
from parvis.connectors.registry import connector_for
from parvis.conversations.models import Stream
from parvis.conversations.queries import announcing_streams
from parvis.core.jobs import enqueue
from parvis.flows.intake import poll_stream
from parvis.flows.sources import source_of

log = logging.getLogger(__name__)

AT_MOST = 50
"""Places waited at by one process; the others are read at their own rhythm, as are all when nobody waits."""
NEWS_FIRST = 5
"""Priority of the reading that news ask for, over those whose time has merely come."""
STEP = 0.3
"""Seconds between two looks at whether that reading took place."""


@dataclass(frozen=True, slots=True)
class Patience:
    """In seconds. `look`: between two looks at which places there are. `wait`: how long one line is held, then taken up anew.

    `settle`: at most, for the reading that was asked for. `pause`, `longest`: after a failure, doubled each time.
    """

    look: float = 3.0
    wait: float = 600.0
    settle: float = 30.0
    pause: float = 30.0
    longest: float = 1800.0


class Waiting:
    """One thread that looks which places there are, and one for each of them.

    Polling stays the truth: news only ask for a reading sooner. Several processes may wait at one place; the reading
    that they ask for has one key, so it is done once.
    """

    def __init__(self, patience: Patience | None = None, at_most: int = AT_MOST) -> None:
        self._patience, self._at_most = patience or Patience(), at_most
        self._stopping = threading.Event()
        self._listeners: dict[int, threading.Thread] = {}
        self._thread = threading.Thread(target=self._look, name="waiting", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """At once: a thread that hangs on its line is a daemon, holds nothing of ours, and asks for nothing any more."""
        self._stopping.set()

    @property
    def places(self) -> frozenset[int]:
        """Streams waited at now."""
        return frozenset(pk for pk, thread in list(self._listeners.items()) if thread.is_alive())

    def _look(self) -> None:
        while not self._stopping.wait(self._patience.look):
            try:
                wanted = list(announcing_streams().values_list("pk", flat=True)[: self._at_most])
            except DatabaseError:
                log.exception("the places to wait at were not read")
                continue
            finally:
                connections.close_all()
            for stream_id in wanted:
                self._see_to(stream_id)

    def _see_to(self, stream_id: int) -> None:
        here = self.places
        if stream_id in here or len(here) >= self._at_most:
            return
        listener = threading.Thread(target=self._listen, args=(stream_id,), name=f"waiting-{stream_id}", daemon=True)
        self._listeners = {pk: thread for pk, thread in self._listeners.items() if pk in here} | {stream_id: listener}
        listener.start()

    def _listen(self, stream_id: int) -> None:
        """Until the place is gone, paused or in trouble, or the house stops."""
        pause, told = self._patience.pause, ""
        while not self._stopping.is_set():
            try:
                stream = _standing(stream_id)
                if stream is None:
                    return
                # News that the last reading did not take (a mail deleted meanwhile) are no news: wait for later ones.
                told = self._wait(stream, "" if stream.cursor == told else stream.cursor)
                pause = self._patience.pause
            except (ConnectorError, DatabaseError) as error:
                log.info("waiting at stream %s: %s; again in %.0f s", stream_id, error, pause)
                self._stopping.wait(pause)
                pause = min(2 * pause, self._patience.longest)
            except Exception:
                # A connector's own defect ends this place's waiting, not the others'; it is still read now and then.
                log.exception("waiting at stream %s failed", stream_id)
                self._stopping.wait(self._patience.longest)
                return
            finally:
                connections.close_all()

    def _wait(self, stream: Stream, cursor: str) -> str:
        """Ask for a reading when news come; the cursor from which they were seen, "" when none came."""
        connector = connector_for(stream.place.network)
        source = source_of(stream.place)
        connections.close_all()  # the line is held for long, a connection to the database need not be
        if not isinstance(connector, Wakes) or not connector.wait(source, self._patience.wait, cursor):
            return ""
        if not self._stopping.is_set():
            enqueue(poll_stream, key=f"poll:{stream.pk}", priority=NEWS_FIRST, stream_id=stream.pk)
            self._until_read(stream)
        return stream.cursor

    def _until_read(self, before: Stream) -> None:
        for _ in range(int(self._patience.settle / STEP)):
            if self._stopping.wait(STEP):
                return
            now = _standing(before.pk)
            connections.close_all()
            if now is None or now.fetched_at != before.fetched_at:
                return


def _standing(stream_id: int) -> Stream | None:
    """The stream as it is now; None when its place is gone, paused or in trouble."""
    return announcing_streams().filter(pk=stream_id).first()
