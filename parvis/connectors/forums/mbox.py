"""A mailing list as an mbox file: threads by what each mail answers, quotes as quotes, addresses masked."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime
from typing import BinaryIO

from parvis.connectors.forums.bounds import FIRST, LINE, LONG_LINE, lines, text_of, unpacked
from parvis.connectors.forums.discourse import UNDATED
from parvis.connectors.forums.records import Attachment, Line, Person, Post, Problem, Room, Said, Topic
from parvis.connectors.forums.words import html_words, mail_words, masked, storable

ROOM = "list"
_AGAIN = re.compile(r"^\s*(?:(?:re|aw|tr|fwd?|rép|ref)\s*(?:\[\d+\])?\s*[:：]\s*|\[[^\]]{1,40}\]\s*)+", re.I)
_ID = re.compile(r"<([^<>\s]{1,300})>")


def read(file: BinaryIO, size: int) -> Iterator[Line]:
    """Every mail of an mbox. Each is told by its number, which lines of an mbox say little of."""
    threads = _Threads()
    yield Line(1, Room(ROOM, "", access="public", paths=("list",)))
    for number, data in enumerate(_messages(unpacked(file, size)), 1):
        if data is None:
            yield Line(number, Problem(LONG_LINE))
            continue
        try:
            mail = message_from_bytes(data, policy=policy.default)
            said = list(threads.told(mail))
        except (MessageError, LookupError, ValueError, TypeError, AttributeError, IndexError, KeyError):
            # The library stumbles in many ways over headers that nobody should write.
            said = [Problem(UNDATED)]
        yield from (Line(number, one) for one in said)


def _messages(stream: BinaryIO) -> Iterator[bytes | None]:
    """Mails one after the other; None for one that is larger than may be."""
    kept: list[bytes] = []
    size, blank, began = 0, True, False
    for _number, line in lines(stream):
        if blank and line is not None and line.startswith(b"From "):
            if began:
                yield b"\n".join(kept) if size <= LINE else None
            kept, size, began = [], 0, True
        elif began and line is not None:
            size += len(line)
            if size <= LINE:
                kept.append(line[1:] if line.startswith(b">From ") else line)
        blank = not line
    if began:
        yield b"\n".join(kept) if size <= LINE else None


class _Threads:
    """Which mail answers which, as far as it was read."""

    def __init__(self) -> None:
        self.root: dict[str, str] = {}
        self.called: dict[str, str] = {}
        self.people: set[str] = set()
        self.count: dict[str, int] = {}

    def told(self, mail: EmailMessage) -> Iterator[Said]:
        at = _date(mail)
        if at is None:
            yield Problem(UNDATED)
            return
        name, address = getaddresses([str(mail.get("From", ""))])[0]
        author = hashlib.sha256(address.lower().encode()).hexdigest()[:20]
        if author not in self.people:
            self.people.add(author)
            shown = storable(masked(name)) or masked(address).partition("@")[0]
            yield Person(author, shown.lower(), shown, address, at)
        remote = _ids(mail.get("Message-ID")) or [hashlib.sha256(bytes(mail)).hexdigest()[:20]]
        key, subject = _short(remote[0]), storable(str(mail.get("Subject", "")))
        if key in self.root:
            return
        parents = [_short(one) for one in reversed(_ids(mail.get("References")) + _ids(mail.get("In-Reply-To")))]
        bare = _AGAIN.sub("", subject).casefold()
        parent = next((one for one in parents if one in self.root), "")
        root = self.root[parent] if parent else self.called.get(bare, "") if _AGAIN.match(subject) or parents else ""
        if not root:
            root = key
            self.called.setdefault(bare, key)
            yield Topic(key, ROOM, _AGAIN.sub("", subject) or "–", author, at, paths=(f"list/{key}",))
        self.root[key] = root
        self.count[root] = self.count.get(root, 0) + 1
        yield Post(key, root, author, at, _words(mail), self.count[root], parent, paths=(f"list/{key}/post",))
        for part in mail.iter_attachments():
            yield Attachment(f"{key}/{part.get_filename()}", key, storable(part.get_filename() or "")[:200])


def _ids(said: object) -> list[str]:
    return _ID.findall(str(said or ""))[-50:]


def _short(remote: str) -> str:
    return hashlib.sha256(remote.encode("utf-8", "replace")).hexdigest()[:24]


def _date(mail: EmailMessage) -> datetime | None:
    try:
        at = parsedate_to_datetime(str(mail.get("Date", "")))
    except (ValueError, TypeError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return at.astimezone(UTC) if at.year > FIRST.year else None


def _words(mail: EmailMessage) -> str:
    part = mail.get_body(("plain", "html"))
    if part is None:
        return ""
    data = part.get_payload(decode=True)
    raw = data if isinstance(data, bytes) else str(part.get_payload()).encode("utf-8", "replace")
    try:
        text = raw.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        text = text_of(raw)
    return masked(html_words(text)) if part.get_content_subtype() == "html" else mail_words(text)
