"""Connections to checked addresses only, none of which outlives the deadline of its call."""

from __future__ import annotations

import socket
import ssl
import time
import typing
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from dataclasses import dataclass

import httpcore
import httpx

from parvis.connectors.net.reach import Reach

STEP = 10.0
"""Seconds that one read, write or connection attempt may take."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """When the whole call must be over, on the monotonic clock. `patience`: seconds of silence that are borne."""

    at: float
    patience: float = STEP

    @classmethod
    def within(cls, seconds: float, patience: float = STEP) -> Deadline:
        return cls(time.monotonic() + seconds, patience)

    @property
    def left(self) -> float:
        return self.at - time.monotonic()

    def step(self, wanted: float | None) -> float:
        """How long the next blocking call may wait. Raises httpcore.ReadTimeout when the time is used up."""
        left = self.left
        if left <= 0:
            raise httpcore.ReadTimeout("deadline")
        return min(left, self.patience if wanted is None else wanted, self.patience)


class _Stream(httpcore.NetworkStream):
    """httpcore counts its time-outs per read, so that a server sending a byte a second never ends: this one does."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.step(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.step(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._deadline.step(timeout))
        return _Stream(inner, self._deadline)

    def get_extra_info(self, info: str) -> typing.Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.SyncBackend):
    """Resolves, checks, and connects to the very address that was checked: a name that changes in between gains nothing."""

    def __init__(self, reach: Reach, deadline: Deadline) -> None:
        self._reach, self._deadline = reach, deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = self._reach.check(host, port, resolve(host, port, self._deadline))
        trouble: Exception = httpcore.ConnectError("no address")
        for address in addresses:
            try:
                wait = self._deadline.step(timeout)
                stream = super().connect_tcp(address, port, wait, local_address, socket_options)
                return _Stream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                trouble = error
        raise trouble

    def connect_unix_socket(self, *_: typing.Any, **__: typing.Any) -> httpcore.NetworkStream:
        raise httpcore.UnsupportedProtocol("no local sockets")


def resolve(host: str, port: int, deadline: Deadline) -> list[str]:
    """Every address of `host`. The system's resolver knows no time-out, hence the thread. Raises socket.gaierror."""
    pool = ThreadPoolExecutor(1, thread_name_prefix="resolve")
    try:
        answer: Future[list[typing.Any]] = pool.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        return [str(found[4][0]) for found in answer.result(deadline.step(None))]
    except Late:
        raise httpcore.ConnectTimeout("resolving") from None
    except UnicodeError as error:  # a label of more than 63 characters
        raise socket.gaierror(socket.EAI_NONAME, str(error)) from None
    finally:
        pool.shutdown(wait=False)


class Transport(httpx.HTTPTransport):
    """httpx over the guarded sockets. No proxy, no HTTP/2: one connection, one deadline."""

    def __init__(self, reach: Reach, deadline: Deadline, context: ssl.SSLContext) -> None:
        super().__init__(verify=context, trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=context, max_connections=4, network_backend=_Backend(reach, deadline)
        )
