"""Bytes of a mail → `Item`.

Threads. The thread is the first id of References, else In-Reply-To, else the mail's own id. Our answers leave with the id
`<draft key@domain>`: an answer to them names it in In-Reply-To, which is the reply token (`extra["reply_token"]`); where
plus-addresses are configured the token also stands in the address written to (`contact+key@domain`).

A subject alone never joins two mails here: "Re: Bonjour" is everyone's subject. `extra["thread_hint"]` is the digest of
the bare subject and of all who take part; `threading.follow` uses it for an answer whose program dropped References.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.parser import BytesHeaderParser, BytesParser
from typing import Any

from parvis.connectors.contract import Author, Item
from parvis.connectors.email.automatic import Bounce, is_automatic_answer, is_bulk, read_bounce
from parvis.connectors.email.body import Body, read_body
from parvis.connectors.email.fold import fold, forwarded_fields
from parvis.connectors.email.headers import (
    Mime,
    addresses,
    date,
    header,
    message_ids,
    own_id,
    parsed_addresses,
    split_subject,
)

log = logging.getLogger(__name__)
MOST_REFERENCES = 50
MOST_ATTACHMENTS = 100


@dataclass(frozen=True, slots=True)
class Parsed:
    """An item, or why there is none: an automatic answer, or a report of failed delivery."""

    item: Item | None
    bounce: Bounce | None = None
    automatic: bool = False


def parse_mail(raw: bytes, *, own: str, now: datetime) -> Parsed:
    """Read one mail. `own`: our address, "" when unknown; `now`: aware UTC, the limit of dates that can be believed.

    Never raises: a mail that the standard library cannot take apart is read by its headers alone, and logged.
    """
    try:
        return understood(BytesParser(policy=policy.compat32).parsebytes(raw), raw, own, now)
    except (Exception, RecursionError):
        log.warning("A mail of %d bytes cannot be taken apart; only its headers are read.", len(raw), exc_info=True)
    head = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0][:200_000]
    message: Mime = BytesHeaderParser(policy=policy.compat32).parsebytes(head)
    return Parsed(make_item(message, raw, Body("", ()), own, now))


def understood(message: Mime, raw: bytes, own: str, now: datetime) -> Parsed:
    bounce = read_bounce(message)
    if bounce:
        return Parsed(None, bounce=bounce)
    if is_automatic_answer(message):
        return Parsed(None, automatic=True)
    return Parsed(make_item(message, raw, read_body(message), own, now))


def make_item(message: Mime, raw: bytes, body: Body, own: str, now: datetime) -> Item:
    remote_id = own_id(message, raw.replace(b"\r\n", b"\n").partition(b"\n\n")[2])
    subject = header(message, "Subject")[:500]
    mark, bare = split_subject(subject)
    folding = fold(body.text, mark)
    token = reply_token(message, own)
    parent, root = place_in_thread(message, remote_id, token, own)
    author = author_of(message, own)
    extra = written_headers(message, own) | {
        "message_id": remote_id,
        "subject": subject,
        "thread_hint": thread_hint(bare, message) if mark == "reply" or not parent else "",
        "subject_mark": mark,
        "reply_token": token,
        "attachments": list(body.attachments[:MOST_ATTACHMENTS]),
        "direction": "out" if author and is_own(author.remote_id, own) else "in",
        "invitation": body.invitation,
        "forwarded": forwarded(body.text, mark),
    }
    return Item(
        remote_id=remote_id,
        thread_id=root,
        parent_id=parent,
        kind="mail",
        title=subject,
        body=folding.body,
        folded=folding.folded,
        author=author,
        at=date(message, now),
        extra={name: value for name, value in extra.items() if value},
    )


def written_headers(message: Mime, own: str) -> dict[str, Any]:
    """What an answer needs, as JSON: addresses, references, list."""
    return {
        "from": [address for _, address in addresses(message, "From")][:10],
        "to": [address for _, address in addresses(message, "To")][:50],
        "cc": [address for _, address in addresses(message, "Cc")][:50],
        "reply_to": [address for _, address in addresses(message, "Reply-To") if not is_own(address, own)][:10],
        "references": shortened(message_ids(message, "References")),
        "list": header(message, "List-Id")[:200],
        "bulk": is_bulk(message),
    }


def shortened(ids: list[str]) -> list[str]:
    """A long chain keeps its root and its end."""
    return ids if len(ids) <= MOST_REFERENCES else [ids[0], *ids[1 - MOST_REFERENCES :]]


def author_of(message: Mime, own: str) -> Author | None:
    """Who wrote, by From. A form on our site writes with our own address: then by Reply-To."""
    names = ("From", "Sender", "Return-Path")
    found = [addresses(message, name)[:1] for name in names if addresses(message, name)]
    if found and is_own(found[0][0][1], own):
        found.insert(0, [one for one in addresses(message, "Reply-To") if not is_own(one[1], own)][:1])
    shown, address = next((one[0] for one in found if one), ("", ""))
    return Author(remote_id=address, name=shown[:200], handle=address, url=f"mailto:{address}") if address else None


def is_own(address: str, own: str) -> bool:
    """Whether it is our address, with or without a plus."""
    return bool(own) and plus_free(address) == plus_free(own.lower())


def place_in_thread(message: Mime, remote_id: str, token: str, own: str) -> tuple[str, str]:
    """(id answered or "", id of the root of the thread)."""
    chain = [one for one in message_ids(message, "References") if one != remote_id]
    answered = [one for one in message_ids(message, "In-Reply-To") if one != remote_id]
    if not chain and not answered and token:
        answered = [f"{token}@{own.rpartition('@')[2].lower()}"]
    parent = answered[0] if answered else chain[-1] if chain else ""
    return parent, (chain[0] if chain else parent or remote_id)


def reply_token(message: Mime, own: str) -> str:
    """The key of our draft that this mail answers: in In-Reply-To, in References, or in the plus-address written to."""
    name, _, host = own.lower().rpartition("@")
    if not name:
        return ""
    for answered in (*message_ids(message, "In-Reply-To"), *reversed(message_ids(message, "References"))):
        key, _, domain = answered.rpartition("@")
        if domain.lower() == host:
            return key
    for _, address in addresses(message, "To", "Cc", "Delivered-To", "X-Original-To"):
        local, _, domain = address.rpartition("@")
        base, plus, key = local.partition("+")
        if plus and key and domain == host and base == name.partition("+")[0]:
            return key
    return ""


def thread_hint(bare_subject: str, message: Mime) -> str:
    """Digest of the bare subject and of the set of people; "" for a subject of fewer than four letters."""
    subject = " ".join(bare_subject.lower().split())
    if len(subject) < 4:
        return ""
    people = sorted({plus_free(address) for _, address in addresses(message, "From", "To", "Cc", "Reply-To")})
    return hashlib.sha256("\n".join((subject, *people)).encode()).hexdigest()[:32]


def plus_free(address: str) -> str:
    local, _, host = address.rpartition("@")
    return f"{local.partition('+')[0]}@{host}"


def forwarded(text: str, mark: str) -> dict[str, str]:
    """The first author of a forwarded mail, for capture by forwarding: name, address, subject, date as written, body."""
    fields = forwarded_fields(text, mark)
    if not fields:
        return {}
    name, address = (parsed_addresses([fields["from"]]) or [("", "")])[0]
    written = {"date": fields.get("date", ""), "subject": fields.get("subject", ""), "body": fields["body"]}
    return {"name": name or fields["from"], "address": address.lower() if "@" in address else ""} | written
