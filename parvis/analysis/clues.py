"""What an address gives away, each thing with its reason: where it lives, whom it names, how it is built."""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

_FILE = Path(__file__).parent / "lexicons" / "web.tsv"
LONGEST = 2_000
_SPLIT = re.compile(r"^(?:([a-z][a-z0-9+.-]*):)?(?://)?([^/?#\\]*)([^?#]*)(.*)$", re.DOTALL)
_SECOND = frozenset(["co", "com", "org", "net", "gov", "gouv", "ac", "edu", "or", "ne", "go", "in"])
_LEET = str.maketrans("01345", "oleas")
_HEX = re.compile(r"[0-9a-f]{20,}|(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{28,}")
_MAIL = re.compile(r"[\w.+-]+(?:@|%40)[\w-]+\.[a-z]{2,}")
_JUMBLED = re.compile(
    r"/(?=[^/]*[bcdfghjklmnpqrstvwxz]{5})[a-z]{5,}(?:/|$)|/(?=[^/]*\d[a-z])(?=[^/]*[a-z]\d)[a-z0-9]{5,}(?:/|\.|$)"
)
_TITLE = re.compile(r"[a-z0-9]{2,}(?:[-_.+][a-z0-9]+){2,}[-_.+][a-z0-9]{2,}")
_DATE = re.compile(r"/(?:19|20)\d\d[/-]?[01]?\d?")
_NUMBER = re.compile(r"(?:^|[/=._-])\d{4,10}(?:$|[/&._-])")
_DIGITS = re.compile(r"\d")
_PARTS = re.compile(r"[-._]")
_WORDS = re.compile(r"[-._/?&=#+]")
_CODED = re.compile(r"[A-Za-z0-9+/_-]{12,400}={0,2}")
_CAPITALS = re.compile(r"[A-Za-z0-9]{7,}")
_TURNS = re.compile(r"[a-z0-9][A-Z]")
_AWAITS = re.compile(r"[?&#](?:e|em|email|mail|user|usr|username|login|userid|id|uid|client|cmd|token)=(?:&|$)|=@|%%")
_ANOTHER = re.compile(r"/(?:www\.)?[a-z0-9-]{3,}\.(?:com|net|org|fr|de|co|uk|it|es|br|ru|info|biz)(?=[/?#]|$)")
_ONWARD = re.compile(r"[=/](?:https?:/|https?%3a|www\.)")
_BRIEF = re.compile(
    r"/(?!(?:fr|en|de|es|it|nl|pl|pt|us|uk|tv|p|t|r|u|a|c|s|go|jp|cn|ru|tag|faq|rss|img|css|api|web|pdf|doc|wp|cat|art|blog|news)/)[a-z]{1,3}(?=/)"
)
_STUCK = re.compile(r"[bcdfghjklmnpqrstvwxz]{5}|\d[a-z]+\d|[a-z]\d+[a-z]+\d")
_USUAL = re.compile(
    r"/(?:wp-json|tag|tags|category|author|blog|news|article|articles|story|stories|product|products|wiki|docs|about|contact|privacy|archive|archives|questions|watch|forum|thread|topic|event|events|recipes?|jobs?|actualites?)(?=[/?#.-]|$)"
)
_GIVEN = re.compile(r"\.(?:exe|scr|apk|zip|rar|js|jar|msi)$")
_STATE = re.compile(r"\.(?:edu|gov|mil|int|gouv\.[a-z]{2}|gov\.[a-z]{2}|ac\.[a-z]{2}|edu\.[a-z]{2})$")


class Address(NamedTuple):
    """`domain`: what one registers (example.org), `name` its first part, `host` the whole, `rest` path, query and fragment;
    `cased`: the rest as it was written."""

    host: str
    domain: str
    name: str
    path: str
    rest: str
    user: bool
    port: bool
    cased: str = ""


Noticed = tuple[str, float]


def parsed(address: str) -> Address:
    """Whatever the text, lower-case; the host is "" where there is none."""
    written = unicodedata.normalize("NFC", address.strip()[:LONGEST]).replace("&amp;", "&")
    match = _SPLIT.match(written.lower())
    authority, path, more = (match[2], match[3], match[4]) if match else ("", "", "")
    user, _at, place = authority.rpartition("@")
    host, _colon, port = place.partition(":")
    host = host.strip(".").removeprefix("www.")
    domain = _registered(host)
    rest, cased = unquote(path + more), written[len(written) - len(path + more) :] if path + more else ""
    return Address(host, domain, domain.partition(".")[0], path, rest, bool(user), port not in ("", "80", "443"), cased)


def _registered(host: str) -> str:
    labels = host.split(".")
    size = 3 if len(labels) > 2 and labels[-2] in _SECOND and len(labels[-1]) == 2 else 2
    return ".".join(labels[-size:])


def noticed(parts: Address) -> list[Noticed]:
    """(reason, how much of it), only what is there."""
    known = under(parts, lists()["known"]) and not under(parts, lists()["free"])
    found = [*_host(parts), *_brand(parts), *_shape(parts)]
    if not known:
        found += _path(parts)
    return [(reason, float(amount)) for reason, amount in found if amount]


def _host(parts: Address) -> Iterator[Noticed]:
    words, host = lists(), parts.host
    yield "punycode", "xn--" in host
    yield "letters of two scripts", not host.isascii() and _mixed(host)
    yield "number instead of a name", bool(re.fullmatch(r"[\d.]+|0x[0-9a-f]+", host))
    yield "name before the host", parts.user
    yield "unusual port", parts.port
    yield "doubtful ending", host.rpartition(".")[2] in words["doubtful"]
    yield "many hyphens", min(3, max(0, host.count("-") - 1))
    yield "many parts", min(3, max(0, host.count(".") - parts.domain.count(".") - 1))
    yield "long name", len(host) > 32
    yield "figures in the name", len(_DIGITS.findall(parts.name)) > 1
    inside = {word for word in words["lure"] if word in host}
    plainly = inside & {*_PARTS.split(host), *(word for word in inside if "-" in word)}
    yield "bait in the name", min(2, len(plainly))
    yield "bait inside a name", min(2, len(inside - plainly))
    yield "jumbled name", bool(_STUCK.search(parts.name))
    if under(parts, words["shortener"]):
        yield "shortener", 1
    elif under(parts, words["free"]):
        yield "free hosting", 1
    elif under(parts, words["blogs"]):
        yield "hosted blog", 1
    elif under(parts, words["known"]):
        yield "well known", 1
    yield "school or state", bool(_STATE.search(host))


def under(parts: Address, hosts: frozenset[str]) -> bool:
    labels = parts.host.split(".")
    return any(".".join(labels[rank:]) in hosts for rank in range(len(labels) - 1))


def _mixed(host: str) -> bool:
    scripts = {unicodedata.name(char, "?").split()[0] for char in host if char.isalpha()}
    return len(scripts) > 1


def _brand(parts: Address) -> list[Noticed]:
    """A brand's name where the brand is not at home, even misspelt (paypa1)."""
    plain = parts.host.translate(_LEET)
    words = {word for label in (parts.host, plain) for word in _PARTS.split(label)}
    labels = parts.host.split(".")
    above = {".".join(labels[rank:]) for rank in range(len(labels))}
    named = {brand for brand in brands() if brand in words or ("-" in brand and brand in parts.host)}
    within = {brand for brand in brands() if len(brand) > 5 and (brand in parts.host or brand in plain)}
    if any(home in above for brand in named | within for home in brands()[brand]):
        return [("brand at home", 1)]
    if named or within:
        return [("brand outside its domain" if named else "brand inside another name", 1)]
    if any(_meant(word) for word in words if len(word) > 4):
        return [("almost a brand", 1)]
    if not _by_name().isdisjoint(_WORDS.split(parts.rest)):
        return [("brand in a title", 1) if _TITLE.search(parts.path) else ("brand in the path", 1)]
    return []


@lru_cache(maxsize=4096)
def _meant(word: str) -> bool:
    return any(_near(word, brand) for brand in _by_length().get(len(word), ()))


def _near(word: str, brand: str) -> bool:
    """One letter more, less, other, or two exchanged."""
    if word == brand or not word:
        return False
    start = next((i for i, (a, b) in enumerate(zip(word, brand, strict=False)) if a != b), min(len(word), len(brand)))
    left, right = word[start:], brand[start:]
    return left[1:] == right[1:] or left[1:] == right or left == right[1:] or (left[:2] == right[:2][::-1] and left[2:] == right[2:])  # fmt: skip


def _shape(parts: Address) -> Iterator[Noticed]:
    """How the address is built: honest ones mostly lead to a page that has a title, a date or a number."""
    steps = [step for step in parts.path.split("/") if step]
    titled = bool(_TITLE.search(parts.path))
    dated, numbered = bool(_DATE.search(parts.path)), bool(_NUMBER.search(parts.rest))
    query = len(parts.rest) > len(parts.path)
    yield "titled page", titled
    yield "dated page", dated
    yield "numbered page", numbered
    yield "no page", not steps and not query
    plain = not (titled or dated or numbered)
    yield "plain folder", plain and len(steps) == 1 and "." not in steps[-1]
    yield "plain page", plain and len(steps) == 1 and "." in steps[-1]
    yield "plain folders", plain and len(steps) > 1 and "." not in steps[-1]
    yield "plain page in folders", plain and len(steps) > 1 and "." in steps[-1]
    yield "several steps", min(4, max(0, len(steps) - 2))
    yield "question", query
    yield "usual section", bool(_USUAL.search(parts.path))


def _path(parts: Address) -> Iterator[Noticed]:
    words, rest = lists(), parts.rest
    file = parts.path.rpartition("/")[2]
    baits = min(3, sum(word in rest for word in words["bait"]))
    titled = _TITLE.search(parts.path) is not None
    yield "planted in a site", any(place in rest for place in words["planted"]) and _page(file)
    yield "bait in the path", 0 if titled else baits
    yield "bait in a title", baits if titled else 0
    yield "long code", bool(_HEX.search(rest))
    yield "mail address inside", bool(_MAIL.search(rest)) or _coded_mail(parts.cased)
    yield "awaits an address", bool(_AWAITS.search(rest))
    yield "another site in the path", bool(_ANOTHER.search(parts.path))
    yield "leads on to another address", bool(_ONWARD.search(rest))
    yield "very short folders", min(3, len(_BRIEF.findall(parts.path)))
    yield "capitals at random", any(len(_TURNS.findall(word)) > 2 for word in _CAPITALS.findall(parts.cased[:300]))
    yield "hidden folder", "/." in parts.path.replace("/./", "/")
    yield "letters at random", bool(_JUMBLED.search(parts.path))
    yield "program page", file.endswith((".php", ".asp", ".aspx", ".cgi")) and not _NUMBER.search(rest)
    yield "doubled slash", "//" in parts.path
    yield "home folder", "/~" in parts.path
    yield "gives a program", bool(_GIVEN.search(parts.path))
    yield "bare page", bool(re.fullmatch(r"(?:index|home|main|web|\d+|[a-z]{1,4})\.(?:php|html?)", file))


def _coded_mail(cased: str) -> bool:
    """A mail address as links carry it to fill in a form for their victim: aXBAYmFuay5leGFtcGxl."""
    for word in _CODED.findall(cased)[:8]:
        try:
            said = base64.b64decode(word.rstrip("=") + "=" * (-len(word.rstrip("=")) % 4), altchars=b"-_")
        except (binascii.Error, ValueError):
            continue
        if _MAIL.search(said.decode("ascii", "replace").lower()):
            return True
    return False


def _page(file: str) -> bool:
    return not file or "." not in file or file.endswith((".php", ".html", ".htm", ".aspx", ".zip", ".exe"))


@cache
def brands() -> dict[str, tuple[str, ...]]:
    """Names that are often borrowed, with the hosts that are their own."""
    return {row[1]: tuple(row[2].split()) for row in _rows() if row[0] == "brand"}


@cache
def _by_name() -> frozenset[str]:
    return frozenset(brands())


@cache
def _by_length() -> dict[int, list[str]]:
    """For words of that length, the brands that may be meant."""
    near: dict[int, list[str]] = {}
    for brand in brands():
        for length in (len(brand) - 1, len(brand), len(brand) + 1) if len(brand) > 5 else ():
            near.setdefault(length, []).append(brand)
    return near


@cache
def lists() -> dict[str, frozenset[str]]:
    """By kind: shortener, free, blogs, doubtful, known, lure, bait, planted."""
    return {row[0]: frozenset(row[1].split()) for row in _rows() if row[0] != "brand"}


def _rows() -> list[list[str]]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("# ")]
