"""The fields of a query (author:, lang:, after:…): their names, and how each reads its value."""

from __future__ import annotations

import calendar
import difflib
import re
from collections.abc import Callable
from datetime import date
from typing import cast, get_args

from parvis.connectors.contract import Kind
from parvis.core.folding import fold_tokens
from parvis.core.messages import Message
from parvis.listening.query.ast import Comparison, Day, Field, FieldName, Followers, Leaf, Words

POSITIVE = frozenset({"author", "place", "site", "tag", "link"})
"""Fields that may carry a watch alone; the others (lang, network, kind, dates, followers) only narrow it."""

ALIASES = {
    "auteur": "author", "autrice": "author", "lieu": "place", "langue": "lang", "language": "lang",
    "réseau": "network", "reseau": "network", "type": "kind", "genre": "kind", "hashtag": "tag", "lien": "link",
    "url": "link", "après": "after", "apres": "after", "depuis": "after", "since": "after", "avant": "before",
    "until": "before", "abonnés": "followers", "abonnes": "followers", "exacte": "exact",
}  # fmt: skip

KINDS: tuple[str, ...] = get_args(Kind)

_CODES = (
    "aa ab af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo"
    " es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka"
    " kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng"
    " nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su"
    " sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
LANGUAGES = frozenset(_CODES.split())
"""ISO 639-1."""

_LANGUAGE_NAMES = {
    "francais": "fr", "french": "fr", "fra": "fr", "fre": "fr", "anglais": "en", "english": "en", "eng": "en",
    "allemand": "de", "german": "de", "deutsch": "de", "deu": "de", "espagnol": "es", "spanish": "es", "spa": "es",
    "italien": "it", "italian": "it", "ita": "it", "neerlandais": "nl", "dutch": "nl", "nld": "nl",
    "portugais": "pt", "portuguese": "pt", "por": "pt", "breton": "br", "occitan": "oc", "arabe": "ar", "arabic": "ar",
    "uk": "en", "us": "en",
}  # fmt: skip


class BadValue(ValueError):
    """The value of a field cannot be read. `better`: a value (or a whole term) that can, None when unknown."""

    def __init__(self, message: Message, better: str | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.better = better


def canonical(name: str) -> str | None:
    """The field that is called `name`, in English or French; None when there is none."""
    lower = name.lower()
    return lower if lower in READERS else ALIASES.get(lower)


def nearest(name: str) -> str | None:
    """The field that someone who typed `name` may have meant."""
    close = difflib.get_close_matches(name.lower(), [*READERS, *ALIASES], n=1, cutoff=0.6)
    return (canonical(close[0]) or None) if close else None


def _named(name: FieldName) -> Callable[[str], Field]:
    def read(value: str) -> Field:
        if "*" in value:
            raise BadValue(Message("A field takes no *: write the whole value."), f"{name}:{value.replace('*', '')}")
        if not fold_tokens(value):
            raise BadValue(Message("There is no letter and no digit here to look for."))
        return Field(name, value)

    return read


def _bare_address(value: str) -> str:
    return re.sub(r"^[a-z]+://", "", value.lower()).removeprefix("www.").rstrip("/")


def _site(value: str) -> Field:
    host = re.split(r"[/:?#]", _bare_address(value))[0]
    if not re.fullmatch(r"[\w-]+(\.[\w-]+)+", host):
        raise BadValue(Message("site: takes the name of a site, such as site:lemonde.fr."), f'place:"{value}"')
    return Field("site", host)


def _link(value: str) -> Field:
    address = _bare_address(value)
    if not re.match(r"[\w-]+(\.[\w-]+)+", address) or re.search(r"\s", address):
        raise BadValue(Message("link: takes an address, such as link:example.org/page."), f'"{value}"')
    return Field("link", address)


def _language(value: str) -> Field:
    code = re.split("[-_]", value.lower())[0]
    if code in LANGUAGES:
        return Field("lang", code)
    plain = "".join(fold_tokens(value))
    guess = _LANGUAGE_NAMES.get(plain) or (plain[:2] if plain[:2] in LANGUAGES else "fr")
    raise BadValue(Message("lang: takes the two letters of a language, such as lang:fr or lang:en."), f"lang:{guess}")


def _network(value: str) -> Field:
    if not re.fullmatch(r"[\w.-]+", value):
        raise BadValue(Message("network: takes the name of a network, such as network:mastodon."), f'"{value}"')
    return Field("network", value.lower())


def _kind(value: str) -> Field:
    if value.lower() in KINDS:
        return Field("kind", value.lower())
    close = difflib.get_close_matches(value.lower(), KINDS, n=1, cutoff=0.0)
    message = Message("kind: takes one of these: %(kinds)s.", {"kinds": ", ".join(KINDS)})
    raise BadValue(message, f"kind:{close[0]}" if close else None)


def _day(side: str) -> Callable[[str], Day]:
    def read(value: str) -> Day:
        iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", value, re.ASCII)
        day = _real_day(*map(int, iso.groups())) if iso else None
        if day is None:
            better = _understood(value)
            message = Message("A date is written year-month-day, such as 2025-03-31.")
            raise BadValue(message, f"{side}:{better}" if better else None)
        return Day("after" if side == "after" else "before", day)

    return read


def _real_day(year: int, month: int, day: int) -> date | None:
    possible = year >= 1 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
    return date(year, month, day) if possible else None


def _understood(value: str) -> date | None:
    """A date written otherwise: 31/3/2025, 2025/3/31, 2025-03, 2025; a day too late is the last of its month."""
    numbers = [int(n) for n in re.findall(r"\d+", value)[:3] if len(n) <= 4]
    if len(numbers) == 3 and numbers[2] > 31:
        numbers.reverse()
    if not numbers or not 1 <= numbers[0] <= 9999:
        return None
    year, month, day = [*numbers, 1, 1][:3]
    if month > 12 >= day:
        month, day = day, month
    month = min(max(month, 1), 12)
    return date(year, month, min(max(day, 1), calendar.monthrange(year, month)[1]))


def _followers(value: str) -> Followers:
    match = re.fullmatch(r"(>=|<=|>|<|=|≥|≤)?\s*(\d{1,10})([kKmM]?)", value, re.ASCII)
    if not match:
        digits = "".join(re.findall(r"\d", value, re.ASCII))[:10] or "1000"
        sign = value[0] if value[:1] in ("<", "=") else ">"
        message = Message("followers: takes a comparison and a number, such as followers:>1000.")
        raise BadValue(message, f"followers:{sign}{digits}")
    sign = {"≥": ">=", "≤": "<="}.get(match[1] or "=", match[1] or "=")
    times = {"": 1, "k": 1000, "m": 1_000_000}[match[3].lower()]
    return Followers(cast(Comparison, sign), int(match[2]) * times)


READERS: dict[str, Callable[[str], Leaf]] = {
    "author": _named("author"),
    "place": _named("place"),
    "tag": _named("tag"),
    "site": _site,
    "link": _link,
    "lang": _language,
    "network": _network,
    "kind": _kind,
    "after": _day("after"),
    "before": _day("before"),
    "followers": _followers,
    "exact": lambda value: Words(value, exact=True),
}
