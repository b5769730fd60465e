"""From examples to weights: features, one logistic regression a head, calibration on what was set aside, int8."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.analysis.features import BUCKETS, SIZE, hashed, pairs, plain
from parvis.analysis.heads import MOST
from parvis.analysis.learning.solver import Floats, Rows, fit
from parvis.analysis.ruled import ruled
from parvis.analysis.signs import NAMES as SIGNS
from parvis.analysis.weights import Model
from tools.reading.sources import HEADS, Example

WIDTH = SIZE + len(SIGNS)
FOLDS = 4
ROUNDS = 16
INNER, OVERALL, SIGN = 0.3, 0.3, 0.5
SHRINK = 1.0
PRIOR = 5.0
DEARER = {
    "neutral": 1.8, "complaint": 1.3, "suggestion": 2.0, "help": 2.0, "purchase": 3.0, "spam": 3.0, "crisis": 6.0,
    "toxic": 2.0, "hate": 1.5, "threat": 2.0,
}  # fmt: skip
"""How many times worse it is to miss one than to see one where there is none."""
LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Corpus:
    """Examples and their features. `counts`: the tokens of each."""

    examples: list[Example]
    columns: NDArray[np.int32]
    starts: NDArray[np.int64]
    counts: NDArray[np.int64]

    def rows(self, worth: Floats) -> Rows:
        """`worth`: of each feature."""
        lengths = np.diff(self.starts)
        root = np.repeat(np.sqrt(np.maximum(self.counts, 1)), lengths)
        values = np.where(self.columns < SIZE, worth[self.columns] / root, worth[self.columns])
        return Rows(self.columns, values.astype(np.float32), self.starts, WIDTH)


def corpus(examples: Sequence[Example]) -> Corpus:
    """Reads every example as a post is read, rules and lexicons included."""
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
    return Corpus(list(examples), np.concatenate(columns), np.concatenate([[0], np.cumsum(lengths)]), np.array(counts))


def rarity(among: Corpus) -> Floats:
    """What a feature is worth: more when few examples have it; characters less than words, since they are many."""
    owner = np.repeat(np.arange(len(among.counts)), np.diff(among.starts))
    once = np.unique(owner.astype(np.int64) * WIDTH + among.columns) % WIDTH
    worth = OVERALL * (np.log((1 + len(among.counts)) / (1 + np.bincount(once, minlength=WIDTH))) + 1)
    worth[:BUCKETS] *= INNER
    worth[SIZE:] = SIGN
    return worth


def fold_of(group: str) -> int:
    return zlib.crc32(group.encode()) % FOLDS


@dataclass(slots=True)
class Head:
    """`weights` per feature. Then the examples set aside: which, their truth, and what a head that never saw them said."""

    weights: Floats
    constant: float
    known: NDArray[np.int64]
    truth: Floats
    care: Floats
    outside: Floats


def head(label: str, among: Corpus, rows: Rows, worth: Floats) -> Head:
    """Learnt twice: without the examples set aside, which tell how sure it may be, then with them."""
    known, truth, plain = _known(label, among)
    care = _balanced(truth, plain)
    aside = np.array([fold_of(among.examples[i].group) == 0 for i in known])
    inside, out = np.flatnonzero(~aside), np.flatnonzero(aside)
    start = fit(rows.take(known[inside]), truth[inside], care[inside], SHRINK, ROUNDS)
    outside = rows.take(known[out]).times(start[0]) + start[1]
    found, constant = fit(rows.take(known), truth, care, SHRINK, ROUNDS // 2, start)
    return Head(found * worth, constant, known[out], truth[out], _dearer(label, truth, plain)[out], outside)


def apart(label: str, among: Corpus, rows: Rows, set_aside: NDArray[np.bool_]) -> dict[str, float]:
    """The figures of a head on the examples set aside, learnt from the others alone."""
    known, truth, plain = _known(label, among)
    out, inside = np.flatnonzero(set_aside[known]), np.flatnonzero(~set_aside[known])
    found, constant = fit(rows.take(known[inside]), truth[inside], _balanced(truth, plain)[inside], SHRINK, ROUNDS)
    near = inside[[fold_of(among.examples[known[i]].group) == 0 for i in inside]]
    counted = _dearer(label, truth, plain)[near]
    sure = Head(found, constant, known[near], truth[near], counted, rows.take(known[near]).times(found) + constant)
    slope, shift = calibrated(sure)
    scores = slope * (rows.take(known[out]).times(found) + constant) + shift
    return figures(Head(found, constant, known[out], truth[out], plain[out], scores), (1.0, 0.0))


def _dearer(label: str, truth: Floats, care: Floats) -> Floats:
    return care * np.where(truth > 0.5, DEARER.get(label, 1.0), 1.0)


def _known(label: str, among: Corpus) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Of the examples that say something of a label: which, what, and how much each counts."""
    known = np.array([i for i, each in enumerate(among.examples) if label in each.says])
    truth = np.array([among.examples[i].says[label] for i in known])
    return known, truth, np.array([among.examples[i].care for i in known])


def figures(head_: Head, by: tuple[float, float] | None = None) -> dict[str, float]:
    """On what was set aside, each example once: F1, the mean of the F1 of yes and no, precision, recall."""
    slope, shift = by or calibrated(head_)
    yes, said = head_.truth > 0.5, slope * head_.outside + shift >= 0
    both, neither = int((yes & said).sum()), int((~yes & ~said).sum())
    first = 2 * both / max(1, int(yes.sum() + said.sum()))
    second = 2 * neither / max(1, int((~yes).sum() + (~said).sum()))
    return {
        "f1": first, "macro_f1": (first + second) / 2,
        "precision": both / max(1, int(said.sum())), "recall": both / max(1, int(yes.sum())),
    }  # fmt: skip


def _balanced(truth: Floats, care: Floats) -> Floats:
    """Rare kinds count up to eight times more, so that the frequent do not drown them."""
    yes = care @ truth
    raised = min(8.0, max(1.0, (care.sum() - yes) / max(yes, 1e-9) / 2))
    return care * np.where(truth > 0.5, raised, 1.0)


def calibrated(head_: Head) -> tuple[float, float]:
    """Slope and shift that make the odds honest on what was set aside (Platt), held near 1 and 0 where little was."""
    score, truth, care = head_.outside, np.clip(head_.truth, 0.02, 0.98), head_.care
    at = np.array([1.0, 0.0])
    for _ in range(50):
        likely = 1 / (1 + np.exp(-np.clip(at[0] * score + at[1], -30, 30)))
        pull, bend = care * (likely - truth), care * likely * (1 - likely)
        first = np.array([pull @ score, pull.sum()]) + PRIOR * (at - [1.0, 0.0])
        second = np.array([[bend @ score**2, bend @ score], [bend @ score, bend.sum()]]) + PRIOR * np.eye(2)
        step = np.clip(np.linalg.solve(second, first), -0.5, 0.5)
        at = at - step
        if np.abs(step).max() < 1e-8:
            break
    return float(at[0]), float(at[1])


def model(name: str, heads: dict[str, Head]) -> Model:
    """The weights in integers: int8 for the features, int16 for the signs."""
    whole = np.stack([heads[label].weights[:SIZE] for label in HEADS], axis=1)
    signs = np.stack([heads[label].weights[SIZE:] for label in HEADS], axis=1)
    scale = np.maximum(np.quantile(np.abs(whole), 0.9998, axis=0), 1e-9) / 127
    sign_scale = np.maximum(np.abs(signs).max(axis=0), 1e-9) / 32_000
    slopes = [calibrated(heads[label]) for label in HEADS]
    return Model(
        name, HEADS,
        np.where(np.abs(whole) < 1.5 * scale, 0, np.clip(np.round(whole / scale), -127, 127)).astype(np.int8), np.round(signs / sign_scale).astype(np.int16),
        scale, sign_scale, np.array([heads[label].constant for label in HEADS]),
        np.array([each[0] for each in slopes]), np.array([each[1] for each in slopes]),
    )  # fmt: skip
