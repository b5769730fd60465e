"""Addresses of the web pages of an instance: what place each one means, and the address of a place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs, quote, unquote, urlsplit

from parvis.connectors.sites import known_site

Kind = Literal["account", "tag", "search", "mentions", "messages", "post", "instance"]

_HANDLE = r"@?(?P<who>[\w.-]+(?:@[\w.-]+(?::\d+)?)?)"
_FORMS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(form))  # type: ignore[misc]  # the literals stand below
    for kind, form in (
        ("mentions", rf"/{_HANDLE}/mentions/?"),
        ("messages", rf"/{_HANDLE}/messages/?"),
        ("post", r"/(?:web/|deck/)?@(?P<who>[\w.-]+(?:@[\w.-]+(?::\d+)?)?)/(?:statuses/|posts/)?(?P<id>[0-9A-Za-z]{3,64})/?"),
        ("post", r"/users/(?P<who>[\w.-]+)/statuses/(?P<id>[0-9A-Za-z]{3,64})/?"),
        ("post", r"/(?:web/statuses|notice)/(?P<id>[0-9A-Za-z]{3,64})/?"),
        ("account", r"/(?:web/|deck/)?@(?P<who>[\w.-]+(?:@[\w.-]+(?::\d+)?)?)(?:/(?:with_replies|media))?/?"),
        ("account", r"/users/(?P<who>[\w.-]+)/?"),
        ("tag", r"/(?:web/|deck/)?(?:tags|tag|tagged|web/timelines/tag)/(?P<tag>[^/]+)/?"),
    )
)  # fmt: skip
_INSTANCES = frozenset(
    [
        "mastodon.social",
        "mastodon.online",
        "mstdn.social",
        "mastodon.world",
        "fosstodon.org",
        "hachyderm.io",
        "infosec.exchange",
        "mas.to",
        "piaille.fr",
        "framapiaf.org",
        "mamot.fr",
        "mastodon.top",
        "masto.bike",
        "tooter.social",
        "pouet.chapril.org",
        "social.numerique.gouv.fr",
    ]
)
_LIKELY = re.compile(r"(?:mastodon|mstdn|masto|gotosocial|gts|pleroma|akkoma)\.", re.IGNORECASE)
_RESERVED = frozenset({"mentions", "messages", "with_replies", "media", "following", "followers", "featured", "tagged"})


@dataclass(frozen=True, slots=True)
class Where:
    """A place at an instance. `origin`: `https://piaille.fr`. `name`: who, the tag, or the words searched for."""

    origin: str
    kind: Kind
    name: str = ""
    post_id: str = ""

    @property
    def host(self) -> str:
        return urlsplit(self.origin).netloc

    @property
    def address(self) -> str:
        match self.kind:
            case "account":
                return f"{self.origin}/@{self.name}"
            case "tag":
                return f"{self.origin}/tags/{quote(self.name)}"
            case "search":
                return f"{self.origin}/search?q={quote(self.name)}"
            case "mentions" | "messages":
                return f"{self.origin}/@{self.name}/{self.kind}"
            case "post":
                return f"{self.origin}/@{self.name}/{self.post_id}"
            case _:
                return self.origin


def read_address(address: str) -> Where | None:
    """What the address means at an instance; None when its form is of no such place."""
    try:
        parts = urlsplit(address.strip())
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.password:
        return None
    if parts.path.endswith((".rss", ".atom", ".json")):
        return None
    origin, path = f"{parts.scheme}://{parts.netloc.lower()}", unquote(parts.path)
    if path.rstrip("/") == "/search" and (words := parse_qs(parts.query).get("q", [""])[0].strip()):
        return Where(origin, "search", words[:500])
    for kind, form in _FORMS:
        found = form.fullmatch(path)
        if found and not (kind == "post" and found["id"] in _RESERVED):
            named = found.groupdict()
            return Where(origin, kind, named.get("who") or named.get("tag") or "", named.get("id") or "")
    if path in ("", "/", "/about", "/explore", "/public", "/public/local", "/home"):
        return Where(origin, "instance")
    return None


def is_ours(address: str) -> bool:
    """By form alone: profiles, posts and hashtags of any host that is no other known site; instances by their name."""
    where = read_address(address)
    if where is None or where.kind == "search":
        return False  # `/search?q=` is the form of every site
    other = known_site(address)
    if other is not None and other.site.name != "Mastodon":
        return False
    host = (urlsplit(where.origin).hostname or "").removeprefix("www.")
    if where.kind == "instance":
        return host in _INSTANCES or bool(_LIKELY.match(host))
    return where.kind != "tag" or "/tags/" in address or host in _INSTANCES


def origin_of(server: str) -> str:
    """`piaille.fr`, `https://piaille.fr/about`, `@zoe@piaille.fr` → `https://piaille.fr`; "" for what names no server."""
    text = server.strip().strip("<>")
    if re.fullmatch(r"@?[\w.-]+@[\w.-]+(?::\d+)?", text):
        text = text.rpartition("@")[2]
    text = text if re.match(r"https?://", text, re.IGNORECASE) else f"https://{text}"
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return ""
    if not host or parts.username or not re.fullmatch(r"[\w.-]+\.[\w-]+|\[[0-9a-f:]+\]|localhost", host, re.IGNORECASE):
        return ""
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}"
