"""Which place an address belongs to: a host, or one's own corner of a host that many share. Pure."""

from __future__ import annotations

import hashlib
import re
from typing import Final
from urllib.parse import urlsplit

from parvis.connectors.addresses import canonical
from parvis.connectors.sites import known_site

LONGEST: Final = 255
_CORNER: Final = re.compile(
    r"^/(@[\w.@-]+|~[\w.-]+|users/[\w.-]+|(?:u|user|profile|channel|c|r|in)/[@\w.:-]+)", re.IGNORECASE
)
_SHARED: Final = {"github.com", "medium.com", "youtube.com", "reddit.com"}
CLOSED: Final = {
    "facebook.com",
    "instagram.com",
    "linkedin.com",
    "x.com",
    "twitter.com",
    "threads.net",
    "threads.com",
    "tiktok.com",
    "pinterest.com",
}
"""They show nothing to a stranger: never asked, never proposed."""
PLUMBING: Final = {
    "google.com", "goo.gl", "bit.ly", "t.co", "wordpress.org", "gravatar.com", "creativecommons.org", "w3.org", "schema.org", "amazon.com", "amazon.fr",
    "apple.com", "microsoft.com", "paypal.com", "cloudflare.com", "gstatic.com", "youtu.be", "feedburner.com", "addtoany.com", "web.archive.org",
}  # fmt: skip
"""What every site links to, whatever it speaks of."""


def host_of(address: str) -> str:
    """With its port where it has one of its own, without `www.`; "" for what is no web address."""
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").lower().removeprefix("www."), parts.port
    except ValueError:
        return ""
    return f"{host}:{port}" if port and port not in (80, 443) else host


def site_of(address: str) -> str:
    """`quai.example`, `piaille.fr/@ana`, `medium.com/@ana`: what one listens to as one place."""
    host = host_of(address)
    if not host:
        return ""
    path = urlsplit(address).path
    corner = _CORNER.match(path)
    if corner:
        return f"{host}/{corner[1].lower().removesuffix('.rss').removesuffix('.atom')}"[:LONGEST]
    if host in _SHARED and path.strip("/"):
        return f"{host}/{path.strip('/').split('/')[0].lower()}"[:LONGEST]
    return host[:LONGEST]


def worth_asking(address: str) -> bool:
    """Whether a stranger finds anything there that is a place of its own."""
    name = host_of(address)
    root = ".".join(name.split(":")[0].split(".")[-2:])
    if not name or root in CLOSED or root in PLUMBING or name in PLUMBING:
        return False
    known = known_site(address)
    return not known or bool(known.feeds)


def feeds_of(address: str) -> tuple[str, ...]:
    """Where the feed of such an address is, on sites that are known and on servers that look like Mastodon."""
    known = known_site(address)
    if known and known.feeds:
        return known.feeds[:1]
    parts = urlsplit(address)
    if re.fullmatch(r"/@[\w.]+/?", parts.path) and not known:
        return (f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}.rss",)
    return ()


def key_of(address: str) -> str:
    """The same for two ways of writing one page, whatever its scheme."""
    meant = re.sub(r"^https?://(?:www\.)?", "", canonical(address))
    return hashlib.blake2b(meant.encode("utf-8", "replace"), digest_size=16).hexdigest()


def home_of(address: str) -> str:
    """The front page of its place: of the host, or of the corner."""
    parts = urlsplit(address)
    corner = _CORNER.match(parts.path)
    shared = parts.path.strip("/").split("/")[0] if host_of(address) in _SHARED else ""
    path = corner[0].removesuffix(".rss").removesuffix(".atom") if corner else f"/{shared}"
    return f"{parts.scheme}://{parts.netloc}{path}"


def handles_of(site: str) -> tuple[tuple[str, str], ...]:
    """(network, handle) of whose corner this is, where the name of the place says so."""
    host, _, corner = site.partition("/")
    if host == "bsky.app":
        return (("bluesky", corner.rpartition("/")[2]),) if corner else ()
    if not corner.startswith("@") or host in _SHARED:
        return ()
    name = corner[1:]
    return (("mastodon", name if "@" in name else f"{name}@{host}"),)


def network_of(site: str) -> str:
    """The network that a place most likely is of, for filters."""
    host, _, corner = site.partition("/")
    if host == "bsky.app":
        return "bluesky"
    return "mastodon" if corner.startswith("@") and host not in _SHARED else "feed"
