"""Lists of feeds as other readers export them (OPML 1 and 2): folders become tags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

from lxml import etree

from parvis.connectors.addresses import absolute
from parvis.connectors.contract import Rejected
from parvis.connectors.decoding import decode
from parvis.connectors.feed.items import plain
from parvis.connectors.feed.markup import tidy
from parvis.core.messages import Message

LARGEST = 10_000_000


@dataclass(frozen=True, slots=True)
class Subscription:
    """`tags`: the folders it lay in, outermost first, and its categories."""

    address: str
    title: str = ""
    site: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """An outline that is no feed: the line of the file where it stands, what it calls itself, and why."""

    line: int
    name: str
    reason: Message


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """`lines`: (innermost folder, address) as they stand in the file, a feed in two folders twice."""

    feeds: tuple[Subscription, ...]
    title: str = ""
    notices: tuple[Message, ...] = ()
    lines: tuple[tuple[str, str], ...] = ()
    unread: tuple[Unread, ...] = ()


def looks_like_opml(content: bytes) -> bool:
    return "<opml" in decode(content[:4096]).lower()


def read_opml(content: bytes) -> Subscriptions:
    """Each feed once. Raises Rejected for what is too large, damaged beyond reading, or no OPML."""
    if len(content) > LARGEST:
        raise Rejected(Message("The list is larger than %(size)s MB.", {"size": LARGEST // 10**6}), field="file")
    markup = tidy(decode(content))
    root = _tree(markup.text)
    body = None if root is None else root.find("body")
    if root is None or str(root.tag).lower() != "opml" or body is None:
        raise Rejected(
            Message("This file is not a list of feeds (OPML)."),
            field="file",
            mend=Message("In your feed reader, choose Export, then OPML, and give that file."),
        )
    found: dict[str, Subscription] = {}
    lines: dict[tuple[str, str], None] = {}
    lost = []
    for outline, folders in _outlines(body):
        address = absolute("", _attribute(outline, "xmlUrl").replace("feed://", "https://", 1))
        if address:
            found.setdefault(address, _subscription(outline, address, folders))
            lines[folders[-1] if folders else "", address] = None
        else:
            lost.append(_unread(outline))
    notices = (Message("Lines whose address is no web address: %(count)s.", {"count": len(lost)}),) if lost else ()
    title = plain(root.findtext("head/title") or "")
    return Subscriptions(tuple(found.values()), title, notices, tuple(lines), tuple(lost))


def write_opml(title: str, feeds: Iterable[Subscription]) -> str:
    """OPML 2.0, readable by any feed reader. The first tag becomes the folder, the others categories."""
    folders: dict[str, list[Subscription]] = {}
    for feed in feeds:
        folders.setdefault(feed.tags[0] if feed.tags else "", []).append(feed)
    lines = ['<?xml version="1.0" encoding="utf-8"?>', '<opml version="2.0">']
    lines += [f"<head><title>{_escaped(title)}</title></head>", "<body>"]
    for folder, inside in folders.items():
        written = [_line(feed) for feed in inside]
        lines += [f"<outline text={_quoted(folder)}>", *written, "</outline>"] if folder else written
    return "\n".join([*lines, "</body>", "</opml>", ""])


def _tree(text: str) -> Any:
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _outlines(body: Any) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Every outline that has, or should have, an address, with the names of the folders above it."""
    pending: list[tuple[Any, tuple[str, ...]]] = [(child, ()) for child in reversed(body)]
    while pending:
        outline, folders = pending.pop()
        if str(outline.tag).lower() != "outline":
            continue
        name = _attribute(outline, "text") or _attribute(outline, "title")
        if _attribute(outline, "xmlUrl") or _attribute(outline, "type").lower() == "rss":
            yield outline, folders
        inner = (*folders, plain(name)[:100]) if name and not _attribute(outline, "xmlUrl") else folders
        pending += [(child, inner) for child in reversed(outline)]


def _subscription(outline: Any, address: str, folders: tuple[str, ...]) -> Subscription:
    categories = [part.strip(" /") for part in _attribute(outline, "category").split(",")]
    return Subscription(
        address=address,
        title=plain(_attribute(outline, "title") or _attribute(outline, "text"))[:300],
        site=absolute("", _attribute(outline, "htmlUrl")),
        tags=tuple(dict.fromkeys(tag for tag in (*folders, *categories) if tag)),
    )


def _unread(outline: Any) -> Unread:
    said = _attribute(outline, "xmlUrl")
    name = plain(_attribute(outline, "title") or _attribute(outline, "text"))[:100]
    if not said:
        return Unread(outline.sourceline or 0, name, Message("It has no address."))
    return Unread(outline.sourceline or 0, name, Message("“%(address)s” is not a web address.", {"address": said[:80]}))


def _attribute(outline: Any, name: str) -> str:
    """Exporters disagree on the case of attribute names."""
    return next((value.strip() for key, value in outline.items() if key.lower() == name.lower()), "")


def _line(feed: Subscription) -> str:
    named = {
        "text": feed.title or feed.address,
        "title": feed.title or feed.address,
        "type": "rss",
        "xmlUrl": feed.address,
    }
    if feed.site:
        named["htmlUrl"] = feed.site
    if feed.tags[1:]:
        named["category"] = ",".join(feed.tags[1:])
    return f"<outline {' '.join(f'{name}={_quoted(value)}' for name, value in named.items())}/>"


def _quoted(text: str) -> str:
    return quoteattr("".join(character for character in text if character.isprintable()))


def _escaped(text: str) -> str:
    return _quoted(text)[1:-1]
