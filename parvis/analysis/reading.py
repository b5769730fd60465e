"""Text in, judgement out: rules and word lists first, then the trained heads that weigh them with the words.

read("Toujours pas livré, c’est inadmissible !").sentiment.label   → "negative"
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from parvis.analysis.judgement import Evidence, Intent, Judgement, Phishing, Spam, Toxicity
from parvis.analysis.phishing import NOTHING, phishing
from parvis.analysis.ruled import ruled
from parvis.analysis.sentiment import LABELS

MODEL = "heads-1"
BATCH = 500
LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was made of a post. All labels are codes (`labels.py` has their names); spans are offsets into the text.

    `language`: ISO 639-1, "" when it cannot be told. Confidences and scores: 0–1. `register`: tu, vous, mixed, none.
    """

    language: str
    language_confidence: float
    sentiment: Judgement
    intents: tuple[Intent, ...]
    toxicity: Toxicity
    spam: Spam
    register: str
    model: str = MODEL
    phishing: Phishing = NOTHING

    def as_data(self) -> dict[str, Any]:
        """Ready for JSON."""
        mood, toxic = self.sentiment, self.toxicity
        return {
            "model": self.model,
            "language": self.language,
            "language_confidence": self.language_confidence,
            "sentiment": {
                "label": mood.label,
                "scores": dict(zip(LABELS, mood.scores, strict=True)),
                "confidence": mood.confidence,
                "uncertain": mood.uncertain,
                "evidence": _spans(mood.evidence),
            },
            "intents": [
                {"label": i.label, "confidence": i.confidence, "evidence": _spans(i.evidence)} for i in self.intents
            ],
            "toxicity": {"score": toxic.score, "tier": toxic.tier, "evidence": _spans(toxic.evidence)},
            "spam": {"score": self.spam.score, "evidence": _spans(self.spam.evidence)},
            "phishing": {
                "score": self.phishing.score,
                "reasons": list(self.phishing.reasons),
                "evidence": _spans(self.phishing.evidence),
            },
            "register": self.register,
        }


def read(text: str, *, hint: str = "", languages: Sequence[str] = LANGUAGES, heads: Any = None) -> Reading:
    """Never fails, whatever the text; reads its first `tokens.LIMIT` characters.

    `hint`: the language that the source declares, "" when it does not. `languages`: those that the brand reads. `heads`:
    a `heads.Heads` to judge with, instead of the house's.
    """
    return _batch([text], [hint], languages, heads)[0]


def read_many(
    texts: Sequence[str],
    *,
    hint: str = "",
    hints: Sequence[str] = (),
    languages: Sequence[str] = LANGUAGES,
    heads: Any = None,
) -> list[Reading]:
    """In the order of the texts, each as `read` would read it, and sooner. `hints`: one a text, instead of `hint`."""
    given = hints or [hint] * len(texts)
    found: list[Reading] = []
    for start in range(0, len(texts), BATCH):
        found += _batch(texts[start : start + BATCH], given[start : start + BATCH], languages, heads)
    return found


def _batch(texts: Sequence[str], hints: Sequence[str], languages: Sequence[str], given: Any) -> list[Reading]:
    said = [ruled(text, hint, languages) for text, hint in zip(texts, hints, strict=True)]
    heads = given or _chosen().chosen().heads
    told = heads.tell([each.cut.words for each in said], [each.signs for each in said])
    return [_reading(judge, heads.model.name) for judge in _judging().judges(said, told, heads.model.names)]


def _reading(judge: Any, model: str) -> Reading:
    said = judge.said
    unasked, toxic = judge.spam(), judge.toxicity()
    wanted = judge.intents(unasked, toxic)
    return Reading(
        said.language, said.sure, judge.mood(), wanted, toxic, unasked, said.register, model, phishing(said.cut)
    )


@cache
def _chosen() -> Any:
    """Loaded at the first post, with numpy: whoever only starts Parvis does not wait for it."""
    return importlib.import_module("parvis.analysis.chosen")


@cache
def _judging() -> Any:
    return importlib.import_module("parvis.analysis.judging")


def _spans(evidence: Evidence) -> list[list[float]]:
    return [[start, end, round(weight, 3)] for start, end, weight in evidence]
