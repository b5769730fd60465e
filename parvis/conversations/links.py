"""The page that a link means: one key for the many ways in which people share the same address. Pure."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import xxhash

_TRACKING = re.compile(
    r"utm_\w+|at_\w+|pk_\w+|mtm_\w+|matomo_\w+|hsa_\w+|vero_\w+|oly_\w+|ga_\w+|fb_\w+|__s|_hs\w+|_ga|_gl"
    r"|(fb|g|dc|gb|wb|ms|tt|tw|y|li_fat_|srs)(cl|fat_)?id|msclkid|twclid|ttclid|yclid|epik|igsh(id)?|mc_[ce]id|mkt_tok"
    r"|xtor|ref_src|ref_url|cmpid|ocid|ncid|s_cid|sfnsn|mibextid|si|feature|replytocom|spm|share_id|amp|outputtype",
    re.IGNORECASE,
)
"""Names of what is written into addresses to follow those who share them, and of the lighter page for phones."""
_ALSO_NAMED = {"twitter.com": "x.com", "youtube-nocookie.com": "youtube.com", "old.reddit.com": "reddit.com"}
_FOR_PHONES = ("www.", "m.", "mobile.", "amp.", "touch.")
_LIGHT_END = re.compile(r"((/amp(\.html)?)+|\.amp)/*$", re.IGNORECASE)
_WRAPPED = re.compile(r"^/(?:amp/|[cvi]/)(?P<safe>s/)?(?P<inside>[^/]+\..+)$")
_ESCAPE = re.compile("%([0-9A-Fa-f]{2})")
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_KEPT_IN_PATHS = "/:@!$&'()*+,;=%-._~"
_LONGEST = 8_000


def canonical(address: str) -> str:
    """The page meant by a web address: https, without tracking, fragment, www or m., AMP, default port, final slash; its
    query in order. "" for what is no web address. Doing it again changes nothing."""
    found = address.strip()[:_LONGEST]
    for _ in range(5):  # a page for phones may wrap another
        before, found = found, _once(found)
        if found == before:
            break
    return found


def link_key(address: str) -> int:
    """64 bits, signed: equal for links to the same page. `address`: canonical."""
    unsigned = xxhash.xxh3_64_intdigest(address.encode("utf-8", "surrogatepass"))
    return unsigned - 2**64 if unsigned >= 2**63 else unsigned


def _once(address: str) -> str:
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not host.strip("."):
        return ""
    if inside := _unwrapped(host, parts.path):
        return inside
    host, path, query = _host(host), _path(parts.path), _query(parts.query)
    if host == "youtu.be" and path.strip("/"):
        host, path, query = "youtube.com", "/watch", f"v={path.strip('/').partition('/')[0]}"
    place = f"[{host}]" if ":" in host else host
    place = f"{place}:{port}" if port not in (None, 80, 443) else place
    # A fragment names a place within the page, but for those that name the page itself.
    fragment = f"#{_escaped(parts.fragment)}" if parts.fragment.startswith("!") else ""
    return f"https://{place}{path}{'?' if query else ''}{query}{fragment}"


def _unwrapped(host: str, path: str) -> str:
    """The page behind a search engine's copy for phones; "" when it is none."""
    name = host.lower().removeprefix("www.")
    if not (name.startswith("google.") or name.endswith(".cdn.ampproject.org")):
        return ""
    found = _WRAPPED.match(path)
    return f"https://{found['inside']}" if found else ""


def _host(host: str) -> str:
    name = host.lower().strip(".")
    try:
        name = name.encode("idna").decode() if not name.isascii() else name
    except UnicodeError:
        name = _escaped(name)
    name = name.replace(".m.", ".")
    while start := next((one for one in _FOR_PHONES if name.startswith(one) and "." in name[len(one) :]), ""):
        name = name[len(start) :].lstrip(".")
    return _ALSO_NAMED.get(name, name)


def _path(path: str) -> str:
    before, found = None, _escaped(path)
    while before != found:
        before, found = found, _LIGHT_END.sub("", found).rstrip("/")
    return found


def _query(query: str) -> str:
    try:
        told = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    except ValueError:  # too many of them
        return _escaped(query)
    kept = sorted((name, value) for name, value in told if not _TRACKING.fullmatch(name))
    return urlencode(kept, errors="surrogateescape")


def _escaped(text: str) -> str:
    """Written in one way: letters plain, everything else with escapes in capitals."""

    def one(found: re.Match[str]) -> str:
        letter = chr(int(found[1], 16))
        return letter if letter in _PLAIN else found[0].upper()

    return quote(_ESCAPE.sub(one, text), safe=_KEPT_IN_PATHS, errors="replace")
