"""Files as posts: what a file is, told by what it holds rather than by its name, and its items one by one."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from parvis.connectors.contract import Item, Page, Rejected
from parvis.connectors.manual.tables import BadLine, look, stream_table
from parvis.connectors.sizes import SIZE, too_large
from parvis.core.messages import Message
from parvis.flows.ears import Notice

HEAD = 65_536
TOLD = 5
TABLES = {".csv", ".tsv", ".jsonl", ".ndjson"}
MAILS = {".mbox", ".mbx", ".eml"}
Holds = Literal["mail", "table", "document", "nothing"]
_BLANK = b"\xef\xbb\xbf \r\n\t"
_MAIL_HEADER = re.compile(
    rb"^(?:from|to|date|subject|received|return-path|message-id|delivered-to|mime-version|content-type):",
    re.IGNORECASE | re.MULTILINE,
)
_CONTROLS = bytes({*range(1, 32)} - set(b"\t\n\r\f\x1b"))
_LIST = re.compile(rb"<\s*opml[\s>]", re.IGNORECASE)


@dataclass(slots=True)
class Document:
    """`items` are read as they are taken; `notices` grows meanwhile."""

    network: str
    items: Iterator[Item]
    title: str = ""
    notices: list[Notice] = field(default_factory=list)


def open_document(path: Path, at: datetime) -> Document:
    """Raises Rejected for what holds no posts, OSError for what is not there. `at`: now."""
    match what(path):
        case "mail":
            return Document("email", _load("parvis.connectors.email.mbox").read_mbox(path, now=at))
        case "table":
            notices: list[Notice] = []
            return Document("manual", _rows(path, notices), notices=notices)
        case "nothing":
            raise Rejected(Message("The file is empty."), mend=Message("Export it again and give the new file."))
    if path.stat().st_size > SIZE:
        raise too_large(SIZE)
    page: Page = _load("parvis.connectors.feed.documents").read_document(path.read_bytes(), at)
    return Document("feed", iter(page.items), page.title, [(notice,) for notice in page.notices])


def what(path: Path) -> Holds:
    """What a file holds. Raises Rejected for a folder without mail and for what is of no known kind, OSError."""
    if path.is_dir():
        if (path / "cur").is_dir() or (path / "new").is_dir():
            return "mail"
        raise Rejected(
            Message("This is a folder, and no Maildir."),
            mend=Message("Name the files in it: %(example)s", {"example": f"{path}/*"}),
        )
    head = _head(path)
    text = head.lstrip(_BLANK)
    if not text.strip(b"\0"):
        return "nothing"
    if text.startswith(b"From ") or path.suffix.lower() in MAILS or _has_mail_headers(text):
        return "mail"
    if path.suffix.lower() in TABLES or text.startswith(b"[") or _is_json_lines(text):
        return "table"
    return "document" if text[:1] in (b"<", b"{") or _has_markup(head) else _table_if_any(head)


def looks_like_list(path: Path) -> bool:
    return path.is_file() and bool(_LIST.search(_head(path).replace(b"\0", b"")[:4096]))


def subscriptions(path: Path) -> Any:
    """The feeds of an OPML file, as `opml.Subscriptions`. Raises Rejected."""
    opml = _load("parvis.connectors.feed.opml")
    with path.open("rb") as file:
        return opml.read_opml(file.read(opml.LARGEST + 1))


def stamp_of(path: Path) -> tuple[int, ...]:
    """Changes when the file does; that of a Maildir, when a mail comes."""
    inside = [path / "cur", path / "new"] if path.is_dir() else [path]
    known = [one.stat() for one in inside if one.exists()] or [path.stat()]
    return tuple(number for one in known for number in (one.st_mtime_ns, one.st_size, one.st_ino))


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)


def _has_mail_headers(text: bytes) -> bool:
    """Two of the headers that every mail has, before the first empty line, which begins with one of some kind."""
    headers = re.split(rb"\r?\n\r?\n", text, maxsplit=1)[0]
    return bool(re.match(rb"[A-Za-z-]{2,60}:", headers)) and len(_MAIL_HEADER.findall(headers)) >= 2


def _is_json_lines(text: bytes) -> bool:
    """A first line that is a whole JSON object, or too long to tell: a JSON Feed is an object too, but says its version."""
    if not text.startswith(b"{") or b"jsonfeed.org" in text[:2000]:
        return False
    line, end, _ = text.partition(b"\n")
    try:
        first = json.loads(line)
    except ValueError:
        return not end and len(text) > HEAD - 100
    return isinstance(first, dict) and not isinstance(first.get("items"), list)


def _has_markup(head: bytes) -> bool:
    """A tag near the beginning, in what is text of any encoding; pictures and archives are full of control characters."""
    start = head[:4096].replace(b"\0", b"")
    return b"<" in start and len(start) - len(start.translate(None, _CONTROLS)) <= len(start) // 50


def _table_if_any(head: bytes) -> Holds:
    try:
        look(head[: head.rfind(b"\n") + 1] or head)
    except Rejected as error:
        raise Rejected(
            Message("What this holds cannot be told."),
            mend=Message(
                "Give a feed, an OPML list, mail (mbox, eml, Maildir), a CSV table, JSON lines or a web page."
            ),
        ) from error
    return "table"


def _rows(path: Path, notices: list[Notice]) -> Iterator[Item]:
    """A few bad lines are told one by one, many by their number."""
    bad = 0
    with path.open("rb") as file:
        for row in stream_table(file):
            if not isinstance(row, BadLine):
                yield row
                continue
            bad += 1
            if bad <= TOLD:
                notices.append((Message("Line %(number)s was left out.", {"number": row.number}), row.message))
    if bad > TOLD:
        notices.append((Message("Lines left out in all: %(count)s.", {"count": bad}),))


def _load(module: str) -> Any:
    """The readers of mail and of feeds, when a file asks for them: each costs as much start-up as all the rest."""
    return importlib.import_module(module)
