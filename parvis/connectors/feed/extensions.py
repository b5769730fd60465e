"""What RSS and Atom say about threads and rhythm, which the feed parsers leave out. One pass over the tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from lxml import etree

from parvis.connectors.feed.entries import Extras

_WFW = "{http://wellformedweb.org/CommentAPI/}"
_SLASH = "{http://purl.org/rss/1.0/modules/slash/}"
_THREAD = "{http://purl.org/syndication/thread/1.0}"
_RHYTHM = "{http://purl.org/rss/1.0/modules/syndication/}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Extensions:
    """`in_order`: one per entry; `extras`: the same by the entry's id, and by its link where it has none."""

    language: str = ""
    author: str = ""
    every: tuple[timedelta, ...] = ()
    in_order: tuple[Extras, ...] = ()
    extras: dict[str, Extras] = field(default_factory=dict)


def read_extensions(text: str) -> Extensions:
    """What can be found; nothing when the document is beyond repair. `text` has no doctype (see `markup.tidy`)."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return Extensions()
    if root is None:
        return Extensions()
    channel = next((child for child in root if _name(child) == "channel"), root)
    found = [_entry(entry) for entry in root.iter() if _name(entry) in ("item", "entry")]
    return Extensions(
        language=_text(channel, "language") or channel.get(_LANG) or root.get(_LANG) or "",
        author=_name_of_author(channel),
        every=tuple(_rhythm(channel)),
        in_order=tuple(extras for _, extras in found),
        extras={key: extras for key, extras in reversed(found) if key},
    )


def _entry(entry: Any) -> tuple[str, Extras]:
    found: dict[str, Any] = {}
    guid = link = ""
    for child in entry:
        tag = child.tag if isinstance(child.tag, str) else ""
        value = (child.text or "").strip()
        name = tag.rpartition("}")[2]
        if name in ("guid", "id"):
            guid = guid or value
        elif name == "link":
            rel, href = child.get("rel", "alternate"), child.get("href", "")
            if rel == "alternate":
                link = link or href or value
            elif rel == "replies" and "html" not in child.get("type", ""):
                found["comments"] = found.get("comments") or href
                found.setdefault("count", _count(child.get(f"{_THREAD}count", "")))
        elif tag in (f"{_WFW}commentRss", f"{_WFW}commentRSS"):
            found["comments"] = value
        elif tag in (f"{_SLASH}comments", f"{_THREAD}total"):
            found["count"] = _count(value)
        elif tag == f"{_THREAD}in-reply-to":
            found["answers"], found["answers_at"] = child.get("ref", ""), child.get("href", "")
        elif name == "author":
            found["author_url"] = _text(child, "uri") or _text(child, "url")
            found["author_email"] = _text(child, "email")
    return guid or link, Extras(**found)


def _rhythm(channel: Any) -> Iterator[timedelta]:
    minutes = _count(_text(channel, "ttl"))
    if minutes:
        yield min(timedelta(minutes=min(minutes, 10**6)), _LONGEST)
    period = _PERIODS.get((channel.findtext(f"{_RHYTHM}updatePeriod") or "").strip().lower())
    if period:
        times = _count((channel.findtext(f"{_RHYTHM}updateFrequency") or "").strip()) or 1
        yield period / max(1, times)


def _name_of_author(channel: Any) -> str:
    author = next((child for child in channel if _name(child) == "author"), None)
    return "" if author is None else _text(author, "name") or (author.text or "").strip()


def _text(element: Any, name: str) -> str:
    return next(((child.text or "").strip() for child in element if _name(child) == name), "")


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _count(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None
