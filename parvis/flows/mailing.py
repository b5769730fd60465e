"""One mail leaves, or one knows why not, or one knows that nobody knows."""

from __future__ import annotations

import logging
from contextlib import suppress
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
)
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from parvis.conversations.actions.streams import told
from parvis.core.messages import Message
from parvis.engagement.rules.deliveries import End

log = logging.getLogger(__name__)
REFUSALS = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError, SMTPHeloError, SMTPNotSupportedError)
"""The server said no in so many words: nothing left."""
NO_SERVER = Message("This house has no mail server: whoever keeps it sets PARVIS_SMTP.")
REFUSED = Message("The mail server refused it or did not answer; nothing left.")
DOUBTED = Message("The line broke while it was leaving: nobody knows whether it arrived.")


def post(mail: EmailMultiAlternatives) -> tuple[End, dict[str, Any] | None]:
    """One try: what came of it, and why. Before the server took the message it surely did not leave; once the line broke in it, nobody knows."""
    if not settings.MAILS:
        return End.REFUSED, told(NO_SERVER)
    line = get_connection()
    try:
        line.open()
    except (SMTPException, OSError):
        log.exception("no line to the mail server")
        return End.REFUSED, told(REFUSED)
    try:
        line.send_messages([mail])
    except REFUSALS:
        log.exception("a mail was refused")
        return End.REFUSED, told(REFUSED)
    except (SMTPException, OSError):
        log.exception("a mail may have left")
        return End.DOUBTED, told(DOUBTED)
    finally:
        with suppress(SMTPException, OSError):  # the message is away, or it is not: how the line ends says nothing
            line.close()
    return End.SENT, None
