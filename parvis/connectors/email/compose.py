"""An answer about to leave → a mail: threaded, signed, in plain text with a simple HTML twin."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from parvis.connectors.contract import Draft, Item, Rejected
from parvis.connectors.email.account import ADDRESS, Account, on_the_wire
from parvis.connectors.email.headers import split_subject
from parvis.core.messages import Message

SAFE_KEY = re.compile(r"[A-Za-z0-9._-]{1,120}")
LONGEST_REFERENCES = 900
WIRE = SMTP.clone(max_line_length=990)
"""No folding below 990 characters: the standard library would encode a long Message-ID as if it were words."""
LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


def message_id(draft: Draft, account: Account) -> str:
    """The id that our mail carries, without brackets: the draft key is the reply token. Same draft, same id."""
    key = draft.key if SAFE_KEY.fullmatch(draft.key) else hashlib.sha256(draft.key.encode()).hexdigest()[:40]
    return f"{key}@{account.domain}"


def recipients(draft: Draft, account: Account) -> list[str]:
    """Whom the answer goes to: Reply-To, else the author; for a mail of ours, those it was written to.

    Raises Rejected when there is nobody.
    """
    item = draft.reply_to
    extra = item.extra if item else {}
    names = ("to",) if extra.get("direction") == "out" else ("reply_to", "from")
    listed = next((found for name in names if (found := strings(extra.get(name)))), [])
    if not listed and item and item.author:
        listed = [item.author.handle or item.author.remote_id]
    valid = [on_the_wire(one, "reply_to") for one in dict.fromkeys(listed) if ADDRESS.fullmatch(one)]
    found = [one for one in valid if one.lower() != account.address]
    if not found:
        raise Rejected(
            Message("There is nobody to send this answer to: the mail gives no address."),
            "reply_to",
            Message("Write to the person at an address you know."),
        )
    return found


def strings(value: Any) -> list[str]:
    """A list of one-line strings out of stored JSON."""
    return [one_line(one) for one in value if isinstance(one, str)] if isinstance(value, list | tuple) else []


def one_line(text: str) -> str:
    """No line break ever enters a header."""
    return " ".join(text.split())


def compose(draft: Draft, account: Account, now: datetime) -> EmailMessage:
    """The mail, ready for the wire. Raises Rejected(field) for an address that cannot be written."""
    mail = EmailMessage(policy=WIRE)
    to = recipients(draft, account)
    mail["From"] = written_address(one_line(draft.sender), account.address, "sender")
    mail["To"] = [written_address(shown_name(draft.reply_to, one), one, "reply_to") for one in to]
    mail["Subject"] = subject(draft.reply_to)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{message_id(draft, account)}>"
    if account.plus_replies:
        name, _, host = account.address.rpartition("@")
        mail["Reply-To"] = f"{name}+{message_id(draft, account).rpartition('@')[0]}@{host}"
    if draft.reply_to:
        answered = str(draft.reply_to.extra.get("message_id") or draft.reply_to.remote_id)
        mail["In-Reply-To"] = f"<{one_line(answered)}>"
        mail["References"] = references(strings(draft.reply_to.extra.get("references")), one_line(answered))
    text = plain_text(draft, account)
    mail.set_content(text, cte="quoted-printable")
    mail.add_alternative(html_twin(text), subtype="html", cte="quoted-printable")
    return mail


def written_address(name: str, address: str, field: str) -> Address:
    """Raises Rejected for what the standard library will not write."""
    local, _, host = address.rpartition("@")
    try:
        return Address(name, local, host)
    except (ValueError, UnicodeError, IndexError) as error:
        raise Rejected(Message("“%(address)s” is not an e-mail address.", {"address": address[:100]}), field) from error


def shown_name(item: Item | None, address: str) -> str:
    author = item.author if item else None
    return one_line(author.name) if author and author.remote_id == address else ""


def subject(item: Item | None) -> str:
    bare = split_subject(one_line(item.title))[1] if item else ""
    return f"Re: {bare}".strip()


def references(earlier: Sequence[str], answered: str) -> str:
    """The chain and the mail answered; a long one keeps its root and its end."""
    chain = [one for one in dict.fromkeys(earlier) if one != answered] + [answered]
    while len(chain) > 2 and sum(len(one) + 3 for one in chain) > LONGEST_REFERENCES:
        del chain[1]
    return " ".join(f"<{one}>" for one in chain)


def plain_text(draft: Draft, account: Account) -> str:
    """Body, signature after "-- ", then the mail answered when the account wants it quoted."""
    parts = [draft.body.replace("\r\n", "\n").replace("\r", "\n").rstrip()]
    if draft.signature.strip():
        parts.append(f"-- \n{draft.signature.strip()}")
    if account.quote and draft.reply_to:
        parts.append(quotation(draft.reply_to))
    return "\n\n".join(parts) + "\n"


def quotation(item: Item) -> str:
    """The mail answered behind ">" marks, under a line in no language: date, name."""
    who = (item.author and (item.author.name or item.author.handle)) or ""
    when = f"{item.at:%Y-%m-%d %H:%M}" if item.at else ""
    quoted = "\n".join(f"> {line}".rstrip() for line in item.body.splitlines())
    return f"{', '.join(one for one in (when, who) if one)} :\n{quoted}"


def html_twin(text: str) -> str:
    """The same text in HTML: paragraphs, line breaks, links. Everything is escaped."""
    paragraphs = [
        LINK.sub(linked, html.escape(one, quote=False)).replace("\n", "<br>\n")
        for one in re.split(r"\n{2,}", text.strip())
    ]
    return "<!DOCTYPE html>\n<html><body>\n" + "\n".join(f"<p>{one}</p>" for one in paragraphs) + "\n</body></html>\n"


def linked(found: re.Match[str]) -> str:
    address = found[0].replace('"', "&quot;")
    return f'<a href="{address}">{address}</a>'
