"""The network "mastodon": accounts, hashtags, searches and mentions at any instance that speaks its API."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from parvis.connectors.accounts import Allowance, App, Asked, Granted, Level, Offer
from parvis.connectors.contract import Budget, Draft, Finding, Need, Page, Rejected, Sent, Source
from parvis.connectors.mastodon import access, metrics, oauth, probing, sending
from parvis.connectors.mastodon.addresses import Kind, Where, is_ours, origin_of, read_address
from parvis.connectors.mastodon.api import Api
from parvis.connectors.mastodon.cursor import State
from parvis.connectors.mastodon.reading import Reader, Reading
from parvis.connectors.mastodon.streaming import SILENCE, Waiting
from parvis.connectors.net import Reach, Web
from parvis.connectors.net.client import parse
from parvis.core.clock import now
from parvis.core.messages import Message

ERRAND = Budget(requests=8, items=0, seconds=20)


@dataclass(frozen=True, slots=True)
class MastodonConnector:
    """`reach`: None asks the operator's environment at each call. `silence`: see `streaming`.

    Settings of a place: `account` (`@name@host`, whose token it is), `domain`, `limit`, `streaming`. Secret: `token`.
    Never idempotent: servers keep a key for an hour, and some dialects ignore it.
    """

    reach: Reach | None = None
    clock: Callable[[], datetime] = now
    silence: float = SILENCE
    network: str = "mastodon"
    label: str = "Mastodon"
    idempotent: bool = False

    def within(self, reach: Reach) -> MastodonConnector:
        return replace(self, reach=reach)

    def recognise(self, address: str) -> bool:
        return is_ours(address)

    def probe(self, address: str, settings: Mapping[str, Any], secrets: Mapping[str, str]) -> Finding:
        where = place_at(address)
        return probing.look(self._api(where.origin, secrets, ERRAND), where, settings)

    def fetch(self, source: Source, cursor: str, budget: Budget) -> Page:
        where = place_at(source.address)
        api = self._api(where.origin, source.secrets, budget)
        reader = Reader(str(source.settings.get("domain") or where.host), str(source.settings.get("account", "")))
        return Reading(api, where, reader, State.load(cursor), max(budget.items, 1), self.clock()).run()

    def send(self, source: Source, draft: Draft) -> Sent:
        api = self._api(place_at(source.address).origin, source.secrets, ERRAND)
        return sending.send(api, draft, source.settings, self.clock())

    def find_sent(self, source: Source, draft: Draft) -> Sent | None:
        api = self._api(place_at(source.address).origin, source.secrets, ERRAND)
        return sending.find_sent(api, draft, source.settings, self.clock())

    def wait(self, source: Source, seconds: float, cursor: str = "") -> bool:
        where = place_at(source.address)
        api = self._api(where.origin, source.secrets, Budget(requests=20, seconds=seconds + 60))
        return Waiting(self._reach, api, where, source.settings, self.silence).until_news(seconds, cursor)

    def metrics(self, source: Source, remote_ids: Sequence[str], budget: Budget) -> Mapping[str, Mapping[str, int]]:
        return metrics.metrics(self._api(place_at(source.address).origin, source.secrets, budget), remote_ids)

    # OAuth ----------------------------------------------------------------------------------------------------------

    @property
    def levels(self) -> tuple[Level, ...]:
        return access.LEVELS

    @property
    def server(self) -> Need | None:
        return Need(
            "server",
            Message("Server of the account"),
            Message("The part behind the last @: piaille.fr for @zoe@piaille.fr."),
        )

    @property
    def app_needs(self) -> tuple[Need, ...]:
        return ()

    def access(self, level: str) -> tuple[Allowance, ...]:
        return access.allowances(level)

    def register(self, server: str, redirect: str, given: Mapping[str, str]) -> App:
        origin = origin_of(server)
        if not origin:
            raise Rejected(
                Message("“%(server)s” names no server.", {"server": server[:100]}),
                "server",
                Message("Give the part behind the last @ of the account: piaille.fr for @zoe@piaille.fr."),
            )
        web = parse(origin)
        if web.scheme == "http" and not self._reach.vouches_for(web.host, web.port or 80):
            raise Rejected(
                Message(
                    "%(server)s would be reached without protection: no secret is sent that way.", {"server": web.host}
                ),
                "server",
                Message("Use an address that begins with https://."),
            )
        return oauth.register(self._api(origin, {}, ERRAND), redirect)

    def authorise_url(self, app: App, asked: Asked) -> str:
        return oauth.authorise_url(app, asked)

    def exchange(self, app: App, asked: Asked, code: str, verifier: str) -> Granted:
        return oauth.exchange(self._api(app.server, {}, ERRAND), app, asked, code, verifier, self.clock())

    def renew(self, app: App, secrets: Mapping[str, str]) -> Granted:
        return oauth.renew(self._api(app.server, {}, ERRAND), app, secrets, self.clock())

    def revoke(self, app: App, secrets: Mapping[str, str]) -> None:
        oauth.revoke(self._api(app.server, {}, ERRAND), app, secrets)

    def offers(self, level: str) -> tuple[Offer, ...]:
        return access.OFFERS

    def address_of(self, account: str, kind: str, words: str, settings: Mapping[str, Any]) -> str:
        chosen: Kind | None = next((one for one in _KINDS if one == kind), None)
        name = words.strip().lstrip("#") if kind in ("tag", "search") else str(settings.get("name", ""))
        if chosen is None or not name:
            raise Rejected(Message("Say which words."), kind)
        return Where(str(settings.get("server", "")), chosen, name).address

    # ----------------------------------------------------------------------------------------------------------------

    @property
    def _reach(self) -> Reach:
        return self.reach or Reach.from_environment()

    def _api(self, origin: str, secrets: Mapping[str, str], budget: Budget) -> Api:
        until = time.monotonic() + budget.seconds
        return Api(Web(self._reach), origin, secrets.get("token", ""), budget.requests, until)


_KINDS: tuple[Kind, ...] = ("mentions", "account", "tag", "search", "messages")


def place_at(address: str) -> Where:
    """Raises Rejected."""
    where = read_address(address)
    if where is None:
        raise Rejected(
            Message("This is not the address of an account, a hashtag or a post of Mastodon."),
            "address",
            Message(
                "Paste the address of a profile (https://piaille.fr/@zoe) or of a hashtag (https://piaille.fr/tags/train)."
            ),
        )
    return where


CONNECTOR = MastodonConnector()
