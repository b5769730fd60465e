"""The network "email": a mailbox read by IMAP and answered by SMTP."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import httpcore

from parvis.connectors.contract import (
    Budget,
    Capability,
    ConnectorError,
    Draft,
    Finding,
    Need,
    Page,
    Sent,
    Source,
    Support,
)
from parvis.connectors.email.account import Account, is_mailbox, read_account
from parvis.connectors.email.idle import wait_for_news
from parvis.connectors.email.imap import mailbox, select
from parvis.connectors.email.incoming import read_new
from parvis.connectors.email.link import ANSWER_SECONDS, ERRAND_SECONDS, Line, checked_addresses
from parvis.connectors.email.providers import guesses, provider_for
from parvis.connectors.email.send import find_mail, send_mail
from parvis.connectors.email.smtp import outgoing
from parvis.connectors.net.reach import Reach
from parvis.core.messages import Message

YES = Support("yes")
PASSWORD_FIRST = Message("Give the password, and Parvis will try it.")


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class EmailConnector:
    """`reach`, `tls`, `patience` (seconds): tests and special installations give their own; None reads the environment."""

    reach: Reach | None = None
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context
    patience: float = ANSWER_SECONDS
    clock: Callable[[], datetime] = now
    network: str = "email"
    label: str = "E-mail"
    idempotent: bool = False

    @property
    def line(self) -> Line:
        return Line(self.reach or Reach.from_environment(), self.tls, self.patience)

    def within(self, reach: Reach) -> EmailConnector:
        return replace(self, reach=reach)

    def recognise(self, address: str) -> bool:
        return is_mailbox(address)

    def probe(self, address: str, settings: Mapping[str, Any], secrets: Mapping[str, str]) -> Finding:
        """Propose servers for the address; with a password, log in to both for real.

        Raises Rejected(field), AuthExpired, Transient, Forbidden for receiving; trouble with sending is told in `support`.
        """
        account = read_account(Source(address, settings, secrets))
        unknown = not settings.get("imap_host") and account.provider is None and "://" not in address
        if unknown:
            account = self.guessed(account)
        if not account.password:
            later = {one: Support("needs", PASSWORD_FIRST) for one in Capability if one not in NEVER}
            found = finding(account, Message("A mailbox at %(host)s.", {"host": account.imap.host}), later)
            return replace(found, needs=guessing(found.needs)) if unknown else found
        support = self.tried(account)
        return finding(
            account,
            Message(
                "The mailbox %(address)s, folder %(folder)s.", {"address": account.address, "folder": account.folder}
            ),
            support,
        )

    def guessed(self, account: Account) -> Account:
        """The first likely server whose name resolves within reach; the likeliest when none does."""
        for one in guesses(account.domain):
            try:
                checked_addresses(self.line, one.imap)
            except (socket.gaierror, httpcore.TimeoutException, ConnectorError):
                continue
            return replace(account, imap=one.imap, smtp=one.smtp if account.smtp else None)
        return account

    def tried(self, account: Account) -> dict[Capability, Support]:
        with mailbox(self.line, account, ERRAND_SECONDS) as session:
            select(session, account)
            idles = session.has_capability("IDLE")
        later = Support("no", Message("This server does not announce new mail; Parvis looks now and then."))
        support = {Capability.LISTEN: YES, Capability.WAKE: YES if idles else later}
        reply = self.tried_smtp(account)
        return support | {Capability.REPLY: reply, Capability.FIND_SENT: reply}

    def tried_smtp(self, account: Account) -> Support:
        if account.smtp is None:
            return Support("needs", Message("Give the server for sending, and Parvis can answer."))
        try:
            with outgoing(self.line, account, account.smtp):
                return YES
        except ConnectorError as error:
            return Support("needs", error.message)

    def fetch(self, source: Source, cursor: str, budget: Budget) -> Page:
        account = read_account(source)
        with mailbox(self.line, account, 1.5 * budget.seconds) as session:
            return read_new(session, account, cursor, budget, self.clock())

    def wait(self, source: Source, seconds: float, cursor: str = "") -> bool:
        return wait_for_news(self.line, read_account(source), seconds, cursor)

    def send(self, source: Source, draft: Draft) -> Sent:
        return send_mail(self.line, read_account(source), draft, self.clock())

    def find_sent(self, source: Source, draft: Draft) -> Sent | None:
        return find_mail(self.line, read_account(source), draft)


NEVER = {
    Capability.MODERATE: Support("no", Message("Mail cannot be taken back.")),
    Capability.METRICS: Support("no", Message("Mail counts no readers.")),
}


def finding(account: Account, summary: Message, support: Mapping[Capability, Support]) -> Finding:
    return Finding(
        network="email",
        kind="mailbox",
        address=account.address,
        title=account.address,
        summary=summary,
        support={**support, **NEVER},
        needs=needs(account),
    )


def guessing(asked: tuple[Need, ...]) -> tuple[Need, ...]:
    """Its servers are likely, not known."""
    return tuple(replace(need, guessed=need.name.startswith(("imap_", "smtp_"))) for need in asked)


def needs(account: Account) -> tuple[Need, ...]:
    """The form of a mailbox, filled with what is known or likely."""
    provider = provider_for(account.address, account.imap.host)
    smtp = account.smtp
    protection = Message(
        "tls (from the first byte), starttls, or none for a server of your own that the operator allows."
    )
    return (
        Need("user", Message("User name"), Message("Often the whole address."), default=account.user),
        Need("password", Message("Password"), provider.hint if provider else None, secret=True),
        Need("imap_host", Message("Server for receiving (IMAP)"), default=account.imap.host),
        Need("imap_port", Message("Port for receiving"), default=str(account.imap.port)),
        Need("imap_security", Message("Protection for receiving"), protection, default=account.imap.security),
        Need(
            "smtp_host",
            Message("Server for sending (SMTP)"),
            Message("Leave empty to listen only."),
            required=False,
            default=smtp.host if smtp else "",
        ),
        Need("smtp_port", Message("Port for sending"), required=False, default=str(smtp.port) if smtp else ""),
        Need(
            "smtp_security",
            Message("Protection for sending"),
            protection,
            required=False,
            default=smtp.security if smtp else "",
        ),
        Need(
            "folder",
            Message("Folder to read"),
            Message("INBOX is the folder of incoming mail."),
            default=account.folder,
        ),
        Need(
            "copy_to_self",
            Message("Copy of each answer to our own inbox"),
            Message("“yes”: Parvis can then tell whether an answer left even when the line broke at that very moment."),
            required=False,
        ),
    )


CONNECTOR = EmailConnector()
