"""Triage of phrases that no head learnt: families of our own phrases, each read by heads that never saw it."""

from __future__ import annotations

from typing import Any

import numpy as np

from parvis.analysis.heads import Told
from parvis.analysis.judging import judges
from tools.reading.corpus import Corpus
from tools.reading.decide import figured
from tools.reading.solver import Floats
from tools.reading.sources import HEADS, TYPES


def families(among: Corpus, odds: dict[str, Floats]) -> dict[str, Any]:
    """By language: F1 of each type, their mean, crises found, false crises; a family counts as one phrase."""
    return {language: _of(language, among, odds) for language in ("fr", "en")}


def _of(language: str, among: Corpus, odds: dict[str, Floats]) -> dict[str, Any]:
    which = [
        i for i, each in enumerate(among.examples)
        if each.source == "seeds" and each.language == language and any(each.says.get(kind) == 1 for kind in TYPES)
    ]  # fmt: skip
    scores = np.stack([odds[label][which] for label in HEADS], axis=1)
    told = Told(
        scores, np.ones((1, len(HEADS)), np.int16), [np.zeros(len(among.said[i].cut.words), np.int64) for i in which]
    )
    found = [
        judge.intents(judge.spam(), judge.toxicity()) for judge in judges([among.said[i] for i in which], told, HEADS)
    ]
    best = np.array([each[0].label for each in found])
    every = [{intent.label for intent in each} for each in found]
    truth = np.array([next(kind for kind in TYPES if among.examples[i].says.get(kind) == 1) for i in which])
    once = among.once[which]
    by = {kind: round(figured((truth == kind).astype(float), best == kind, once)["f1"], 3) for kind in TYPES}
    crisis = figured((truth == "crisis").astype(float), np.array(["crisis" in each for each in every]), once)
    return {
        "phrases": round(once.sum()), "macro_f1": round(float(np.mean(list(by.values()))), 3), "f1": by,
        "crises found": round(crisis["recall"], 3), "false crises": round(crisis["false"], 3),
    }  # fmt: skip
