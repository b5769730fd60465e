"""A post of the network as one item: facets as links, pictures by their words, labels as warnings; nothing of it trusted."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from parvis.connectors.addresses import host_of, web_address
from parvis.connectors.bluesky.addresses import post_page
from parvis.connectors.bluesky.identifiers import HIDDEN, POST, at_uri, is_did, is_handle
from parvis.connectors.bluesky.richtext import WEB, facets_of, to_html
from parvis.connectors.contract import Author, Item
from parvis.connectors.moments import moment
from parvis.connectors.told import entries, inside, mapping, number, text

NOT_FOUND, BLOCKED = "app.bsky.feed.defs#notFoundPost", "app.bsky.feed.defs#blockedPost"
MEMBERS_ONLY = "!no-unauthenticated"
"""An author asks that strangers are not shown what they write."""
_COUNTS = {"likes": "likeCount", "reposts": "repostCount", "replies": "replyCount", "quotes": "quoteCount"}
_WORDS = 5000


def is_post(view: Any) -> bool:
    """Enough of one to be kept."""
    return (
        isinstance(view, dict)
        and (found := at_uri(text(view.get("uri")))) is not None
        and found.kind == POST
        and is_did(found.repo)
        and inside(view, "author", "did") == found.repo
        and isinstance(view.get("record"), dict)
    )


def for_members(view: Mapping[str, Any]) -> bool:
    return MEMBERS_ONLY in labels(mapping(view.get("author")))


def labels(told: Mapping[str, Any]) -> list[str]:
    """Labels in force, by their values."""
    values = [text(one.get("val"))[:100] for one in entries(told, "labels")[:50] if one.get("neg") is not True]
    return sorted({value for value in values if value})


def date_of(view: Mapping[str, Any]) -> datetime | None:
    """As the network sorts: what the author says, unless that lies after the network first saw it."""
    said, seen = moment(text(inside(view, "record", "createdAt"))), moment(text(view.get("indexedAt")))
    return min(said, seen) if said and seen else said or seen


def sorted_as(at: datetime | None) -> str:
    """A date as text that sorts alike."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%f") if at else ""


def parent_of(view: Mapping[str, Any]) -> str:
    return _strong(view, "parent")[0]


def root_of(view: Mapping[str, Any]) -> str:
    """The post that the conversation began with: itself, when it answers nothing."""
    return _strong(view, "root")[0] or text(view["uri"])


def _strong(view: Mapping[str, Any], side: str) -> tuple[str, str]:
    """(uri, cid) of the parent or the root; ("", "") unless both are named and are posts."""
    found = {s: mapping(inside(view, "record", "reply", s)) for s in ("parent", "root")}
    uris = {s: at_uri(text(one.get("uri"))) for s, one in found.items()}
    if not all(uri and uri.kind == POST for uri in uris.values()):
        return "", ""
    return text(found[side].get("uri"))[:500], text(found[side].get("cid"))[:200]


def to_item(view: Mapping[str, Any], own: str = "") -> Item:
    """`own`: the DID of the account that reads."""
    record, author, uri = mapping(view["record"]), to_author(mapping(view["author"])), text(view["uri"])
    root, parent = root_of(view), parent_of(view)
    warned = [value for value in labels(view) if not value.startswith("!no-")]
    quoted = _quoted(view)
    return Item(
        remote_id=uri,
        thread_id=root,
        body=body_of(view, warned),
        format="html",
        kind="reply" if parent else "post",
        title=", ".join(warned)[:300],
        folded=_quote(quoted),
        author=author,
        parent_id=parent,
        at=date_of(view),
        url=post_page(uri),
        language=next((text(one)[:8].lower() for one in _list(record.get("langs")) if text(one)), ""),
        tags=tags_of(record),
        metrics=counts(view),
        extra={
            "cid": text(view.get("cid"))[:200],
            "handle": author.handle,
            **({"root": root, "root_cid": _strong(view, "root")[1]} if parent else {}),
            **({"closed": True} if inside(view, "viewer", "replyDisabled") is True else {}),
            **({"quoted": text(quoted.get("uri"))[:500]} if quoted else {}),
            **({"direction": "out"} if own and author.remote_id == own else {}),
        },
    )


def counts(view: Mapping[str, Any]) -> dict[str, int]:
    return {name: number(view.get(key)) for name, key in _COUNTS.items() if view.get(key) is not None}


def tags_of(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Hashtags in the text, and those that stand beside it."""
    said = [facet.to for facet in facets_of(text(record.get("text")), record.get("facets")) if facet.kind == "tag"]
    beside = [text(one)[:100] for one in _list(record.get("tags"))]
    return tuple(dict.fromkeys(tag for tag in (*said, *beside) if tag))[:50]


def to_author(told: Mapping[str, Any]) -> Author:
    """By the DID, which stays when the handle changes."""
    did, handle = text(told.get("did")), text(told.get("handle")).lower()
    handle = handle if is_handle(handle) and handle != HIDDEN else ""
    return Author(
        remote_id=did,
        name=text(told.get("displayName")).strip()[:300] or handle or did,
        handle=f"@{handle}" if handle else "",
        url=f"{WEB}/profile/{handle or did}",
        avatar_url=web_address(text(told.get("avatar"))),
        followers=number(told["followersCount"]) if "followersCount" in told else None,
        about=text(told.get("description"))[:_WORDS],
    )


# What is shown -----------------------------------------------------------------------------------------------------------


def body_of(view: Mapping[str, Any], warned: list[str]) -> str:
    """The words, then what is attached; behind the labels, if the network or the author put any."""
    record = mapping(view["record"])
    words = text(record.get("text"))[:_WORDS]
    parts = [to_html(words, facets_of(words, record.get("facets"))), *_attached(mapping(view.get("embed")))]
    whole = "".join(parts)
    return f"<details><summary>{_safe(', '.join(warned))}</summary>{whole}</details>" if warned else whole


def _attached(embed: Mapping[str, Any]) -> Iterator[str]:
    """By what stands in it, whatever it is called: new kinds of embed are made of the same parts."""
    media = mapping(embed.get("media")) or embed
    for picture in entries(media, "images")[:10]:
        yield _picture(text(picture.get("alt")), text(picture.get("fullsize")))
    if "playlist" in media or "cid" in media:
        yield _picture(text(media.get("alt")), text(media.get("playlist")))
    card = mapping(media.get("external"))
    if address := web_address(text(card.get("uri"))):
        yield f'<p><a href="{html.escape(address)}">{_safe(text(card.get("title"))) or _safe(host_of(address))}</a></p>'
    quoted = _record(embed)
    if page := post_page(text(quoted.get("uri"))):
        handle = text(inside(quoted, "author", "handle"))
        yield f'<p><a href="{html.escape(page)}">{_safe(f"@{handle}" if is_handle(handle) else page)}</a></p>'


def _picture(described: str, address: str) -> str:
    if described.strip():
        return f'<p><img alt="{html.escape(described[:_WORDS])}"></p>'
    shown = web_address(address)
    return f'<p><a href="{html.escape(shown)}">{_safe(host_of(shown))}</a></p>' if shown else ""


def _record(embed: Mapping[str, Any]) -> Mapping[str, Any]:
    """The record that is embedded, also beside media."""
    record = mapping(embed.get("record"))
    return mapping(record.get("record")) or record


def _quoted(view: Mapping[str, Any]) -> Mapping[str, Any]:
    record = _record(mapping(view.get("embed")))
    found = at_uri(text(record.get("uri")))
    return record if found and found.kind == POST else {}


def _quote(quoted: Mapping[str, Any]) -> str:
    """Who was quoted and their words, as text; "" where the quote is gone or blocked."""
    words = text(inside(quoted, "value", "text"))[:_WORDS]
    handle = text(inside(quoted, "author", "handle"))
    return f"@{handle}\n{words}" if words and is_handle(handle) else words


def _list(told: Any) -> list[Any]:
    return told[:50] if isinstance(told, list) else []


def _safe(words: str) -> str:
    return html.escape(words[:_WORDS], quote=False)
