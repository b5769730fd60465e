"""The network "wordpress": articles, comments, pingbacks; with an application password also answers and moderation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from parvis.connectors.contract import Act, Budget, Draft, Finding, Page, Rejected, Sent, Source, Standing
from parvis.connectors.net import Answer, Reach, Web
from parvis.connectors.wordpress import answering
from parvis.connectors.wordpress.cursor import State
from parvis.connectors.wordpress.discovery import NETWORK, explore, feeds_beside, root_in, root_of
from parvis.connectors.wordpress.reading import Reading
from parvis.connectors.wordpress.rest import Rest
from parvis.core.messages import Message

ERRAND = 25.0
"""Seconds that one answer, one look or one decision may take."""


@dataclass(frozen=True, slots=True)
class WordPressConnector:
    """`reach`: None asks the operator's environment at each call. `patience`: seconds for all but reading.

    Address of a place: the root of the site's REST interface. Setting `user`, secret `password` (an application
    password): both empty to read what is public.
    """

    reach: Reach | None = None
    patience: float = ERRAND
    network: str = NETWORK
    label: str = "WordPress"
    idempotent: bool = False

    def within(self, reach: Reach) -> WordPressConnector:
        return replace(self, reach=reach)

    def recognise(self, address: str) -> bool:
        """By `/wp-json` or `?rest_route=`; other pages of a site say it in themselves (see `announced`)."""
        return address.startswith(("http://", "https://")) and bool(root_in(address))

    def announced(self, page: Answer) -> str:
        return root_of(page)

    def probe(self, address: str, settings: Mapping[str, Any], secrets: Mapping[str, str]) -> Finding:
        root = root_in(address)
        choices: tuple[tuple[str, str], ...] = ()
        if not root:
            page = self._web().get(address, {"Accept": "text/html"})
            root, choices = root_of(page), feeds_beside(page)
        if not root:
            raise Rejected(
                Message("This page does not say that it is of a WordPress site."),
                field="address",
                mend=Message("Paste the address of a page of the site, or of its feed."),
            )
        return explore(self._rest(Source(root, settings, secrets), self.patience), choices)

    def fetch(self, source: Source, cursor: str, budget: Budget) -> Page:
        return Reading(self._rest(source, budget.seconds), State.load(cursor), budget).run()

    def send(self, source: Source, draft: Draft) -> Sent:
        return answering.answer(self._rest(source, self.patience), draft)

    def find_sent(self, source: Source, draft: Draft) -> Sent | None:
        return answering.find(self._rest(source, self.patience), draft)

    def moderate(self, source: Source, remote_id: str, act: Act) -> Standing:
        return answering.moderate(self._rest(source, self.patience), remote_id, act)

    def _rest(self, source: Source, seconds: float) -> Rest:
        return Rest.of(self._web(), source, seconds)

    def _web(self) -> Web:
        return Web(self.reach or Reach.from_environment())


CONNECTOR = WordPressConnector()
