"""Waiting for news: the user's stream by WebSocket, else by server-sent events. A hint only; polling is the truth.

Some dialects open a stream of events and never say a word while their WebSocket works; some proxies let no WebSocket
through. Whichever speaks is believed, and a stream that keeps silent is given up.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from parvis.connectors.contract import AuthExpired, ConnectorError, Forbidden, Transient
from parvis.connectors.mastodon.addresses import Where
from parvis.connectors.mastodon.api import Api
from parvis.connectors.mastodon.cursor import State
from parvis.connectors.net.live import events, received, stream_address, websocket
from parvis.connectors.net.reach import Reach
from parvis.connectors.told import text
from parvis.core.messages import Message

log = logging.getLogger(__name__)

SILENCE = 45.0
"""Seconds without even a heartbeat after which a stream of events is taken for dumb (Mastodon's beats every 15)."""
NEWS = frozenset({"notification", "update", "status.update", "delete", "conversation"})


@dataclass(frozen=True, slots=True)
class Waiting:
    """One wait. `silence`: see SILENCE."""

    reach: Reach
    api: Api
    where: Where
    settings: Mapping[str, Any]
    silence: float = SILENCE

    def until_news(self, seconds: float, cursor: str) -> bool:
        """True = worth fetching now. Raises AuthExpired, Forbidden; anything else only ends the wait."""
        if not self.api.token or self.where.kind not in ("mentions", "messages", "tag"):
            raise Forbidden(Message("This place announces no news."))
        until = time.monotonic() + seconds
        for way in (self._by_websocket, self._by_events):
            left = until - time.monotonic()
            if left <= 0:
                return False
            try:
                return any(self._matters(event) for event in way(left, cursor))
            except (AuthExpired, Forbidden):
                raise
            except ConnectorError as error:
                log.info("waiting at %s: %s", self.where.host, error)
        raise Transient(
            Message("%(host)s offers no stream that speaks; the place is read now and then.", {"host": self.where.host})
        )

    def _by_websocket(self, seconds: float, cursor: str) -> Iterator[str]:
        base = stream_address(str(self.settings.get("streaming", "")), self.where.origin)
        with websocket(self.reach, f"{base}/api/v1/streaming?{urlencode(self._stream())}", self._headers()) as line:
            yield from self._missed(cursor)
            for message in received(line, seconds):
                yield _event(message)

    def _by_events(self, seconds: float, cursor: str) -> Iterator[str]:
        path = "hashtag" if self.where.kind == "tag" else "user/notification"
        query = f"?tag={quote(self.where.name)}" if self.where.kind == "tag" else ""
        address = f"{self.where.origin}/api/v1/streaming/{path}{query}"
        first = True
        for line in events(self.reach, address, self._headers(), seconds, min(self.silence, seconds)):
            if first:
                yield from self._missed(cursor)
                first = False
            if line.startswith("event:"):
                yield line[6:].strip()

    def _stream(self) -> list[tuple[str, str]]:
        if self.where.kind == "tag":
            return [("stream", "hashtag"), ("tag", self.where.name)]
        return [("stream", "user:notification")]

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.api.token}"}

    def _missed(self, cursor: str) -> Iterator[str]:
        """What came between the last reading and the opening of the line."""
        state = State.load(cursor)
        if not state.top:
            return
        path, params = "/api/v1/notifications", [("types[]", "mention"), ("limit", "1")]
        if self.where.kind == "tag":
            path, params = f"/api/v1/timelines/tag/{quote(self.where.name, safe='')}", [("limit", "1")]
        told = self.api.get(path, params)
        newest = told[0] if isinstance(told, list) and told and isinstance(told[0], dict) else {}
        if newest.get("id") and text(newest["id"]) not in (state.top, *state.seen):
            yield "update"

    def _matters(self, event: str) -> bool:
        return event in NEWS


def _event(message: str) -> str:
    try:
        told = json.loads(message)
        return str(told.get("event", "")) if isinstance(told, dict) else ""
    except (ValueError, RecursionError):
        return ""
