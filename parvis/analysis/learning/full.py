"""Whole heads from an operator's labels, on top of given weights; and how well both read what was set aside."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from parvis.analysis.addresses import suspicion
from parvis.analysis.features import SIZE
from parvis.analysis.heads import Heads
from parvis.analysis.learning import links
from parvis.analysis.learning.additive import Additive, Says, learn
from parvis.analysis.learning.labelled import ADDRESS, MOODS, Example
from parvis.analysis.learning.texts import LANGUAGES, texts_of
from parvis.analysis.reading import Reading, read_many
from parvis.analysis.weights import Model

FEWEST = 20
"""Examples for, and against, that a head needs to learn or to be judged."""
SHRINK = 4.0
ROUNDS = 12
RAISED = 3.0
"""How many times more the rarer answer may count."""


@dataclass(frozen=True, slots=True)
class Score:
    """Of one head, or of the mood: how many were asked, and macro-F1 and F1 (macro-recall for the mood), 0 to 1."""

    label: str
    language: str
    n: int
    before: tuple[float, float]
    after: tuple[float, float]


def taught(examples: Sequence[Example], names: Sequence[str]) -> list[str]:
    """The heads of which enough is said, for and against."""
    found = []
    for name in names:
        truth = [one.says[name] >= 0.5 for one in examples if name in one.says]
        if min(sum(truth), len(truth) - sum(truth)) >= FEWEST:
            found.append(name)
    return found


def train(examples: Sequence[Example], heads: Heads, name: str) -> Model | None:
    """None when there are too few examples for any head. Minutes for a hundred thousand."""
    examples = [one for one in examples if ADDRESS not in one.says]
    names = taught(examples, heads.model.names)
    if not names:
        return None
    texts = texts_of([one.text for one in examples], [one.language for one in examples], heads)
    says = [{head: one.says[head] for head in names if head in one.says} for one in examples]
    spoken = texts.languages()
    apart = {head: _apart(head, says, spoken) for head in names}

    def learnt(language: str, among: Sequence[str]) -> Additive:
        """By the labels of a language; of "": by those that no language learns from by itself."""
        taught = [
            {head: said[head] for head in among if head in said and (mine == language or (not language and mine not in apart[head]))}
            for said, mine in zip(says, spoken, strict=True)
        ]  # fmt: skip
        return learn(
            texts, taught, np.ones(len(says)), among, heads.model.names, shrink=SHRINK, rounds=ROUNDS,
            worth=texts.rarity(), raised=RAISED,
        )  # fmt: skip

    model = onto(learnt("", names), heads.model, name)
    for language in LANGUAGES:
        own = [head for head in names if language in apart[head]]
        model = beside(
            learnt(language, [head for head in own if apart[head][language]]), own, language, model, heads.model
        )
    return model


def _apart(head: str, says: Sequence[Says], spoken: Sequence[str]) -> dict[str, bool]:
    """Languages that do not learn this head from the labels of another, and whether each has enough of its own to learn it.
    None where no language has."""
    counts = {language: [0, 0] for language in LANGUAGES}
    for said, language in zip(says, spoken, strict=True):
        if language and head in said:
            counts[language][said[head] >= 0.5] += 1
    most = max(LANGUAGES, key=lambda language: sum(counts[language]))
    if min(counts[most]) < FEWEST:
        return {}
    return {language: min(counts[language]) >= FEWEST for language in LANGUAGES if language != most}


def beside(found: Additive, heads: Sequence[str], language: str, model: Model, base: Model) -> Model:
    """With columns more: how these heads read one language, from the given weights and what was learnt in it."""
    if not heads:
        return model
    own = onto(found, base, model.name)
    at = [base.names.index(head) for head in heads]

    def both(key: str) -> Any:
        return np.concatenate([getattr(model, key), getattr(own, key)[..., at]], axis=-1)

    return replace(
        model, names=(*model.names, *(f"{head} {language}" for head in heads)),
        **{key: both(key) for key in ("table", "signs", "scale", "sign_scale", "constant", "slope", "shift")},
    )  # fmt: skip


def train_links(examples: Sequence[Example]) -> links.Links | None:
    """From examples whose text is an address."""
    judged = [one for one in examples if ADDRESS in one.says]
    if not taught(judged, [ADDRESS]):
        return None
    truth = np.array([one.says[ADDRESS] for one in judged])
    return links.learn_links([one.text for one in judged], truth, np.array([_given(one.text) for one in judged]))


def _given(address: str) -> float:
    """Log-odds by what ships."""
    score = min(max(suspicion(address)[0], 1e-4), 1 - 1e-4)
    return math.log(score / (1 - score))


def onto(found: Additive, model: Model, name: str) -> Model:
    """As `Additive.onto`, with a scale of its own for each head, so that no weight is cut short."""
    scale, sign_scale = model.scale.copy(), model.sign_scale.copy()
    table, signs = model.table.astype(np.float64) * scale, model.signs.astype(np.float64) * sign_scale
    constant = model.constant.copy()
    for n, head in enumerate(found.names):
        at = model.names.index(head)
        table[:, at] += found.weights[:SIZE, n] / model.slope[at]
        signs[:, at] += found.weights[SIZE:, n] / model.slope[at]
        constant[at] += found.constant[n] / model.slope[at]
        scale[at] = max(float(np.quantile(np.abs(table[:, at]), 0.9998)), 1e-9) / 127
        sign_scale[at] = max(float(np.abs(signs[:, at]).max()), 1e-9) / 32_000
    return replace(
        model, name=name, scale=scale, sign_scale=sign_scale, constant=constant,
        table=np.clip(np.round(table / scale), -127, 127).astype(np.int8),
        signs=np.clip(np.round(signs / sign_scale), -32_767, 32_767).astype(np.int16),
    )  # fmt: skip


def scores(examples: Sequence[Example], before: Heads, after: Heads) -> list[Score]:
    """By what the reader says in the end, rules included, not by the heads alone."""
    judged = [one for one in examples if ADDRESS not in one.says]
    texts, hints = [one.text for one in judged], [one.language for one in judged]
    both = [read_many(texts, hints=hints, heads=each) for each in (before, after)]
    found = []
    for language in sorted({one.language for one in judged}):
        for label in ("mood", *before.model.names):
            kept = [i for i, one in enumerate(judged) if one.language == language and _asks(one, label)]
            truth = [_truth(judged[i], label) for i in kept]
            if label in MOODS or min([truth.count(each) for each in set(truth)] or [0]) < FEWEST or len(set(truth)) < 2:
                continue
            told = [_figures(truth, [_said(read[i], label) for i in kept], label) for read in both]
            found.append(Score(label, language, len(kept), told[0], told[1]))
    return found


def link_scores(examples: Sequence[Example], after: links.Links | None) -> list[Score]:
    judged = [one for one in examples if ADDRESS in one.says]
    truth = ["yes" if one.says[ADDRESS] >= 0.5 else "no" for one in judged]
    if len(set(truth)) < 2:
        return []
    given = [_given(one.text) for one in judged]
    weighed = [after.weigh(one.text) if after else (1.0, 0.0) for one in judged]
    said = [share * odds + own >= 0 for odds, (share, own) in zip(given, weighed, strict=True)]
    told = [
        _figures(truth, ["yes" if one else "no" for one in found], ADDRESS) for found in ([o >= 0 for o in given], said)
    ]
    return [Score(ADDRESS, "", len(judged), told[0], told[1])]


def _asks(one: Example, label: str) -> bool:
    return "neutral" in one.says if label == "mood" else label in one.says


def _truth(one: Example, label: str) -> str:
    if label == "mood":
        return max(MOODS, key=lambda mood: one.says[mood])
    return "yes" if one.says[label] >= 0.5 else "no"


def _said(read: Reading, label: str) -> str:
    if label == "mood":
        return read.sentiment.label
    if label == "toxic":
        return "yes" if read.toxicity.score >= 0.5 else "no"
    if label in ("insult", "hate", "threat"):
        return "yes" if read.toxicity.tier == label else "no"
    if label == "spam":
        return "yes" if read.spam.score >= 0.5 else "no"
    return "yes" if any(intent.label == label for intent in read.intents) else "no"


def _figures(truth: list[str], found: list[str], label: str) -> tuple[float, float]:
    f1s, recalls = {}, {}
    for each in sorted(set(truth)):
        both = sum(a == b == each for a, b in zip(truth, found, strict=True))
        f1s[each] = 2 * both / max(1, truth.count(each) + found.count(each))
        recalls[each] = both / truth.count(each)
    macro = sum(f1s.values()) / len(f1s)
    return macro, sum(recalls.values()) / len(recalls) if label == "mood" else f1s["yes"]
