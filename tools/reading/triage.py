"""Triage of phrases that no head learnt: families of our own phrases, each read by heads that never saw it."""

from __future__ import annotations

from typing import Any

import numpy as np

from parvis.analysis.heads import Told
from parvis.analysis.judging import judges
from parvis.analysis.learning.solver import Floats
from parvis.analysis.weights import Rank
from tools.reading.corpus import Corpus, Ids
from tools.reading.decide import figured, ranks
from tools.reading.sources import HEADS, TYPES


def families(among: Corpus, odds: dict[str, Floats]) -> tuple[dict[str, Rank], dict[str, Any]]:
    """How types compare, and by language: F1 of each type, their mean, crises found, false crises; a family counts once."""
    which = _phrases(among, ("fr", "en"), themed=None)
    evenly = among.once[which] / np.bincount(_truth(among, which), among.once[which])[_truth(among, which)]
    found = ranks(
        np.stack([odds[kind][which] for kind in TYPES], axis=1), _truth(among, which), evenly / evenly.mean(), TYPES
    )
    told = {language: _of(_phrases(among, (language,), themed=False), among, odds, found) for language in ("fr", "en")}
    alike = {
        f"{language}, themes": _of(_phrases(among, (language,), themed=True), among, odds, found) for language in ("fr", "en")
    }  # fmt: skip
    return found, told | {
        key: {name: each[name] for name in ("phrases", "crises found", "false crises")} for key, each in alike.items()
    }


def _phrases(among: Corpus, languages: tuple[str, ...], *, themed: bool | None) -> Ids:
    """`themed`: only those of a theme, or only those of none; None for all."""
    return np.array([
        i for i, each in enumerate(among.examples)
        if each.source == "seeds" and each.language in languages and any(each.says.get(kind) == 1 for kind in TYPES)
        and themed in (None, each.themed)
    ])  # fmt: skip


def _truth(among: Corpus, which: Ids) -> Ids:
    return np.array([next(k for k, kind in enumerate(TYPES) if among.examples[i].says.get(kind) == 1) for i in which])


def _of(which: Ids, among: Corpus, odds: dict[str, Floats], by: dict[str, Rank]) -> dict[str, Any]:
    scores = np.stack([odds[label][which] for label in HEADS], axis=1)
    words = [np.zeros(len(among.said[i].cut.words), np.int64) for i in which]
    told = Told(scores, np.ones((1, len(HEADS)), np.int16), words)
    found = [
        judge.intents(judge.spam(), judge.toxicity(), by)
        for judge in judges([among.said[i] for i in which], told, HEADS)
    ]
    best = np.array([each[0].label for each in found])
    every = [{intent.label for intent in each} for each in found]
    truth = np.array(TYPES)[_truth(among, which)]
    once = among.once[which]
    f1 = {kind: round(figured((truth == kind).astype(float), best == kind, once)["f1"], 3) for kind in TYPES}
    crisis = figured((truth == "crisis").astype(float), np.array(["crisis" in each for each in every]), once)
    return {
        "phrases": round(once.sum()), "macro_f1": round(float(np.mean(list(f1.values()))), 3), "f1": f1,
        "crises found": round(crisis["recall"], 3), "false crises": round(crisis["false"], 3),
    }  # fmt: skip
