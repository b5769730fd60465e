"""Text in, judgement out. The lexicon reader: rules and word lists, no trained weights, behind the interface that heads keep.

read("Toujours pas livré, c’est inadmissible !").sentiment.label   → "negative"
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from parvis.analysis.intents import intents
from parvis.analysis.judgement import Evidence, Intent, Judgement, Spam, Toxicity
from parvis.analysis.language import language
from parvis.analysis.lexicon import find, lexicon, relaxed
from parvis.analysis.register import register
from parvis.analysis.sentiment import LABELS, sentiment
from parvis.analysis.spam import spam
from parvis.analysis.tokens import tokens
from parvis.analysis.toxicity import toxicity

MODEL = "lexicon-1"
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
            "register": self.register,
        }


def read(text: str, *, hint: str = "", languages: Sequence[str] = LANGUAGES) -> Reading:
    """Never fails, whatever the text; reads its first `tokens.LIMIT` characters.

    `hint`: the language that the source declares, "" when it does not. `languages`: those that the brand reads.
    """
    cut = tokens(text)
    code, sure = language(cut, hint, languages)
    words = lexicon(code)
    hits = find(relaxed(cut.words, words) if cut.stretched else cut.words, words)
    mood = sentiment(cut, hits)
    toxic = toxicity(cut, hits)
    unasked = spam(cut, hits)
    tone = register(cut, hits) if code == "fr" or (not code and hint == "fr") else "none"
    return Reading(code, round(sure, 4), mood, intents(cut, hits, mood, toxic, unasked), toxic, unasked, tone)


def read_many(texts: Iterable[str], *, hint: str = "", languages: Sequence[str] = LANGUAGES) -> list[Reading]:
    """In the order of the texts."""
    return [read(text, hint=hint, languages=languages) for text in texts]


def _spans(evidence: Evidence) -> list[list[float]]:
    return [[start, end, round(weight, 3)] for start, end, weight in evidence]
