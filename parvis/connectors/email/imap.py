"""A logged-in IMAP session over a checked connection."""

from __future__ import annotations

import imaplib
import logging
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from imapclient import IMAPClient
from imapclient.exceptions import CapabilityError, IMAPClientError, LoginError

from parvis.connectors.contract import AuthExpired, ConnectorError, RateLimited, Rejected, Transient
from parvis.connectors.email.account import Account
from parvis.connectors.email.link import Line, ends_after, open_socket, silent, stranger
from parvis.core.messages import Message

log = logging.getLogger(__name__)


class _Imap4(imaplib.IMAP4):
    """imaplib on a socket that is connected already."""

    def __init__(self, ready: socket.socket, host: str) -> None:
        self._ready = ready
        super().__init__(host)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return self._ready


class Session(IMAPClient):  # type: ignore[misc]  # imapclient ships no types
    """IMAPClient that neither resolves nor connects by itself."""

    def __init__(self, ready: socket.socket, host: str) -> None:
        self._ready = ready
        super().__init__(host, ssl=False, timeout=ready.gettimeout())
        self.normalise_times = False  # keep the offset of dates

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802 the library's name
        return _Imap4(self._ready, self.host)


@contextmanager
def mailbox(line: Line, account: Account, seconds: float = 0.0) -> Iterator[Session]:
    """A session logged in; `seconds`: how long it may last at most, 0 = no end.

    Raises AuthExpired, Rejected(field), Transient; also for what breaks inside the block.
    """
    ask_password(account)
    sock = open_socket(line, account.imap, "imap")
    with ends_after(sock, seconds):
        yield from conversation(line, account, sock)


def conversation(line: Line, account: Account, sock: socket.socket) -> Iterator[Session]:
    session = greeted(sock, account)
    try:
        protect(session, line, account)
        log_in(session, account)
        yield session
    except ConnectorError:
        raise
    except (OSError, IMAPClientError) as error:
        raise broken(error, account) from error
    finally:
        leave(session)


def greeted(sock: socket.socket, account: Account) -> Session:
    try:
        return Session(sock, account.imap.host)
    except TimeoutError as error:
        sock.close()
        raise silent(account.imap) from error
    except (IMAPClientError, OSError, ValueError) as error:
        sock.close()
        text = str(error)
        if text == "None":  # imaplib takes POP's "+OK" for a continuation
            text = "+OK"
        if "unexpected response" in text or text == "+OK" or isinstance(error, ValueError):
            raise stranger(text, account.imap, "imap") from error
        if "EOF" in text and account.imap.security != "tls":
            raise silent(account.imap) from error
        raise broken(error, account) from error


def protect(session: Session, line: Line, account: Account) -> None:
    if account.imap.security != "starttls":
        return
    where: dict[str, str | int] = {"host": account.imap.host, "port": str(account.imap.port)}
    try:
        session.starttls(line.tls())
    except CapabilityError as error:
        raise Rejected(
            Message("%(host)s offers no STARTTLS on port %(port)s.", where),
            "imap_security",
            Message("Choose tls with port 993."),
        ) from error
    except ssl.SSLError as error:
        raise Transient(
            Message("%(host)s cannot prove who it is: its certificate is not valid.", where),
            Message(
                "Use the name that your mail provider gives for the server; Parvis sends no password to a doubtful one."
            ),
            reached=False,
        ) from error


def ask_password(account: Account) -> None:
    """Raises AuthExpired before anyone is disturbed for a password that we do not have."""
    if not account.password:
        raise AuthExpired(
            Message("The password of %(address)s is missing.", {"address": account.address}),
            Message("Give the password of the mailbox."),
        )


def log_in(session: Session, account: Account) -> None:
    try:
        if (account.user + account.password).isascii():
            session.login(account.user, account.password)
        else:
            session.plain_login(account.user, account.password)  # LOGIN knows only ASCII
    except LoginError as error:
        # imapclient calls a line that was cut during the login a refusal too: nobody refused anything.
        if "socket error" in str(error):
            raise broken(error, account) from error
        raise refused(str(error), account) from error


def refused(answer: str, account: Account) -> ConnectorError:
    """The error for a login the server turned down, by its own words."""
    where: dict[str, str | int] = {"address": account.address, "host": account.imap.host, "answer": answer[:200]}
    text = answer.lower()
    if "[unavailable]" in text or "[inuse]" in text or "temporar" in text:
        return Transient(Message("%(host)s cannot check passwords just now.", where), reached=False)
    if "[limit]" in text or "too many" in text:
        until = datetime.now(UTC) + timedelta(minutes=15)
        return RateLimited(Message("%(host)s asks us to slow down.", where), until)
    if "[privacyrequired]" in text or "plaintext authentication disallowed" in text:
        return Rejected(
            Message("%(host)s takes no password without TLS.", where),
            "imap_security",
            Message("Choose tls or starttls."),
        )
    return wrong_password(account)


def wrong_password(account: Account) -> AuthExpired:
    provider = account.provider
    return AuthExpired(
        Message("The mail server refuses the user name or the password of %(address)s.", {"address": account.address}),
        (provider and provider.hint)
        or Message("Give the password of the mailbox again; the user name is often the whole address."),
    )


def broken(error: Exception, account: Account) -> Transient:
    where: dict[str, str | int] = {"host": account.imap.host}
    if isinstance(error, TimeoutError):
        return Transient(Message("%(host)s is too slow to answer.", where), Message("Parvis will try again by itself."))
    return Transient(
        Message("The connection with %(host)s broke off.", where), Message("Parvis will try again by itself.")
    )


def leave(session: Session) -> None:
    """Log out if the server still listens; a line that is dead already is not news."""
    try:
        session.socket().settimeout(5)
        session.logout()
    except (OSError, IMAPClientError, AttributeError) as error:
        log.debug("No farewell from %s: %s", session.host, error)
        try:
            session.shutdown()
        except (OSError, IMAPClientError) as error:
            log.debug("The line to %s was closed already: %s", session.host, error)


def select(session: Session, account: Account) -> dict[bytes, Any]:
    """Open the folder read-only, so that nothing can be marked as read. Raises Rejected("folder")."""
    try:
        found: dict[bytes, Any] = session.select_folder(account.folder, readonly=True)
    except session.AbortError:
        raise
    except IMAPClientError as error:
        raise Rejected(
            Message("The mailbox has no folder named %(folder)s.", {"folder": account.folder}),
            "folder",
            Message("INBOX is the folder of incoming mail."),
        ) from error
    return found
