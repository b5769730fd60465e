"""Insults, threats and hate said in so many words, masks included (c0nnard, f*ck). Coded hate is beyond it.

A score asks for a person's eye; it never sanctions by itself.
"""

from __future__ import annotations

import re
from functools import cache

from parvis.analysis.judgement import Evidence, Span, Toxicity
from parvis.analysis.lexicon import LANGUAGES, Hit, Hits, forms
from parvis.analysis.tokens import Tokens

CLEAN = Toxicity(0.0, "none", ())
OF_ONESELF = 0.35
_AIMED = frozenset(["tu", "toi", "te", "t'", "ton", "ta", "vous", "votre", "vos", "you", "your", "you're", "u", "ur"])
_OWN = frozenset(["je", "j'", "moi", "i", "i'm", "me"])
_MASKED = re.compile(r"(?<![\w@#/*.])[a-z]{1,5}[*@$€0134]{1,6}[a-z]+(?:[*@$€0134]+[a-z]*)*")
_HINT = re.compile(r"[a-z][*@$€0134]+[a-z]")
_LEET = str.maketrans("@$€0134", "aseoiea")
_MASKED_SWEARING = frozenset(["fuck", "fucking", "fucked", "shit", "bullshit", "merde", "putain"])


def toxicity(read: Tokens, hits: Hits) -> Toxicity:
    """The gravest tier found: hate, then threat, then insult."""
    spans = _masked(read) if _may_be_masked(read) else []
    if not spans and not hits.keys() & {"insult", "slur", "threat", "dirt"}:
        return CLEAN
    hate = [read.span(h.first, h.last, 1.0) for h in hits.get("slur", ())] + _against_groups(read, hits)
    threats = [read.span(h.first, h.last, 1.0) for h in hits.get("threat", ())]
    insults = [read.span(h.first, h.last, _gravity(read, h)) for h in hits.get("insult", ())] + spans
    return _worst(hate, threats, insults)


def _worst(hate: list[Span], threats: list[Span], insults: list[Span]) -> Toxicity:
    weight = max((span.weight for span in insults), default=0.0) + 0.05 * max(0, len(insults) - 1)
    found: Evidence = (*hate, *threats, *insults)
    if hate:
        return Toxicity(min(1.0, 0.85 + 0.05 * len(found)), "hate", found)
    if threats:
        return Toxicity(min(1.0, 0.8 + 0.05 * len(found)), "threat", found)
    score = round(min(0.95, weight), 3)
    return Toxicity(score, "insult" if score >= 0.5 else "none", found)


def _gravity(read: Tokens, hit: Hit) -> float:
    """More when aimed at someone, less when said of oneself: « je suis con »."""
    near = set(read.words[max(0, hit.first - 3) : hit.last + 2])
    if near & _AIMED:
        return 0.85
    return OF_ONESELF if near & _OWN else hit.weight


def _against_groups(read: Tokens, hits: Hits) -> list[Span]:
    """A group named right after contempt: « sale … », “death to …”, “i hate …”."""
    after = {hit.last for hit in hits.get("dirt", ())} | {hit.last for hit in hits.get("insult", ())}
    return [
        read.span(group.first - 1, group.last, 1.0)
        for group in hits.get("group", ())
        if group.first in after and group.first > 0
    ]


def _may_be_masked(read: Tokens) -> bool:
    """Cheap, so that the pattern runs on few posts: a sign or a digit right before a letter."""
    return _HINT.search(read.clean) is not None


def _masked(read: Tokens) -> list[Span]:
    found = []
    for match in _MASKED.finditer(read.clean):
        if _unmasks(match[0]):
            found.append(read.stretch(match.start(), match.end(), 0.7))
    return found


def _unmasks(word: str) -> bool:
    plain = word.translate(_LEET)
    if "*" not in plain:
        return plain in _vocabulary()
    shape = re.compile(
        "".join(f".{{{len(run)}}}" if run[0] == "*" else run for run in re.findall(r"\*+|[a-z]+", plain))
    )
    return any(shape.fullmatch(each) for each in _vocabulary())


@cache
def _vocabulary() -> frozenset[str]:
    """Words that people mask."""
    single = {
        form[0] for lang in LANGUAGES for code in ("insult", "slur") for form in forms(lang, code) if len(form) == 1
    }
    return frozenset(word for word in single if len(word) > 2) | _MASKED_SWEARING
