"""Texts as the heads see them, with what the weights already say of each: what a learner adds to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.analysis.features import BUCKETS, SIZE, hashed, pairs, plain
from parvis.analysis.heads import MOST, Heads
from parvis.analysis.learning.solver import Floats, Rows
from parvis.analysis.ruled import Ruled, ruled
from parvis.analysis.signs import FIRST_SENSE
from parvis.analysis.signs import NAMES as SIGNS

WIDTH = SIZE + len(SIGNS)
BATCH = 500
INNER, WHOLE, SIGN, SENSE = 0.3, 1.0, 0.5, 0.3
"""What a feature is worth while learning: characters less than words, since they are many."""
LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Texts:
    """Row i: the features `columns[starts[i]:starts[i + 1]]` (table rows, then signs), `counts[i]` tokens, and `base[i]`:
    the log-odds that each head gives it. `words`: the tokens, for whoever says what was learnt."""

    columns: NDArray[np.int32]
    starts: NDArray[np.int64]
    counts: NDArray[np.int64]
    base: Floats
    words: list[list[str]]

    def __len__(self) -> int:
        return len(self.counts)

    def languages(self) -> list[str]:
        """As each is read; "" where it cannot be told."""
        found = [""] * len(self)
        for language in LANGUAGES:
            for at in np.flatnonzero(self.columns == SIZE + SIGNS.index(f"language {language}")):
                found[int(np.searchsorted(self.starts, at, "right")) - 1] = language
        return found

    def rows(self, worth: Floats | None = None) -> Rows:
        """`worth`: of each feature; by kind where it is not given."""
        each = kinds() if worth is None else worth
        root = np.repeat(np.sqrt(np.maximum(self.counts, 1)), np.diff(self.starts))
        values = np.where(self.columns < SIZE, each[self.columns] / root, each[self.columns])
        return Rows(self.columns, values.astype(np.float32), self.starts, WIDTH)

    def rarity(self, overall: float = 0.3) -> Floats:
        """What a feature is worth where there are many texts: more when few of them have it."""
        owner = np.repeat(np.arange(len(self)), np.diff(self.starts))
        once = np.unique(owner.astype(np.int64) * WIDTH + self.columns) % WIDTH
        worth: Floats = overall * (np.log((1 + len(self)) / (1 + np.bincount(once, minlength=WIDTH))) + 1)
        worth[:BUCKETS] *= INNER
        worth[SIZE : SIZE + FIRST_SENSE], worth[SIZE + FIRST_SENSE :] = SIGN, SENSE
        return worth


def kinds() -> Floats:
    worth = np.full(WIDTH, WHOLE)
    worth[:BUCKETS], worth[SIZE:] = INNER, SIGN
    worth[SIZE + FIRST_SENSE :] = 0.0  # too many for what few corrections teach
    return worth


def texts_of(texts: Sequence[str], hints: Sequence[str], heads: Heads) -> Texts:
    """Reads every text as a post is read, rules and lexicons included. `hints`: the language declared, "" when none is."""
    read = [ruled(text, hint, LANGUAGES) for text, hint in zip(texts, hints, strict=True)]
    base = [_told(read[at : at + BATCH], heads) for at in range(0, len(read), BATCH)]
    words = sorted({word for each in read for word in each.cut.words[:MOST]})
    rows, starts, whole = hashed([plain(word) for word in words])
    ends = np.append(starts[1:], len(rows))
    at = {word: rank for rank, word in enumerate(words)}
    columns, counts = [], []
    for each in read:
        ids = np.array([at[word] for word in each.cut.words[:MOST]], np.int64)
        hashes = whole[ids]
        found = [rows[starts[i] : ends[i]] for i in ids]
        found += [pairs(hashes[:-1], hashes[1:])] if len(ids) > 1 else []
        columns.append(np.concatenate([*found, np.array(each.signs, np.int64) + SIZE]).astype(np.int32))
        counts.append(len(ids))
    lengths = np.array([len(each) for each in columns], np.int64)
    return Texts(
        np.concatenate(columns) if columns else np.zeros(0, np.int32),
        np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)]),
        np.array(counts, np.int64),
        np.concatenate(base) if base else np.zeros((0, len(heads.model.names))),
        [each.cut.words[:MOST] for each in read],
    )


def _told(read: Sequence[Ruled], heads: Heads) -> Floats:
    return heads.tell([each.cut.words for each in read], [each.signs for each in read]).scores
