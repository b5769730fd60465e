"""Many texts cut into words at once: one array of letters, one running sum, and the hash of every word falls out.

Cuts exactly where `core.folding.fold_tokens` cuts, by its table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.core.folding import composed, folded_char
from parvis.listening.matching.hashing import BASE, FIRST, MENTION, SECOND, WHOLE, letter_hash, start_mark

Hashes = NDArray[np.uint64]
Numbers = NDArray[np.int64]
LETTER, ALONE, SPACE, GONE, SEVERAL, AT = 1, 2, 3, 4, 5, 6
BETWEEN = "\x1e"
"""Stands between texts; in a text it separates words like any other control character."""
_BETWEEN = ord(BETWEEN)
_CODES = 0x110000
_kind = np.zeros(_CODES, np.uint8)
"""What each character is to the cutting; 0: not met yet. Pages that no text touches take no memory."""
_number = np.zeros(_CODES, np.uint64)
_USUAL = 1 << 18


def _powers(base: int, count: int) -> Hashes:
    powers = np.full(count, base, np.uint64)
    powers[0] = 1
    return np.multiply.accumulate(powers)


_INVERSE = pow(BASE, -1, WHOLE + 1)
_up, _down = _powers(BASE, _USUAL), _powers(_INVERSE, _USUAL)


def _learn(codes: Iterable[int]) -> None:
    """Numbers first: another thread that sees the kind may use both."""
    for code in codes:
        folded = folded_char(code)
        bare = folded.strip()
        if not folded:
            kind = GONE
        elif not bare:
            kind = SPACE
        elif bare == "@":
            kind = AT
        elif len(bare) > 1:
            kind = SEVERAL
        else:
            kind = ALONE if folded != bare else LETTER
            _number[code] = letter_hash(ord(bare))
        _kind[code] = kind


@dataclass(frozen=True, slots=True)
class Words:
    """The words of many texts, in order. `post`: index of its text; `hash`: the word without sign; `start`: its first
    letter in the running sum; `mention`: whether it bears the sign."""

    post: Numbers
    hash: Hashes
    start: Numbers
    length: Numbers
    mention: NDArray[np.bool_]
    sums: Hashes
    down: Hashes

    def mentions(self) -> tuple[Numbers, Hashes]:
        """(post, key) of each mention as such."""
        at = np.flatnonzero(self.mention)
        return self.post[at], self.hash[at] ^ np.uint64(MENTION)

    def pairs(self) -> tuple[Numbers, Hashes]:
        """(post, key) of each two words in a row."""
        first, second = self.hash[:-1] * np.uint64(FIRST), self.hash[1:] + np.uint64(SECOND)
        same = self.post[1:] == self.post[:-1]
        return self.post[1:][same], (first ^ second)[same]

    def starts(self, length: int) -> tuple[Numbers, Hashes]:
        """(post, key) of the first `length` letters of each word that has as many; of mentions also with their sign."""
        at = np.flatnonzero(self.length >= length)
        start = self.start[at]
        found = (self.sums[start + length] - self.sums[start]) * self.down[start] ^ np.uint64(start_mark(length))
        signed = self.mention[at]
        post = self.post[at]
        if not signed.any():
            return post, found
        return np.concatenate([post, post[signed]]), np.concatenate([found, found[signed] ^ np.uint64(MENTION)])


def cut(texts: Sequence[str]) -> Words:
    """The words of `texts`."""
    codes, kinds = _letters(composed(BETWEEN.join(text.replace(BETWEEN, " ") for text in texts)))
    inside = kinds <= ALONE
    starts, ends = _bounds(inside, kinds)
    count = len(codes)
    up, down = (_up, _down) if count <= _USUAL else (_powers(BASE, count), _powers(_INVERSE, count))
    sums = np.empty(count + 1, np.uint64)
    sums[0] = 0
    numbers = _number[codes]
    np.multiply(numbers, up[:count], out=numbers)
    np.cumsum(numbers, out=sums[1:])
    hashes = (sums[ends] - sums[starts]) * down[starts]
    cuts = np.flatnonzero(codes == _BETWEEN)
    firsts = np.searchsorted(starts, cuts)
    post = np.repeat(np.arange(len(cuts) + 1), np.diff(firsts, prepend=0, append=len(starts)))
    mention = np.zeros(len(starts), bool)
    if (kinds == AT).any():
        later = np.flatnonzero((starts > 0) & (kinds[starts] == LETTER))
        mention[later] = kinds[starts[later] - 1] == AT
    return Words(post, hashes, starts, ends - starts, mention, sums, down)


def _letters(text: str) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """The characters that count, and what each is; those that become several letters are written out."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds = _kind[codes]
    worst = kinds.max(initial=0), kinds.min(initial=LETTER)
    if worst[1] == 0:
        _learn(np.unique(codes[kinds == 0]).tolist())
        return _letters(text)
    if worst[0] >= SEVERAL and (several := kinds == SEVERAL).any():
        for code in np.unique(codes[several]).tolist():
            text = text.replace(chr(code), folded_char(code))
        return _letters(text)
    stays = kinds != GONE
    return (codes, kinds) if stays.all() else (codes[stays], kinds[stays])


def _bounds(inside: NDArray[np.bool_], kinds: NDArray[np.uint8]) -> tuple[Numbers, Numbers]:
    """Where words begin and end: at every change of `inside`, and on both sides of what is a word of its own."""
    edges = np.empty(len(inside) + 1, bool)
    edges[0], edges[-1] = (inside[0], inside[-1]) if len(inside) else (False, False)
    np.not_equal(inside[1:], inside[:-1], out=edges[1:-1])
    alone = np.flatnonzero(kinds == ALONE)
    if not len(alone):
        places = np.flatnonzero(edges)
        return places[::2], places[1::2]
    edges[alone] = True
    edges[alone + 1] = True
    places = np.flatnonzero(edges)
    begins = np.zeros(len(edges), bool)
    begins[:-1] = inside
    starts = places[begins[places]]
    return starts, places[np.searchsorted(places, starts) + 1]
