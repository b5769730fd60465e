"""What the heads look at: words, pairs of words, and the 2 to 5 characters inside them, hashed into a table of fixed size.

The same functions serve the trainer and the reader, so that both see the same numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Hashes = NDArray[np.uint64]

BITS = 16
BUCKETS = 1 << BITS
SIZE = 2 * BUCKETS  # first the characters, then words and pairs
GRAMS = (2, 3, 4, 5)
LONGEST = 32

_DIGITS = re.compile(r"\d")
_SHIFT = np.uint64(64 - BITS)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)
_LEFT, _RIGHT = np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9)
_PLACES: Hashes = np.array(
    [pow(0x2545F4914F6CDD1D, rank + 1, 1 << 64) | 1 for rank in range(LONGEST + 2)], dtype=np.uint64
)
_SALTS: Hashes = np.array([0x1B873593 * (size + 1) for size in range(max(GRAMS) + 1)], dtype=np.uint64)


def plain(word: str) -> str:
    """What a token stands for: addresses, mentions and figures are all alike, and no word is endless."""
    if word[0] == "@" and len(word) > 1:
        return "@user"
    if word.startswith(("http", "www.")):
        return "http"
    return _DIGITS.sub("0", word[:LONGEST])


def hashed(words: Sequence[str]) -> tuple[Ids, Ids, Hashes]:
    """Of plain words: the table rows of all, where those of each begin, and one hash a word (for its pairs)."""
    lengths = np.fromiter((len(word) + 2 for word in words), np.int64, len(words))
    codes = _codes(words)
    starts = np.cumsum(lengths) - lengths
    within = np.arange(len(codes)) - np.repeat(starts, lengths)
    left = np.repeat(lengths, lengths) - within
    whole = _mixed(np.add.reduceat(codes * _PLACES[within], starts))
    rows = [_row(whole) + BUCKETS]
    owners = [np.arange(len(words))]
    owner = np.repeat(owners[0], lengths)
    for size in GRAMS:
        first = np.flatnonzero(left >= size)
        grams = np.full(len(first), _SALTS[size])
        for offset in range(size):
            grams += codes[first + offset] * _PLACES[offset]
        rows.append(_row(_mixed(grams)))
        owners.append(owner[first])
    order = np.argsort(np.concatenate(owners), kind="stable")
    counts = np.bincount(np.concatenate(owners), minlength=len(words))
    return np.concatenate(rows)[order], np.cumsum(counts) - counts, whole


def pairs(left: Hashes, right: Hashes) -> Ids:
    """The table rows of words that follow one another."""
    return _row(_mixed(left * _LEFT + right * _RIGHT)) + BUCKETS


def _codes(words: Iterable[str]) -> Hashes:
    text = "".join(f" {word} " for word in words)
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)


def _mixed(numbers: Hashes) -> Hashes:
    numbers = (numbers ^ (numbers >> _HALF)) * _MIX
    return (numbers ^ (numbers >> _HALF)) * _MIX


def _row(numbers: Hashes) -> Ids:
    return (numbers >> _SHIFT).astype(np.int64)
