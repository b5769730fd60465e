"""Sites that show a space under their pages, by addresses alone. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from parvis.connectors.addresses import canonical

LONGEST = 500
_TURNS = ("/./", "/../", "%2e", "%2f", "%5c", "\\")
"""Of paths that mean another one than they say."""


def prefix_of(said: str) -> str:
    """How the addresses of a site's pages begin, as it is kept: with its path, ended by a slash. "" = no such thing."""
    text = said.strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").lower()
    plain = parts.scheme in ("http", "https") and not (parts.query or parts.fragment or parts.username)
    if not plain or not host or any(sign in host for sign in " ;,'\"*") or _turns(parts.path):
        return ""
    place = host if port in (None, 80, 443) else f"{host}:{port}"
    prefix = f"{parts.scheme}://{place}{parts.path.rstrip('/')}/"
    return prefix if len(prefix) <= LONGEST else ""


def origin_of(prefix: str) -> str:
    """What browsers compare."""
    parts = urlsplit(prefix)
    return f"{parts.scheme}://{parts.netloc}"


def page_of(address: str) -> str:
    """The page meant, the same for all ways of writing it; "" = none."""
    try:
        path = urlsplit(address).path
    except ValueError:
        return ""
    found = canonical(address.strip()) if len(address) <= 2000 and not _turns(path) else ""
    return found if found.startswith(("http://", "https://")) else ""


def fitting(page: str, prefixes: Sequence[str]) -> str:
    """Of the prefixes, the longest that the page stands under; "" = it stands under none."""
    return max((one for one in prefixes if f"{page}/".startswith(one)), key=len, default="")


def _turns(path: str) -> bool:
    return any(turn in f"{path.lower()}/" for turn in _TURNS)
