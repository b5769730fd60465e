"""The lists of the network that a place is read from, each as sheets of entries, newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from parvis.connectors.bluesky.addresses import Where
from parvis.connectors.bluesky.api import Api, NotThere, no_data
from parvis.connectors.bluesky.identifiers import POST, at_uri, is_did
from parvis.connectors.bluesky.items import NOT_FOUND, date_of, is_post, sorted_as, tags_of
from parvis.connectors.bluesky.richtext import WEB
from parvis.connectors.moments import moment
from parvis.connectors.told import entries, mapping, number, text

LIMIT = 100
REASONS = ("mention", "reply", "quote")
DEPTH, HEIGHT = 20, 60
"""How far below and above a post its conversation is read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`date`: by which its list is sorted; `seen`: when the network first saw it, later for a post that is dated back.
    `view`: the post, None where the list only announces it. `above`: the posts that it answers, as far as the list gives
    them."""

    uri: str
    cid: str
    date: str
    seen: str
    view: Mapping[str, Any] | None = None
    above: tuple[Mapping[str, Any], ...] = ()

    @property
    def replies(self) -> int:
        return number(self.view.get("replyCount")) if self.view else 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """`oldest`: the date of the last line, whether or not the place holds it. `onward`: what leads to older ones, "" at
    the end. `odd`: lines that cannot be read."""

    entries: list[Entry]
    oldest: str
    onward: str = ""
    odd: int = 0
    gone: tuple[str, ...] = ()

    @property
    def newest(self) -> str:
        return max((entry.date for entry in self.entries), default="")


def read_sheet(api: Api, where: Where, onward: str) -> Sheet:
    """One sheet of the place. Raises NotThere, ConnectorError."""
    if where.kind == "thread":
        return _conversation(api, where.uri)
    method, params, name = _asked(where)
    told = api.get(method, [*params, ("limit", str(LIMIT)), *([("cursor", onward)] if onward else [])])
    if not isinstance(told.get(name), list):
        raise no_data(api.host)
    raw = entries(told, name)
    made: Callable[[Mapping[str, Any]], Entry | None] = {"notifications": _noticed, "feed": _fed}.get(name, _found)
    read = [(one, made(one)) for one in raw]
    found = [entry for _, entry in read if entry and _holds(where, entry)]
    return Sheet(
        entries=list({entry.uri: entry for entry in reversed(found)}.values())[::-1],
        oldest=min((date for date in map(_line_date, raw) if date), default=""),
        onward=text(told.get("cursor"))[:2000] if raw else "",
        odd=len(told[name]) - len(raw) + sum(1 for one, entry in read if entry is None and not _left_out(one)),
    )


def _asked(where: Where) -> tuple[str, list[tuple[str, str]], str]:
    """(method, parameters, where the list stands in the answer)."""
    match where.kind:
        case "mentions":
            return "app.bsky.notification.listNotifications", [("reasons", one) for one in REASONS], "notifications"
        case "tag":
            return "app.bsky.feed.searchPosts", [("q", f"#{where.name}"), ("sort", "latest")], "posts"
        case "search":
            return "app.bsky.feed.searchPosts", [("q", where.name), ("sort", "latest")], "posts"
        case "feed":
            return "app.bsky.feed.getFeed", [("feed", where.uri)], "feed"
        case "list":
            return "app.bsky.feed.getListFeed", [("list", where.uri)], "feed"
    return "app.bsky.feed.getAuthorFeed", [("actor", where.who), ("filter", "posts_with_replies")], "feed"


def _holds(where: Where, entry: Entry) -> bool:
    """The index takes a hashtag for words as well: what does not bear the tag is left out."""
    if where.kind != "tag" or entry.view is None:
        return True
    return where.name.casefold() in (tag.casefold() for tag in tags_of(mapping(entry.view["record"])))


def _found(view: Mapping[str, Any]) -> Entry | None:
    if not is_post(view):
        return None
    date, seen = sorted_as(date_of(view)), sorted_as(moment(text(view.get("indexedAt"))))
    return Entry(text(view["uri"]), text(view.get("cid")), date, seen or date, view)


def _fed(line: Mapping[str, Any]) -> Entry | None:
    """A line of a feed; None for a repost, which repeats somebody else's post and only counts."""
    entry = None if line.get("reason") else _found(mapping(line.get("post")))
    if entry is None:
        return None
    reply = mapping(line.get("reply"))
    above = tuple(mapping(one) for side in ("root", "parent") if is_post(one := reply.get(side)))
    return replace(entry, above=above)


def _noticed(notice: Mapping[str, Any]) -> Entry | None:
    found = at_uri(text(notice.get("uri")))
    if notice.get("reason") not in REASONS or not (found and found.kind == POST and is_did(found.repo)):
        return None
    date = sorted_as(moment(text(notice.get("indexedAt"))))
    return Entry(str(found), text(notice.get("cid")), date, date)


def _left_out(line: Mapping[str, Any]) -> bool:
    """Lines that the place does not hold, which is nothing odd: reposts, likes, follows."""
    return bool(line.get("reason"))


def _line_date(line: Mapping[str, Any]) -> str:
    if "post" not in line:
        at = date_of(line) if "record" in line and "reason" not in line else moment(text(line.get("indexedAt")))
        return sorted_as(at)
    reposted = moment(text(mapping(line.get("reason")).get("indexedAt")))
    return sorted_as(reposted or date_of(mapping(line.get("post"))))


# Conversations -----------------------------------------------------------------------------------------------------------


def _conversation(api: Api, uri: str) -> Sheet:
    views, gone = conversation(api, uri)
    if not any(view["uri"] == uri for view in views):
        raise NotThere(uri)
    found = sorted((e for e in map(_found, views) if e), key=lambda entry: entry.date, reverse=True)
    return Sheet(found, found[-1].date if found else "", gone=tuple(gone))


def conversation(
    api: Api, uri: str, depth: int = DEPTH, height: int = HEIGHT
) -> tuple[list[dict[str, Any]], list[str]]:
    """(posts above and below, addresses of those that are gone). Raises NotThere, ConnectorError."""
    params = [("uri", uri), ("depth", str(depth)), ("parentHeight", str(height))]
    told = api.get("app.bsky.feed.getPostThread", params)
    top = mapping(told.get("thread"))
    if not top:
        raise no_data(api.host)
    every = list(_walk(top))
    gone = [text(one.get("uri")) for one in every if one.get("$type") == NOT_FOUND or one.get("notFound") is True]
    return [one["post"] for one in every if is_post(one.get("post"))], [one for one in gone if at_uri(one)]


def _walk(top: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The node, those above it, and all below; without recursion, for a stranger says how deep it goes."""
    node: Any = top.get("parent")
    while isinstance(node, dict):
        yield node
        node = node.get("parent")
    waiting: list[Mapping[str, Any]] = [top]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += entries(node, "replies")


def by_uri(api: Api, uris: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Up to 25 posts at once; those that are gone or hidden are left out. Raises ConnectorError."""
    try:
        told = api.get("app.bsky.feed.getPosts", [("uris", one) for one in uris])
    except NotThere:
        return {}
    if not isinstance(told.get("posts"), list):
        raise no_data(api.host)
    return {text(view["uri"]): view for view in entries(told, "posts") if is_post(view)}


PAGES: dict[str, str] = {"mentions": f"{WEB}/notifications"}
"""What a person opens, where that is not the address of the place."""
