"""Two workers that come to one mailbox of a real server: each mail is stored once, whoever was slow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest

from parvis.connectors.contract import Page
from parvis.connectors.email.tests.mail_servers import DOMAIN, PASSWORD, MailServers, why_not
from parvis.connectors.email.tests.mail_servers import running as mail_running
from parvis.conversations.actions.streams import LEASE
from parvis.conversations.models import Post, Stream
from parvis.core.clock import now
from parvis.core.models import Brand
from parvis.flows import intake
from parvis.flows.intake import Taken, poll
from parvis.flows.places import listen_to, try_with

MAILS = 5


@pytest.fixture
def mail(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServers]:
    if reason := why_not():
        pytest.skip(f"no real mail servers: {reason}")
    with mail_running() as servers:
        monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", "localhost")
        monkeypatch.setenv("SSL_CERT_FILE", str(servers.ca))
        for number in range(MAILS):
            servers.drop("contact", letter(number))
        yield servers


def letter(number: int) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = f"Alice <alice@{DOMAIN}>", f"contact@{DOMAIN}", f"Retard {number}"
    made["Message-ID"] = f"<{number}@alice.test>"
    made.set_content(f"Bonjour, le train {number} est en retard.")
    return bytes(made)


@pytest.mark.servers
@pytest.mark.django_db
def test_a_worker_that_comes_back_too_late_doubles_nothing(
    brand: Brand, mail: MailServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream, at, answers = mailbox(brand, mail), now(), list[Taken | None]()
    fetch = intake._fetch

    def slowly(*asked: object) -> Page | None:
        page = fetch(*asked)
        if not answers:
            answers.append(poll(stream.pk, at))  # while the first still holds the stream
            answers.append(poll(stream.pk, at + LEASE + timedelta(seconds=1)))  # after the first has lost it
        return page

    monkeypatch.setattr(intake, "_fetch", slowly)
    first = poll(stream.pk, at)

    assert answers == [None, Taken(new=MAILS)]
    assert first == Taken(), "the page of the slow one is left to the other"
    assert Post.objects.filter(brand=brand).count() == MAILS
    assert poll(stream.pk, at + timedelta(hours=1)) == Taken(), "nothing is left, nothing comes twice"


def mailbox(brand: Brand, mail: MailServers) -> Stream:
    given = {
        "password": PASSWORD, "imap_host": "localhost", "imap_port": str(mail.imaps), "imap_security": "tls",
        "smtp_host": "localhost", "smtp_port": str(mail.smtp), "smtp_security": "starttls",
    }  # fmt: skip
    open_to_all = {name: value for name, value in given.items() if name != "password"}
    found = try_with("email", f"contact@{DOMAIN}", open_to_all, given)
    place, _ = listen_to(brand, found, given, by=None, at=now())
    return place.streams.get()
