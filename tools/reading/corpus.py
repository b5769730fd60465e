"""Examples read as posts are read, rules and lexicons included, and turned into rows of features."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.analysis.features import BUCKETS, SIZE, hashed, pairs, plain
from parvis.analysis.heads import MOST
from parvis.analysis.learning.solver import Floats, Rows
from parvis.analysis.ruled import Ruled, ruled
from parvis.analysis.senses import SENSES
from parvis.analysis.signs import FIRST_SENSE
from parvis.analysis.signs import NAMES as SIGNS
from tools.reading import hostile
from tools.reading.sources import Example

WIDTH = SIZE + len(SIGNS)
FOLDS = 4
INNER, OVERALL, SIGN, SENSE, MEETING = 0.3, 0.3, 0.5, 0.5, 0.3
LANGUAGES = ("fr", "en")
Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Examples, what the rules said of each, and their features. `counts`: the tokens of each. `folds`: the part of each.

    `once`: what each counts where figures are given: the variants of a phrase count as one phrase.
    """

    examples: list[Example]
    said: list[Ruled]
    columns: NDArray[np.int32]
    starts: Ids
    counts: Ids
    folds: Ids
    once: Floats

    def rows(self, worth: Floats) -> Rows:
        """`worth`: of each feature."""
        lengths = np.diff(self.starts)
        root = np.repeat(np.sqrt(np.maximum(self.counts, 1)), lengths)
        values = np.where(self.columns < SIZE, worth[self.columns] / root, worth[self.columns])
        return Rows(self.columns, values.astype(np.float32), self.starts, WIDTH)


def corpus(examples: Sequence[Example]) -> Corpus:
    read = [ruled(each.text, each.language, LANGUAGES) for each in examples]
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
    lengths = np.array([len(each) for each in columns])
    sizes = Counter((each.source, each.group) for each in examples)
    once = np.array([1 / sizes[each.source, each.group] for each in examples])
    return Corpus(
        list(examples), read, np.concatenate(columns), np.concatenate([[0], np.cumsum(lengths)]), np.array(counts),
        _folds(examples), once,
    )  # fmt: skip


def _folds(examples: Sequence[Example]) -> Ids:
    """Never torn apart: the variants of a phrase, the reviews of an app in both languages, the comments of a video."""
    places = sorted({(each.source.partition("_")[0], each.within) for each in examples if each.within})
    rank = {place: number % FOLDS for number, place in enumerate(places)}
    return np.array([
        rank[each.source.partition("_")[0], each.within] if each.within else zlib.crc32(_family(each.group)) % FOLDS
        for each in examples
    ])  # fmt: skip


def _family(group: str) -> bytes:
    """Of lines of a theme, that are written in the same order in both languages: the same family in both."""
    file, _blank, number = group.partition(" ")
    return f"{file.partition('.')[2]} {number}".encode() if file[2:3] == "." else group.encode()


def rarity(among: Corpus) -> Floats:
    """What a feature is worth: more when few examples have it; characters less than words, since they are many.

    Sets that speak of toxicity alone, and phrases of a theme, are not counted: they would move every other head.
    """
    counted = np.array([each.source not in hostile.READERS and not each.themed for each in among.examples])
    lengths = np.diff(among.starts)
    owner = np.repeat(np.flatnonzero(counted), lengths[counted])
    columns = among.columns[np.repeat(counted, lengths)]
    once = np.unique(owner.astype(np.int64) * WIDTH + columns) % WIDTH
    worth: Floats = OVERALL * (np.log((1 + counted.sum()) / (1 + np.bincount(once, minlength=WIDTH))) + 1)
    worth[:BUCKETS] *= INNER
    worth[SIZE:] = SIGN
    worth[SIZE + FIRST_SENSE :] = SENSE
    worth[SIZE + FIRST_SENSE + len(SENSES) :] = MEETING
    return worth
