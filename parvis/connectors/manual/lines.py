"""Posts as JSON lines, from whatever has them: {"id", "text", "author", "lang", "at", "site", "url", "thread", "tags"}.

`id` and `text` are needed. The same lines as those of `parvis match`.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from parvis.connectors.addresses import host_of, web_address
from parvis.connectors.contract import Author, Item
from parvis.connectors.moments import moment
from parvis.connectors.streams import Event, Said, Unreadable
from parvis.connectors.told import number, text

LONGEST_TEXT = 500_000
"""Characters."""
_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def decode(message: bytes) -> tuple[int, Event | None]:
    """See `streams.Decode`."""
    try:
        told = json.loads(message)
    except (ValueError, RecursionError):
        raise Unreadable("json") from None
    if not isinstance(told, dict):
        raise Unreadable("shape")
    name, words = text(told.get("id")), told.get("text")
    if not name or not isinstance(words, str):
        raise Unreadable("shape")
    if len(words) > LONGEST_TEXT:
        raise Unreadable("long")
    at = moment(told["at"]) if isinstance(told.get("at"), str) else None
    found = Event(
        Said.NEW, name[:500], text(told.get("author")) or name, words, text(told.get("lang"))[:8].lower(),
        site=host_of(_url(told)) or text(told.get("site")), tags=_tags(told),
        links=tuple(_ADDRESS.findall(words)) if "http" in words else (), at=at, raw=told,
    )  # fmt: skip
    return (int((at - _EPOCH).total_seconds() * 1_000_000) if at else 0), found


def item(event: Event) -> Item:
    told = event.raw
    name = text(told.get("author"))[:300]
    author = Author(name, name=name, handle=name if name.startswith("@") else "") if name else None
    if author and "followers" in told:
        author = Author(name, author.name, author.handle, followers=number(told["followers"]))
    return Item(
        remote_id=event.remote_id,
        thread_id=text(told.get("thread"))[:500] or event.remote_id,
        body=event.text,
        author=author,
        at=event.at,
        url=_url(told),
        language=event.language,
        tags=event.tags,
    )


def _url(told: dict[str, Any]) -> str:
    return web_address(text(told.get("url")))


def _tags(told: dict[str, Any]) -> tuple[str, ...]:
    given = told.get("tags")
    return tuple(tag[:200] for tag in given[:50] if isinstance(tag, str)) if isinstance(given, list) else ()
