"""Connections to mail servers: only to addresses within reach, and every trouble said so that a person can mend it."""

from __future__ import annotations

import ipaddress
import logging
import os
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpcore

from parvis.connectors.contract import ConnectorError, Forbidden, Rejected, Transient
from parvis.connectors.email.providers import Server
from parvis.connectors.net.reach import Reach, is_public
from parvis.connectors.net.sockets import Deadline, resolve
from parvis.core.messages import Message

log = logging.getLogger(__name__)

PORTS = {"imap": frozenset({143, 993}), "smtp": frozenset({25, 465, 587, 2525})}
CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 30.0
ERRAND_SECONDS = 120.0
"""How long a login, a search or a sending may last in all."""
KEEPALIVE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Line:
    """How to reach servers: where one may go, whose certificates count, how long an answer may take (seconds)."""

    reach: Reach
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context
    patience: float = ANSWER_SECONDS


def check_server(line: Line, server: Server, kind: str) -> None:
    """Raises for a port that no mail server uses and for a password that would travel in the open."""
    if line.reach.vouches_for(server.host, server.port):
        return
    where: dict[str, str | int] = {"port": str(server.port), "host": server.host}
    if server.port not in PORTS[kind]:
        raise Rejected(
            Message("Port %(port)s is not one that mail servers use.", where),
            f"{kind}_port",
            Message("Usual ports: 993 or 143 to receive, 465 or 587 to send."),
        )
    if server.security == "none":
        raise Rejected(
            Message("The password would travel unprotected to %(host)s.", where),
            f"{kind}_security",
            Message("Choose tls or starttls."),
        )


def checked_addresses(line: Line, server: Server) -> list[str]:
    """The addresses of the server, all within reach. Raises Forbidden; OSError when the name does not resolve."""
    found = list(dict.fromkeys(resolve(server.host, server.port, Deadline.within(CONNECT_SECONDS))))
    if not line.reach.vouches_for(server.host, server.port) and not all(map(is_public_text, found)):
        where: dict[str, str | int] = {"host": server.host}
        raise Forbidden(
            Message("%(host)s is inside a private network, where Parvis does not go.", where),
            Message("Use a public address, or ask whoever runs Parvis to allow %(host)s.", where),
        )
    return found


def is_public_text(address: str) -> bool:
    return is_public(ipaddress.ip_address(address.partition("%")[0]))


def open_socket(line: Line, server: Server, kind: str) -> socket.socket:
    """A connected socket, under TLS already when the server wants it from the first byte. Raises ConnectorError."""
    check_server(line, server, kind)
    try:
        sock = first_connection(line, server)
        if server.security != "tls":
            return sock
        try:
            return line.tls().wrap_socket(sock, server_hostname=server.host)
        except (OSError, ValueError):
            sock.close()
            raise
    except (OSError, ValueError, httpcore.TimeoutException) as error:
        raise connection_trouble(error, server, kind) from error


def first_connection(line: Line, server: Server) -> socket.socket:
    trouble: OSError = OSError("no address")
    for address in checked_addresses(line, server):
        try:
            sock = socket.create_connection((address, server.port), timeout=CONNECT_SECONDS)
        except OSError as error:
            trouble = error
            continue
        sock.settimeout(line.patience)
        keep_alive(sock)
        return sock
    raise trouble


def keep_alive(sock: socket.socket) -> None:
    """Let the system notice a dead line while we wait in silence for hours."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if sys.platform == "linux":
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, KEEPALIVE_SECONDS)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, KEEPALIVE_SECONDS)


@contextmanager
def ends_after(sock: socket.socket, seconds: float) -> Iterator[None]:
    """Cut the line when the time is up (0 = never): a server that says a byte a second is never silent for long.

    Through a handle of its own, because STARTTLS takes the socket away from whoever holds it.
    """
    if not seconds:
        yield
        return
    with socket.socket(fileno=os.dup(sock.fileno())) as handle:
        end = threading.Timer(seconds, cut, [handle])
        end.daemon = True
        end.start()
        try:
            yield
        finally:
            end.cancel()


def cut(handle: socket.socket) -> None:
    try:
        handle.shutdown(socket.SHUT_RDWR)
    except OSError as error:
        log.debug("The line was closed already: %s", error)


def connection_trouble(error: Exception, server: Server, kind: str) -> ConnectorError:
    """The error for a conversation that never began: nothing was sent, for certain."""
    where: dict[str, str | int] = {"host": server.host, "port": str(server.port)}
    if isinstance(error, socket.gaierror):
        return Transient(
            Message("No server answers to the name %(host)s.", where),
            Message("Check the spelling of the server, or ask your mail provider for it."),
            reached=False,
        )
    if isinstance(error, ssl.SSLCertVerificationError):
        return Transient(
            Message("%(host)s cannot prove who it is: its certificate is not valid.", where),
            Message(
                "Use the name that your mail provider gives for the server; Parvis sends no password to a doubtful one."
            ),
            reached=False,
        )
    if isinstance(error, ssl.SSLError):
        return Rejected(
            Message("%(host)s does not speak TLS on port %(port)s.", where),
            f"{kind}_security",
            Message("Choose starttls, or the port for TLS: 993 to receive, 465 to send."),
        )
    if isinstance(error, TimeoutError | httpcore.TimeoutException):
        return Transient(
            Message("%(host)s does not answer on port %(port)s.", where),
            Message("Check the server and the port. If they are right, Parvis will try again by itself."),
            reached=False,
        )
    return Transient(
        Message("%(host)s refuses the connection on port %(port)s.", where),
        Message("Check the server and the port. If they are right, Parvis will try again by itself."),
        reached=False,
    )


def stranger(greeting: str, server: Server, kind: str) -> ConnectorError:
    """The error for a server that speaks, but not the language expected."""
    where: dict[str, str | int] = {"host": server.host, "port": str(server.port), "kind": kind.upper()}
    text = greeting.lower()
    mend = Message("Check the server and the port: 993 or 143 to receive (IMAP), 465 or 587 to send (SMTP).")
    if "http/" in text or "<html" in text or "<!doctype" in text:
        return Rejected(
            Message("%(host)s answers with a web page on port %(port)s, not as a mail server.", where),
            f"{kind}_port",
            mend,
        )
    if kind == "imap" and ("'220" in text or text.startswith("220")):
        return Rejected(
            Message("%(host)s sends mail on port %(port)s; reading needs its IMAP port.", where), f"{kind}_port", mend
        )
    if "+ok" in text:
        return Rejected(
            Message("%(host)s speaks POP on port %(port)s; Parvis needs IMAP.", where), f"{kind}_port", mend
        )
    if kind == "smtp" and "* ok" in text:
        return Rejected(
            Message("%(host)s reads mail on port %(port)s; sending needs its SMTP port.", where), f"{kind}_port", mend
        )
    return Rejected(
        Message("What answers on port %(port)s of %(host)s does not speak %(kind)s.", where), f"{kind}_port", mend
    )


def silent(server: Server) -> ConnectorError:
    """The error for a connection that opens and says nothing: most often the wrong protection for the port."""
    where: dict[str, str | int] = {"host": server.host, "port": str(server.port)}
    return Transient(
        Message("%(host)s accepts the connection on port %(port)s but says nothing.", where),
        Message("Perhaps this port wants TLS from the start (choose tls), or is not that of a mail server."),
        reached=False,
    )
