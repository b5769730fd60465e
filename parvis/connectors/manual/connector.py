"""The network of what is captured by hand. It is never asked for news: items come when a person pastes or imports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from parvis.connectors.contract import Budget, Capability, Draft, Finding, Forbidden, Page, Sent, Source, Support
from parvis.connectors.manual.capture import from_address
from parvis.connectors.net import Reach, Web
from parvis.core.messages import Message

NETWORK = "manual"
BY_HAND = Message("Copy the answer, open the post, then mark it as answered.")
SUPPORT: Mapping[Capability, Support] = {
    Capability.LISTEN: Support("needs", Message("Paste posts one by one, or import a CSV file.")),
    Capability.REPLY: Support("needs", BY_HAND),
    Capability.FIND_SENT: Support("no", Message("What was pasted by hand cannot be looked for.")),
}


@dataclass(frozen=True, slots=True)
class ManualConnector:
    """`reach`: None asks the operator's environment at each call."""

    reach: Reach | None = None
    network: str = NETWORK
    label: str = "By hand"
    idempotent: bool = False

    def within(self, reach: Reach) -> ManualConnector:
        return replace(self, reach=reach)

    def recognise(self, address: str) -> bool:
        return address.strip().lower().startswith(("http://", "https://"))

    def probe(self, address: str, settings: Mapping[str, Any], secrets: Mapping[str, str]) -> Finding:
        page = from_address(Web(self.reach or Reach.from_environment()), address)
        return Finding(
            network=NETWORK,
            kind="page",
            address=address,
            title=page.title or address,
            summary=Message(
                "A page with its comments: %(count)s posts can be captured now.", {"count": len(page.items)}
            ),
            support=SUPPORT,
            language=page.items[0].language if page.items else "",
        )

    def fetch(self, source: Source, cursor: str, budget: Budget) -> Page:
        return Page((), cursor=cursor, wait=timedelta(hours=24))

    def send(self, source: Source, draft: Draft) -> Sent:
        """The outbox hands the answer to a person instead, as `Support("needs", …)` says."""
        raise Forbidden(Message("This place is answered by hand."), BY_HAND)

    def find_sent(self, source: Source, draft: Draft) -> Sent | None:
        return None


CONNECTOR = ManualConnector()
