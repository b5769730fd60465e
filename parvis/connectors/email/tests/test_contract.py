"""The contract that every network keeps, on a real Postfix and a real Dovecot behind the fault proxy."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from typing import ClassVar

import pytest

from parvis.connectors.contract import AuthExpired, Draft, Rejected, Source, Transient
from parvis.connectors.email.connector import EmailConnector
from parvis.connectors.email.parse import parse_mail
from parvis.connectors.email.tests.mail_servers import DOMAIN, PASSWORD, MailServers
from parvis.connectors.testing.faults import CutAfter, CutAfterBytes, DeafAfter, Delay, Fault
from parvis.connectors.testing.proxy import fault_proxy
from parvis.connectors.testing.suite import BUDGET, Bench, Listening, Sending

FINAL_DOT = b"\r\n.\r\n"


@dataclass
class Mailboxes:
    """Alice writes to contact; what contact answers lies in Alice's mailbox."""

    servers: MailServers
    connector: EmailConnector
    count: int = field(default=0)

    def say(self, text: str) -> None:
        self.count += 1
        mail = EmailMessage()
        mail["From"], mail["To"] = f"Alice <alice@{DOMAIN}>", f"contact@{DOMAIN}"
        mail["Subject"], mail["Message-ID"] = f"Message {self.count}", f"<a{self.count}@poste>"
        mail.set_content(text)
        self.servers.drop("contact", mail.as_bytes())

    def said(self) -> list[str]:
        self.servers.deliver_all()
        files = [one for part in ("cur", "new") for one in (self.servers.maildir("alice") / part).iterdir()]
        now = self.connector.clock()
        items = [parse_mail(one.read_bytes(), own="", now=now).item for one in files]
        return [item.body for item in items if item]


@contextmanager
def behind_a_proxy(servers: MailServers, connector: EmailConnector, kind: str) -> Iterator[Bench]:
    """The proxy stands before the server for receiving ("imap") or for sending ("smtp"); no TLS, so that it can listen."""
    with fault_proxy("127.0.0.1", servers.imap if kind == "imap" else servers.smtp) as proxy:
        ports = {"imap": servers.imap, "smtp": servers.smtp} | {kind: proxy.port}
        settings = {"user": "contact", "copy_to_self": "yes"} | {
            f"{name}_{what}": value
            for name, port in ports.items()
            for what, value in (("host", "127.0.0.1"), ("port", str(port)), ("security", "none"))
        }
        source = Source(f"contact@{DOMAIN}", settings, {"password": PASSWORD})
        yield Bench(connector, source, Mailboxes(servers, connector), proxy)


class TestReceiving(Listening):
    cuts: ClassVar[tuple[Fault, ...]] = (CutAfterBytes(1), CutAfter(b"LOGIN"), CutAfter(b"EXAMINE"), CutAfter(b"FETCH"))
    broken: ClassVar[Fault] = CutAfter(b"CAPABILITY", delivered=False)
    slow: ClassVar[Fault] = Delay(1.0)

    @pytest.fixture
    def bench(self, servers: MailServers, connector: EmailConnector) -> Iterator[Bench]:
        with behind_a_proxy(servers, connector, "imap") as bench:
            yield bench

    @pytest.mark.skip(reason="IMAP has no word for it that Dovecot would say; test_refusals plays a server that does")
    def test_too_many_requests_name_the_time_to_come_back(self, bench: Bench) -> None: ...

    @pytest.mark.skip(reason="the proxy repeats HTTP answers; here the same page is read again from one cursor")
    def test_a_page_given_twice_is_the_same_page(self, bench: Bench) -> None: ...

    def test_an_expired_token_is_said_to_be_one(self, bench: Bench) -> None:
        with pytest.raises(AuthExpired) as refused:
            bench.connector.fetch(replace(bench.source, secrets={"password": "périmé"}), "", BUDGET)
        assert refused.value.mend
        self._hears_again(bench)


class TestAnswering(Sending):
    lost: ClassVar[tuple[Fault, ...]] = (DeafAfter(FINAL_DOT, 0.3), DeafAfter(b".\r\n", 1.0))

    @pytest.fixture
    def bench(self, servers: MailServers, connector: EmailConnector) -> Iterator[Bench]:
        with behind_a_proxy(servers, connector, "smtp") as bench:
            yield bench

    def test_what_was_refused_was_not_sent(self, bench: Bench) -> None:
        draft = self.draft(bench, "refused", "pas parti")
        with pytest.raises(AuthExpired):
            bench.connector.send(replace(bench.source, secrets={"password": "périmé"}), draft)
        nobody = replace(
            draft, reply_to=draft.reply_to and replace(draft.reply_to, extra={"from": [f"personne@{DOMAIN}"]})
        )
        with pytest.raises(Rejected) as refusal:
            bench.connector.send(bench.source, nobody)
        assert refusal.value.field == "reply_to"
        assert self._copies(bench, "pas parti") == 0

    @pytest.mark.parametrize("moment", [b"ehlo", b"AUTH", b"mail FROM", b"rcpt TO", b"DATA", b"Subject:"])
    def test_a_cut_before_the_final_dot_sent_nothing(self, bench: Bench, moment: bytes) -> None:
        draft: Draft = self.draft(bench, "cut", "coupé avant la fin")
        bench.proxy.plan(CutAfter(moment, delivered=False))
        with pytest.raises(Transient) as trouble:
            bench.connector.send(bench.source, draft)
        time.sleep(0.2)
        assert self._copies(bench, "coupé avant la fin") == 0
        if moment != b"Subject:":  # that cut comes with the whole mail in one piece: our side has written the dot
            assert not trouble.value.reached
