"""Addresses of people, posts, hashtags, feeds and searches, in whatever form they are pasted: what place each one means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs, quote, unquote, urlsplit

from parvis.connectors.bluesky.identifiers import POST, at_uri, is_did, is_handle
from parvis.connectors.bluesky.richtext import WEB

Kind = Literal["account", "mentions", "thread", "tag", "search", "feed", "list", "everything"]

HOSTS = frozenset({"bsky.app", "staging.bsky.app", "main.bsky.dev", "deer.social", "blacksky.community"})
"""Web pages of the network, all with the same addresses."""
_RECORDS: dict[Kind, str] = {"thread": POST, "feed": "app.bsky.feed.generator", "list": "app.bsky.graph.list"}
_PATHS: dict[str, Kind] = {"post": "thread", "feed": "feed", "lists": "list"}
_STREAM = re.compile(r"wss?://[^\s/?#@]+/subscribe")
"""A server that tells everything (Jetstream), named by whoever runs or prefers it."""
_KEY = re.compile(r"[A-Za-z0-9._:~-]{1,512}")


@dataclass(frozen=True, slots=True)
class Where:
    """`who`: a DID or a handle. `name`: the tag, the words, the key of the record, or the server that tells everything
    ("" = the network's own)."""

    kind: Kind
    who: str = ""
    name: str = ""

    @property
    def address(self) -> str:
        match self.kind:
            case "account":
                return f"{WEB}/profile/{self.who}"
            case "mentions":
                return f"{WEB}/profile/{self.who}/mentions"
            case "tag":
                return f"{WEB}/hashtag/{quote(self.name, safe='')}"
            case "search":
                return f"{WEB}/search?q={quote(self.name)}"
            case "everything":
                return self.name or WEB
        path = next(path for path, kind in _PATHS.items() if kind == self.kind)
        return f"{WEB}/profile/{self.who}/{path}/{self.name}"

    @property
    def uri(self) -> str:
        """Of the record that the place is; "" where it is none."""
        return f"at://{self.who}/{_RECORDS[self.kind]}/{self.name}" if self.kind in _RECORDS else ""


def read_address(address: str) -> Where | None:
    """What the address means; None when its form is of no place of this network."""
    written = address.strip()
    if is_did(written):
        return Where("account", written)
    if written.startswith("@") and is_handle(written[1:]):
        return Where("account", written[1:].lower())
    if written.startswith("at://"):
        return _record(written)
    if _STREAM.fullmatch(written):
        return Where("everything", name=written)
    try:
        parts = urlsplit(written)
        host, _ = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.password:
        return None
    if host not in HOSTS:
        # `zoe.bsky.social`, pasted bare, is a handle; it is no web site of hers.
        bare = host.endswith(".bsky.social") and parts.path in ("", "/") and not parts.query
        return Where("account", host) if bare and is_handle(host) else None
    if parts.path in ("", "/") and not parts.query:
        return Where("everything")
    return _page(unquote(parts.path), parts.query)


def _record(written: str) -> Where | None:
    who = written.removeprefix("at://").rstrip("/")
    if is_did(who) or is_handle(who):
        return Where("account", who)
    found = at_uri(written)
    kind = next((kind for kind, name in _RECORDS.items() if found and name == found.kind), None)
    return Where(kind, found.repo, found.key) if found and kind else None


def _page(path: str, query: str) -> Where | None:
    match [part for part in path.split("/") if part]:
        case ["search"] if words := parse_qs(query).get("q", [""])[0].strip():
            return Where("search", name=words[:500])
        case ["hashtag" | "tag", name] if name.strip("# "):
            return Where("tag", name=name.strip("# ")[:200])
        case ["profile", who]:
            return Where("account", _who(who)) if _who(who) else None
        case ["profile", who, "mentions"]:
            return Where("mentions", _who(who)) if _who(who) else None
        case ["profile", who, path, key] if path in _PATHS and _who(who) and _KEY.fullmatch(key):
            return Where(_PATHS[path], _who(who), key)
    return None


def _who(written: str) -> str:
    """A DID or a handle in small letters; "" for neither."""
    name = written.removeprefix("@")
    return name if is_did(name) else name.lower() if is_handle(name) else ""


def post_page(uri: str) -> str:
    """The page of a post for people; "" for what is no address of a post."""
    found = at_uri(uri)
    return f"{WEB}/profile/{found.repo}/post/{found.key}" if found and found.kind == POST else ""
