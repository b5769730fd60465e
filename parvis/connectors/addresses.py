"""Web addresses as keys: two ways of writing one page give one key."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|replytocom|xtor|igshid|at_\w+", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Browsers drop some of them, so that `java\\nscript:` runs; none belongs in an address."""
_COMMENT_PAGE = re.compile(r"/comment-page-\d+/?$")
_RELATIVE = re.compile(
    r"""(?P<name>\b(?:href|src))\s*=\s*(?P<quote>["'])(?!https?:|mailto:|tel:|data:|#|javascript:)(?P<link>[^"'<>]{1,2000})(?P=quote)""",
    re.IGNORECASE,
)


def absolute(base: str, link: str) -> str:
    """`link` seen from `base`, when it is a web address; "" otherwise."""
    try:
        joined = urljoin(base, link.strip()) if link.strip() else ""
        parts = urlsplit(joined)
    except ValueError:
        return ""
    return joined if parts.scheme in ("http", "https") and parts.netloc and len(joined) <= 2000 else ""


def web_address(link: str, longest: int = 2000) -> str:
    """`link` when a page may offer it to click: http or https, with a host, at most `longest` characters; else "".

    Every address that strangers give passes here before it is stored: `javascript:` never reaches an `href`.
    """
    text = _CONTROLS.sub("", link).strip().replace(" ", "%20")
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.netloc and len(text) <= longest else ""


def canonical(address: str) -> str:
    """The page meant, without fragment, tracking, page of comments, default port and final slash. "" stays ""."""
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return address
    if not host:
        return address
    kept = [
        (name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(name)
    ]
    path = _COMMENT_PAGE.sub("", parts.path).rstrip("/")
    place = f"{host}:{port}" if port and port not in (80, 443) else host
    return urlunsplit((parts.scheme, place, path, urlencode(kept), ""))


def host_of(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def origin(address: str) -> str:
    """`https://piaille.fr` of any address there; "" for what is no web address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.netloc else ""


def with_absolute_links(html: str, base: str) -> str:
    """The same HTML with its relative links and images made absolute, so that it can be shown elsewhere."""

    def replaced(found: re.Match[str]) -> str:
        link = absolute(base, found["link"])
        return f"{found['name']}={found['quote']}{link}{found['quote']}" if link else found.group()

    return _RELATIVE.sub(replaced, html) if base else html
