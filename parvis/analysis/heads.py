"""The trained heads: one gather and one sum for all of them, in plain numpy.

A post's score is the sum of the rows of its words and pairs over the root of their number, plus the rows of its signs
(`signs.py`), plus a constant. All sums are of integers: a post scores the same alone and in any batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import chain
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from parvis.analysis import weights
from parvis.analysis.features import Hashes, Ids, hashed, pairs, plain
from parvis.analysis.signs import NAMES as SIGNS

ROOM = 4_096
REMEMBERED = 60_000
MOST = 1_000
Scores = NDArray[np.float64]


class Told(NamedTuple):
    """`scores[post, head]`: log-odds. What each word of a post weighed for a head: `spoke`. `own`: (head, column, posts that it
    was read with instead)."""

    scores: Scores
    table: NDArray[np.int16]
    words: list[Ids]
    own: Sequence[tuple[int, int, frozenset[int]]] = ()

    def chances(self) -> list[list[float]]:
        """The same as chances from 0 to 1, to four places."""
        found: list[list[float]] = np.round(1 / (1 + np.exp(-np.clip(self.scores, -9, 9))), 4).tolist()
        return found

    def spoke(self, post: int, head: int) -> list[int]:
        """The weight of each of the post's first `MOST` tokens, in the head's own unit."""
        column = next((own for at, own, posts in self.own if at == head and post in posts), head)
        spoken: list[int] = self.table[self.words[post], column].tolist()
        return spoken


class Heads:
    """Remembers the words it has met: what a word weighs is summed up once."""

    def __init__(self, model: weights.Model) -> None:
        self.model = model
        self.known: dict[str, int] = {}
        self.table = np.zeros((ROOM, len(model.names)), np.int16)
        self.hashes: Hashes = np.zeros(ROOM, np.uint64)
        self.lock = Lock()
        self.own = [_apart(name, rank, model) for rank, name in enumerate(model.names) if " " in name]

    def tell(self, posts: Sequence[Sequence[str]], signs: Sequence[Sequence[int]]) -> Told:
        """`posts`: their words; `signs`: the signs of each."""
        with self.lock:
            words = self._places(posts)
            table, hashes = self.table, self.hashes
        lengths = np.fromiter(map(len, words), np.int64, len(words))
        flat = np.concatenate(words) if words else np.zeros(0, np.int64)
        sums = _summed(table[flat], lengths) + self._paired(hashes[flat], lengths)
        model = self.model
        scores = sums * model.scale / np.sqrt(np.maximum(lengths, 1))[:, None]
        marks = np.fromiter((len(each) for each in signs), np.int64, len(signs))
        rows = np.fromiter(chain.from_iterable(signs), np.int64, int(marks.sum()))
        scores += _summed(model.signs[rows], marks) * model.sign_scale + model.constant
        scores = scores * model.slope + model.shift
        own = []
        for head, column, sign in self.own:
            of = np.repeat(np.arange(len(signs)), marks)[rows == sign]
            scores[of, head] = scores[of, column]
            own.append((head, column, frozenset(of.tolist())))
        return Told(scores, table, words, own)

    def _paired(self, hashes: Hashes, lengths: Ids) -> NDArray[np.int64]:
        if len(hashes) < 2:
            return np.zeros((len(lengths), len(self.model.names)), np.int64)
        together = np.ones(len(hashes) - 1, bool)
        ends = np.cumsum(lengths)[:-1]
        together[ends[(ends > 0) & (ends < len(hashes))] - 1] = False
        rows = pairs(hashes[:-1][together], hashes[1:][together])
        return _summed(self.model.table[rows], np.maximum(lengths - 1, 0))

    def _places(self, posts: Sequence[Sequence[str]]) -> list[Ids]:
        """Where the words of each post stand in the table, which grows by those never met."""
        known = self.known
        fresh = {word for post in posts for word in post[:MOST] if word not in known}
        if fresh:
            if len(known) + len(fresh) > REMEMBERED:
                self._forget()
                fresh = {word for post in posts for word in post[:MOST]}
            self._learn(sorted(fresh))
        return [np.array([known[word] for word in post[:MOST]], np.int64) for post in posts]

    def _forget(self) -> None:
        """New tables, since whoever is reading still holds the old ones."""
        self.known.clear()
        self.table, self.hashes = np.zeros_like(self.table[:ROOM]), np.zeros_like(self.hashes[:ROOM])

    def _learn(self, fresh: list[str]) -> None:
        rows, starts, whole = hashed([plain(word) for word in fresh])
        first, last = len(self.known), len(self.known) + len(fresh)
        while len(self.table) < last:
            self.table = np.concatenate([self.table, np.zeros_like(self.table)])
            self.hashes = np.concatenate([self.hashes, np.zeros_like(self.hashes)])
        self.table[first:last] = np.add.reduceat(self.model.table[rows], starts, axis=0, dtype=np.int16)
        self.hashes[first:last] = whole
        self.known.update(zip(fresh, range(first, last), strict=True))


@cache
def shipped() -> Heads:
    """Loaded at the first post."""
    return Heads(weights.shipped())


def _apart(name: str, column: int, model: weights.Model) -> tuple[int, int, int]:
    """Of a column that reads one language ("toxic fr"): the head that it stands for there, itself, the sign of the language."""
    head, _blank, language = name.partition(" ")
    return model.names.index(head), column, SIGNS.index(f"language {language}")


def _summed(rows: NDArray[np.integer], lengths: Ids) -> NDArray[np.int64]:
    """The rows of each post, added up; 0 for a post without any."""
    sums = np.zeros((len(lengths), rows.shape[1]), np.int64)
    some = np.flatnonzero(lengths)
    if len(some):
        starts = (np.cumsum(lengths) - lengths)[some]
        sums[some] = np.add.reduceat(rows, starts, axis=0, dtype=np.int64)
    return sums
