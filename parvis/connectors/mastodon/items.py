"""A status of the API as one item: warning, pictures and poll in words; counters apart; nothing of it trusted."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from parvis.connectors.contract import Author, Item
from parvis.connectors.moments import moment
from parvis.connectors.told import entries, number, text

PUBLIC = frozenset({"public", "unlisted"})
"""Visibilities that a stranger may read."""
_WORDS = 5000
_COUNTS = {
    "likes": "favourites_count",
    "reposts": "reblogs_count",
    "replies": "replies_count",
    "quotes": "quotes_count",
}


def is_status(told: Any) -> bool:
    """Enough of one to be kept; boosts repeat somebody else's post and only count."""
    return isinstance(told, dict) and bool(told.get("id")) and isinstance(told.get("account"), dict)


def is_boost(status: Mapping[str, Any]) -> bool:
    return bool(status.get("reblog"))


def visibility(status: Mapping[str, Any]) -> str:
    """public, unlisted, private or direct. What is not said, or in a word we do not know, is taken for direct."""
    said = text(status.get("visibility"))
    if said in ("public", "unlisted", "private", "direct"):
        return said
    return {"local": "private", "mutuals_only": "private", "list": "private"}.get(said, "direct")


def to_item(status: Mapping[str, Any], thread: str, host: str, own: str = "") -> Item:
    """`host`: the domain of handles without one. `own`: the handle of the account that reads, `@name@host`."""
    author = to_author(status["account"], host)
    warning, parent = text(status.get("spoiler_text")), text(status.get("in_reply_to_id"))
    mine = bool(own) and author.handle.casefold() == own.casefold()
    return Item(
        remote_id=text(status["id"]),
        thread_id=thread,
        body=body_of(status, warning),
        format="html",
        kind="reply" if parent else "post",
        title=warning[:300],
        author=author,
        parent_id=parent,
        at=moment(text(status.get("created_at"))),
        edited_at=moment(text(status.get("edited_at"))),
        url=text(status.get("url")) or text(status.get("uri")),
        language=text(status.get("language"))[:8].lower(),
        tags=tuple(name for tag in entries(status, "tags") if (name := text(tag.get("name"))[:100]))[:50],
        metrics=counts(status),
        extra={
            "visibility": visibility(status),
            "handle": author.handle,
            "warning": warning[:500],
            "uri": text(status.get("uri"))[:1000],
            **({"direction": "out"} if mine else {}),
        },
    )


def counts(status: Mapping[str, Any]) -> dict[str, int]:
    found = {name: number(status.get(key)) for name, key in _COUNTS.items() if status.get(key) is not None}
    poll = status.get("poll")
    return found | ({"votes": number(poll.get("votes_count"))} if isinstance(poll, dict) else {})


def body_of(status: Mapping[str, Any], warning: str) -> str:
    """The words, then the pictures by their descriptions and the poll by its choices; all behind the warning, if any."""
    parts = [text(status.get("content"))]
    parts += [_media(one) for one in entries(status, "media_attachments")[:20]]
    poll = status.get("poll")
    if isinstance(poll, dict):
        # Without the votes: each would look like an edit. They are counted among the metrics.
        parts += ["<ul>", *(f"<li>{_safe(one.get('title'))}</li>" for one in entries(poll, "options")[:20]), "</ul>"]
    whole = "".join(filter(None, parts))
    return f"<details><summary>{_safe(warning)}</summary>{whole}</details>" if warning else whole


def _media(media: Mapping[str, Any]) -> str:
    described, address = text(media.get("description"))[:_WORDS], text(media.get("url"))
    if described:
        return f'<p><img alt="{html.escape(described)}"></p>'
    shown = html.escape(address.rpartition("/")[2][:80] or text(media.get("type"))[:20])
    return f'<p><a href="{html.escape(address)}">{shown}</a></p>' if address else ""


def to_author(account: Mapping[str, Any], host: str) -> Author:
    """By the whole handle, `zoe@piaille.fr`: it is the same from whichever instance it is seen, and never changes."""
    acct = text(account.get("acct")) or text(account.get("username")) or text(account.get("id"))
    whole = full_handle(acct, host)
    return Author(
        remote_id=whole.casefold(),
        name=_named(account) or acct,
        handle=f"@{whole}",
        url=text(account.get("url")),
        avatar_url=text(account.get("avatar_static")) or text(account.get("avatar")),
        followers=number(account.get("followers_count")) if "followers_count" in account else None,
    )


def full_handle(acct: str, host: str) -> str:
    """`zoe` → `zoe@piaille.fr`."""
    name = acct.removeprefix("@").strip()[:250]
    return name if "@" in name else f"{name}@{host}"


def _named(account: Mapping[str, Any]) -> str:
    """The display name without the codes of its custom emoji, which stand for pictures."""
    name = text(account.get("display_name"))[:300]
    for emoji in entries(account, "emojis")[:30]:
        code = text(emoji.get("shortcode"))
        name = name.replace(f":{code}:", " ") if code else name
    return re.sub(r"\s+", " ", name).strip()


def domain_of(instance: Mapping[str, Any], origin: str) -> str:
    """The domain in the handles of an instance: its own word (`example.org` for `social.example.org`), else its host."""
    said = text(instance.get("domain")) or text(instance.get("account_domain")) or text(instance.get("uri"))
    host = urlsplit(said).netloc if "://" in said else said
    return host.lower() if re.fullmatch(r"[\w.-]+(?::\d+)?", host) else urlsplit(origin).netloc


def _safe(told: Any) -> str:
    return html.escape(text(told)[:_WORDS])
