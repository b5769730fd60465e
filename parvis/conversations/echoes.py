"""Posts that say the same: reposts, copied messages, templates with another link. Pure; the cost of a post never grows.

What differs without saying anything else (addresses, mentions, case, accents, punctuation) is left aside. Two posts are
compared by their pairs of words; to find whom to compare a post with, MinHash: the least of the pairs under several
orders, three by three (Broder 1997; bands as in Leskovec et al., Mining of Massive Datasets, ch. 3).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

import xxhash

from parvis.core.folding import fold_tokens

SHORTEST = 5
"""Words. What many people say in fewer (“Merci beaucoup !”) is no copy."""
ALIKE = 0.7
"""Share of pairs in common from which a post is a near-copy."""
WINDOW = timedelta(days=7)
"""How far apart copies of one message may lie."""
BANDS, ROWS = 8, 3
"""Of copies that are 0.8 alike, 997 in 1,000 are met; of posts that are 0.5 alike, two thirds, then compared and told apart."""
READ = 5_000
"""Characters that decide."""
_digest = xxhash.xxh3_64_intdigest
_ASIDE = re.compile(r"https?://\S+|(?<![\w@])@[\w.:-]+|\bRT\b")
_MASKS = tuple(xxhash.xxh3_64_intdigest(b"order", seed) for seed in range(BANDS * ROWS))
"""An order each: what is least once its bits are turned by the mask. (Numpy would be quicker, and is slow to load.)"""
_THREE = struct.Struct(f"<{ROWS}Q")


@dataclass(frozen=True, slots=True)
class Sketch:
    """`keys`: the first is shared by those that say the very same, each other one by most that nearly do. 64 bits, signed."""

    keys: tuple[int, ...]
    pairs: frozenset[int]


def sketch(text: str) -> Sketch | None:
    """None for a text too short to be anybody's copy."""
    words = fold_tokens(_ASIDE.sub(" ", text[:READ]))
    if len(words) < SHORTEST:
        return None
    encoded = [word.encode() for word in words]
    pairs = {_digest(one + b" " + two) for one, two in pairwise(encoded)}
    return Sketch((_signed(_digest(b" ".join(encoded))), *_bands(pairs)), frozenset(pairs))


def _bands(pairs: set[int]) -> Iterator[int]:
    least = [min(map(mask.__xor__, pairs)) for mask in _MASKS]
    for band in range(BANDS):
        yield _signed(_digest(_THREE.pack(*least[band * ROWS : (band + 1) * ROWS]), band + 1))


def alike(one: Sketch, other: Sketch) -> float:
    """0–1: 1 = the same words in the same order."""
    if one.keys[0] == other.keys[0]:
        return 1.0
    together = len(one.pairs & other.pairs)
    # Never quite 1 for what is written otherwise.
    return min(0.99, together / (len(one.pairs) + len(other.pairs) - together))


def _signed(unsigned: int) -> int:
    return unsigned - 2**64 if unsigned >= 2**63 else unsigned
