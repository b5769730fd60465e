"""What a web server or the way to it answers, said in our six errors with what a person can do about it."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from parvis.connectors.contract import AuthExpired, ConnectorError, Forbidden, Gone, RateLimited, Rejected, Transient
from parvis.connectors.moments import moment
from parvis.core.messages import Message

LONGEST_WAIT = timedelta(hours=24)
SHORTEST_WAIT = timedelta(seconds=30)
_BY_ITSELF = Message("Parvis will ask again by itself.")


def refusal(status: int, headers: Mapping[str, str], host: str, now: datetime) -> ConnectorError | None:
    """The error that an HTTP `status` stands for; None for a good answer."""
    if 200 <= status < 300 or status == 304:
        return None
    where: dict[str, str | int] = {"host": host, "status": str(status)}
    until = retry_after(headers, now)
    spent = status == 403 and headers.get("x-ratelimit-remaining") == "0"
    if status == 429 or spent or (status == 503 and until):
        back = until or now + timedelta(minutes=15)
        return RateLimited(Message("%(host)s asks us to slow down.", where), back, _BY_ITSELF)
    match status:
        case 401 | 407:
            return AuthExpired(
                Message("%(host)s asks for a user name and a password, or refuses those it was given.", where),
                Message("Give the user name and the password again."),
            )
        case 403 | 451:
            return Forbidden(
                Message("%(host)s forbids us this address (%(status)s).", where),
                Message("Open the address in a browser; if it shows there, ask the site to let Parvis read it."),
            )
        case 404:
            return Rejected(
                Message("There is nothing at this address of %(host)s (404).", where),
                field="address",
                mend=Message("Check the address, or paste the address of the site and let Parvis look for its feed."),
            )
        case 410:
            return Gone(
                Message("%(host)s says that this address is gone for good (410).", where),
                Message("Archive the place, or give its new address."),
            )
        case 408 | 425:
            return Transient(Message("%(host)s did not wait for our request.", where), _BY_ITSELF)
    if status >= 500:
        return Transient(Message("%(host)s has a fault of its own (%(status)s).", where), _BY_ITSELF)
    return Rejected(Message("%(host)s refuses the request (%(status)s).", where), field="address")


def retry_after(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """The moment named by Retry-After, in seconds or as a date, within bounds; None when absent or unreadable."""
    value = headers.get("retry-after", "").strip()
    if not value:
        return reset_at(headers, now)
    if value.isascii() and value.isdigit():
        back = now + timedelta(seconds=min(int(value[:9]), LONGEST_WAIT.total_seconds()))
    else:
        try:
            back = parsedate_to_datetime(value)
        except ValueError:
            return None
        back = back if back.tzinfo else back.replace(tzinfo=UTC)
    return min(max(back, now + SHORTEST_WAIT), now + LONGEST_WAIT).astimezone(UTC)


def reset_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """The moment named by X-RateLimit-Reset when nothing remains: an ISO date, or seconds (since 1970, or from now).

    Reckoned by the server's own clock where it tells its time: ours may differ by hours.
    """
    value = (headers.get("x-ratelimit-reset") or headers.get("ratelimit-reset", "")).strip()[:40]
    left = headers.get("x-ratelimit-remaining") or headers.get("ratelimit-remaining", "0")
    if not value or left != "0":
        return None
    if value.isascii() and value.isdigit():
        seconds = int(value[:12])
        wait = timedelta(seconds=min(seconds, 10**10)) if seconds < 10**8 else _epoch(seconds) - _told(headers, now)
    else:
        named = moment(value)
        if named is None:
            return None
        wait = named - _told(headers, now)
    return now + min(max(wait, SHORTEST_WAIT), LONGEST_WAIT)


def _epoch(seconds: int) -> datetime:
    return datetime.fromtimestamp(min(seconds, 10**10), UTC)


def _told(headers: Mapping[str, str], now: datetime) -> datetime:
    """What time it is for the server."""
    try:
        told = parsedate_to_datetime(headers.get("date", ""))
    except ValueError:
        return now
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def breakdown(error: Exception, host: str) -> ConnectorError:
    """The error for a call that got no answer. `reached` is False when the request cannot have been sent."""
    where: dict[str, str | int] = {"host": host}
    causes = list(_causes(error))
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return Transient(
            Message("No server answers to the name %(host)s.", where),
            Message("Check the spelling of the address."),
            reached=False,
        )
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return Transient(
            Message("%(host)s cannot prove who it is: its certificate is not valid.", where),
            Message("Tell whoever runs the site; Parvis does not read over a connection that anyone could forge."),
            reached=False,
        )
    if isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout):
        return Transient(Message("%(host)s does not answer.", where), _BY_ITSELF, reached=False)
    if isinstance(error, httpx.ConnectError):
        return Transient(Message("%(host)s refuses the connection.", where), _BY_ITSELF, reached=False)
    if isinstance(error, httpx.TimeoutException):
        return Transient(Message("%(host)s is too slow to answer.", where), _BY_ITSELF)
    return Transient(Message("The connection with %(host)s broke off.", where), _BY_ITSELF)


def _causes(error: BaseException | None) -> list[BaseException]:
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        seen.append(error)
        error = error.__cause__ or error.__context__
    return seen
