"""How sure a head may be, and where it decides: chosen on examples that it never saw, all from sources that may teach.

Nothing here looks at a set that is for measuring only.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from parvis.analysis.learning.solver import Floats, descend
from parvis.analysis.weights import Mood, Rank
from tools.reading.corpus import LANGUAGES, Corpus

PRIOR = 5.0
ENOUGH = 15
FALSE = {"crisis": 0.05}
"""Of our phrases of all kinds that are not of these, how many may be taken for it (those written to look like it do not
count), so that few are missed; the others seek macro-F1."""
MOODS = ("negative", "neutral", "positive")
TWEETS = {"fr": "xlmt_french.train", "en": "xlmt_english.train"}
Ids = NDArray[np.int64]


class Choice(NamedTuple):
    """`slope` and `shift` turn a score into log-odds that decide at 0; `figures`: by source and language."""

    slope: float
    shift: float
    how: str
    figures: dict[str, dict[str, float]]
    setting: tuple[float, int] = (0.0, 0)


def chosen(label: str, among: Corpus, known: Ids, truth: Floats, care: Floats, outside: Floats) -> Choice:
    parts = _parts(among, known, truth)
    most = FALSE.get(label)
    place = (
        _mistakes(most, among, known, truth, outside, parts)
        if most and parts
        else _best(among, known, truth, outside, parts)[0]
    )
    slope = calibrated(outside, truth, care)[0]
    how = f"at most {most:.0%} false among phrases set aside" if most else "mean macro-F1 over the sources set aside"
    figures = {
        part: {key: round(value, 3) for key, value in figured(truth[at], outside[at] >= place, among.once[known[at]]).items()}
        for part, at in parts.items()
    }  # fmt: skip
    return Choice(slope, -slope * place, how if parts else "nothing was set aside", figures)


def tongues(label: str, among: Corpus, known: Ids, truth: Floats, outside: Floats) -> dict[str, float]:
    """By language, the lowest score that mistakes no more than may be; none unless every language has examples that choose."""
    parts = _parts(among, known, truth)
    mine = {language: {key: at for key, at in parts.items() if key.endswith(f" {language}")} for language in LANGUAGES}
    if not all(mine.values()):
        return {}
    return {language: _mistakes(FALSE[label], among, known, truth, outside, each) for language, each in mine.items()}


def worth_of(label: str, among: Corpus, known: Ids, truth: Floats, outside: Floats) -> float:
    """The best mean macro-F1 that these scores allow."""
    return _best(among, known, truth, outside, _parts(among, known, truth))[1]


def _parts(among: Corpus, known: Ids, truth: Floats) -> dict[str, Ids]:
    """The examples of each source and language that has enough of yes and of no."""
    keys = np.array([f"{among.examples[i].source} {among.examples[i].language}" for i in known])
    found = {str(key): np.flatnonzero(keys == key) for key in sorted(set(keys))}
    return {
        key: at for key, at in found.items() if min((truth[at] > 0.5).sum(), (truth[at] <= 0.5).sum()) >= ENOUGH
    }  # fmt: skip


def _best(among: Corpus, known: Ids, truth: Floats, outside: Floats, parts: dict[str, Ids]) -> tuple[float, float]:
    """(where the mean over the parts of macro-F1 is highest, that mean)."""
    if not parts:
        return 0.0, 0.0

    def mean(place: float) -> float:
        return float(np.mean([
            figured(truth[at], outside[at] >= place, among.once[known[at]])["macro_f1"] for at in parts.values()
        ]))  # fmt: skip

    places = np.quantile(outside, np.linspace(0.02, 0.995, 79))
    tried = [(mean(place), float(place)) for place in places]
    return max(tried)[1], max(tried)[0]


def _mistakes(share: float, among: Corpus, known: Ids, truth: Floats, outside: Floats, parts: dict[str, Ids]) -> float:
    """The lowest score that mistakes no more than that share of the no, phrases counted once, both languages together."""
    no = np.concatenate([at[truth[at] <= 0.5] for at in parts.values()])
    no = no[[not among.examples[i].themed for i in known[no]]]
    order = no[np.argsort(outside[no])[::-1]]
    mistaken = np.cumsum(among.once[known[order]])
    return float(outside[order[int(np.argmax(mistaken >= share * mistaken[-1]))]]) + 1e-9


def figured(truth: Floats, said: NDArray[np.bool_], care: Floats) -> dict[str, float]:
    """F1, the mean of the F1 of yes and no, precision, recall, false alarms among the no."""
    yes = truth > 0.5
    both, neither = care[yes & said].sum(), care[~yes & ~said].sum()
    first = 2 * both / max(1e-9, care[yes].sum() + care[said].sum())
    second = 2 * neither / max(1e-9, care[~yes].sum() + care[~said].sum())
    return {
        "f1": float(first), "macro_f1": float(first + second) / 2, "precision": float(both / max(1e-9, care[said].sum())),
        "recall": float(both / max(1e-9, care[yes].sum())), "false": float(care[~yes & said].sum() / max(1e-9, care[~yes].sum())),
    }  # fmt: skip


def calibrated(score: Floats, truth: Floats, care: Floats) -> tuple[float, float]:
    """Slope and shift that make the odds honest on what was set aside (Platt), held near 1 and 0 where little was."""
    truth = np.clip(truth, 0.02, 0.98)
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
    return float(max(0.05, at[0])), float(at[1])


def moods(among: Corpus, odds: dict[str, Floats]) -> tuple[dict[str, Mood], dict[str, Any]]:
    """How the three heads and the lexicon make one mood, by language: fitted on tweets that neither head saw.

    `odds`: the log-odds of each head, of every example. Without tweets of a language: the heads as they are.
    """
    found: dict[str, Mood] = {}
    about: dict[str, Any] = {}
    for language, source in TWEETS.items():
        which = np.array([i for i, each in enumerate(among.examples) if each.source == source], np.int64)
        if not len(which):
            found[language] = Mood(1.0, 0.0, 0.0, 0.0)
            continue
        heads = np.stack([np.clip(odds[label][which], -9, 9) for label in MOODS], axis=1)
        rules = np.array(
            [np.log(among.said[i].mood.scores) if among.said[i].mood.evidence else (0, 0, 0) for i in which]
        )
        truth = np.array([[among.examples[i].says[label] for label in MOODS] for i in which])
        found[language] = mood = _mood(heads, rules, truth)
        about[language] = _honest(_blend(heads, rules, np.array(mood)), truth)
    return found, about


def _blend(heads: Floats, rules: Floats, at: Floats) -> Floats:
    scores = at[0] * heads + at[1] * rules + np.array([at[2], 0.0, at[3]])
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances: Floats = odds / odds.sum(axis=1, keepdims=True)
    return chances


def _mood(heads: Floats, rules: Floats, truth: Floats) -> Mood:
    def loss(at: Floats) -> tuple[float, Floats]:
        chances = _blend(heads, rules, at)
        wrong = chances - truth
        slope = np.array([(wrong * heads).sum(), (wrong * rules).sum(), wrong[:, 0].sum(), wrong[:, 2].sum()])
        pulled = at - np.array([0.6, 0.3, 0, 0])
        return float(
            -np.log(np.maximum((chances * truth).sum(axis=1), 1e-12)).sum() + pulled @ pulled
        ), slope + 2 * pulled

    return Mood(*(round(float(each), 5) for each in descend(loss, np.array([0.6, 0.3, 0.0, 0.0]), 100)))


def _honest(chances: Floats, truth: Floats) -> dict[str, float]:
    """Macro-F1, and how far confidence and success lie apart over ten bands."""
    said, right = chances.argmax(axis=1), truth.argmax(axis=1)
    every = [
        2 * ((said == kind) & (right == kind)).sum() / max(1, (said == kind).sum() + (right == kind).sum()) for kind in range(3)
    ]  # fmt: skip
    sure = chances.max(axis=1)
    bands = np.minimum(9, (sure * 10).astype(int))
    error = sum(abs((sure - (said == right))[bands == band].sum()) for band in range(10)) / len(sure)
    return {"macro_f1": round(float(np.mean(every)), 3), "calibration_error": round(float(error), 3)}


def ranks(odds: Floats, truth: NDArray[np.int64], care: Floats, labels: tuple[str, ...]) -> dict[str, Rank]:
    """How the types compare: a softmax over their log-odds (row: phrase, column: type), each with a slope and a bias."""
    odds, size = np.clip(odds, -9, 9), len(labels)
    right = np.eye(size)[truth]

    def loss(at: Floats) -> tuple[float, Floats]:
        scores = odds * at[:size] + at[size:]
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        wrong = (chances - right) * care[:, None]
        slope = np.concatenate([(wrong * odds).sum(axis=0), wrong.sum(axis=0)])
        pulled = at - start
        value = -(care * np.log(np.maximum((chances * right).sum(axis=1), 1e-12))).sum()
        return float(value + pulled @ pulled), slope + 2 * pulled

    start = np.concatenate([np.ones(size), np.zeros(size)])
    at = descend(loss, start, 100)
    return {label: Rank(round(float(at[k]), 5), round(float(at[size + k]), 5)) for k, label in enumerate(labels)}
