"""The lexicons, read once, and the one pass that finds their forms in a post.

Files (`lexicons/`, all written for Parvis): `<language>.mood.tsv` form, weight, kind (inflected here);
`<language>.cues.tsv` code, form, weight; `emoji.tsv` sign, weight; `stopwords.tsv` language, words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from parvis.analysis.inflection import inflected
from parvis.analysis.tokens import split

FOLDER = Path(__file__).parent / "lexicons"
LANGUAGES = ("fr", "en")
_DRAWN = re.compile(r"([^\W\d_])\1{2,}")
_MOOD = frozenset({"mood", "not", "maybe-not", "more", "less", "but"})


class Mark(NamedTuple):
    """What a form says: a code (mood, not, insult, question…) and how strongly."""

    code: str
    weight: float
    verb: bool


class Hit(NamedTuple):
    """A mark found on the tokens `first` to `last`, the latter excluded."""

    first: int
    last: int
    weight: float
    verb: bool


Phrases = dict[str, list[tuple[tuple[str, ...], tuple[Mark, ...]]]]


class Node(NamedTuple):
    """The marks of a word, and by their second word the longer forms that begin with it, longest first."""

    marks: tuple[Mark, ...]
    phrases: Phrases


Lexicon = dict[str, Node]
Hits = dict[str, list[Hit]]


def find(words: list[str], lexicon: Lexicon) -> Hits:
    """Hits by code. The marks that make up the mood never overlap: the longest form wins (« pas mal » is not « pas »)."""
    hits: Hits = {}
    covered = 0
    for first in [i for i, word in enumerate(words) if word in lexicon]:
        node_marks, phrases = lexicon[words[first]]
        if phrases and first + 1 < len(words) and (begun := phrases.get(words[first + 1])):
            for rest, marks in begun:
                last = first + 1 + len(rest)
                if last - first == 2 or tuple(words[first + 1 : last]) == rest:
                    covered = _collect(hits, marks, first, last, covered)
        if node_marks:
            covered = _collect(hits, node_marks, first, first + 1, covered)
    return hits


def relaxed(words: list[str], lexicon: Lexicon) -> list[str]:
    """Drawn-out letters brought back to the form that the lexicon knows: « troooop » trop, “gooood” good."""
    return [_relaxed(word, lexicon) if _DRAWN.search(word) else word for word in words]


def _relaxed(word: str, lexicon: Lexicon) -> str:
    single, double = _DRAWN.sub(r"\1", word), _DRAWN.sub(r"\1\1", word)
    return double if double in lexicon else single if single in lexicon else word


def _collect(hits: Hits, marks: tuple[Mark, ...], first: int, last: int, covered: int) -> int:
    """Files the marks; returns up to where the mood is told."""
    until = covered
    for code, weight, verb in marks:
        if code in _MOOD:
            if first < covered:
                continue
            until = last
        if code in hits:
            hits[code].append(Hit(first, last, weight, verb))
        else:
            hits[code] = [Hit(first, last, weight, verb)]
    return until


@cache
def lexicon(language: str) -> Lexicon:
    """Of a language; of all together for "" (what means different things in two languages is left out)."""
    if language in LANGUAGES:
        return _tree({**_forms(language), **dict(_emoji().items())})
    forms = [_forms(one) for one in LANGUAGES]
    together = dict(_emoji())
    for mine, other, theirs in ((forms[0], forms[1], "en"), (forms[1], forms[0], "fr")):
        for form, marks in mine.items():
            if not (len(form) == 1 and form[0] in stopwords()[theirs]) and (
                shared := _agreed(marks, other.get(form, marks))
            ):
                together[form] = shared
    return _tree(together)


def _agreed(marks: tuple[Mark, ...], others: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """Of a form that two languages know, the marks on whose code and sense both agree."""
    senses = {(m.code, m.weight > 0) for m in others}
    return tuple(mark for mark in marks if (mark.code, mark.weight > 0) in senses)


@cache
def stopwords() -> dict[str, frozenset[str]]:
    """By language: frequent words that give it away."""
    return {language: frozenset(words.split()) for language, words in rows("stopwords.tsv")}


@cache
def telling() -> dict[str, list[str]]:
    """The languages that each of those words speaks for."""
    table: dict[str, list[str]] = {}
    for language, words in stopwords().items():
        for word in words:
            table.setdefault(word, []).append(language)
    return table


@cache
def forms(language: str, code: str) -> frozenset[tuple[str, ...]]:
    """The forms that carry a code."""
    return frozenset(form for form, marks in _forms(language).items() if any(m.code == code for m in marks))


@cache
def _forms(language: str) -> dict[tuple[str, ...], tuple[Mark, ...]]:
    found: dict[tuple[str, ...], dict[str, Mark]] = {}
    for code, form, weight in rows(f"{language}.cues.tsv"):
        found.setdefault(split(form), {})[code] = Mark(code, float(weight), False)
    for form, weight, kind in rows(f"{language}.mood.tsv"):
        mark = Mark("mood", float(weight), kind == "v")
        for rank, each in enumerate(inflected(language, form, kind)):
            marks = found.setdefault(split(each), {})
            if (rank == 0 or "mood" not in marks) and not marks.keys() & (_MOOD - {"mood"}):
                marks["mood"] = mark
    for marks in found.values():
        if not _MOOD & marks.keys() and marks.keys() & {"insult", "slur", "threat"}:
            marks["mood"] = Mark("mood", -2.0, False)
    exact = {form: tuple(marks.values()) for form, marks in found.items() if form}
    plain = {tuple(bare(word) for word in form): marks for form, marks in exact.items()}
    return {**plain, **exact}


@cache
def _emoji() -> dict[tuple[str, ...], tuple[Mark, ...]]:
    return {(sign,): (Mark("mood", float(weight), False),) for sign, weight in rows("emoji.tsv")}


def bare(word: str) -> str:
    """As people write in a hurry: without accents, or apostrophes inside a word."""
    bare = word[:-1].replace("'", "") + word[-1:]
    return "".join(c for c in unicodedata.normalize("NFD", bare) if not unicodedata.combining(c))


def _tree(forms: dict[tuple[str, ...], tuple[Mark, ...]]) -> Lexicon:
    marks: dict[str, tuple[Mark, ...]] = {}
    phrases: dict[str, Phrases] = {}
    for form, found in forms.items():
        if len(form) == 1:
            marks[form[0]] = found
        else:
            phrases.setdefault(form[0], {}).setdefault(form[1], []).append((form[1:], found))
    for begun in phrases.values():
        for same in begun.values():
            same.sort(key=lambda phrase: -len(phrase[0]))
    return {word: Node(marks.get(word, ()), phrases.get(word, {})) for word in {*marks, *phrases}}


def rows(name: str) -> Iterator[list[str]]:
    with (FOLDER / name).open(encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("# "):
                yield line.rstrip("\n").split("\t")
