"""Bytes to a Feed: the fast parser first, the patient one where it fails or finds nothing."""

from __future__ import annotations

import calendar
import io
import logging
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import fastfeedparser
import feedparser
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from parvis.connectors.contract import Format, Rejected
from parvis.connectors.decoding import decode
from parvis.connectors.feed.entries import Entry, Extras, Feed, Hints
from parvis.connectors.feed.extensions import Extensions, read_extensions
from parvis.connectors.feed.jsonfeed import looks_like_json, read_json_feed
from parvis.connectors.feed.markup import Markup, looks_like_html, tidy
from parvis.connectors.moments import moment
from parvis.connectors.sizes import SIZE, too_large
from parvis.core.messages import Message

logger = logging.getLogger(__name__)

PATIENT = 3_000_000
"""Characters beyond which the patient parser (fifty times slower) is not tried."""
_BASE64 = re.compile(r"""\smode=["']base64["']""")
_INLINE = re.compile(r"<(?:\w+:)?(?:content|summary)\b[^>]*>\s*(.*?)\s*</(?:\w+:)?(?:content|summary)>\Z", re.DOTALL)
"""XHTML written inline comes with the element around it."""


class NotAFeed(Rejected):
    """A page for people, or something else, where a feed was awaited."""


def parse(content: bytes, charset: str = "") -> Feed:
    """Raises NotAFeed, or Rejected for what is too large or damaged beyond reading; never anything else."""
    if len(content) > SIZE:
        raise too_large(SIZE)
    if not content.strip():
        raise NotAFeed(
            Message("The document is empty."), field="address", mend=Message("Check the address in a browser.")
        )
    text = decode(content, charset)
    if looks_like_json(text):
        return read_json_feed(text)
    if looks_like_html(text):
        raise page_instead()
    return _read(tidy(text))


def page_instead() -> NotAFeed:
    return NotAFeed(
        Message("This is a page for people to read, not a feed."),
        field="address",
        mend=Message("Add the place anew with this address: Parvis looks for the feed that the page announces."),
    )


def _read(markup: Markup) -> Feed:
    feed = _best(markup)
    if feed is None or not (feed.entries or markup.is_feed):
        raise NotAFeed(
            Message("This document is not a feed."),
            field="address",
            mend=Message("Paste the address of the site and let Parvis look for its feed."),
        )
    if not feed.entries and not _well_formed(markup.text):
        raise NotAFeed(
            Message("This feed is damaged: nothing in it can be read."),
            field="address",
            mend=Message("Open the address in a browser; if it is broken there too, tell whoever runs the site."),
        )
    extensions = read_extensions(markup.text)
    return replace(
        feed,
        language=feed.language or extensions.language,
        author=feed.author or extensions.author,
        entries=tuple(_with(feed.entries, extensions)),
        hints=Hints(extensions.every),
        notices=(*feed.notices, *_oddities(markup, feed)),
    )


def _well_formed(text: str) -> bool:
    try:
        fromstring(text.encode())
    except (ParseError, DefusedXmlException):
        return False
    return True


def _best(markup: Markup) -> Feed | None:
    """The fast parser's reading, unless it found nothing, or entries that hold nothing: the patient one knows more dialects."""
    fast = _try(_fast, markup)
    if len(markup.text) > PATIENT or (
        fast and fast.entries and not any(map(_hollow, fast.entries)) and not _BASE64.search(markup.text)
    ):
        return fast
    patient = _try(_patient, markup)
    if patient is None or (fast and len(patient.entries) < len(fast.entries)):
        return fast
    return patient if patient.entries or fast is None else fast


def _hollow(entry: Entry) -> bool:
    return not (entry.title or entry.body)


def _oddities(markup: Markup, feed: Feed) -> Iterable[Message]:
    if not feed.entries:
        yield Message("The feed has no entries.")
    if markup.cut:
        yield Message("The feed is cut off: its whole entries were kept.")
    if markup.entities:
        yield Message("The feed declares entities of its own, which were left out for safety.")


def _try(parser: Callable[[bytes], Feed], markup: Markup) -> Feed | None:
    """None when `parser` gives up. What a library raises on hostile bytes is anyone's guess."""
    try:
        return parser(markup.text.encode())
    except Exception:
        logger.debug("%s gave up on a feed", parser.__name__, exc_info=True)
        return None


def _with(entries: tuple[Entry, ...], extensions: Extensions) -> Iterable[Entry]:
    """Matched by place when both saw as many entries, else by id or link."""
    in_order = extensions.in_order if len(extensions.in_order) == len(entries) else None
    for place, entry in enumerate(entries):
        found = in_order[place] if in_order else extensions.extras.get(entry.id or entry.link)
        yield replace(entry, extras=found or entry.extras)


def _fast(content: bytes) -> Feed:
    found = fastfeedparser.parse(content, include_media=False, include_enclosures=False)
    about: Mapping[str, Any] = found["feed"]
    return Feed(
        title=_text(about.get("title")),
        link=_text(about.get("link")),
        language=_text(about.get("language")),
        author=_text(about.get("author")),
        entries=tuple(_fast_entry(entry) for entry in found["entries"]),
    )


def _fast_entry(entry: Mapping[str, Any]) -> Entry:
    body, format_ = _fullest(entry.get("content") or (), _text(entry.get("description")))
    return Entry(
        id=_text(entry.get("id")),
        link=_text(entry.get("link")),
        title=_text(entry.get("title")),
        body=body,
        format=format_,
        published=moment(_text(entry.get("published"))),
        updated=moment(_text(entry.get("updated"))),
        author=_text(entry.get("author")),
        tags=tuple(_terms(entry.get("tags"))),
    )


def _fullest(contents: Iterable[Mapping[str, Any]], summary: str) -> tuple[str, Format]:
    """The longest of the bodies given. Atom's `text` is plain; everything else is HTML, as RSS never says."""
    best, format_ = summary, "html"
    for content in contents:
        value, kind = _text(content.get("value")), _text(content.get("type"))
        if len(value) >= len(best) or best == summary:
            best, format_ = value or best, ("text" if kind in ("text", "text/plain") else "html")
    inline = _INLINE.match(best)
    return inline.group(1) if inline else best, "text" if format_ == "text" else "html"


def _patient(content: bytes) -> Feed:
    found = feedparser.parse(io.BytesIO(content), sanitize_html=False, resolve_relative_uris=False)
    about = found.get("feed", {})
    return Feed(
        title=_text(about.get("title")),
        link=_text(about.get("link")),
        language=_text(about.get("language")),
        author=_text(about.get("author")),
        entries=tuple(_patient_entry(entry) for entry in found.get("entries", ())),
    )


def _patient_entry(entry: Mapping[str, Any]) -> Entry:
    body, format_ = _fullest(entry.get("content") or (), _text(entry.get("summary")))
    who: Mapping[str, Any] = entry.get("author_detail") or {}
    return Entry(
        id=_text(entry.get("id")),
        link=_text(entry.get("link")),
        title=_text(entry.get("title")),
        body=body,
        format=format_,
        published=_instant(entry.get("published_parsed")),
        updated=_instant(entry.get("updated_parsed")) if "updated" in entry else None,
        author=_text(who.get("name")) or _text(entry.get("author")),
        tags=tuple(_terms(entry.get("tags"))),
        extras=Extras(
            comments=_text(entry.get("wfw_commentrss")),
            author_url=_text(who.get("href")),
            author_email=_text(who.get("email")),
        ),
    )


def _terms(tags: Any) -> Iterable[str]:
    for tag in tags or ():
        term = _text(tag.get("label")) or _text(tag.get("term"))
        if term:
            yield term


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _instant(value: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(calendar.timegm(value), UTC) if value else None
    except (ValueError, OverflowError, OSError, TypeError):
        return None
