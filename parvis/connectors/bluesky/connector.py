"""The network "bluesky": accounts, mentions, conversations, hashtags, searches, feeds and lists of the AT Protocol."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from parvis.connectors.accounts import Allowance, App, Granted, Level, Offer
from parvis.connectors.addresses import origin
from parvis.connectors.bluesky import access, everything, jetstream, metrics, probing, sending, session
from parvis.connectors.bluesky.addresses import Kind, Where, read_address
from parvis.connectors.bluesky.api import Api
from parvis.connectors.bluesky.cursor import State
from parvis.connectors.bluesky.identity import Directory
from parvis.connectors.bluesky.items import to_item
from parvis.connectors.bluesky.reading import Reading
from parvis.connectors.bluesky.waiting import BEAT, Waiting
from parvis.connectors.contract import Budget, Draft, Finding, Item, Need, Page, Rejected, Sent, Source
from parvis.connectors.net import Reach, Web
from parvis.connectors.streams import Batch, Event, Rhythm
from parvis.core.clock import now
from parvis.core.messages import Message

ERRAND = Budget(requests=10, items=0, seconds=20)
APPVIEW, PLC = "https://public.api.bsky.app", "https://plc.directory"
APPVIEW_VARIABLE, PLC_VARIABLE = "PARVIS_BLUESKY_APPVIEW", "PARVIS_BLUESKY_PLC"
JETSTREAM_VARIABLE = "PARVIS_BLUESKY_JETSTREAM"
JETSTREAM = ("wss://jetstream2.us-east.bsky.network/subscribe", "wss://jetstream1.us-east.bsky.network/subscribe")
_KINDS: tuple[Kind, ...] = ("mentions", "account", "tag", "search")


@dataclass(frozen=True, slots=True)
class BlueskyConnector:
    """`reach`: None asks the operator's environment at each call. `appview`, `plc`: origins; "" = the operator's, or the
    public ones. `beat`: see `waiting`.

    Settings of a place: `did`, `account`, `level`. Secrets: `token` and `refresh`, `server` that gave them, `did`.
    Idempotent: the key of a message names its record.
    """

    reach: Reach | None = None
    appview: str = ""
    plc: str = ""
    clock: Callable[[], datetime] = now
    beat: float = BEAT
    network: str = "bluesky"
    label: str = "Bluesky"
    idempotent: bool = True

    def within(self, reach: Reach) -> BlueskyConnector:
        return replace(self, reach=reach)

    def recognise(self, address: str) -> bool:
        return read_address(address) is not None

    def probe(self, address: str, settings: Mapping[str, Any], secrets: Mapping[str, str]) -> Finding:
        where, api = place_at(address), self._api(secrets, ERRAND)
        if where.kind == "everything":
            return everything.look(self._line(where, Rhythm(size=1, seconds=ERRAND.seconds)), where, api, settings)
        return probing.look(api, where, settings)

    def fetch(self, source: Source, cursor: str, budget: Budget) -> Page:
        where, api = place_at(source.address), self._api(source.secrets, budget)
        if where.kind == "everything":
            return Page((), cursor, wait=timedelta(days=1))  # it is followed, never asked
        own = sending.own_did(source.secrets, source.settings)
        return Reading(api, where, own, State.load(cursor), max(budget.items, 1), self.clock()).run()

    def send(self, source: Source, draft: Draft) -> Sent:
        own = sending.own_did(source.secrets, source.settings)
        return sending.send(self._api(source.secrets, ERRAND), draft, own, source.settings, self.clock())

    def find_sent(self, source: Source, draft: Draft) -> Sent | None:
        own = sending.own_did(source.secrets, source.settings)
        return sending.find_sent(self._api(source.secrets, ERRAND), draft, own)

    def wait(self, source: Source, seconds: float, cursor: str = "") -> bool:
        api = self._api(source.secrets, Budget(requests=10_000, seconds=seconds + 60))
        return Waiting(api, place_at(source.address), self.beat).until_news(seconds, cursor)

    def metrics(self, source: Source, remote_ids: Sequence[str], budget: Budget) -> Mapping[str, Mapping[str, int]]:
        return metrics.metrics(self._api(source.secrets, budget), remote_ids)

    # Everything -----------------------------------------------------------------------------------------------------

    def follow(self, source: Source, cursor: str, rhythm: Rhythm) -> Generator[Batch, None, None]:
        return self._line(place_at(source.address), rhythm).follow(cursor)

    def item(self, event: Event) -> Item:
        item = to_item(jetstream.view_of(event.raw))
        return replace(item, extra={**item.extra, "version": event.version})

    def moment(self, cursor: str) -> datetime | None:
        return jetstream.at(int(cursor)) if cursor.isdecimal() and len(cursor) < 17 else None

    def signed(self, source: Source, items: Sequence[Item]) -> list[Item]:
        return everything.signed(self._api(source.secrets, Budget(requests=40, seconds=20)), items)

    # Accounts -------------------------------------------------------------------------------------------------------

    @property
    def levels(self) -> tuple[Level, ...]:
        return access.LEVELS

    @property
    def asks(self) -> tuple[Need, ...]:
        return access.ASKS

    @property
    def warning(self) -> Message:
        return access.WARNING

    def access(self, level: str) -> tuple[Allowance, ...]:
        return access.allowances(level)

    def sign_in(self, given: Mapping[str, str]) -> Granted:
        return session.sign_in(self._directory(), given, self.clock())

    def renew(self, app: App, secrets: Mapping[str, str]) -> Granted:
        return session.renew(self._directory(), secrets, self.clock())

    def revoke(self, app: App, secrets: Mapping[str, str]) -> None:
        session.revoke(self._directory(), secrets)

    def offers(self, level: str) -> tuple[Offer, ...]:
        return access.OFFERS

    def address_of(self, account: str, kind: str, words: str, settings: Mapping[str, Any]) -> str:
        chosen: Kind | None = next((one for one in _KINDS if one == kind), None)
        name = words.strip().lstrip("#").strip()
        if chosen is None or (chosen in ("tag", "search") and not name):
            raise Rejected(Message("Say which words."), kind)
        own = Where(chosen, str(settings.get("did", "")))
        return (Where(chosen, name=name) if chosen in ("tag", "search") else own).address

    # ----------------------------------------------------------------------------------------------------------------

    @property
    def _reach(self) -> Reach:
        return self.reach or Reach.from_environment()

    def _api(self, secrets: Mapping[str, str], budget: Budget) -> Api:
        """With the account's own server where one is connected, else what the public is shown."""
        token, server = secrets.get("token", ""), origin(secrets.get("server", ""))
        signed = bool(token and server)
        return Api.within(Web(self._reach), server if signed else self._shown, token if signed else "", budget)

    def _line(self, where: Where, rhythm: Rhythm) -> jetstream.Line:
        told = [where.name] if where.name else os.environ.get(JETSTREAM_VARIABLE, "").split()
        return jetstream.Line(self._reach, told or JETSTREAM, rhythm)

    def _directory(self) -> Directory:
        return Directory(Web(self._reach), self._shown, self._plc, time.monotonic() + ERRAND.seconds)

    @property
    def _shown(self) -> str:
        return self.appview or origin(os.environ.get(APPVIEW_VARIABLE, "")) or APPVIEW

    @property
    def _plc(self) -> str:
        return self.plc or origin(os.environ.get(PLC_VARIABLE, "")) or PLC


def place_at(address: str) -> Where:
    """Raises Rejected."""
    where = read_address(address)
    if where is None:
        raise Rejected(
            Message("This is not the address of an account, a post, a hashtag or a feed of Bluesky."),
            "address",
            Message("Paste the address of a profile (https://bsky.app/profile/zoe.bsky.social) or a handle (@zoe.bsky.social)."),
        )  # fmt: skip
    return where


CONNECTOR = BlueskyConnector()
