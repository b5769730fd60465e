"""What is counted of a post besides the post itself, and what it means that a word rises: pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from math import sqrt

from parvis.core.folding import fold_tokens
from parvis.listening.query.stopwords import STOP_WORDS

COUNTED_AS = 1
"""How figures are counted: 1 = by language too. What an earlier release counted otherwise is counted anew, once."""
QUARTER = 6
"""Hours of UTC whose words and links are counted together."""
KEPT = 80
"""Rows of one kind that a past quarter of a watch keeps, over all its places."""
WORDS, LINKS = 40, 10
"""Of one post, at most."""
SHORTEST, LONGEST = 3, 40
RISING_FROM = 2
"""Posts under which a word is nobody's talk but one person's."""


def quarter_of(at: datetime) -> datetime:
    """The beginning of its quarter of a day, in UTC."""
    at = at.astimezone(UTC)
    return at.replace(hour=at.hour - at.hour % QUARTER, minute=0, second=0, microsecond=0)


def telling(words: Iterable[str]) -> tuple[str, ...]:
    """The words of a post that may tell what it is about, each once: no names called (@), no addresses, no numbers."""
    kept = dict.fromkeys(word for word in words if _tells(word))
    return tuple(islice(kept, WORDS))


@lru_cache(maxsize=50_000)
def _tells(word: str) -> bool:
    bare = word.removeprefix("#")
    if not SHORTEST <= len(bare) <= LONGEST or not bare[0].isalpha() or "'" in word or "://" in word:
        return False
    return not word.startswith("www.") and "".join(fold_tokens(bare)) not in STOP_WORDS


@dataclass(frozen=True, slots=True)
class Risen:
    """A word or link, in how many posts it stands now and stood before. `score`: by how many deviations it is above."""

    term: str
    n: int
    before: int
    score: float


def rising(now: Mapping[str, int], before: Mapping[str, int], growth: float, *, most: int) -> list[Risen]:
    """Those that grew more than the talk itself, the most surprising first.

    `growth`: posts now over posts before. expected = before × max(1, growth); score = (n − expected) / √(expected + 1).
    """
    found = []
    for term, n in now.items():
        had = before.get(term, 0)
        expected = had * max(1.0, growth)
        score = (n - expected) / sqrt(expected + 1)
        if n >= RISING_FROM and score > 1:
            found.append(Risen(term, n, had, round(score, 2)))
    return sorted(found, key=lambda one: (-one.score, -one.n, one.term))[:most]
