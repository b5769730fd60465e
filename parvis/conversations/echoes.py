"""Posts that say the same: reposts, copied messages, templates with another link. Pure; the cost of a post never grows.

What differs without saying anything else (addresses, mentions, case, accents, punctuation) is left aside. Two posts are
compared by their pairs of words; to find whom to compare a post with, MinHash: the least of the pairs under several
orders, three by three (Broder 1997; bands as in Leskovec et al., Mining of Massive Datasets, ch. 3).
"""

from __future__ import annotations

import importlib
import re
import struct
from collections.abc import Iterator, Sequence
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
MANY = 50
"""Texts at once from which numpy is worth its call."""
READ = 5_000
"""Characters that decide."""
_digest = xxhash.xxh3_64_intdigest
_ASIDE = re.compile(r"https?://\S+|(?<![\w@])@[\w.:-]+|\bRT\b")
_MASKS = tuple(xxhash.xxh3_64_intdigest(b"order", seed) for seed in range(BANDS * ROWS))
"""An order each: what is least once its bits are turned by the mask."""
_ALL = struct.Struct(f"<{BANDS * ROWS}Q")
_WIDE = 8 * ROWS


@dataclass(frozen=True, slots=True)
class Sketch:
    """`keys`: the first is shared by those that say the very same, each other one by most that nearly do. 64 bits, signed."""

    keys: tuple[int, ...]
    pairs: frozenset[int]


def sketch(text: str) -> Sketch | None:
    """None for a text too short to be anybody's copy."""
    return sketches([text])[0]


def sketches(texts: Sequence[str]) -> list[Sketch | None]:
    """Of each text; the same alone as among many."""
    drawn = [_drawn(text) for text in texts]
    some = [pairs for one in drawn if one is not None for pairs in [one[1]]]
    least = iter(_least_of_many(some) if len(some) >= MANY else map(_least, some))
    return [None if one is None else Sketch((one[0], *_bands(next(least))), one[1]) for one in drawn]


def _drawn(text: str) -> tuple[int, frozenset[int]] | None:
    """(what stands for its very words, its pairs of words)."""
    words = fold_tokens(_ASIDE.sub(" ", text[:READ]))
    if len(words) < SHORTEST:
        return None
    encoded = [word.encode() for word in words]
    pairs = frozenset([_digest(one + b" " + two) for one, two in pairwise(encoded)])
    return _signed(_digest(b" ".join(encoded))), pairs


def _least(pairs: frozenset[int]) -> bytes:
    return _ALL.pack(*(min(map(mask.__xor__, pairs)) for mask in _MASKS))


def _least_of_many(some: Sequence[frozenset[int]]) -> Iterator[bytes]:
    """The same in numpy, which is loaded by the first who has many: a tenth of the time."""
    np = importlib.import_module("numpy")
    flat = np.fromiter((pair for pairs in some for pair in pairs), np.uint64)
    starts = np.cumsum([0, *(len(pairs) for pairs in some[:-1])])
    found = np.stack([np.minimum.reduceat(flat ^ np.uint64(mask), starts) for mask in _MASKS], axis=1)
    return (row.tobytes() for row in found.astype("<u8"))


def _bands(least: bytes) -> Iterator[int]:
    for band in range(BANDS):
        yield _signed(_digest(least[band * _WIDE : (band + 1) * _WIDE], band + 1))


def alike(one: Sketch, other: Sketch) -> float:
    """0–1: 1 = the same words in the same order."""
    if one.keys[0] == other.keys[0]:
        return 1.0
    together = len(one.pairs & other.pairs)
    # Never quite 1 for what is written otherwise.
    return min(0.99, together / (len(one.pairs) + len(other.pairs) - together))


def _signed(unsigned: int) -> int:
    return unsigned - 2**64 if unsigned >= 2**63 else unsigned
