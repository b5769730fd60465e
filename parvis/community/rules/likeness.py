"""By which words of its title a question is found again. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

import Stemmer

from parvis.community.rules.kinds import Kind
from parvis.core.folding import fold_tokens
from parvis.listening.query.stopwords import STOP_WORDS

FOUND_AGAIN = frozenset({Kind.QUESTIONS, Kind.IDEAS})
"""Kinds of topics that are said twice, and better once."""
STEMS = 12
"""Of one title, at most."""
LEAST = 0.34
"""From which share of its words in common a title is shown as alike."""


@cache
def _stemmers() -> tuple[Stemmer.Stemmer, Stemmer.Stemmer]:
    return Stemmer.Stemmer("french"), Stemmer.Stemmer("english")


def stems(title: str) -> list[str]:
    """The stems of a title's telling words, each once, in their order. Folded first: with accents or without, French or
    English, a word has one stem."""
    french, english = _stemmers()
    told = [word for word in fold_tokens(title[:300]) if word not in STOP_WORDS and len(word) < 40]
    return list(dict.fromkeys(english.stemWords(french.stemWords(told))))[:STEMS]


def alike(wanted: Iterable[str], titles: Mapping[int, Iterable[str]]) -> list[int]:
    """The topics whose titles share enough words with `wanted` (Dice's coefficient), the nearest first."""
    asked = set(wanted)
    near: list[tuple[float, int]] = []
    for topic, words in titles.items():
        told = set(words)
        if asked & told and (share := 2 * len(asked & told) / (len(asked) + len(told))) >= LEAST:
            near.append((share, topic))
    return [topic for _share, topic in sorted(near, reverse=True)]
