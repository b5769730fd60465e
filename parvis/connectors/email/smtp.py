"""Hand one mail to the server at most once: every failure says whether the mail may have left.

RFC 5321: the server is answerable for a mail once it has said 250 to the final dot. Before the dot is written nothing
is accepted; between the dot and the answer nobody knows; a refusal after the dot is a refusal.
"""

from __future__ import annotations

import logging
import re
import smtplib
import socket
import ssl
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from parvis.connectors.contract import AuthExpired, ConnectorError, Forbidden, Rejected, Transient
from parvis.connectors.email.account import Account
from parvis.connectors.email.imap import ask_password, wrong_password
from parvis.connectors.email.link import ERRAND_SECONDS, Line, ends_after, open_socket, silent, stranger
from parvis.connectors.email.providers import Server
from parvis.core.messages import Message

log = logging.getLogger(__name__)
BY_ITSELF = Message("Parvis will try again by itself.")


class Session(smtplib.SMTP):
    """smtplib on a socket that is connected already."""

    def __init__(self, ready: socket.socket, server: Server, ehlo: str) -> None:
        self._ready = ready
        super().__init__(local_hostname=ehlo, timeout=ready.gettimeout() or 30.0)
        self._host = server.host

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return self._ready


@contextmanager
def outgoing(line: Line, account: Account, server: Server) -> Iterator[Session]:
    """A session logged in. Raises ConnectorError: nothing has been sent, for certain."""
    ask_password(account)
    sock = open_socket(line, server, "smtp")
    with ends_after(sock, ERRAND_SECONDS):
        session = Session(sock, server, account.domain)
        try:
            welcome(session, server)
            protect(session, line, server)
            log_in(session, account, server)
        except ConnectorError:
            session.close()
            raise
        except (OSError, smtplib.SMTPException) as error:
            session.close()
            raise unsent(error, server) from error
        try:
            yield session
        finally:
            leave(session)


def welcome(session: Session, server: Server) -> None:
    try:
        code, answer = session.connect(server.host, server.port)
    except TimeoutError as error:
        raise silent(server) from error
    except (smtplib.SMTPServerDisconnected, ConnectionError) as error:
        raise silent(server) from error
    if code == -1:
        raise stranger(said(answer), server, "smtp")
    if code != 220:
        raise refusal(code, said(answer), server, "smtp_host")
    introduce(session, server)


def introduce(session: Session, server: Server) -> None:
    code, answer = session.ehlo()
    if not 200 <= code < 300:
        raise refusal(code, said(answer), server, "smtp_host")


def protect(session: Session, line: Line, server: Server) -> None:
    if server.security != "starttls":
        return
    where: dict[str, str | int] = {"host": server.host, "port": str(server.port)}
    if not session.has_extn("starttls"):
        raise Rejected(
            Message("%(host)s offers no STARTTLS on port %(port)s.", where),
            "smtp_security",
            Message("Choose tls with port 465."),
        )
    try:
        session.starttls(context=line.tls())
    except ssl.SSLError as error:
        raise Transient(
            Message("%(host)s cannot prove who it is: its certificate is not valid.", where),
            Message(
                "Use the name that your mail provider gives for the server; Parvis sends no password to a doubtful one."
            ),
            reached=False,
        ) from error
    introduce(session, server)


def log_in(session: Session, account: Account, server: Server) -> None:
    if not session.has_extn("auth"):
        raise Rejected(
            Message("%(host)s takes no password on port %(port)s.", {"host": server.host, "port": str(server.port)}),
            "smtp_port",
            Message("Port 25 is for servers among themselves: use 465 or 587."),
        )
    try:
        if "PLAIN" in session.esmtp_features["auth"].upper().split():
            secret = b64encode(f"\0{account.user}\0{account.password}".encode()).decode("ascii")
            code, answer = session.docmd("AUTH", f"PLAIN {secret}")
            if code not in (235, 503):
                raise smtplib.SMTPAuthenticationError(code, answer)
        else:
            session.login(account.user, account.password)
    except smtplib.SMTPAuthenticationError as error:
        if 400 <= error.smtp_code < 500:
            raise refusal(error.smtp_code, said(error.smtp_error), server, "password") from error
        raise wrong_password(account) from error


def hand_over(session: Session, server: Server, sender: str, recipients: Sequence[str], mail: bytes) -> None:
    """Give one mail to the server, with CRLF line ends. All recipients or none.

    Raises Transient(reached=False), Rejected or Forbidden when it certainly was not taken; Transient(reached=True)
    when the line broke between the final dot and the answer.
    """
    try:
        envelope(session, server, sender, recipients)
        code, answer = session.docmd("DATA")
        if code != 354:
            raise refusal(code, said(answer), server, "body")
        session.send(without_dots(mail))
    except (OSError, smtplib.SMTPException) as error:
        raise unsent(error, server) from error
    try:
        session.send(b".\r\n")
        code, answer = session.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise unknown(server) from error
    if code == 250:
        return
    if not 400 <= code < 600:
        raise unknown(server)
    raise refusal(code, said(answer), server, "body")


def envelope(session: Session, server: Server, sender: str, recipients: Sequence[str]) -> None:
    code, answer = session.mail(sender)
    if code != 250:
        raise refusal(code, said(answer), server, "sender")
    for one in recipients:
        code, answer = session.rcpt(one)
        if code not in (250, 251):
            raise refusal(code, said(answer), server, "reply_to")


def without_dots(mail: bytes) -> bytes:
    """Dots that begin a line are doubled, and the mail ends with a line end."""
    quoted = re.sub(rb"(?m)^\.", b"..", mail)
    return quoted if quoted.endswith(b"\r\n") else quoted + b"\r\n"


def said(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())[:300]


def refusal(code: int, answer: str, server: Server, field: str) -> ConnectorError:
    """The error for a server that said no, at whatever moment: the mail did not leave."""
    where: dict[str, str | int] = {"host": server.host, "answer": answer, "code": str(code)}
    if code == 530 or code == 535:
        return AuthExpired(Message("%(host)s wants a login before it sends: %(answer)s", where))
    if 500 <= code < 600 and field == "sender":
        return Forbidden(
            Message("%(host)s does not let us send from this address: %(answer)s", where),
            Message("Send with the account that owns the address."),
        )
    if 500 <= code < 600:
        return Rejected(Message("%(host)s refuses the mail: %(answer)s", where), field)
    return Transient(Message("%(host)s does not take the mail just now: %(answer)s", where), BY_ITSELF, reached=False)


def unsent(error: Exception, server: Server) -> Transient:
    where: dict[str, str | int] = {"host": server.host}
    log.info("Not sent by %s: %r", server.host, error)
    return Transient(
        Message("The connection with %(host)s broke off before the mail had left.", where), BY_ITSELF, reached=False
    )


def unknown(server: Server) -> Transient:
    return Transient(
        Message(
            "The connection with %(host)s broke off just as the mail left: nobody knows whether it arrived.",
            {"host": server.host},
        ),
        Message("Look into the Sent folder, or ask the person, before sending it again."),
        reached=True,
    )


def leave(session: Session) -> None:
    """Say goodbye if the server still listens; whatever happens now changes nothing."""
    try:
        if session.sock is not None:
            session.sock.settimeout(5)
            session.quit()
    except (OSError, smtplib.SMTPException) as error:
        log.debug("No farewell from SMTP: %s", error)
    finally:
        session.close()
