"""The network of feeds: blogs, newspapers, forums, anything that publishes RSS, Atom or JSON Feed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from parvis.connectors.contract import Budget, Draft, Finding, Forbidden, Page, Sent, Source
from parvis.connectors.feed.cursor import State
from parvis.connectors.feed.discovery import BY_HAND, NETWORK, discover
from parvis.connectors.feed.reading import Reading, credentials
from parvis.connectors.net import Reach, Web
from parvis.core.messages import Message


@dataclass(frozen=True, slots=True)
class FeedConnector:
    """`reach`: None asks the operator's environment at each call.

    Settings of a place: `comments_feed` (address, "no", or empty). Secrets: `user`, `password` of a protected feed.
    """

    reach: Reach | None = None
    network: str = NETWORK
    label: str = "RSS / Atom"
    idempotent: bool = False

    def within(self, reach: Reach) -> FeedConnector:
        return replace(self, reach=reach)

    def recognise(self, address: str) -> bool:
        """Any web address may be a feed or announce one."""
        return address.strip().lower().startswith(("http://", "https://", "feed:"))

    def probe(self, address: str, settings: Mapping[str, Any], secrets: Mapping[str, str]) -> Finding:
        return discover(self._web(), _http(address), credentials(Source(address, settings, secrets)))

    def fetch(self, source: Source, cursor: str, budget: Budget) -> Page:
        return Reading(self._web(), source, State.load(cursor), budget, datetime.now(UTC)).run()

    def send(self, source: Source, draft: Draft) -> Sent:
        raise Forbidden(Message("A feed cannot be written to."), BY_HAND)

    def find_sent(self, source: Source, draft: Draft) -> Sent | None:
        return None

    def _web(self) -> Web:
        return Web(self.reach or Reach.from_environment())


def _http(address: str) -> str:
    """`feed://example.org/x` and `feed:https://example.org/x`, as browsers once wrote them."""
    text = address.strip()
    if not text.lower().startswith("feed:"):
        return text
    rest = text[5:]
    return rest if rest.lower().startswith("http") else "https://" + rest.lstrip("/")


CONNECTOR = FeedConnector()
