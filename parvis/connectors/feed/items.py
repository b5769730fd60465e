"""Entries of a feed as items of the contract: ids that stay, dates that can be believed, comments under their article."""

from __future__ import annotations

import hashlib
import html
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from parvis.connectors.addresses import absolute, canonical, host_of, with_absolute_links
from parvis.connectors.contract import Author, Item
from parvis.connectors.feed.entries import Entry, Feed
from parvis.connectors.feed.rules import believable
from parvis.core.messages import Message

EDITED = timedelta(minutes=1)
TAGS = 50
_TAG = re.compile(r"<[A-Za-z/!][^>]{0,500}>")
_COMMENT_ANCHOR = re.compile(r"#(?:comment-?|comment|c|r)\d+$", re.IGNORECASE)
_ON = re.compile(
    r"^(?:comments? on|commentaires? sur)\s+(?P<on>.+)\s+(?:by|par)\s+(?P<by>.+)$", re.IGNORECASE | re.DOTALL
)
_BY = re.compile(r"^(?:by|par|von|de)\s*:\s*(?P<by>.+)$", re.IGNORECASE | re.DOTALL)
_MAILED = re.compile(r"^(?P<mail>[^\s@<>()]+@[^\s@<>()]+)\s*(?:\((?P<name>[^)]*)\))?$")
_NAMED = re.compile(r"^(?P<name>[^<>]+?)\s*<(?P<mail>[^\s@<>]+@[^\s@<>]+)>$")


@dataclass(frozen=True, slots=True)
class Under:
    """The article whose comment feed is read: its comments join its thread."""

    thread: str
    parent: str


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What the entries of one feed share."""

    feed: Feed
    address: str
    home: str
    now: datetime
    under: Under | None
    links: Counter[str]


def to_items(
    feed: Feed, address: str, now: datetime, under: Under | None = None
) -> tuple[tuple[Item, ...], tuple[Message, ...]]:
    """The items, oldest first, undated ones in the order of the feed; and what a person should know about them."""
    home = absolute(address, feed.link) or address
    links = Counter(canonical(absolute(home, entry.link)) for entry in feed.entries)
    sheet = _Sheet(feed, address, home, now, under, links)
    full = [entry for entry in feed.entries if entry.title or entry.body or entry.link]
    items = [_item(entry, sheet) for entry in full]
    kept, shared = _each_once(items)
    return tuple(_oldest_first(kept)), tuple(_notices(feed, full, sheet, shared))


def _item(entry: Entry, sheet: _Sheet) -> Item:
    link = absolute(sheet.home, entry.link)
    published, updated = believable(entry.published, sheet.now), believable(entry.updated, sheet.now)
    comment = bool(sheet.under or entry.extras.answers or _COMMENT_ANCHOR.search(link))
    title, author = plain(entry.title), entry.author or ("" if comment else sheet.feed.author)
    if comment:
        title, author = _heading(title, author)
    remote_id = entry.id or link or _fingerprint(entry)
    body = with_absolute_links(entry.body, link or sheet.home) if entry.format == "html" else entry.body
    return Item(
        remote_id=remote_id,
        thread_id=_comments_thread(entry, link, sheet) if comment else _own_thread(link, remote_id, sheet),
        body=body,
        format=entry.format,
        kind="comment" if comment else "article",
        title=title,
        author=_author(author, entry, sheet),
        parent_id=entry.extras.answers or (sheet.under.parent if sheet.under else ""),
        at=published or updated,
        edited_at=updated if published and updated and updated - published > EDITED else None,
        url=link,
        language=(entry.language or sheet.feed.language).replace("_", "-").lower()[:20],
        tags=tuple(dict.fromkeys(plain(tag)[:100] for tag in entry.tags if tag))[:TAGS],
        metrics={} if entry.extras.count is None else {"comments": entry.extras.count},
        extra={"comments_feed": found} if (found := absolute(sheet.home, entry.extras.comments)) else {},
    )


def _own_thread(link: str, remote_id: str, sheet: _Sheet) -> str:
    """The article's address, which its comment feed knows too; a link that several entries share, or that is the site
    itself, names no article."""
    key = canonical(link)
    return key if key and sheet.links[key] == 1 and key != canonical(sheet.home) else remote_id


def _comments_thread(entry: Entry, link: str, sheet: _Sheet) -> str:
    if sheet.under:
        return sheet.under.thread
    return canonical(absolute(sheet.home, entry.extras.answers_at) or link) or entry.extras.answers


def _heading(title: str, author: str) -> tuple[str, str]:
    """WordPress writes who comments what into the title: “Comment on X by Y”, “By: Y”."""
    if on := _ON.match(title):
        return on["on"].strip(), author or on["by"].strip()
    if by := _BY.match(title):
        return "", author or by["by"].strip()
    return title, author


def _author(name: str, entry: Entry, sheet: _Sheet) -> Author | None:
    """Known by their page, else by their mail, else by their name on this site: two sites may each have a Marie."""
    mail = entry.extras.author_email
    if written := _MAILED.match(name) or _NAMED.match(name):
        mail, name = mail or written["mail"], (written["name"] or "").strip()
    name = plain(name)[:200]
    page = absolute(sheet.home, entry.extras.author_url)
    if not (name or page or mail):
        return None
    shown = name or (mail.partition("@")[0] if mail else host_of(page))
    here = f"{host_of(sheet.home) or host_of(sheet.address)}/{shown.casefold()}"
    remote_id = (canonical(page) if page else "") or mail.lower() or here
    return Author(remote_id=remote_id[:300], name=shown, url=page, avatar_url=absolute(sheet.home, entry.avatar))


def plain(text: str) -> str:
    """A title as text: feeds write them escaped once, twice or not at all."""
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub("", text)
    return " ".join(text.split())


def _fingerprint(entry: Entry) -> str:
    content = "\x1f".join((entry.title, entry.body, entry.author))
    return "parvis:" + hashlib.blake2b(content.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _each_once(items: Sequence[Item]) -> tuple[list[Item], int]:
    """One item per id: the last edited of those about one page; pages that share an id by mistake get one of their own."""
    groups: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        groups[item.remote_id].append(item)
    kept, shared = [], 0
    for remote_id, same in groups.items():
        pages = dict.fromkeys(item.url for item in same if item.url)
        if len(pages) < 2:
            kept.append(max(same, key=_last_change))
            continue
        shared += 1
        for page in pages:
            mark = hashlib.blake2b(page.encode("utf-8", "replace"), digest_size=6).hexdigest()
            best = max((item for item in same if item.url == page), key=_last_change)
            kept.append(replace(best, remote_id=f"{remote_id}~{mark}"))
    return kept, shared


_NEVER = datetime(1, 1, 1, tzinfo=UTC)


def _last_change(item: Item) -> datetime:
    return item.edited_at or item.at or _NEVER


def _oldest_first(items: list[Item]) -> list[Item]:
    """Feeds stand newest first: reversed, then by date, an undated item staying beside its neighbour."""
    ordered: list[tuple[datetime, Item]] = []
    last = _NEVER
    for item in reversed(items):
        last = item.at or last
        ordered.append((last, item))
    return [item for _, item in sorted(ordered, key=lambda pair: pair[0])]


def _notices(feed: Feed, full: Sequence[Entry], sheet: _Sheet, shared: int) -> Iterable[Message]:
    yield from feed.notices
    if empty := len(feed.entries) - len(full):
        yield Message("Empty entries left out: %(count)s.", {"count": empty})
    strange = sum(
        moment is not None and believable(moment, sheet.now) is None
        for entry in full
        for moment in [entry.published or entry.updated]
    )
    if strange:
        yield Message(
            "Entries with a date that cannot be: %(count)s. Their time of arrival counts.", {"count": strange}
        )
    undated = sum(not (entry.published or entry.updated) for entry in full)
    if undated:
        yield Message("Entries without a date: %(count)s. Their time of arrival counts.", {"count": undated})
    nameless = sum(not (entry.id or entry.link) for entry in full)
    if nameless:
        yield Message(
            "Entries without an id: %(count)s. One that is edited will look like a new one.", {"count": nameless}
        )
    if shared:
        yield Message("Several entries share one id: they are told apart by their address.")
