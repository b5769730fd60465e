"""The web client of the project. Redirects are followed here, so that each step is checked like the first."""

from __future__ import annotations

import functools
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

import httpcore
import httpx

from parvis.connectors.contract import Rejected
from parvis.connectors.net.bodies import read_body
from parvis.connectors.net.reach import Reach
from parvis.connectors.net.refusals import breakdown, refusal
from parvis.connectors.net.sockets import Deadline, Transport
from parvis.connectors.sizes import SIZE
from parvis.core.messages import Message

AGENT: Final = "Parvis/0.1 (self-hosted feed reader)"
REDIRECTS: Final = 5
LONGEST_ADDRESS: Final = 4096
WORDS: Final = 2000
"""Bytes of a refusal that are read."""
_PERMANENT: Final = frozenset({301, 308})
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_PRIVATE: Final = frozenset({"authorization", "cookie"})


@dataclass(frozen=True, slots=True)
class Answer:
    """A good answer: 2xx, or 304 with an empty body.

    `url`: where it came from in the end. `moved_to`: where every step said to go *for good*, else "".
    `headers`: names in lower case.
    """

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes = b""
    moved_to: str = ""

    @property
    def unchanged(self) -> bool:
        return self.status == 304

    @property
    def content_type(self) -> str:
        """`text/html`, lower case, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class _Redirect:
    url: httpx.URL
    for_good: bool


@dataclass(frozen=True, slots=True)
class Web:
    """`Web(Reach()).get("https://example.org/feed")`. Holds no connection between calls."""

    reach: Reach = field(default_factory=Reach)
    size: int = SIZE
    seconds: float = 30.0

    def get(self, address: str, headers: Mapping[str, str] | None = None, *, seconds: float | None = None) -> Answer:
        """Follows up to five redirects. Raises the six errors of the contract, nothing else."""
        deadline = Deadline.within(min(self.seconds, seconds or self.seconds))
        url, sent = parse(address), {**_polite(), **(headers or {})}
        seen, permanent, moved_to = {url}, True, ""
        while isinstance(step := self._exchange("GET", url, sent, b"", deadline), _Redirect):
            if step.url in seen or len(seen) > REDIRECTS:
                raise _lost(url.host)
            if _origin(step.url) != _origin(url):
                sent = {name: value for name, value in sent.items() if name.lower() not in _PRIVATE}
            permanent = permanent and step.for_good
            moved_to = str(step.url) if permanent else moved_to
            url = step.url
            seen.add(url)
        return replace(step, moved_to=moved_to)

    def step(self, address: str, headers: Mapping[str, str] | None = None) -> Answer:
        """One request; a redirect is not followed but told, with where it points in `moved_to`. For robots, which ask first."""
        url = parse(address)
        step = self._exchange("GET", url, {**_polite(), **(headers or {})}, b"", Deadline.within(self.seconds))
        return Answer(302, str(url), {}, moved_to=str(step.url)) if isinstance(step, _Redirect) else step

    def post(
        self, address: str, content: bytes, headers: Mapping[str, str] | None = None, *, seconds: float | None = None
    ) -> Answer:
        """One request, never repeated nor redirected: a Transient says in `reached` whether it may have been carried out."""
        deadline = Deadline.within(min(self.seconds, seconds or self.seconds))
        url = parse(address)
        step = self._exchange("POST", url, {**_polite(), **(headers or {})}, content, deadline)
        if isinstance(step, _Redirect):
            raise Rejected(
                Message("%(host)s has moved.", {"host": url.host}),
                field="address",
                mend=Message("Give its new address."),
            )
        return step

    def _exchange(
        self, method: str, url: httpx.URL, headers: Mapping[str, str], content: bytes, deadline: Deadline
    ) -> _Redirect | Answer:
        self.reach.check_port(url.host, url.port or (443 if url.scheme == "https" else 80))
        transport = Transport(self.reach, deadline, _context())
        try:
            with (
                httpx.Client(transport=transport, trust_env=False, follow_redirects=False) as client,
                client.stream(method, url, headers=dict(headers), content=content or None) as response,
            ):
                return self._read(url, response)
        except (httpx.HTTPError, httpx.InvalidURL, httpcore.ReadTimeout, OSError, ValueError) as error:
            raise breakdown(error, url.host) from error

    def _read(self, url: httpx.URL, response: httpx.Response) -> _Redirect | Answer:
        received = {name.lower(): value for name, value in response.headers.items()}
        status = response.status_code
        if status in _MOVED and received.get("location"):
            return _Redirect(_ahead(url, received["location"]), status in _PERMANENT)
        error = refusal(status, received, url.host, datetime.now(UTC))
        if error:
            error.status, error.said = status, _own_words(response)
            raise error
        if status == 304:
            return Answer(status, str(url), received)
        body = read_body(response.iter_raw(), received.get("content-encoding", ""), self.size)
        return Answer(status, str(url), received, body)


def _own_words(response: httpx.Response) -> str:
    """The first words of a refusal, for a connector that can read them; "" when they do not come."""
    said = b""
    try:
        for piece in response.iter_raw():
            said += piece
            if len(said) >= WORDS:
                break
    except (httpx.HTTPError, httpcore.ReadTimeout, OSError):
        return ""
    return said[:WORDS].decode("utf-8", "replace") if not response.headers.get("content-encoding") else ""


def _ahead(url: httpx.URL, location: str) -> httpx.URL:
    try:
        return parse(str(url.join(location)))
    except httpx.InvalidURL:
        raise _lost(url.host) from None


def parse(address: str) -> httpx.URL:
    """The address as a URL without its fragment. Raises Rejected for what is no web address."""
    text = address.strip()
    try:
        url = httpx.URL(text if len(text) <= LONGEST_ADDRESS else "")
        host = url.host
    except (httpx.InvalidURL, UnicodeError, ValueError):
        url, host = httpx.URL(""), ""
    if url.scheme not in ("http", "https") or not host or "%" in host:
        raise Rejected(
            Message("“%(address)s” is not a web address.", {"address": text[:80]}),
            field="address",
            mend=Message("A web address begins with https:// and has no spaces."),
        )
    if url.userinfo:
        raise Rejected(
            Message("The address holds a password, which anyone who sees the address would read."),
            field="address",
            mend=Message("Take the user name and the password out of the address and give them apart."),
        )
    return url.copy_with(fragment=None)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _polite() -> dict[str, str]:
    return {"User-Agent": AGENT, "Accept-Encoding": "gzip, deflate", "Connection": "close"}


def _lost(host: str) -> Rejected:
    return Rejected(
        Message("%(host)s sends us round in circles from one address to the next.", {"host": host}),
        field="address",
        mend=Message("Open the address in a browser and paste the address that shows in the end."),
    )


@functools.cache
def _context() -> ssl.SSLContext:
    """Made once: loading the authorities costs more than a small request."""
    return httpx.create_ssl_context(trust_env=False)
