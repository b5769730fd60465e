"""A customer at the other end of a real mailbox: writes through Postfix, reads what Postfix brought."""

from __future__ import annotations

import email
import smtplib
import time
from email import policy
from email.message import EmailMessage
from email.utils import make_msgid

from parvis.connectors.email.tests.mail_servers import DOMAIN, PASSWORD, MailServers


class Correspondent:
    """`user` has a mailbox on the private servers."""

    def __init__(self, servers: MailServers, user: str, name: str) -> None:
        self.servers, self.user, self.name = servers, user, name

    @property
    def address(self) -> str:
        return f"{self.user}@{DOMAIN}"

    def write(self, to: str, subject: str, words: str, answering: EmailMessage | None = None) -> str:
        """The Message-ID of what was sent; to `answering`, as a mail program threads it."""
        mail = EmailMessage(policy=policy.SMTP)
        mail["From"], mail["To"], mail["Subject"] = f"{self.name} <{self.address}>", to, subject
        mail["Message-ID"] = make_msgid(domain=DOMAIN)
        if answering is not None:
            mail["In-Reply-To"] = str(answering["Message-ID"])
            mail["References"] = f"{answering['References'] or ''} {answering['Message-ID']}".strip()
        mail.set_content(words)
        with smtplib.SMTP("localhost", self.servers.smtp, timeout=10) as line:
            line.starttls(context=self.servers.trust())
            line.login(self.address, PASSWORD)
            line.send_message(mail)
        return str(mail["Message-ID"])

    def inbox(self) -> list[EmailMessage]:
        """What came, oldest first."""
        box = self.servers.maildir(self.user)
        files = sorted((*(box / "new").iterdir(), *(box / "cur").iterdir()), key=lambda one: one.name)
        return [email.message_from_bytes(one.read_bytes(), policy=policy.default) for one in files]

    def await_mail(self, count: int = 1, seconds: float = 20.0) -> EmailMessage:
        """The latest of `count` mails, once they are there; more than that fail at once."""
        end = time.monotonic() + seconds
        while len(came := self.inbox()) < count:
            assert time.monotonic() < end, f"{self.address} has {len(came)} of {count} mails"
            time.sleep(0.1)
        assert len(came) == count
        return came[-1]


def said(mail: EmailMessage) -> str:
    """Its plain text."""
    body = mail.get_body(("plain",))
    assert body is not None, "a mail without plain text"
    return str(body.get_content())
