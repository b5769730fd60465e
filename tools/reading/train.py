"""From examples to weights: one logistic regression a head, what it says of examples it never saw, int8."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.analysis.features import SIZE
from parvis.analysis.learning.solver import Floats, Rows, fit
from parvis.analysis.signs import FIRST_SENSE
from parvis.analysis.signs import NAMES as SIGNS
from parvis.analysis.weights import Model, Mood, Rank
from tools.reading.corpus import FOLDS, Corpus
from tools.reading.decide import FALSE, Choice, chosen, tongues, worth_of
from tools.reading.sources import HEADS, TYPES

SHRINK = 1.0
SETTINGS = ((0.0, 24), (0.7, 14))
"""(how much a feature's own evidence counts beforehand, as in NB-SVM; rounds of the solver): tried on each head in turn."""
Ids = NDArray[np.int64]


@dataclass(slots=True)
class Head:
    """`weights` per feature; `outside`: what a head that never saw it said of each example; `choice`: where it decides."""

    weights: Floats
    constant: float
    outside: Floats
    choice: Choice


def head(label: str, among: Corpus, rows: Rows, worth: Floats) -> Head:
    """Learnt on all, with the setting that did best on the parts that were set aside in turn. What a post speaks of tells
    what it wants, not its mood: only the types look at it."""
    if label not in TYPES:
        worth = np.where(np.arange(len(worth)) < SIZE + FIRST_SENSE, worth, 0.0)
        rows = among.rows(worth)
    known, truth, care = known_of(label, among)
    tried = [(setting, _outside(among, rows, known, truth, care, *setting)) for setting in SETTINGS]
    setting, outside = max(tried, key=lambda each: worth_of(label, among, known, truth, each[1][known]))
    found, constant = _fitted(rows.take(known), truth, care, *setting)
    weights = found * worth
    if label in FALSE:
        _evened(weights, outside, tongues(label, among, known, truth, outside[known]), among)
    choice = chosen(label, among, known, truth, care, outside[known])
    return Head(weights, constant, outside, choice._replace(setting=setting))


def _evened(weights: Floats, outside: Floats, places: dict[str, float], among: Corpus) -> None:
    """So that as many are mistaken in one language as in the other: the sign of the language carries the difference."""
    for language, place in places.items():
        weights[SIZE + SIGNS.index(f"language {language}")] -= place
        outside[[i for i, each in enumerate(among.said) if each.language == language]] -= place


def known_of(label: str, among: Corpus) -> tuple[Ids, Floats, Floats]:
    """Of the examples that say something of a label: which, what, and how much each counts."""
    known = np.array([i for i, each in enumerate(among.examples) if label in each.says])
    truth = np.array([among.examples[i].says[label] for i in known])
    return known, truth, np.array([among.examples[i].care for i in known])


def _outside(among: Corpus, rows: Rows, known: Ids, truth: Floats, care: Floats, prior: float, rounds: int) -> Floats:
    scores = np.zeros(len(among.examples))
    for fold in range(FOLDS):
        inside, out = np.flatnonzero(among.folds[known] != fold), np.flatnonzero(among.folds == fold)
        if len(inside) and len(out):
            found, constant = _fitted(rows.take(known[inside]), truth[inside], care[inside], prior, rounds)
            scores[out] = rows.take(out).times(found) + constant
    return scores


def _fitted(rows: Rows, truth: Floats, care: Floats, prior: float, rounds: int) -> tuple[Floats, float]:
    weighed = _balanced(truth, care)
    if not prior:
        return fit(rows, truth, weighed, SHRINK, rounds)
    lean = 1 - prior + prior * _lean(rows, truth, care)
    leaning = Rows(rows.columns, rows.values * lean.astype(np.float32)[rows.columns], rows.starts, rows.width)
    found, constant = fit(leaning, truth, weighed, SHRINK, rounds)
    return found * lean, constant


def _lean(rows: Rows, truth: Floats, care: Floats) -> Floats:
    """How unevenly each feature falls to yes and to no, in log-odds (Wang and Manning, 2012)."""
    owner = np.repeat(np.arange(len(truth)), np.diff(rows.starts))
    there = rows.values != 0
    yes, no = (
        np.bincount(rows.columns, weights=(care * share)[owner] * there, minlength=rows.width) + 0.5 for share in (truth, 1 - truth)
    )  # fmt: skip
    lean: Floats = np.abs(np.log((yes / yes.sum()) / (no / no.sum())))
    return lean


def _balanced(truth: Floats, care: Floats) -> Floats:
    """Rare kinds count up to eight times more, so that the frequent do not drown them."""
    yes = care @ truth
    raised = min(8.0, max(1.0, (care.sum() - yes) / max(yes, 1e-9) / 2))
    return care * np.where(truth > 0.5, raised, 1.0)


def model(name: str, heads: dict[str, Head], mood: dict[str, Mood], by: dict[str, Rank]) -> Model:
    """The weights in integers: int8 for the features, int16 for the signs."""
    whole = np.stack([heads[label].weights[:SIZE] for label in HEADS], axis=1)
    signs = np.stack([heads[label].weights[SIZE:] for label in HEADS], axis=1)
    scale = np.maximum(np.quantile(np.abs(whole), 0.9998, axis=0), 1e-9) / 127
    sign_scale = np.maximum(np.abs(signs).max(axis=0), 1e-9) / 32_000
    table = np.where(np.abs(whole) < 1.5 * scale, 0, np.clip(np.round(whole / scale), -127, 127))
    return Model(
        name, HEADS, table.astype(np.int8), np.round(signs / sign_scale).astype(np.int16), scale, sign_scale,
        np.array([heads[label].constant for label in HEADS]),
        np.array([heads[label].choice.slope for label in HEADS]), np.array([heads[label].choice.shift for label in HEADS]),
        mood, by,
    )  # fmt: skip
