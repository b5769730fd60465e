"""Articles and comments of WordPress as items of the contract."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from parvis.connectors.addresses import with_absolute_links
from parvis.connectors.contract import Author, Item, Standing
from parvis.connectors.moments import moment
from parvis.connectors.wordpress.me import Me

Row = Mapping[str, Any]
ARTICLE, COMMENT = "post-", "comment-"
EDITED = timedelta(minutes=1)
"""Saving twice within a minute of publishing is no edit that a reader could have seen."""
_STANDINGS: Mapping[str, Standing] = {
    "approved": "", "hold": "held", "unapproved": "held", "0": "held", "1": "", "spam": "spam", "trash": "trash",
    "post-trashed": "trash",
}  # fmt: skip
_KINDS: Mapping[str, Literal["comment", "pingback", "trackback"]] = {"pingback": "pingback", "trackback": "trackback"}
_TAG = re.compile(r"<[^>]{0,500}>")
_GRAVATAR = re.compile(r"/avatar/([0-9a-f]{32,64})(?:\?|$)")


def article(row: Row, site: str, me: Me) -> Item:
    """An article. One who moderates a site speaks for it: its articles are then ours."""
    link = str(row.get("link") or "")
    at, changed = moment(str(row.get("date_gmt") or "")), moment(str(row.get("modified_gmt") or ""))
    name = f"{ARTICLE}{row['id']}"
    return Item(
        remote_id=name,
        thread_id=name,
        body=with_absolute_links(_rendered(row, "content"), link),
        format="html",
        kind="article",
        title=plain(_rendered(row, "title")),
        author=_writer(row, site),
        at=at,
        edited_at=changed if at and changed and changed > at + EDITED else None,
        url=link,
        extra={"direction": "out"} if me.moderates else {},
    )


def comment(row: Row, site: str, me: Me) -> Item:
    """A comment, a pingback or a trackback, in the thread of its article."""
    link = str(row.get("link") or "")
    thread = f"{ARTICLE}{row.get('post', 0)}"
    ours = bool(me.user_id) and row.get("author") == me.user_id
    return Item(
        remote_id=f"{COMMENT}{row['id']}",
        thread_id=thread,
        body=with_absolute_links(_rendered(row, "content"), link),
        format="html",
        kind=_KINDS.get(str(row.get("type")), "comment"),
        title=_title_above(row),
        author=_commenter(row, site),
        parent_id=f"{COMMENT}{row['parent']}" if row.get("parent") else thread,
        at=moment(str(row.get("date_gmt") or "")),
        url=link,
        extra={"direction": "out"} if ours else {},
        standing=standing_of(row),
    )


def standing_of(row: Row) -> Standing:
    """A status that some extension invented is held: nobody but the team sees it."""
    return _STANDINGS.get(str(row.get("status") or "approved"), "held")


def number_of(remote_id: str, kind: str) -> int:
    """`comment-12` → 12; 0 for what is of another kind."""
    text = remote_id.removeprefix(kind)
    return int(text) if text != remote_id and text.isascii() and text.isdigit() else 0


def date_of(row: Row) -> datetime | None:
    return moment(str(row.get("date_gmt") or ""))


def plain(rendered: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", rendered)).split())


def _rendered(row: Row, name: str) -> str:
    value = row.get(name)
    return str(value.get("rendered") or "") if isinstance(value, Mapping) else str(value or "")


def _title_above(row: Row) -> str:
    above = _embedded(row, "up")
    return plain(_rendered(above, "title")) if above else ""


def _writer(row: Row, site: str) -> Author | None:
    who = _embedded(row, "author")
    if not row.get("author"):
        return None
    return Author(
        f"{site}/user/{row['author']}",
        name=plain(str(who.get("name") or "")),
        handle=str(who.get("slug") or ""),
        url=str(who.get("link") or ""),
        avatar_url=_avatar(who.get("avatar_urls")),
        verified=True,
    )


def _commenter(row: Row, site: str) -> Author | None:
    """Registered people by their number; others by the fingerprint of their mail that the site itself publishes."""
    name, url = plain(str(row.get("author_name") or "")), str(row.get("author_url") or "")
    avatar = _avatar(row.get("author_avatar_urls"))
    if row.get("author"):
        return Author(f"{site}/user/{row['author']}", name=name, url=url, avatar_url=avatar, verified=True)
    if not (name or url):
        return None
    print_of_mail = _GRAVATAR.search(avatar)
    key = print_of_mail[1] if print_of_mail else hashlib.sha256(f"{name}\n{url}".encode()).hexdigest()[:32]
    return Author(f"{site}/guest/{key}", name=name or url, url=url, avatar_url=avatar)


def _embedded(row: Row, name: str) -> Row:
    found = (row.get("_embedded") or {}).get(name)
    first = found[0] if isinstance(found, list) and found else {}
    return first if isinstance(first, Mapping) else {}


def _avatar(urls: Any) -> str:
    return str(urls.get("96") or next(iter(urls.values()), "")) if isinstance(urls, Mapping) else ""
