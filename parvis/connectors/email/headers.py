"""Headers of a message, read forgivingly: nothing here raises on what a stranger wrote."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta
from email.message import Message as MimeMessage
from email.utils import getaddresses, parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from parvis.connectors.email.text_decoding import clean, decode, decode_words

if TYPE_CHECKING:
    Mime = MimeMessage[str, str]
else:
    Mime = MimeMessage  # generic for the type checker only, until Python 3.14

MESSAGE_ID = re.compile(r"<\s*([^<>\s]+(?:\s+[^<>\s]+)*?)\s*>")
SPACES = re.compile(r"\s+")
REPLY_MARK = re.compile(r"(?:re|rép|aw|sv|antw|rif)(?:\[\d+\])?\s*:\s*", re.IGNORECASE)
FORWARD_MARK = re.compile(r"(?:fwd?|tr|wg)\s*:\s*", re.IGNORECASE)
LONGEST_ID = 250
LONGEST_HEADER = 20_000
OLDEST = datetime(1990, 1, 1, tzinfo=UTC)


def raw_values(message: Mime, name: str) -> list[str]:
    """Every value of a header as it stands, bounded, undecoded bytes read as UTF-8 or Windows-1252."""
    wanted = name.lower()
    found = []
    for key, value in message.raw_items():
        if key.lower() == wanted:
            text = str(value)[:LONGEST_HEADER]
            found.append(decode(text.encode("utf-8", "surrogateescape")) if not text.isascii() else text)
    return found


def header(message: Mime, name: str) -> str:
    """The first value, decoded, on one line."""
    values = raw_values(message, name)
    return SPACES.sub(" ", clean(decode_words(SPACES.sub(" ", values[0])))).strip() if values else ""


def addresses(message: Mime, *names: str) -> list[tuple[str, str]]:
    """(display name, address in lower case) of the given headers, in order, without doubles."""
    values = [SPACES.sub(" ", value) for name in names for value in raw_values(message, name)]
    found: dict[str, str] = {}
    for shown, address in parsed_addresses(values):
        address = clean(address).strip().strip("<>\"'").lower()
        if address.find("@") > 0 and " " not in address and len(address) <= 320:
            found.setdefault(address, SPACES.sub(" ", clean(decode_words(shown))).strip(" \"'"))
    return [(name, address) for address, name in found.items()]


def parsed_addresses(values: list[str]) -> list[tuple[str, str]]:
    try:
        return getaddresses(values)
    except (ValueError, IndexError, TypeError, AttributeError, RecursionError):
        return [("", address) for address in re.findall(r"[^\s<>,;\"]+@[^\s<>,;\"]+", " ".join(values))]


def message_ids(message: Mime, name: str) -> list[str]:
    """The ids of a header without their brackets; a bare id without brackets is taken too."""
    found: list[str] = []
    for value in raw_values(message, name):
        inside = MESSAGE_ID.findall(value) or [part for part in value.split() if "@" in part]
        found += [one for one in map(normal_id, inside) if one]
    return list(dict.fromkeys(found))


def normal_id(text: str) -> str:
    """An id fit to be a key: no white space; one that is too long becomes its digest, always the same."""
    text = SPACES.sub("", clean(text)).strip("<>")
    if len(text) > LONGEST_ID:
        return f"{hashlib.sha256(text.encode()).hexdigest()[:40]}@long-id.invalid"
    return text


def own_id(message: Mime, body: bytes) -> str:
    """The Message-ID, or a digest of author, date, subject and body: the same from IMAP and from an mbox file."""
    given = message_ids(message, "Message-ID") or message_ids(message, "Message-Id")
    if given:
        return given[0]
    digest = hashlib.sha256()
    for name in ("From", "Date", "Subject", "To"):
        digest.update(header(message, name).encode() + b"\0")
    digest.update(b"\n".join(line.rstrip() for line in body.splitlines()))
    return f"{digest.hexdigest()[:40]}@no-id.invalid"


def date(message: Mime, now: datetime) -> datetime | None:
    """Date in UTC; None when absent, unreadable, before 1990 or more than two days ahead of `now`."""
    values = raw_values(message, "Date")
    try:
        at = parsedate_to_datetime(SPACES.sub(" ", values[0]).strip()) if values else None
        if at is None:
            return None
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return at if OLDEST <= at <= now + timedelta(days=2) else None


def split_subject(subject: str) -> tuple[str, str]:
    """(what comes before: "", "reply" or "forward"; the subject itself). "RE : TR: Devis" → ("reply", "Devis")."""
    first = ""
    while True:
        reply, forward = REPLY_MARK.match(subject), FORWARD_MARK.match(subject)
        mark = reply or forward
        if mark is None:
            return first, subject.strip()
        first = first or ("reply" if reply else "forward")
        subject = subject[mark.end() :]


def content_type_parameter(part: Mime, name: str) -> str:
    """A parameter of Content-Type or "": the standard reader raises on some broken ones."""
    try:
        value: Any = part.get_param(name)
    except (ValueError, IndexError, TypeError, AttributeError, UnicodeError, LookupError):
        return ""
    return str(value[2] if isinstance(value, tuple) else value or "")


def filename(part: Mime) -> str:
    """The name of an attachment, without any folder, at most 200 characters; "" when it has none."""
    try:
        name = part.get_filename() or ""
    except (ValueError, IndexError, TypeError, AttributeError, UnicodeError, LookupError):
        name = ""
    name = SPACES.sub(" ", clean(decode_words(str(name)))).replace("\\", "/").rpartition("/")[2]
    return name[-200:].strip()
