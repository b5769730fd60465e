"""Waiting for news: the network is asked at short intervals whether something newer stands there. A hint only.

The network has no stream of one account's notifications; its stream of everything (Jetstream) names who writes, not
who is named.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from parvis.connectors.bluesky.addresses import Where
from parvis.connectors.bluesky.api import Api, NotThere
from parvis.connectors.bluesky.cursor import State
from parvis.connectors.bluesky.lists import REASONS
from parvis.connectors.contract import AuthExpired, ConnectorError, Forbidden
from parvis.connectors.told import entries, text
from parvis.core.messages import Message

BEAT = 20.0
"""Seconds between two looks: a hundred and eighty an hour, of the thousands that a server allows."""


@dataclass(frozen=True, slots=True)
class Waiting:
    api: Api
    where: Where
    beat: float = BEAT

    def until_news(self, seconds: float, cursor: str) -> bool:
        """True = worth fetching now. Raises ConnectorError, which ends the wait."""
        if not self.api.token or self.where.kind != "mentions":
            raise Forbidden(Message("This place announces no news."))
        until = time.monotonic() + seconds
        known = State.load(cursor).seen
        newest = "" if known else self._newest()
        while True:
            found = self._newest()
            if found and (found not in known if known else found != newest):
                return True
            left = until - time.monotonic()
            if left <= 0 or self.api.spent:
                return False
            time.sleep(min(self.beat, left))

    def _newest(self) -> str:
        params = [*(("reasons", one) for one in REASONS), ("limit", "1")]
        try:
            told = self.api.get("app.bsky.notification.listNotifications", params)
        except NotThere:
            return ""
        except ConnectorError as error:
            if isinstance(error, AuthExpired | Forbidden) or not error.retry:
                raise
            return ""
        return next(
            (text(one.get("uri")) for one in entries(told, "notifications") if one.get("reason") in REASONS), ""
        )
