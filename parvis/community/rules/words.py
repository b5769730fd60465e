"""Words as search knows them: French and English, however they are typed. Pure.

A word stands in the index under its folded form, under its stem folded, and under the stem of its folded form; who asks
with or without accents, in the plural or not, meets one of them. Only a-z and 0-9 are left, so that no database cuts
words in a way of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from threading import Lock

from Stemmer import Stemmer

from parvis.core.folding import exact_tokens, fold_tokens
from parvis.listening.query.stopwords import STOP_WORDS

VERSION = 2
"""Grows when words are cut in another way: then all is put into the index anew."""
LANGUAGES = {"fr": "french", "en": "english"}
LONGEST_WORD, WORDS_ASKED, PREFIX_FROM = 80, 8, 3
KEPT = 65_536
_STEMMERS = {code: Stemmer(name) for code, name in LANGUAGES.items()}
_ONE_AT_A_TIME = Lock()
"""A stemmer works in a memory of its own: two threads may not use it at once."""
_APART = re.compile(r"[^\W_]+")


def _spelt(word: str) -> str:
    """In a-z and 0-9, letters of other alphabets by their numbers; "" when nothing is left."""
    if not (word.isascii() and word.isalnum()):
        letters = (c if c.isascii() and c.isalnum() else "" if c.isascii() else f"u{ord(c):x}" for c in word)
        word = "".join(letters)
    return word[:LONGEST_WORD]


@lru_cache(maxsize=KEPT)
def _forms(exact: str, folded: str, language: str) -> tuple[str, ...]:
    """What one word is found under, its stem first; () when nothing of it can be spelt."""
    plain = _spelt(folded)
    stemmer = _STEMMERS.get(language)
    if stemmer is None or not plain:
        return (plain,) if plain else ()
    with _ONE_AT_A_TIME:
        stem, of_plain = stemmer.stemWords([exact, plain])
    stem = _spelt("".join(fold_tokens(stem))) or plain
    return tuple(dict.fromkeys((stem, _spelt(of_plain) or plain, plain)))


@dataclass(frozen=True, slots=True)
class Indexed:
    """A text in the index: `stems`, one a word in its order; `others`, the forms that its words have besides. Both apart by spaces."""

    stems: str
    others: str


def indexed(text: str, languages: Sequence[str]) -> Indexed:
    """`languages`: those that it may be in, the likeliest first; others than French and English are not stemmed."""
    pairs = _pairs(text)
    found = [forms for exact, folded in pairs if (forms := _forms(exact, folded, languages[0]))]
    stems = [forms[0] for forms in found]
    besides = {form for forms in found for form in forms[1:]}
    for language in languages[1:]:
        besides.update(form for exact, folded in pairs for form in _forms(exact, folded, language))
    others = sorted(besides.difference(stems))
    return Indexed(" ".join(stems), " ".join(others))


NO_WORDS = Indexed("", "")
TITLED = "§"
"""Before a word of a title, which stands in the index once more under this sign: no word that is cut from a text has it, and no
database cuts there."""


def titled(title: Indexed) -> str:
    """The words of a title, as they are found by `TITLED`."""
    return " ".join(f"{TITLED}{word}" for word in f"{title.stems} {title.others}".split())


def _pairs(text: str) -> list[tuple[str, str]]:
    return list(zip(exact_tokens(text), fold_tokens(text), strict=True))


@dataclass(frozen=True)
class Asked:
    """What is looked for: each of `words` under one of its forms; under the forms of the last also where a word only begins
    so. Empty = nothing to look for."""

    words: tuple[frozenset[str], ...]
    begins: str = ""

    @cached_property
    def numbers(self) -> dict[str, list[int]]:
        """By form: which of the words it is one of."""
        found: dict[str, list[int]] = {}
        for number, forms in enumerate(self.words):
            for form in forms:
                found.setdefault(form, []).append(number)
        return found

    def marks(self, word: str) -> bool:
        """Whether this word of a text is one of those asked for."""
        known = _known(word)
        if not known.isdisjoint(self.numbers):
            return True
        return bool(self.begins) and any(form.startswith(self.begins) for form in known)


@lru_cache(maxsize=KEPT)
def _known(word: str) -> frozenset[str]:
    """The forms of what a run of letters of a text is made of, in whatever language."""
    return frozenset().union(*(_all_forms(exact, folded) for exact, folded in _pairs(word)))


def _all_forms(exact: str, folded: str) -> frozenset[str]:
    return frozenset(form for language in LANGUAGES for form in _forms(exact, folded, language))


def asked(query: str) -> Asked:
    """Little words are left out unless there is nothing else; the last word may be unfinished."""
    pairs = _pairs(query[:400])
    telling = [pair for pair in pairs if pair[1] not in STOP_WORDS and (len(pair[1]) > 1 or not pair[1].isalpha())]
    forms = [found for exact, folded in (telling or pairs)[:WORDS_ASKED] if (found := _all_forms(exact, folded))]
    words = tuple(dict.fromkeys(forms))
    last = (
        _spelt(pairs[-1][1]) if pairs and query[-1:].isalnum() and pairs[-1] in (telling or pairs)[:WORDS_ASKED] else ""
    )
    return Asked(words, last if len(last) >= PREFIX_FROM else "")


def nearness(stems: str, wanted: Asked) -> float:
    """From 0 (the words stand apart) to 1 (they stand beside each other, in whatever order); 0 for a single word."""
    if len(wanted.words) < 2:
        return 0.0
    last: dict[int, int] = {}
    best, numbers = 0, wanted.numbers
    for place, stem in [one for one in enumerate(stems.split(" ")) if one[1] in numbers]:
        for number in numbers[stem]:
            last[number] = place
            if len(last) == len(wanted.words):
                span = place - min(last.values()) + 1
                best = span if not best else min(best, span)
    return len(wanted.words) / best if best else 0.0


AROUND, EXCERPT = 90, 260


def excerpt(text: str, wanted: Asked) -> list[tuple[str, bool]]:
    """The part of `text` around the first words that were asked for, in pieces: (words, whether they are marked)."""
    words = _APART.finditer(text)
    first = next((word for word in words if wanted.marks(word.group())), None)
    start = _begin(text, first.start()) if first else 0
    end = min(len(text), start + EXCERPT)
    pieces = [("… ", False)] if start else []
    place = start
    for word in chain([first] if first else [], words):
        if word.end() > end:
            break
        if wanted.marks(word.group()):
            pieces += [(text[place : word.start()], False), (word.group(), True)]
            place = word.end()
    pieces.append((text[place:end] + (" …" if end < len(text) else ""), False))
    return [piece for piece in pieces if piece[0]]


def _begin(text: str, hit: int) -> int:
    """Where to begin so that a hit is shown with what leads to it: at a word."""
    if hit <= AROUND:
        return 0
    space = text.find(" ", hit - AROUND, hit)
    return space + 1 if space >= 0 else hit
