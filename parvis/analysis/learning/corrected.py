"""Learning from a few corrections, and judging what was learnt on those that it had not seen.

Corrections alone would teach that the weights are always wrong. So posts that nobody corrected stand beside them, as they
were read: what is learnt must leave those alone, and is judged by them too.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parvis.analysis.heads import Heads
from parvis.analysis.learning.additive import Additive, Damaged, Says, learn, unpack
from parvis.analysis.learning.solver import Floats
from parvis.analysis.learning.texts import texts_of
from parvis.analysis.tokens import tokens
from parvis.core.folding import fold_tokens

MOODS = ("negative", "neutral", "positive")
TIERS = ("insult", "hate", "threat")
FOLDS = 5
SHRINK = 2.0
HELD = 100.0
QUIET = 1.0
"""How much a post that nobody corrected counts, beside one that somebody did."""
WORDS = 8


@dataclass(frozen=True, slots=True)
class Said:
    """One correction (`facet`: sentiment | type | toxicity | spam; `label`: which type; `value`), or a post left as it is
    (`facet` "")."""

    text: str
    language: str
    facet: str = ""
    label: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """Of one facet, "" for the posts that nobody corrected: how many, and the share that was right."""

    facet: str
    n: int
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Learnt:
    """`before`, `after`: the mean of the share right of corrections and of the share of other posts left as they were, by
    weights that had not seen what they were asked."""

    additive: Additive
    before: float
    after: float
    facets: list[Judged]


def learn_from(said: Sequence[Said], heads: Heads) -> Learnt:
    """`said`: corrections, and posts that nobody corrected. Slow: some seconds for hundreds."""
    texts = texts_of([one.text for one in said], [one.language for one in said], heads)
    among = heads.model.names
    truths = [_truth(one, row, among) for one, row in zip(said, texts.base, strict=True)]
    names = tuple(name for name in among if any(one.facet and name in t for one, t in zip(said, truths, strict=True)))
    care = np.array([1.0 if one.facet else QUIET for one in said])
    folds = np.array([zlib.crc32(" ".join(fold_tokens(one.text)).encode("utf-8", "replace")) % FOLDS for one in said])
    after = texts.base.copy()
    for each in range(FOLDS):
        out = np.flatnonzero(folds == each)
        if len(out):
            seen: list[Says] = [{} if aside else t for aside, t in zip(folds == each, truths, strict=True)]
            found = learn(texts, seen, care, names, among, shrink=SHRINK, held=HELD)
            after[out] += _spread(found.told(texts)[out], names, among)
    whole = learn(texts, truths, care, names, among, shrink=SHRINK, held=HELD)
    rights = np.array([[_right(one, b, row, among) for row in (b, a)] for one, b, a in zip(said, texts.base, after, strict=True)])  # fmt: skip
    facets = _by_facet(said, rights)
    of_facet = np.array([bool(one.facet) for one in said])
    halves = [rights[part].mean(axis=0) for part in (of_facet, ~of_facet) if part.any()]
    before, after = np.mean(halves, axis=0)
    return Learnt(whole, float(before), float(after), facets)


def told_words(packed: bytes, texts: Sequence[str]) -> list[tuple[str, list[tuple[str, float]]]]:
    """By head, the words of these texts that packed weights weigh most. Nothing when the bytes are damaged."""
    try:
        additive = unpack(packed)
    except Damaged:
        return []
    words = sorted({word for text in texts for word in tokens(text).words if len(word) > 2 and word[0].isalpha()})
    told = [(name, additive.telling(words, name, WORDS)) for name in additive.names]
    return [(name, weighed) for name, weighed in told if weighed]


def _by_facet(said: Sequence[Said], rights: Floats) -> list[Judged]:
    found = []
    for facet in dict.fromkeys(one.facet for one in said):
        of = np.array([one.facet == facet for one in said])
        found.append(Judged(facet, int(of.sum()), float(rights[of, 0].mean()), float(rights[of, 1].mean())))
    return sorted(found, key=lambda one: (not one.facet, one.facet))


def _truth(one: Said, base: Floats, among: Sequence[str]) -> dict[str, float]:
    """What it teaches each head. A post left as it is teaches what the weights say of it already."""
    if not one.facet:
        likely = 1 / (1 + np.exp(-np.clip(base, -6, 6)))
        return dict(zip(among, likely.tolist(), strict=True))
    if one.facet == "sentiment":
        return {mood: float(mood == one.value) for mood in MOODS}
    if one.facet == "toxicity":
        return {"toxic": float(one.value != "none")} | {tier: float(tier == one.value) for tier in TIERS}
    return {one.label or one.facet: float(one.value == "yes")}


def _right(one: Said, base: Floats, scores: Floats, among: Sequence[str]) -> float:
    """1 when these scores decide as the person did; for a post left as it is, the share of decisions left as they were."""
    at = {name: rank for rank, name in enumerate(among)}
    moods = [at[mood] for mood in MOODS]
    if not one.facet:
        others = [rank for name, rank in at.items() if name not in MOODS]
        same = (np.argmax(scores[moods]) == np.argmax(base[moods]), *((scores[others] >= 0) == (base[others] >= 0)))
        return float(all(same))
    if one.facet == "sentiment":
        return float(MOODS[int(np.argmax(scores[moods]))] == one.value)
    if one.facet == "toxicity":
        return float((scores[at["toxic"]] >= 0) == (one.value != "none"))
    return float((scores[at[one.label or one.facet]] >= 0) == (one.value == "yes"))


def _spread(told: Floats, names: Sequence[str], among: Sequence[str]) -> Floats:
    whole = np.zeros((len(told), len(among)))
    whole[:, [list(among).index(name) for name in names]] = told
    return whole
