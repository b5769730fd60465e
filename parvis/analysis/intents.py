"""What a post wants of the brand: several may hold at once. Rules over the cues of the lexicons, each with its evidence."""

from __future__ import annotations

from parvis.analysis.judgement import Intent, Judgement, Spam, Toxicity
from parvis.analysis.lexicon import Hit, Hits
from parvis.analysis.tokens import Tokens

THRESHOLD = 0.5
_CUES = {
    "complaint": ("complaint", "strong-complaint"),
    "question": ("question",),
    "help": ("help",),
    "praise": ("praise",),
    "suggestion": ("suggestion",),
    "purchase": ("purchase",),
    "crisis": ("crisis",),
}


def intents(read: Tokens, hits: Hits, mood: Judgement, toxic: Toxicity, spam: Spam) -> tuple[Intent, ...]:
    """Most confident first; `other` alone when nothing holds."""
    found = []
    asks = "?" in read.clean and asked(read)
    for label, codes in _CUES.items():
        cues = [hit for code in codes if code in hits for hit in hits[code]]
        if not cues and not (asks and label == "question"):
            continue
        strength = sum(hit.weight for hit in cues) + _context(label, mood, asks)
        if (confidence := _confidence(strength)) >= THRESHOLD:
            found.append(
                Intent(
                    label, confidence, tuple(read.span(h.first, h.last, h.weight) for h in _asking(read, label, cues))
                )
            )
    if spam.score >= THRESHOLD:
        found.append(Intent("spam", spam.score, spam.evidence))
    if toxic.tier != "none":
        found.append(Intent("abuse", toxic.score, toxic.evidence))
    if not found:
        return (Intent("other", round(1 - 0.5 * (1 - mood.scores[1]), 4), ()),)
    return tuple(sorted(found, key=lambda intent: -intent.confidence))


def _confidence(strength: float) -> float:
    return round(1 - 0.5**strength, 4) if strength > 0 else 0.0


def _context(label: str, mood: Judgement, asked: bool) -> float:
    """What the rest of the post says for or against a reading of the cues."""
    if label == "complaint":
        return {"negative": 1.0, "neutral": -0.5, "positive": -1.5}[mood.label]
    if label == "praise":
        return {"negative": -2.0, "neutral": -1.0, "positive": 0.3}[mood.label]
    if label == "question":
        return 2.0 if asked else -1.0
    if label == "purchase":
        return 0.3 if asked else -0.8
    return -0.6 if label == "crisis" and mood.label == "positive" else 0.0


def asked(read: Tokens) -> bool:
    """A question mark that stands in the prose, not in an address."""
    return "http" not in read.clean or any("?" in word for word in read.words if not word.startswith(("http", "www.")))


def _asking(read: Tokens, label: str, cues: list[Hit]) -> list[Hit]:
    """The cues; for a question without any, its mark."""
    if cues or label != "question":
        return cues
    return [Hit(i, i + 1, 1.0, False) for i, word in enumerate(read.words) if word[0] in ".!?…" and "?" in word]
