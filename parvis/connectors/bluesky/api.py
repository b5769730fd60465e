"""Calls of the AT Protocol (XRPC): requests counted, answers read as JSON, refusals said in our words."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from parvis.connectors.contract import AuthExpired, Budget, ConnectorError, Forbidden, Rejected, Transient
from parvis.connectors.net import Answer, Web
from parvis.connectors.net.refusals import reset_at
from parvis.connectors.told import text
from parvis.core.messages import Message

Params = Sequence[tuple[str, str]]
CONNECT_AGAIN = Message("Connect the account again: Parvis goes on from where it was, nothing is lost.")
CONNECT = Message("Connect an account: Places, then Accounts.")
_ABSENT = frozenset({"NotFound", "RecordNotFound", "RepoNotFound", "HandleNotFound", "DidNotFound", "UnknownFeed"})
_ABSENT_WORDS = ("profile not found", "unable to resolve handle", "could not find", "not found", "could not locate")
_ENDED = frozenset({"ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired"})
_CLOSED = frozenset({"AccountTakedown", "AccountSuspended", "AccountDeactivated", "RepoTakendown", "RepoDeactivated"})
_BLOCKED = frozenset({"BlockedActor", "BlockedByActor"})


class NotThere(Exception):
    """The network itself says that there is no such record, account or feed, or that it no longer shows it."""


class Taken(Exception):
    """A record stands there already (`InvalidSwap`): it was not overwritten."""


@dataclass
class Api:
    """One server, for one call of a connector: `requests` and seconds go down until nothing is left.

    `rest`: how long the server wants to be left alone, once nothing remains of its limit.
    """

    web: Web
    origin: str
    token: str = field(default="", repr=False)
    requests: int = 10
    until: float = field(default_factory=lambda: time.monotonic() + 30)
    rest: timedelta | None = None

    @classmethod
    def within(cls, web: Web, origin: str, token: str, budget: Budget) -> Api:
        return cls(web, origin, token, budget.requests, time.monotonic() + budget.seconds)

    @property
    def spent(self) -> bool:
        return self.requests <= 0 or self.until - time.monotonic() <= 0.5 or self.rest is not None

    @property
    def host(self) -> str:
        return self.origin.partition("://")[2]

    def get(self, method: str, params: Params = ()) -> dict[str, Any]:
        """Raises NotThere, ConnectorError."""
        query = f"?{urlencode(params)}" if params else ""
        return self._ask("GET", f"{self.origin}/xrpc/{method}{query}", None)

    def post(self, method: str, told: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Never repeated. Raises NotThere, Taken, ConnectorError; after a Transient nobody knows."""
        return self._ask("POST", f"{self.origin}/xrpc/{method}", told)

    def _ask(self, verb: str, address: str, told: Mapping[str, Any] | None) -> dict[str, Any]:
        self.requests -= 1
        sent = {"Accept": "application/json", "Accept-Encoding": "identity"} if verb == "POST" else {}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        seconds = max(self.until - time.monotonic(), 0.5)
        try:
            if verb == "GET":
                answer = self.web.get(address, sent, seconds=seconds)
            else:
                body = b"" if told is None else json.dumps(told).encode()
                kind = {} if told is None else {"Content-Type": "application/json"}
                answer = self.web.post(address, body, {**sent, **kind}, seconds=seconds)
        except ConnectorError as error:
            said = self._said(error)
            if isinstance(said, ConnectorError):
                said.status, said.said = error.status, error.said
            raise said from error
        self._heed(answer)
        return _json(answer, self.host)

    def _heed(self, answer: Answer) -> None:
        """Nothing remains of the limit: the next call would be refused, so it is not made."""
        now = datetime.now(UTC)
        if answer.headers.get("ratelimit-remaining") == "0" and (back := reset_at(answer.headers, now)):
            self.rest = back - now

    def _said(self, error: ConnectorError) -> Exception:
        """The same refusal in words that fit an account rather than a web page."""
        name, words = named(error)
        where: dict[str, str | int] = {"host": self.host, "said": words or name or str(error.status)}
        absent = name in _ABSENT or (name == "InvalidRequest" and any(w in words.lower() for w in _ABSENT_WORDS))
        if error.status in (400, 404) and absent:
            return NotThere(words)
        if name == "InvalidSwap":
            return Taken(words)
        if error.status == 401 or name in _ENDED:
            return self._shut(where)
        if name in _BLOCKED:
            return Forbidden(
                Message("One of the two accounts has blocked the other: the network shows nothing here.", where),
                Message("Unblock the account at the network, or remove the place."),
            )
        if name in _CLOSED:
            return Forbidden(
                Message("%(host)s has closed this account (%(said)s).", where),
                Message("Sign in at the network and see what it says; then connect the account again."),
            )
        return self._otherwise(error, name, where)

    def _shut(self, where: dict[str, str | int]) -> AuthExpired:
        if self.token:
            return AuthExpired(
                Message("%(host)s no longer accepts the access it gave: it was revoked, or has ended.", where),
                CONNECT_AGAIN,
            )
        return AuthExpired(Message("%(host)s shows this to connected accounts only.", where), CONNECT)

    def _otherwise(self, error: ConnectorError, name: str, where: dict[str, str | int]) -> ConnectorError:
        match error.status:
            case 403 if not self.token:
                return Forbidden(Message("%(host)s shows this to connected accounts only.", where), CONNECT)
            case 403:
                return Forbidden(
                    Message("%(host)s does not let this account do that (%(said)s).", where),
                    Message("Connect the account again; if it lasts, see at the network what became of it."),
                )
            case 404 | 410 | 501:
                return Transient(
                    Message("%(host)s does not know what it was asked for.", where),
                    Message("Parvis will ask again by itself. If it lasts, this server does not offer it."),
                )
            case 400 | 413 | 422:
                return Rejected(Message("%(host)s refuses it: %(said)s", where), field="body")
        return error


def named(error: ConnectorError) -> tuple[str, str]:
    """(name, words) of a refusal as XRPC says it; ("", "") when it does not."""
    try:
        told = json.loads(error.said)
        return text(told.get("error"))[:100], text(told.get("message"))[:300]
    except (ValueError, AttributeError, RecursionError):
        return "", ""


def _json(answer: Answer, host: str) -> dict[str, Any]:
    try:
        told = json.loads(answer.body or b"{}")
    except (ValueError, RecursionError):
        raise no_data(host) from None
    if not isinstance(told, dict):
        raise no_data(host)
    return told


def no_data(host: str) -> Transient:
    return Transient(
        Message("%(host)s answers with something else than data: a page for people, most likely.", {"host": host}),
        Message("It may be under repair: Parvis will ask again by itself."),
    )
