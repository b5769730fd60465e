"""What a message says and carries: the text a reader should see, and the list of its attachments."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from parvis.connectors.email.headers import Mime, content_type_parameter, filename, header
from parvis.connectors.email.html_text import html_to_text
from parvis.connectors.email.text_decoding import clean, decode

MOST_PARTS = 500
LONGEST_TEXT = 1_000_000
CALENDAR_LINES = ("SUMMARY", "DTSTART", "LOCATION", "DESCRIPTION")


@dataclass(frozen=True, slots=True)
class Body:
    """`text`: unfolded, not yet split from its quotes. `attachments`: name, type, size in bytes (-1 = not known)."""

    text: str
    attachments: tuple[dict[str, Any], ...]
    invitation: str = ""


def leaves(message: Mime) -> Iterator[tuple[Mime, bool]]:
    """Parts that hold something, in order, with "an alternative to the one before"; mails inside mails stay closed."""
    waiting: list[tuple[Mime, bool]] = [(message, False)]
    for _ in range(MOST_PARTS):
        if not waiting:
            return
        part, alternative = waiting.pop()
        inside = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inside, list):
            choice = part.get_content_subtype() == "alternative"
            waiting += [(one, alternative or choice) for one in reversed(inside) if isinstance(one, type(part))]
        else:
            yield part, alternative


def payload(part: Mime) -> bytes:
    """The decoded bytes of a leaf; a broken transfer encoding gives what can be read, or nothing."""
    try:
        data = part.get_payload(decode=True)
    except (ValueError, IndexError, LookupError, binascii.Error):
        return b""
    return data if isinstance(data, bytes) else b""


def part_text(part: Mime) -> str:
    """The text of a text/* part, as lines."""
    text = clean(decode(payload(part), content_type_parameter(part, "charset")))[:LONGEST_TEXT]
    if part.get_content_subtype() == "html":
        return html_to_text(text)
    if content_type_parameter(part, "format").lower() == "flowed":
        return unflow(text, content_type_parameter(part, "delsp").lower() == "yes")
    return text.strip("\n")


def unflow(text: str, delete_space: bool) -> str:
    """RFC 3676: a line that ends with a space goes on in the next line of the same quote depth."""
    lines: list[tuple[int, str]] = []
    flowing = False
    for line in text.split("\n"):
        bare = line.lstrip(">")
        depth = len(line) - len(bare)
        bare = bare.removeprefix(" ")
        if flowing and lines[-1][0] == depth and bare != "-- ":
            lines[-1] = (depth, lines[-1][1] + bare)
        else:
            lines.append((depth, bare))
        flowing = bare.endswith(" ") and bare != "-- "
        if flowing and delete_space:
            lines[-1] = (depth, lines[-1][1][:-1])
    return "\n".join(f"{'>' * depth} {bare}" if depth else bare for depth, bare in lines).strip("\n")


def read_body(message: Mime) -> Body:
    """Text parts in order, plain preferred to HTML among alternatives; the rest is listed, not read."""
    plain: list[str] = []
    html: list[str] = []
    attachments: list[dict[str, Any]] = []
    invitation = ""
    for part, alternative in leaves(message):
        kind = "text/plain" if is_broken_multipart(part) else part.get_content_type()
        attached = header(part, "Content-Disposition").lower().startswith("attachment")
        if kind == "text/calendar" and not invitation:
            invitation = calendar_text(part_text(part))
        if attached or kind not in ("text/plain", "text/html") or (filename(part) and not alternative):
            if kind != "text/calendar" or not alternative:
                attachments.append(described(part, kind))
        elif kind == "text/plain":
            plain.append(part_text(part))
        elif not (alternative and any(one.strip() for one in plain)):
            html.append(part_text(part))
    text = "\n\n".join(one for one in (*plain, *html) if one.strip())
    return Body(text or invitation or enclosed_text(message), tuple(attachments), invitation)


def is_broken_multipart(part: Mime) -> bool:
    """A multipart whose boundary never comes: what it holds is read as text rather than lost."""
    return part.get_content_maintype() == "multipart" and isinstance(part.get_payload(), str)


def enclosed_text(message: Mime) -> str:
    """Subject and text of the first mail enclosed in one that says nothing itself."""
    for part, _ in leaves(message):
        inside = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(inside, list):
            for mail in inside:
                if isinstance(mail, type(part)):
                    texts = [
                        part_text(one)
                        for one, _ in leaves(mail)
                        if one.get_content_type() in ("text/plain", "text/html")
                    ]
                    return "\n\n".join((header(mail, "Subject"), *texts[:1])).strip()
    return ""


def described(part: Mime, kind: str) -> dict[str, Any]:
    inside = part.get_payload()
    if isinstance(inside, list):
        subject = header(inside[0], "Subject") if inside and isinstance(inside[0], type(part)) else ""
        return {"name": filename(part) or subject[:200], "type": kind, "size": -1}
    return {"name": filename(part), "type": kind, "size": len(payload(part))}


def calendar_text(text: str) -> str:
    """The few lines of an invitation that a person reads: title, start, place, description."""
    unfolded = re.sub(r"\n[ \t]", "", text)
    event = unfolded.partition("BEGIN:VEVENT")[2] or unfolded
    found = []
    for name in CALENDAR_LINES:
        value = re.search(rf"^{name}(?:;[^:\n]*)?:(.*)$", event, re.MULTILINE)
        if value and value[1].strip():
            found.append(re.sub(r"\\([,;\\])", r"\1", value[1].replace("\\n", "\n").replace("\\N", "\n")).strip())
    return "\n".join(found)
