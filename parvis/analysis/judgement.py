"""What the facets hand back. Spans are character offsets into the text as it was given."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """`text[start:end]` spoke with `weight`: signed for sentiment (about -4 to 4), positive elsewhere."""

    start: int
    end: int
    weight: float


Evidence = tuple[Span, ...]


class Judgement(NamedTuple):
    """`scores`: (negative, neutral, positive), sum 1. `confidence`: 0–1, that of `label`. `uncertain`: a person should look."""

    label: str
    scores: tuple[float, float, float]
    confidence: float
    uncertain: bool
    evidence: Evidence


class Intent(NamedTuple):
    """`label`: one of `labels.INTENTS`. `confidence`: 0–1. No evidence when it is inferred from the whole, as `other` is."""

    label: str
    confidence: float
    evidence: Evidence


class Toxicity(NamedTuple):
    """`score`: 0–1. `tier`: none, insult, threat or hate, the gravest found. It never sanctions by itself."""

    score: float
    tier: str
    evidence: Evidence


class Spam(NamedTuple):
    """`score`: 0–1."""

    score: float
    evidence: Evidence


class Phishing(NamedTuple):
    """`score`: 0–1, of the most suspect address. `reasons`: the codes that `addresses.py` gives its clues, the heaviest first."""

    score: float
    reasons: tuple[str, ...]
    evidence: Evidence
