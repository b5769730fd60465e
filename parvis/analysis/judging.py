"""From what the rules said and what the heads weighed to judgements, each with its evidence and its doubt."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from parvis.analysis import weights
from parvis.analysis.heads import Told
from parvis.analysis.intents import asked
from parvis.analysis.judgement import Evidence, Intent, Judgement, Spam, Span, Toxicity
from parvis.analysis.ruled import Ruled
from parvis.analysis.sentiment import LABELS, ironic
from parvis.analysis.tokens import Tokens
from parvis.analysis.toxicity import OF_ONESELF
from parvis.analysis.weights import Rank

THRESHOLD = 0.5
SHOWN = 4
PLAIN = 0.7  # an insult of the lists that is aimed at somebody, or masked, needs no head
TYPES = ("complaint", "question", "help", "praise", "suggestion", "purchase", "spam", "abuse", "crisis")
TIERS = ("insult", "hate", "threat")
PLAIN_RANK = Rank(1.0, 0.0)


class Judge:
    """Of one post of a batch. `odds`: the chance that each head gives, by its name."""

    def __init__(self, said: Ruled, told: Told, post: int, odds: dict[str, float], columns: dict[str, int]) -> None:
        self.said, self.told, self.post, self.odds, self.columns = said, told, post, odds, columns

    def mood(self) -> Judgement:
        said = self.said
        if not said.cut.words:
            return said.mood
        by = weights.shipped().mood_of(said.language)
        chances = [(self.odds[label] / (1 - self.odds[label])) ** by.heads for label in LABELS]
        if said.mood.evidence and by.rules:
            chances = [chance * rule**by.rules for chance, rule in zip(chances, said.mood.scores, strict=True)]
        chances = [chances[0] * math.exp(by.negative), chances[1], chances[2] * math.exp(by.positive)]
        low, _middle, high = (chance / sum(chances) for chance in chances)
        scores = (round(low, 4), round(1 - round(low, 4) - round(high, 4), 4), round(high, 4))
        confidence = max(scores)
        label = LABELS[scores.index(confidence)]
        good = sum([span.weight for span in said.mood.evidence if span.weight > 0])
        bad = -sum([span.weight for span in said.mood.evidence if span.weight < 0])
        evidence = said.mood.evidence
        if label == "negative" and not bad:
            evidence = (*evidence, *(Span(s.start, s.end, -s.weight) for s in self.heard("negative")))
        elif label == "positive" and not good:
            evidence = (*evidence, *self.heard("positive"))
        if label != "neutral" and not evidence:
            return said.mood
        mixed = min(good, bad) > 0.5 * max(good, bad)
        return Judgement(label, scores, confidence, confidence < 0.55 or mixed or ironic(said.cut, good, bad), evidence)

    def spam(self) -> Spam:
        score = self.odds["spam"] if self.said.cut.words else 0.0
        if score < THRESHOLD:
            return Spam(score, self.said.junk.evidence)
        return Spam(score, self.said.junk.evidence or self.heard("spam"))

    def toxicity(self) -> Toxicity:
        """Threats and hate that the lists name stand whatever the heads say; the tier is the gravest likely one."""
        ruled, score = self.said.toxic, self.odds["toxic"] if self.said.cut.words else 0.0
        if ruled.tier in ("hate", "threat"):
            return Toxicity(max(score, ruled.score), ruled.tier, ruled.evidence)
        if ruled.tier == "insult" and ruled.score >= PLAIN:
            score = max(score, ruled.score)
        if ruled.evidence and max(span.weight for span in ruled.evidence) <= OF_ONESELF:
            score = min(score, 0.49)
        if score < THRESHOLD:
            return Toxicity(score, "none", ruled.evidence)
        evidence = ruled.evidence or self.heard("toxic")
        if not evidence:
            return Toxicity(0.49, "none", ())
        likely = max(TIERS, key=lambda tier: self.odds[tier])
        return Toxicity(score, likely if self.odds[likely] >= THRESHOLD else "insult", evidence)

    def intents(self, spam: Spam, toxic: Toxicity, ranks: Mapping[str, Rank] | None = None) -> tuple[Intent, ...]:
        """The best first; where none holds, the likeliest with the least confidence that decides: not a crisis, which alarms."""
        ruled = {intent.label: intent.evidence for intent in self.said.intents}
        ruled |= {"spam": spam.evidence, "abuse": toxic.evidence}
        if not self.said.cut.words:
            return (Intent("other", 1.0, ()),)
        chances = {label: self.odds[label] for label in (*TYPES, "other")}
        if toxic.tier in ("hate", "threat"):
            chances["abuse"] = max(chances["abuse"], toxic.score)
        if "question" not in ruled and linked(self.said.cut):
            chances["question"] = min(chances["question"], 0.1)
        order = ranked(chances, weights.shipped().ranks if ranks is None else ranks)
        kept = [label for label in order if label != "other" and chances[label] >= THRESHOLD]
        likeliest = next(label for label in order if label != "crisis")
        if not kept and likeliest == "other":
            best = max(chances[label] for label in TYPES)
            return (Intent("other", round(max(chances["other"], 1 - best), 4), ()),)
        return tuple(
            Intent(label, max(chances[label], THRESHOLD), ruled.get(label) or self.heard(label))
            for label in kept or [likeliest]
        )

    def heard(self, head: str) -> Evidence:
        """The few words that weighed most for a head, in the order of the text."""
        spoken = self.told.spoke(self.post, self.columns[head])
        if not spoken or (most := max(spoken)) <= 0:
            return ()
        words = self.said.cut.words
        telling = [i for i, w in enumerate(spoken) if w > 0.3 * most and (words[i][0].isalnum() or w == most)]
        chosen = sorted(sorted(telling, key=lambda i: -spoken[i])[:SHOWN])
        return tuple(self.said.cut.span(i, i + 1, round(spoken[i] / most, 3)) for i in chosen)


def linked(read: Tokens) -> bool:
    """Whether the only question marks are those of addresses."""
    return "?" in read.clean and not asked(read)


def ranked(chances: Mapping[str, float], ranks: Mapping[str, Rank]) -> list[str]:
    """The likeliest first: heads that decide at 0.5 are not all as often right there."""

    def worth(label: str) -> float:
        chance, by = min(max(chances[label], 1e-4), 1 - 1e-4), ranks.get(label, PLAIN_RANK)
        return by.slope * math.log(chance / (1 - chance)) + by.bias

    return sorted(chances, key=worth, reverse=True)


def judges(said: Sequence[Ruled], told: Told, names: Sequence[str]) -> list[Judge]:
    columns = {name: rank for rank, name in enumerate(names)}
    return [
        Judge(each, told, post, dict(zip(names, row, strict=True)), columns)
        for post, (each, row) in enumerate(zip(said, told.chances(), strict=True))
    ]
