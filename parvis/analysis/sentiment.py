"""The mood of a post, from the lexicon: negation, intensity, « mais », capitals, stretched letters, signs.

It adds up what is said; it does not understand. Irony is beyond it: its usual marks only make the judgement uncertain.
"""

from __future__ import annotations

import math
import re

from parvis.analysis.judgement import Judgement
from parvis.analysis.lexicon import Hit, Hits
from parvis.analysis.tokens import Tokens

LABELS = ("negative", "neutral", "positive")
SCOPE = 4
REACH = 40
MOST = 200
NEUTRAL = 0.6
SLOPE = 0.9
_STRETCHED = re.compile(r"([a-zà-ÿ])\1\1")
_IRONY = frozenset(("#ironie", "#sarcasme", "#irony", "#sarcasm", "/s", "🙃", "🙄", "😏", "^^", ";)"))
_IRONIC_OPENINGS = (("bravo", "merci", "super", "génial", "great", "thanks", "nice", "lovely", "brilliant"), 6)


def sentiment(read: Tokens, hits: Hits) -> Judgement:
    """Scores by a softmax of what was found for, against, and a constant for neutral."""
    mood = hits.get("mood", [])[:MOST]
    if not mood:
        return Judgement(
            "neutral",
            (0.1, 0.8, 0.1),
            0.8 if len(read.words) > 2 else 0.5,
            len(read.words) <= 2 or ironic(read, 0, 0),
            (),
        )
    weights = _weights(read, mood, hits)
    raised = 1.15 if "!!" in read.clean else 1.0
    good = raised * sum([w for w in weights if w > 0])
    bad = -raised * sum([w for w in weights if w < 0])
    scores = _scores(good, bad)
    confidence = max(scores)
    label = LABELS[scores.index(confidence)]
    spans = tuple(read.span(hit.first, hit.last, w) for hit, w in zip(mood, weights, strict=True) if w)
    if label != "neutral" and not spans:
        label = "neutral"
    return Judgement(label, scores, round(confidence, 4), _uncertain(read, confidence, good, bad), spans)


def _scores(good: float, bad: float) -> tuple[float, float, float]:
    """Long posts say more of everything: the sums grow like their root."""
    net = good - bad
    shared = NEUTRAL + 0.35 * min(good, bad)
    negative = math.exp(min(8.0, SLOPE * max(0.0, -net)) - NEUTRAL)
    positive = math.exp(min(8.0, SLOPE * max(0.0, net)) - NEUTRAL)
    neutral = math.exp(shared)
    total = negative + neutral + positive
    low, high = round(negative / total, 4), round(positive / total, 4)
    return low, round(1 - low - high, 4), high


def _weights(read: Tokens, mood: list[Hit], hits: Hits) -> list[float]:
    """What each hit is worth where it stands."""
    weights = [hit.weight for hit in mood]
    if "more" in hits or "less" in hits:
        _intensify(mood, weights, hits)
    if "not" in hits or "maybe-not" in hits:
        _negate(read, mood, weights, hits)
    if "but" in hits:
        _turn(read, mood, weights, hits["but"])
    if read.stretched:
        for index, hit in enumerate(mood):
            weights[index] *= 1.25 if _STRETCHED.search(read.words[hit.first]) else 1
    if not read.given.islower():
        for index, hit in enumerate(mood):
            weights[index] *= 1.2 if read.shouted(hit.first, hit.last) else 1
    return weights


def _intensify(mood: list[Hit], weights: list[float], hits: Hits) -> None:
    """An adverb counts for what follows it within two words: « très très lent »."""
    for adverb in [*hits.get("more", ()), *hits.get("less", ())][:MOST]:
        for index, hit in enumerate(mood):
            if 0 <= hit.first - adverb.last <= 1:
                weights[index] *= adverb.weight
                break


def _negate(read: Tokens, mood: list[Hit], weights: list[float], hits: Hits) -> None:
    negators = [*hits.get("not", ()), *_after_ne(hits)]
    opens = [hit.first for hit in hits.get("ne", ())]
    turned: set[int] = set()
    for negator in negators[:MOST]:
        opened = max((n for n in opens if 0 < negator.first - n <= SCOPE + 1), default=None)
        for index, hit in enumerate(mood):
            if index in turned or not _reaches(read, negator, hit, opened):
                continue
            turned.add(index)
            weights[index] *= -0.7 if weights[index] > 0 else -0.45


def _after_ne(hits: Hits) -> list[Hit]:
    """« plus » and « personne » deny only beside « ne »."""
    opens = hits.get("ne", ())
    return [h for h in hits.get("maybe-not", ()) if any(-2 <= h.first - ne.first <= SCOPE for ne in opens)]


def _reaches(read: Tokens, negator: Hit, hit: Hit, opened: int | None) -> bool:
    """Forward within the clause; backward over the verb: « j’aime pas », « je ne le recommande vraiment pas »."""
    if hit.first >= negator.last:
        gap = hit.first - negator.last
        return gap < SCOPE and not any(read.breaks(i) for i in range(negator.last, hit.first))
    if opened is not None and opened < hit.first:
        return True
    return hit.verb and hit.last == negator.first and read.words[negator.first] in ("pas", "jamais", "plus")


def _turn(read: Tokens, mood: list[Hit], weights: list[float], turns: list[Hit]) -> None:
    """What comes after « mais » is what one means; the nearest « mais » counts."""
    for index, hit in enumerate(mood):
        turn = min(turns, key=lambda each: abs(each.first - hit.first))
        low, high = (hit.last, turn.first) if hit.first < turn.first else (turn.last, hit.first)
        if high - low <= REACH and not any(read.stops(i) for i in range(low, high)):
            weights[index] *= 0.6 if hit.first < turn.first else 1.25


def _uncertain(read: Tokens, confidence: float, good: float, bad: float) -> bool:
    mixed = min(good, bad) > 0.5 * max(good, bad)
    return confidence < 0.55 or mixed or ironic(read, good, bad)


def ironic(read: Tokens, good: float, bad: float) -> bool:
    """The usual marks of irony: its tags and faces, praise in quotes, thanks that open a grievance."""
    if not _IRONY.isdisjoint(read.words):
        return True
    openings, within = _IRONIC_OPENINGS
    return bad > 1 and good > 0 and any(w in openings for w in read.words[:within])
