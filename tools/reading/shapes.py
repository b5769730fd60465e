"""Addresses of our own for the address head: honest ones and traps, drawn from the shapes of `seeds/addresses.txt`.

No address of a real feed is in it. The same seed gives the same addresses; a shape is what must not be torn apart when
some are set aside.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from parvis.analysis.addresses import brands, lists
from tools.reading.sources import SEEDS

EACH = 40
DOUBTFUL = 0.02  # of ordinary sites, how many have an ending that traps like
_BLANK = re.compile(r"\{(\w+?)(\d?)\}")
_ENDS = (*(("com",) * 12), *(("org", "net", "fr", "co.uk") * 3), *(("de", "pl", "it", "es", "nl", "com.br") * 2), "be", "ch", "ca", "ru", "in",
         "com.au", "info", "eu", "se", "cz", "ro", "com.mx", "co.za", "cl", "pt", "gr", "hu", "tv", "io", "me", "co", "us", "biz", "id")  # fmt: skip
_ALIKE = {"a": "\u0430", "e": "\u0435", "o": "\u043e", "p": "\u0440", "c": "\u0441", "i": "\u0456"}
_LEET = {"a": "4", "e": "3", "i": "1", "o": "0", "l": "1", "s": "5"}


class Pair(NamedTuple):
    """`shape`: the line that it comes from; `care`: how common that shape is beside the others."""

    address: str
    trap: bool
    shape: int
    care: float


def pairs(seed: int = 20261121, each: int = EACH) -> list[Pair]:
    chance = random.Random(seed)
    found: list[Pair] = []
    trap = False
    for number, line in enumerate((SEEDS / "addresses.txt").read_text(encoding="utf-8").splitlines()):
        if line.startswith("= "):
            trap = line == "= trap"
        elif line and not line.startswith("# "):
            care, _blank, shape = line.rpartition(" ")
            found += [Pair(filled(shape, chance), trap, number, float(care or 1)) for _ in range(each)]
    return found + [Pair(f"http://{host}/", False, 0, 0.2) for host in _hosts()]


def filled(shape: str, chance: random.Random) -> str:
    return _BLANK.sub(lambda blank: BLANKS[blank[1]](chance), shape)


@cache
def _words() -> list[str]:
    """Those of our own phrases, without their accents."""
    text = " ".join((SEEDS / f"{language}.txt").read_text(encoding="utf-8").lower() for language in ("fr", "en"))
    bare = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    return sorted({word for word in re.findall(r"[a-z]+", bare) if 3 < len(word) < 11})


@cache
def _names() -> dict[str, list[str]]:
    lines = (SEEDS / "names.tsv").read_text(encoding="utf-8").splitlines()
    return {kind: words.split() for kind, _tab, words in (line.partition("\t") for line in lines) if words}


def _named(kind: str) -> Callable[[random.Random], str]:
    return lambda chance: chance.choice(_names()[kind])


def _word(chance: random.Random) -> str:
    return chance.choice(_words())


def _slug(joint: str, title: bool = False) -> Callable[[random.Random], str]:
    def made(chance: random.Random) -> str:
        words = [_word(chance) for _ in range(chance.randint(3, 9))]
        if chance.random() < 0.25:
            words.insert(chance.randrange(len(words)), str(chance.randint(2, 2016)))
        return joint.join(word.title() if title else word for word in words)

    return made


@cache
def _hosts() -> list[str]:
    lines = (SEEDS / "hosts.txt").read_text(encoding="utf-8").splitlines()
    return " ".join(line for line in lines if not line.startswith("# ")).split()


def _name(chance: random.Random) -> str:
    """A made-up name of two to four syllables, or a first name."""
    if chance.random() < 0.4:
        return chance.choice(_names()["first"])
    return "".join(chance.choice("bcdfglmnprstvz") + chance.choice("aeiou") for _ in range(chance.randint(2, 4)))


def _site(chance: random.Random) -> str:
    """What any honest small or large site may be called; traps are planted in such sites too."""
    draw = chance.random()
    if draw < 0.2:
        return chance.choice(_hosts())
    draw = chance.random()
    if draw < 0.45:
        name = _word(chance) + chance.choice(("", "", "", "-")) + _word(chance)
    elif draw < 0.6:
        name = _word(chance)
    elif draw < 0.75:
        name = _name(chance) + chance.choice(("", _word(chance)))
    elif draw < 0.83:
        name = "".join(chance.choice("abcdefghiklmnoprstuw") for _ in range(chance.randint(2, 4)))
    elif draw < 0.9:
        name = _word(chance) + str(chance.choice((1, 2, 3, 24, 24, 7, 365, 4, 21, 66)))
    else:
        name = "-".join((_word(chance), chance.choice(("de", "of", "les", "my", "the")), _word(chance)))
    return f"{name}.{chance.choice(sorted(lists()['doubtful']) if chance.random() < DOUBTFUL else _ENDS)}"


def _random(letters: str, low: int, high: int) -> Callable[[random.Random], str]:
    return lambda chance: "".join(chance.choice(letters) for _ in range(chance.randint(low, high)))


def _of(kind: str) -> Callable[[random.Random], str]:
    return lambda chance: chance.choice(sorted(lists()[kind]))


def _lure(chance: random.Random) -> str:
    return chance.choice(sorted(word.strip("-") for word in lists()["lure"]))


def _bait(chance: random.Random) -> str:
    words = sorted(word.strip("=") for word in lists()["bait"])
    return "".join(chance.choice(words) for _ in range(1 + (chance.random() < 0.2)))


def _brand(chance: random.Random) -> str:
    return chance.choice(sorted(brands()))


def _misspelt(chance: random.Random) -> str:
    """A letter for a figure, doubled, dropped, or two exchanged."""
    name = chance.choice(sorted(brand for brand in brands() if len(brand) > 5))
    at = chance.randrange(1, len(name) - 1)
    kinds = (
        name[:at] + _LEET.get(name[at], name[at] * 2) + name[at + 1 :],
        name[:at] + name[at] + name[at:],
        name[:at] + name[at + 1 :],
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
    )
    return chance.choice(kinds)


def _two_scripts(chance: random.Random) -> str:
    """A brand with one letter of another alphabet that looks alike."""
    name = chance.choice([brand for brand in sorted(brands()) if set(brand) & _ALIKE.keys()])
    letter = chance.choice([each for each in name if each in _ALIKE])
    return name.replace(letter, _ALIKE[letter], 1)


def _http(chance: random.Random) -> str:
    """Either way for either kind: a lock proves nothing."""
    return chance.choice(("http://", "https://")) + chance.choice(("", "", "www."))


_hex = _random("0123456789abcdef", 32, 32)
_junk = _random("bcdfghjklmnpqrstvwxzaeiou0123456789", 7, 14)
BLANKS: dict[str, Callable[[random.Random], str]] = {
    "http": _http, "site": _site, "word": _word, "slug": _slug("-"), "Slug": _slug("_", True), "Dotted": _slug(".", True),
    "name": _name, "hex": _hex, "shorthex": _random("0123456789abcdef", 8, 12), "junk": _junk,
    "shortjunk": _random("bcdfghjklmnpqrstvwxzaeiou0123456789", 2, 7),
    "code": _random("abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789_", 6, 11),
    "number": _random("123456789", 3, 9), "digit": _random("123456789", 1, 1),
    "year": lambda chance: str(chance.randint(2003, 2026)), "month": lambda chance: f"{chance.randint(1, 12):02}",
    "day": lambda chance: f"{chance.randint(1, 28):02}", "lang": lambda chance: chance.choice(("fr", "en", "de", "es", "us", "en-us")),
    "page": _named("pages"), "section": _named("sections"),
    "sub": _named("subs"), "cdn": lambda chance: chance.choice(("cdn", "img", "static", "media", "images")),
    "picture": lambda chance: chance.choice(("jpg", "png", "gif", "jpeg")), "platform": _named("platforms"),
    "school": lambda chance: f"{chance.choice(('www', 'cs', 'math', 'people'))}.{_name(chance)}.{chance.choice(('edu', 'ac.uk', 'edu.au'))}",
    "town": lambda chance: f"{chance.choice(('mairie', 'ville', 'www', 'paris'))}-{_name(chance)}.{chance.choice(('fr', 'gouv.fr', 'gov.uk', 'gov'))}",
    "known": _of("known"), "home": lambda chance: chance.choice(brands()[_brand(chance)]), "short": _of("shortener"), "free": _of("free"),
    "free_site": lambda chance: f"{_name(chance)}{_word(chance)}.{chance.choice(sorted(lists()['free']))}",
    "odd": _of("doubtful"), "end": lambda chance: chance.choice(_ENDS), "lure": _lure, "bait": _bait,
    "Bait": lambda chance: _bait(chance).title(), "brand": _brand, "misspelt": _misspelt, "twoscripts": _two_scripts,
    "planted": lambda chance: chance.choice(sorted(each.strip("/") for each in lists()["planted"])),
    "anywhere": lambda chance: f"{chance.choice((_word, _name, _junk))(chance)}.{chance.choice((*_ENDS, *sorted(lists()['doubtful'])))}",
    "ip": lambda chance: ".".join(str(chance.randint(2, 250)) for _ in range(4)),
    "form": _named("forms"), "formpath": lambda chance: f"{_word(chance)}{_hex(chance)}/{chance.choice(('viewform', 'index.html', 'view', ''))}",
    "mail": lambda chance: f"{_name(chance)}@{_word(chance)}.com",
    "puny": lambda chance: f"xn--{_word(chance)}-{_random('abcdefghijk0123456789', 3, 5)(chance)}",
}  # fmt: skip
BLANKS |= {"number3": _random("123456789", 2, 4)}
