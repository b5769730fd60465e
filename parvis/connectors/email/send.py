"""Send an answer, keep a copy in the Sent folder, and find one whose fate nobody knows."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from imapclient.exceptions import IMAPClientError
from imapclient.imapclient import SENT

from parvis.connectors.contract import Draft, Rejected, Sent
from parvis.connectors.email.account import Account
from parvis.connectors.email.compose import compose, message_id, recipients
from parvis.connectors.email.imap import Session, mailbox
from parvis.connectors.email.link import ERRAND_SECONDS, Line
from parvis.connectors.email.smtp import hand_over, outgoing
from parvis.core.messages import Message

log = logging.getLogger(__name__)
SENT_NAMES = (
    "Sent", "Sent Items", "Sent Messages", "Sent Mail", "Envoyés", "Messages envoyés", "Éléments envoyés", "Courrier envoyé",
    "INBOX.Sent", "INBOX/Sent", "OUTBOX",
)  # fmt: skip


def send_mail(line: Line, account: Account, draft: Draft, now: datetime) -> Sent:
    """Send once. A copy that cannot be kept never turns a mail that left into a failure."""
    if account.smtp is None:
        raise Rejected(Message("This mailbox only listens: it has no server to send with."), "smtp_host")
    mail = compose(draft, account, now)
    wire = mail.as_bytes()
    to = [*recipients(draft, account), *([account.address] if account.copy_to_self else [])]
    with outgoing(line, account, account.smtp) as session:
        hand_over(session, account.smtp, account.address, to, wire)
    if not (account.provider and account.provider.saves_sent):
        keep_copy(line, account, draft, wire)
    return Sent(message_id(draft, account), now)


def keep_copy(line: Line, account: Account, draft: Draft, wire: bytes) -> None:
    """Put the mail into the Sent folder unless the server has done so."""
    try:
        with mailbox(line, account, ERRAND_SECONDS) as session:
            folder = sent_folder(session)
            if folder and not date_in(session, folder, message_id(draft, account)):
                session.append(folder, wire, flags=(rb"\Seen",))
    except Exception:  # the mail has left: whatever happens here must not look like a failed send
        log.warning("No copy in the Sent folder of %s.", account.address, exc_info=True)


def sent_folder(session: Session) -> str:
    """By its special use (RFC 6154), else by a usual name; "" when there is none."""
    folders = session.list_folders()
    for flags, _, name in folders:
        if SENT in flags:
            return str(name)
    names = {str(name).lower(): str(name) for _, _, name in folders}
    return next((names[one.lower()] for one in SENT_NAMES if one.lower() in names), "")


def places_to_look(session: Session, account: Account) -> list[str]:
    """Sent, the folder of all mail where there is one, the folder we read, the inbox."""
    everything = [str(name) for flags, _, name in session.list_folders() if rb"\All" in flags]
    return list(dict.fromkeys(one for one in (sent_folder(session), *everything, account.folder, "INBOX") if one))


def find_mail(line: Line, account: Account, draft: Draft) -> Sent | None:
    """The draft as it lies in the mailbox; None when it does not, which proves nothing unless copies are kept there."""
    wanted = message_id(draft, account)
    with mailbox(line, account, ERRAND_SECONDS) as session:
        for folder in places_to_look(session, account):
            at = date_in(session, folder, wanted)
            if at:
                return Sent(wanted, at)
    return None


def date_in(session: Session, folder: str, wanted: str) -> datetime | None:
    """When the mail with this Message-ID arrived in the folder; None when it is not there or the folder is not."""
    try:
        session.select_folder(folder, readonly=True)
    except session.AbortError:
        raise
    except IMAPClientError as error:
        log.info("Folder %s cannot be opened: %s", folder, error)
        return None
    uids = session.search(["HEADER", "Message-ID", f"<{wanted}>"])
    if not uids:
        return None
    told = session.fetch(uids[:1], ["INTERNALDATE"])
    at = next((one.get(b"INTERNALDATE") for one in told.values()), None)
    return at.astimezone(UTC) if isinstance(at, datetime) else datetime.now(UTC)
