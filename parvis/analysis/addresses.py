"""Addresses that pretend: what an address itself gives away, each sign with its reason. Nothing is fetched.

A score, never a verdict: the most careful trap has a clean address, and many an honest site a clumsy one.
"""

from __future__ import annotations

import math
import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

_FILE = Path(__file__).parent / "lexicons" / "web.tsv"
LONGEST = 2_000
START = -1.9
_SPLIT = re.compile(r"^(?:([a-z][a-z0-9+.-]*):)?(?://)?([^/?#\\]*)([^?#]*)(.*)$", re.DOTALL)
_SECOND = frozenset(["co", "com", "org", "net", "gov", "gouv", "ac", "edu", "or", "ne", "go", "in"])
_LEET = str.maketrans("01345", "oleas")
_HEX = re.compile(r"[0-9a-f]{20,}|(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{28,}")
_MAIL = re.compile(r"[\w.+-]+(?:@|%40)[\w-]+\.[a-z]{2,}")
_RANDOM = re.compile(
    r"/(?=[^/]*[bcdfghjklmnpqrstvwxz]{5})[a-z]{5,}(?:/|$)|/(?=[^/]*\d[a-z])(?=[^/]*[a-z]\d)[a-z0-9]{7,}(?:/|$)"
)
_TITLE = re.compile(r"[a-z]{2,}[-_][a-z0-9]+[-_][a-z0-9]+[-_][a-z0-9]{2,}")
_DATE = re.compile(r"/(?:19|20)\d\d[/-]?[01]?\d?")
_DIGITS = re.compile(r"\d")
_PARTS = re.compile(r"[-._]")
_WORDS = re.compile(r"[-._/?&=#+]")


class Clue(NamedTuple):
    """`reason`: a code, as `brand outside its domain`; `weight` in log-odds, negative when it speaks for the address."""

    reason: str
    weight: float


_OUTSIDE = Clue("brand outside its domain", 2.6)


class Address(NamedTuple):
    """`domain`: what one registers (example.org), `name` its first part, `host` the whole, `rest` path, query and fragment."""

    host: str
    domain: str
    name: str
    path: str
    rest: str
    user: bool
    port: bool


def suspicion(address: str) -> tuple[float, tuple[Clue, ...]]:
    """(0 to 1, 0.5 decides; the clues that spoke)."""
    parts = parsed(address)
    if not parts.host:
        return 0.0, ()
    clues = (*_host(parts), *_brand(parts), *_path(parts))
    score = 1 / (1 + math.exp(-(START + sum(clue.weight for clue in clues))))
    return round(score, 4), clues


def parsed(address: str) -> Address:
    """Whatever the text, lower-case; the host is "" where there is none."""
    text = unicodedata.normalize("NFC", address.strip()[:LONGEST]).lower().replace("&amp;", "&")
    match = _SPLIT.match(text)
    authority, path, more = (match[2], match[3], match[4]) if match else ("", "", "")
    user, _at, place = authority.rpartition("@")
    host, _colon, port = place.partition(":")
    host = host.strip(".").removeprefix("www.")
    domain = _registered(host)
    return Address(
        host, domain, domain.partition(".")[0], path, unquote(path + more), bool(user), port not in ("", "80", "443")
    )


def _registered(host: str) -> str:
    labels = host.split(".")
    size = 3 if len(labels) > 2 and labels[-2] in _SECOND and len(labels[-1]) == 2 else 2
    return ".".join(labels[-size:])


def _host(parts: Address) -> list[Clue]:
    lists, host = _lists(), parts.host
    clues = [
        Clue("punycode", 2.6 if "xn--" in host else 0),
        Clue("letters of two scripts", 2.6 if not host.isascii() and _mixed(host) else 0),
        Clue("number instead of a name", 2.8 if re.fullmatch(r"[\d.]+|0x[0-9a-f]+", host) else 0),
        Clue("name before the host", 2.6 if parts.user else 0),
        Clue("unusual port", 0.8 if parts.port else 0),
        Clue("doubtful ending", 1.6 if host.rpartition(".")[2] in lists["doubtful"] else 0),
        Clue("many hyphens", min(1.0, 0.35 * max(0, host.count("-") - 2))),
        Clue("many parts", 0.9 * max(0, host.count(".") - parts.domain.count(".") - 1)),
        Clue("long name", 0.8 if len(host) > 32 else 0),
        Clue("figures in the name", 0.7 if len(_DIGITS.findall(host)) > 2 else 0),
        Clue("bait in the name", 1.5 * min(2, sum(word in host for word in lists["lure"]))),
    ]
    shortened, free = _under(parts, lists["shortener"]), _under(parts, lists["free"])
    if shortened:
        clues.append(Clue("shortener", 2.0))
    elif free:
        clues.append(Clue("free hosting", 2.3))
    elif _under(parts, lists["known"]):
        clues.append(Clue("well known", -4.0))
    return [clue for clue in clues if clue.weight]


def _under(parts: Address, hosts: frozenset[str]) -> bool:
    labels = parts.host.split(".")
    return any(".".join(labels[rank:]) in hosts for rank in range(len(labels) - 1))


def _mixed(host: str) -> bool:
    scripts = {unicodedata.name(char, "?").split()[0] for char in host if char.isalpha()}
    return len(scripts) > 1


def _brand(parts: Address) -> list[Clue]:
    """A brand's name where the brand is not at home, even misspelt (paypa1)."""
    plain = parts.host.translate(_LEET)
    words = {word for label in (parts.host, plain) for word in _PARTS.split(label)}
    labels = parts.host.split(".")
    above = {".".join(labels[rank:]) for rank in range(len(labels))}
    named = [
        brand for brand in _brands() if brand in words or (len(brand) > 5 and (brand in parts.host or brand in plain))
    ]
    if named:
        return [] if any(home in above for brand in named for home in _brands()[brand]) else [_OUTSIDE]
    if any(_meant(word) for word in words if len(word) > 4):
        return [Clue("almost a brand", 2.4)]
    if not _by_name().isdisjoint(_WORDS.split(parts.rest)):
        return [Clue("brand in the path", 0.7 if _TITLE.search(parts.path) else 2.2)]
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


def _path(parts: Address) -> list[Clue]:
    lists, rest = _lists(), parts.rest
    if _under(parts, lists["known"]) and not _under(parts, lists["free"]):
        return []
    file = parts.path.rpartition("/")[2]
    clues = [
        Clue("planted in a site", 2.3 if any(place in rest for place in lists["planted"]) and _page(file) else 0),
        Clue("bait in the path", 0.9 * min(3, sum(word in rest for word in lists["bait"]))),
        Clue("long code", 0.9 if _HEX.search(rest) else 0),
        Clue("mail address inside", 1.6 if _MAIL.search(rest) else 0),
        Clue("hidden folder", 1.8 if "/." in parts.path.replace("/./", "/") and "/.well-known" not in rest else 0),
        Clue("letters at random", 0.9 if _RANDOM.search(parts.path) else 0),
        Clue("titled page", -1.3 if _TITLE.search(parts.path) else 0),
        Clue("dated page", -0.8 if _DATE.search(parts.path) else 0),
        Clue("bare page", 0.6 if re.fullmatch(r"(?:index|home|main|web|\d+|[a-z]{1,4})\.(?:php|html?)", file) else 0),
    ]
    return [clue for clue in clues if clue.weight]


def _page(file: str) -> bool:
    return not file or "." not in file or file.endswith((".php", ".html", ".htm", ".aspx"))


@cache
def _brands() -> dict[str, tuple[str, ...]]:
    return {row[1]: tuple(row[2].split()) for row in _rows() if row[0] == "brand"}


@cache
def _by_name() -> frozenset[str]:
    return frozenset(_brands())


@cache
def _by_length() -> dict[int, list[str]]:
    """For words of that length, the brands that may be meant."""
    near: dict[int, list[str]] = {}
    for brand in _brands():
        for length in (len(brand) - 1, len(brand), len(brand) + 1) if len(brand) > 5 else ():
            near.setdefault(length, []).append(brand)
    return near


@cache
def _lists() -> dict[str, frozenset[str]]:
    return {row[0]: frozenset(row[1].split()) for row in _rows() if row[0] != "brand"}


def _rows() -> list[list[str]]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("# ")]
