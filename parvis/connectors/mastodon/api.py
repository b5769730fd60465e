"""The REST API of an instance: requests counted, answers read as JSON, refusals said in our words."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urljoin

from parvis.connectors.contract import AuthExpired, Budget, ConnectorError, Forbidden, Rejected, Transient
from parvis.connectors.net import Answer, Web
from parvis.core.messages import Message

Params = Sequence[tuple[str, str]]
_LINK = re.compile(r'<([^<>]{1,2000})>\s*;[^,]*\brel="?(\w+)"?')
CONNECT_AGAIN = Message("Connect the account again: Parvis goes on from where it was, nothing is lost.")


class NotThere(Exception):
    """404 or 410: no such post, account or method at this instance, or not for us. `told`: said as the API says it."""

    def __init__(self, address: str, *, told: bool = False) -> None:
        super().__init__(address)
        self.told = told


@dataclass
class Api:
    """One instance, for one call of a connector: `requests` and seconds go down until nothing is left."""

    web: Web
    origin: str
    token: str = ""
    requests: int = 10
    until: float = field(default_factory=lambda: time.monotonic() + 30)

    @classmethod
    def within(cls, web: Web, origin: str, token: str, budget: Budget) -> Api:
        return cls(web, origin, token, budget.requests, time.monotonic() + budget.seconds)

    @property
    def spent(self) -> bool:
        return self.requests <= 0 or self.until - time.monotonic() <= 0.5

    def get(self, path: str, params: Params = ()) -> Any:
        return self.read(path, params)[0]

    def read(self, path: str, params: Params = ()) -> tuple[Any, Mapping[str, str]]:
        """(the JSON, the addresses of the Link header by their relation). Raises NotThere, ConnectorError."""
        query = f"?{urlencode(params)}" if params else ""
        answer = self._ask("GET", f"{self.origin}{path}{query}", b"", {})
        return _json(answer, self.origin), links(answer)

    def post(self, path: str, told: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Any:
        """Never repeated. Raises NotThere, ConnectorError; after a Transient nobody knows."""
        body = json.dumps(told).encode()
        sent = {"Content-Type": "application/json", "Accept-Encoding": "identity", **(headers or {})}
        return _json(self._ask("POST", f"{self.origin}{path}", body, sent), self.origin)

    def _ask(self, method: str, address: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        self.requests -= 1
        sent = {"Accept": "application/json", **headers}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        seconds = max(self.until - time.monotonic(), 0.5)
        try:
            if method == "GET":
                return self.web.get(address, sent, seconds=seconds)
            return self.web.post(address, body, sent, seconds=seconds)
        except ConnectorError as error:
            if error.status in (404, 410):
                raise NotThere(address, told=own_words(error) != str(error.status)) from error
            said = self._said(error)
            said.status, said.said = error.status, error.said
            raise said from error

    def _said(self, error: ConnectorError) -> ConnectorError:
        """The same refusal in words that fit an account rather than a web page."""
        where: dict[str, str | int] = {"host": self.origin.partition("://")[2], "said": own_words(error)}
        match error.status:
            case 401 if self.token:
                return AuthExpired(
                    Message("%(host)s no longer accepts the access it gave: it was revoked, or has ended.", where),
                    CONNECT_AGAIN,
                )
            case 401:
                return AuthExpired(
                    Message("%(host)s shows this to its members only.", where),
                    Message("Connect an account of that server, and Parvis reads with it."),
                )
            case 403:
                return Forbidden(
                    Message("%(host)s does not let this account do that (%(said)s).", where),
                    Message("Connect the account again with a level of access that allows it."),
                )
            case 422 | 400:
                return Rejected(Message("%(host)s refuses it: %(said)s", where), field="body")
        return error


def own_words(error: ConnectorError) -> str:
    """What the server said of its refusal, as far as it can be read."""
    try:
        told = json.loads(error.said)
        return str(told.get("error_description") or told.get("error") or "")[:200] or str(error.status)
    except (ValueError, AttributeError):
        return str(error.status)


def links(answer: Answer) -> dict[str, str]:
    """`{"next": address, "prev": address}` of a Link header (RFC 8288), made absolute."""
    return {rel: urljoin(answer.url, to) for to, rel in _LINK.findall(answer.headers.get("link", "")[:4000])}


def _json(answer: Answer, origin: str) -> Any:
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        raise no_data(origin.partition("://")[2]) from None


def no_data(host: str) -> Transient:
    return Transient(
        Message("%(host)s answers with something else than data: a page for people, most likely.", {"host": host}),
        Message("It may be under repair: Parvis will ask again by itself."),
    )
