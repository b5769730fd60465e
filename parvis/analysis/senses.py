"""What kinds of things a post speaks of: who, what harm, which authority, what fiction. Heads weigh the kinds and how they meet.

A word that no example had still belongs to a kind: whoever learnt “my son” and “burned” knows what “my niece” and “scalded” are.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import combinations

from parvis.analysis.lexicon import LANGUAGES, bare, rows

_FILE = "senses.tsv"
_SHORTEST = 3
REMEMBERED = 60_000


@cache
def _table() -> dict[str, dict[str, int]]:
    """By language: word, or its beginning with a star, → the senses as bits."""
    found: dict[str, dict[str, int]] = {language: {} for language in LANGUAGES}
    for language, sense, words in rows(_FILE):
        bit = 1 << SENSES.index(sense)
        for word in map(bare, words.split()):
            found[language][word] = found[language].get(word, 0) | bit
    return found


SENSES = tuple(dict.fromkeys(sense for _language, sense, _words in rows(_FILE)))
PAIRS = tuple(combinations(range(len(SENSES)), 2))
NAMES = (
    *(f"sense {sense}" for sense in SENSES),
    *(f"sense {SENSES[one]} and {SENSES[other]}" for one, other in PAIRS),
)
_AT = {pair: len(SENSES) + rank for rank, pair in enumerate(PAIRS)}


def senses(words: Iterable[str], language: str, first: int = 0) -> tuple[int, ...]:
    """Numbers in `NAMES`, counted from `first`. `language`: "" when it is not known, then those of all."""
    known = _known(language if language in LANGUAGES else "")
    found = 0
    for word in words:
        found |= known[word]
    return _met(found, first)


class _Known(dict[str, int]):
    """The senses of every word met, as bits."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language

    def __missing__(self, word: str) -> int:
        if len(self) >= REMEMBERED:
            self.clear()
        found = _sense(word, self.language)
        self[word] = found
        return found


@cache
def _known(language: str) -> _Known:
    return _Known(language)


def _sense(word: str, language: str) -> int:
    if not language:
        return _sense(word, "fr") | _sense(word, "en")
    table, plain = _table()[language], bare(word)
    found = table.get(plain, 0)
    for end in range(_SHORTEST, len(plain) + 1):
        found |= table.get(plain[:end] + "*", 0)
    return found


@lru_cache(maxsize=20_000)
def _met(found: int, first: int) -> tuple[int, ...]:
    bits = [rank for rank in range(len(SENSES)) if found >> rank & 1]
    return tuple(first + at for at in (*bits, *(_AT[pair] for pair in combinations(bits, 2))))
