"""What can go wrong between us and a network. The first group speaks HTTP, the second any protocol over TCP."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pass:
    """Nothing goes wrong."""


@dataclass(frozen=True, slots=True)
class Status:
    """The proxy answers itself; the server is not asked. `retry_after`: seconds, or "" for none."""

    code: int
    retry_after: str = ""
    body: bytes = b"{}"
    content_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class LostAnswer:
    """The server carries the request out; its answer never comes back. The line is held for `hold` seconds, then cut."""

    hold: float = 30.0


@dataclass(frozen=True, slots=True)
class CutBefore:
    """The line is cut when the request has been sent; the server never sees it."""


@dataclass(frozen=True, slots=True)
class CutInHeaders:
    """The server carries the request out; the line is cut in the first line of its answer."""


@dataclass(frozen=True, slots=True)
class CutInBody:
    """The server carries the request out; the line is cut in the middle of the body of its answer."""


@dataclass(frozen=True, slots=True)
class Slow:
    """The answer comes a byte at a time, `pause` seconds apart."""

    pause: float = 0.05


@dataclass(frozen=True, slots=True)
class Repeat:
    """The last good answer to the same method and path is given again; the server is not asked."""


@dataclass(frozen=True, slots=True)
class Delay:
    """TCP: everything the server says arrives `seconds` late."""

    seconds: float


@dataclass(frozen=True, slots=True)
class CutAfterBytes:
    """TCP: the line is cut once the client has sent `count` bytes, which the server gets."""

    count: int


@dataclass(frozen=True, slots=True)
class CutAfter:
    """TCP: the line is cut once the client has sent `marker`, which the server gets when `delivered`."""

    marker: bytes
    delivered: bool = True


@dataclass(frozen=True, slots=True)
class DeafAfter:
    """TCP: once the client has sent `marker`, the server gets it but nothing it says comes back any more."""

    marker: bytes
    hold: float = 30.0


HttpFault = Status | LostAnswer | CutBefore | CutInHeaders | CutInBody | Slow | Repeat
TcpFault = Pass | Delay | CutAfterBytes | CutAfter | DeafAfter
Fault = HttpFault | TcpFault
