"""The REST interface of one WordPress: addresses with and without pretty links, sign-in, answers as JSON."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from parvis.connectors.contract import ConnectorError, Source, Transient
from parvis.connectors.net import Answer, Web
from parvis.connectors.net.sockets import Deadline
from parvis.connectors.wordpress.refusals import understood, unreadable
from parvis.core.messages import Message

Value = str | int
LEAST = 0.2
_START = re.compile(r"\{\"|\[\{|\[\]")
STARTS = 5
"""Places in an answer where its data may begin, behind what PHP complained of."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list; `pages`: how many there are in all."""

    rows: list[dict[str, Any]]
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Rest:
    """`root`: `https://example.org/wp-json/` or `https://example.org/?rest_route=/`. All calls end by `deadline`."""

    web: Web
    root: str
    deadline: Deadline
    user: str = ""
    password: str = ""

    @classmethod
    def of(cls, web: Web, source: Source, seconds: float) -> Rest:
        user = str(source.settings.get("user") or source.secrets.get("user", "")).strip()
        return cls(web, source.address, Deadline.within(seconds), user, source.secrets.get("password", "").strip())

    @property
    def host(self) -> str:
        return urlsplit(self.root).hostname or ""

    @property
    def site(self) -> str:
        """The site without its scheme, which tells its people from those of other sites."""
        parts = urlsplit(self.root)
        return (parts.netloc + parts.path.partition("/wp-json")[0].removesuffix("/index.php").rstrip("/")).lower()

    @property
    def signed_in(self) -> bool:
        return bool(self.user and self.password)

    def address(self, path: str, asked: Mapping[str, Value]) -> str:
        query = urlencode(dict(asked))
        if "rest_route" in parse_qs(urlsplit(self.root).query):
            return f"{self.root.rstrip('/')}/{path}" + (f"&{query}" if query else "")
        return f"{self.root.rstrip('/')}/{path}" + (f"?{query}" if query else "")

    def get(self, path: str, **asked: Value) -> Any:
        """The decoded answer. Raises the six errors, as WordPress means them."""
        return self._decoded(self._ask(path, asked))

    def list(self, path: str, **asked: Value) -> Listing:
        answer = self._ask(path, asked)
        rows = self._decoded(answer)
        if not isinstance(rows, list):
            raise unreadable(self.host)
        pages = answer.headers.get("x-wp-totalpages", "")
        return Listing([row for row in rows if isinstance(row, dict)], int(pages) if pages.isdigit() else 1)

    def post(self, path: str, said: Mapping[str, Value]) -> dict[str, Any]:
        """One request, never repeated."""
        body = json.dumps(dict(said)).encode()
        try:
            answer = self.web.post(
                self.address(path, {}),
                body,
                {**self._headers(), "Content-Type": "application/json"},
                seconds=self._left(reached=False),
            )
        except ConnectorError as error:
            raise understood(error, self.host) from error
        found = self._decoded(answer)
        if not isinstance(found, dict):
            raise unreadable(self.host)
        return found

    def _ask(self, path: str, asked: Mapping[str, Value]) -> Answer:
        try:
            return self.web.get(self.address(path, asked), self._headers(), seconds=self._left(reached=True))
        except ConnectorError as error:
            raise understood(error, self.host) from error

    def _headers(self) -> dict[str, str]:
        # Not compressed: the words of a refusal are read too, and are short.
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if self.signed_in:
            token = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
            headers["Authorization"] = f"Basic {token}"
        return headers

    def _left(self, *, reached: bool) -> float:
        left = self.deadline.left
        if left < LEAST:
            raise Transient(Message("%(host)s is too slow to answer.", {"host": self.host}), reached=reached)
        return left

    def _decoded(self, answer: Answer) -> Any:
        """JSON, also behind complaints that PHP printed before it."""
        text = answer.body.decode("utf-8-sig", "replace").strip()
        starts = (found.start() for found in islice(_START.finditer(text), STARTS))
        for piece in (text, *(text[start:] for start in starts)):
            try:
                return json.loads(piece)
            except ValueError:
                continue
        raise unreadable(self.host)
