"""Lines that stay open: a WebSocket, or server-sent events. Addresses are checked like those of every other call."""

from __future__ import annotations

import functools
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpcore
import httpx
from websockets.exceptions import InvalidStatus, WebSocketException
from websockets.sync.client import ClientConnection, connect

from parvis.connectors.contract import Transient
from parvis.connectors.net.client import AGENT, parse
from parvis.connectors.net.reach import Reach
from parvis.connectors.net.refusals import breakdown, refusal
from parvis.connectors.net.sockets import Deadline, Transport, resolve
from parvis.core.clock import now
from parvis.core.messages import Message

HANDSHAKE = 10.0
LONGEST_MESSAGE = 2**20


@contextmanager
def websocket(
    reach: Reach,
    address: str,
    headers: Mapping[str, str],
    *,
    longest: int = LONGEST_MESSAGE,
    queue: int = 16,
    compression: str | None = "deflate",
) -> Iterator[ClientConnection]:
    """An open WebSocket; `address` is `ws://` or `wss://`. Raises ConnectorError when it cannot be opened or breaks.

    `longest`: bytes of a message; `queue`: messages held for whoever reads slowly, then the other side waits.
    """
    web = parse("http" + address.removeprefix("ws"))
    host, port = web.host, web.port or (443 if web.scheme == "https" else 80)
    try:
        with (
            _socket(reach, host, port) as line,
            connect(
                address,
                sock=line,
                ssl=_context() if web.scheme == "https" else None,
                server_hostname=host if web.scheme == "https" else None,
                additional_headers=dict(headers),
                user_agent_header=AGENT,
                open_timeout=HANDSHAKE,
                close_timeout=1,
                max_size=longest,
                max_queue=queue,
                compression=compression,
                proxy=None,
            ) as connection,
        ):
            yield connection
    except InvalidStatus as error:
        heard = {name.lower(): value for name, value in error.response.headers.raw_items()}
        raise refusal(error.response.status_code, heard, host, now()) or breakdown(error, host) from error
    except (OSError, EOFError, WebSocketException, httpcore.ConnectTimeout, httpcore.ReadTimeout) as error:
        raise breakdown(error, host) from error


def _socket(reach: Reach, host: str, port: int) -> socket.socket:
    trouble: OSError = OSError("no address")
    for address in reach.check(host, port, resolve(host, port, Deadline.within(HANDSHAKE))):
        try:
            return socket.create_connection((address, port), timeout=HANDSHAKE)
        except OSError as error:
            trouble = error
    raise trouble


def received(connection: ClientConnection, seconds: float) -> Iterator[str]:
    """The messages of `seconds`, as they come. Raises WebSocketException when the line is closed by the other side."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        try:
            message = connection.recv(timeout=left)
        except TimeoutError:
            return
        yield message if isinstance(message, str) else message.decode("utf-8", "replace")


def events(reach: Reach, address: str, headers: Mapping[str, str], seconds: float, silence: float) -> Iterator[str]:
    """The lines of a stream of events for `seconds`, heartbeats among them.

    Raises ConnectorError: Transient also when nothing at all came for `silence` seconds.
    """
    url = parse(address)
    reach.check_port(url.host, url.port or (443 if url.scheme == "https" else 80))
    deadline = Deadline.within(seconds + HANDSHAKE, silence)
    until = time.monotonic() + seconds
    sent = {"User-Agent": AGENT, "Accept": "text/event-stream", "Accept-Encoding": "identity", **headers}
    timeout = httpx.Timeout(silence, connect=HANDSHAKE)
    try:
        with (
            httpx.Client(transport=Transport(reach, deadline, _context()), trust_env=False, timeout=timeout) as client,
            client.stream("GET", url, headers=sent) as response,
        ):
            heard = {name.lower(): value for name, value in response.headers.items()}
            if error := refusal(response.status_code, heard, url.host, now()):
                error.status = response.status_code
                raise error
            for line in response.iter_lines():
                yield line[:LONGEST_MESSAGE]
                if time.monotonic() >= until:
                    return
    except httpx.ReadTimeout as error:
        if time.monotonic() >= until:
            return
        raise Transient(Message("%(host)s opens a stream and says nothing.", {"host": url.host})) from error
    except (httpx.HTTPError, httpcore.ReadTimeout, OSError, ValueError) as error:
        raise breakdown(error, url.host) from error


@functools.cache
def _context() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


def stream_address(base: str, origin: str) -> str:
    """`base` (`wss://streaming.example`) when it is as protected as `origin`; `origin` itself as a WebSocket otherwise.

    A token that was given under TLS never travels without it.
    """
    own = "ws" + origin.removeprefix("http")
    try:
        parts = urlsplit(base)
    except ValueError:
        return own
    fits = parts.scheme == "wss" or (parts.scheme == "ws" and origin.startswith("http://"))
    return base.rstrip("/") if fits and parts.hostname else own
