"""JSON Feed 1.0 and 1.1 (jsonfeed.org). Read field by field: one odd item does not spoil the others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from parvis.connectors.contract import Format, Rejected
from parvis.connectors.feed.entries import Entry, Extras, Feed
from parvis.connectors.moments import moment
from parvis.core.messages import Message


def looks_like_json(text: str) -> bool:
    return text[:200].lstrip("\ufeff \t\r\n")[:1] == "{"


def read_json_feed(text: str) -> Feed:
    """Raises Rejected for JSON that is no feed, or is broken."""
    try:
        document = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise Rejected(
            Message("This JSON document is damaged: %(where)s.", {"where": _place(error)}),
            field="address",
            mend=Message("Tell whoever runs the site; Parvis will ask again."),
        ) from error
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list):
        raise Rejected(
            Message("This is JSON, but not a feed."),
            field="address",
            mend=Message("Paste the address of the site and let Parvis look for its feed."),
        )
    entries = [_entry(item) for item in items if isinstance(item, dict)]
    odd = len(items) - len(entries)
    notices = (Message("Entries that could not be read: %(count)s.", {"count": odd}),) if odd else ()
    return Feed(
        title=_text(document, "title"),
        link=_text(document, "home_page_url"),
        language=_text(document, "language"),
        author=_author(document)[0],
        entries=tuple(entries),
        notices=notices,
    )


def _entry(item: Mapping[str, Any]) -> Entry:
    body, format_ = _body(item)
    author, url, avatar = _author(item)
    tags = item.get("tags")
    return Entry(
        id=_text(item, "id"),
        link=_text(item, "url") or _text(item, "external_url"),
        title=_text(item, "title"),
        body=body,
        format=format_,
        published=moment(_text(item, "date_published")),
        updated=moment(_text(item, "date_modified")),
        author=author,
        avatar=avatar,
        tags=tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
        language=_text(item, "language"),
        extras=Extras(author_url=url),
    )


def _body(item: Mapping[str, Any]) -> tuple[str, Format]:
    html = _text(item, "content_html")
    return (html, "html") if html else (_text(item, "content_text") or _text(item, "summary"), "text")


def _author(holder: Mapping[str, Any]) -> tuple[str, str, str]:
    authors = holder.get("authors")
    first = authors[0] if isinstance(authors, list) and authors else holder.get("author")
    if isinstance(first, dict):
        return _text(first, "name"), _text(first, "url"), _text(first, "avatar")
    return (first, "", "") if isinstance(first, str) else ("", "", "")


def _text(holder: Mapping[str, Any], name: str) -> str:
    value = holder.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _place(error: Exception) -> str:
    return f"{error.msg}, l. {error.lineno}" if isinstance(error, json.JSONDecodeError) else type(error).__name__
