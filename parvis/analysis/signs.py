"""What rules and lexicons noticed, as numbered signs that the heads weigh beside the words.

A lexicon holds where a head has never been: tweets do not teach how films are judged. So each teaches the other.
"""

from __future__ import annotations

import re

from parvis.analysis.judgement import Intent, Judgement, Spam, Toxicity
from parvis.analysis.lexicon import Hits
from parvis.analysis.senses import NAMES as SENSES
from parvis.analysis.senses import senses
from parvis.analysis.tokens import Tokens

_CODES = (
    "complaint", "strong-complaint", "question", "help", "praise", "suggestion", "purchase", "crisis", "spam",
    "insult", "slur", "threat", "dirt", "group", "swear", "contempt", "danger", "not", "but", "more", "tu", "vous",
)  # fmt: skip
_LABELS = ("negative", "neutral", "positive")
_INTENTS = (
    "complaint", "question", "help", "praise", "suggestion", "purchase", "spam", "crisis", "abuse", "other",
)  # fmt: skip
_TIERS = ("none", "insult", "threat", "hate")
_MOODS = 8
_STEPS = (0.0, 0.9, 1.9, 2.9, 4.4, 6.9, 10.0)
_LENGTHS = (3, 7, 14, 28, 60)
_MONEY = re.compile(r"[$€£]\s?\d|\d\s?(?:€|\$|£|euros?\b)")
_PHONE = re.compile(r"\d(?:[ .-]?\d){7,}")

NAMES = (
    *(f"{code} {times}" for code in _CODES for times in ("once", "twice")),
    *(f"good {step}" for step in range(_MOODS)),
    *(f"bad {step}" for step in range(_MOODS)),
    *(f"net {step}" for step in range(-_MOODS, _MOODS + 1)),
    *(f"mood {label}" for label in _LABELS),
    *(f"rule {label}" for label in _INTENTS),
    *(f"tier {tier}" for tier in _TIERS),
    *(f"junk {step}" for step in range(4)),
    *(f"length {step}" for step in range(len(_LENGTHS) + 1)),
    *(f"language {code}" for code in ("fr", "en", "other")),
    "asks", "exclaims", "exclaims loudly", "link", "links", "mention", "tag", "tags", "money", "phone", "mixed",
    "shouts", "ends in full stop", *SENSES,
)  # fmt: skip
FIRST_SENSE = len(NAMES) - len(SENSES)
_AT = {name: index for index, name in enumerate(NAMES)}
_ONCE = {code: _AT[f"{code} once"] for code in _CODES}


def signs(read: Tokens, code: str, hits: Hits, mood: Judgement, ruled: tuple[Intent, ...], toxic: Toxicity, junk: Spam) -> list[int]:  # fmt: skip
    """Numbers in `NAMES`, each at most once."""
    found = [at for each, at in _ONCE.items() if each in hits]
    found += [_ONCE[each] + 1 for each in hits if each in _ONCE and len(hits[each]) > 1]
    good = sum([span.weight for span in mood.evidence if span.weight > 0])
    bad = -sum([span.weight for span in mood.evidence if span.weight < 0])
    found.append(_AT["good 0"] + _step(good))
    found.append(_AT["bad 0"] + _step(bad))
    net = good - bad
    found.append(_AT["net 0"] + (_step(net) if net >= 0 else -_step(-net)))
    found.append(_AT["mood negative"] + _LABELS.index(mood.label))
    found += [_AT[f"rule {intent.label}"] for intent in ruled]
    found.append(_AT["tier none"] + _TIERS.index(toxic.tier))
    found.append(_AT["junk 0"] + min(3, int(junk.score * 4)))
    found.append(_AT["length 0"] + sum([len(read.words) > most for most in _LENGTHS]))
    found.append(_AT["language fr"] + (0 if code == "fr" else 1 if code == "en" else 2))
    if good and bad:
        found.append(_AT["mixed"])
    found += _shapes(read.clean, read.given)
    found += senses(read.words, code, FIRST_SENSE)
    return found


def _step(weight: float) -> int:
    return sum([weight > step for step in _STEPS])


def _shapes(text: str, given: str) -> list[int]:
    found = []
    if "?" in text:
        found.append(_AT["asks"])
    if "!" in text:
        found.append(_AT["exclaims loudly"] if text.count("!") > 2 else _AT["exclaims"])
    if links := text.count("http") + text.count("www."):
        found.append(_AT["links"] if links > 1 else _AT["link"])
    if "@" in text:
        found.append(_AT["mention"])
    if tags := text.count("#"):
        found.append(_AT["tags"] if tags > 2 else _AT["tag"])
    if _MONEY.search(text):
        found.append(_AT["money"])
    if _PHONE.search(text):
        found.append(_AT["phone"])
    if sum(map(str.isupper, given[:200])) * 2 > len(given[:200]):
        found.append(_AT["shouts"])
    if text.rstrip().endswith("."):
        found.append(_AT["ends in full stop"])
    return found
