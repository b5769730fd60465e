"""Bytes to a Feed: the fast parser first, the patient one where it fails or finds nothing."""

from __future__ import annotations

import calendar
import io
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import fastfeedparser
import feedparser

from parvis.connectors.contract import ConnectorError, Format, Rejected
from parvis.connectors.decoding import decode
from parvis.connectors.feed.entries import Entry, Extras, Feed, Hints
from parvis.connectors.feed.extensions import Extensions, read_extensions
from parvis.connectors.feed.jsonfeed import looks_like_json, read_json_feed
from parvis.connectors.feed.markup import Markup, looks_like_html, tidy
from parvis.connectors.net.client import SIZE
from parvis.connectors.net.bodies import too_large
from parvis.core.messages import Message

logger = logging.getLogger(__name__)

PATIENT = 3_000_000
"""Characters beyond which the patient parser (fifty times slower) is not tried."""


class NotAFeed(Rejected):
    """A page for people, or something else, where a feed was awaited."""


def parse(content: bytes, charset: str = "") -> Feed:
    """Raises NotAFeed, or Rejected for what is too large or damaged beyond reading; never anything else."""
    if len(content) > SIZE:
        raise too_large(SIZE)
    if not content.strip():
        raise NotAFeed(Message("The document is empty."), field="address", mend=Message("Check the address in a browser."))
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
    extensions = read_extensions(markup.text)
    found = _try(_fast, markup) or (_try(_patient, markup) if len(markup.text) <= PATIENT else None)
    if found is None and not markup.is_feed:
        raise NotAFeed(
            Message("This document is not a feed."),
            field="address",
            mend=Message("Paste the address of the site and let Parvis look for its feed."),
        )
    feed = found or Feed(notices=(Message("The feed has no entries."),))
    entries = tuple(_with(entry, extensions) for entry in feed.entries)
    return replace(
        feed,
        language=feed.language or extensions.language,
        author=feed.author or extensions.author,
        entries=entries,
        hints=Hints(extensions.every),
        notices=(*feed.notices, *_oddities(markup)),
    )


def _oddities(markup: Markup) -> Iterable[Message]:
    if markup.cut:
        yield Message("The feed is cut off: its whole entries were kept.")
    if markup.entities:
        yield Message("The feed declares entities of its own, which were left out for safety.")


def _try(parser: Callable[[bytes], Feed], markup: Markup) -> Feed | None:
    """The feed when `parser` finds entries in it. What a library raises on hostile bytes is anyone's guess."""
    try:
        feed = parser(markup.text.encode())
    except ConnectorError:
        raise
    except Exception:
        logger.exception("a feed parser gave up")
        return None
    return feed if feed.entries else None


def _with(entry: Entry, extensions: Extensions) -> Entry:
    return replace(entry, extras=extensions.extras.get(entry.id or entry.link) or entry.extras)


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
        published=_moment(entry.get("published")),
        updated=_moment(entry.get("updated")),
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
    return best, "text" if format_ == "text" else "html"


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


def _moment(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(_text(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _instant(value: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(calendar.timegm(value), UTC) if value else None
    except (ValueError, OverflowError, OSError, TypeError):
        return None
