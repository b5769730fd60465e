"""Unasked advertising and traps: what is promised, where it leads, how loudly."""

from __future__ import annotations

import math
import re

from parvis.analysis.judgement import Spam, Span
from parvis.analysis.lexicon import Hits
from parvis.analysis.tokens import Tokens

NOT_SPAM = Spam(0.0, ())
_SHORTENERS = (
    "bit.ly",
    "tinyurl.",
    "goo.gl",
    "is.gd",
    "cutt.ly",
    "rb.gy",
    "shorturl.",
    "ow.ly",
    "t.me",
    "wa.me",
    "linktr.ee",
)
_DOUBTFUL = (
    ".xyz",
    ".top",
    ".click",
    ".icu",
    ".buzz",
    ".loan",
    ".win",
    ".bid",
    ".work",
    ".rest",
    ".gq",
    ".tk",
    ".ml",
    ".cf",
)
_HOST = re.compile(r"(?:https?://)?([^/?#\s]+)")
_MONEY = re.compile(r"[$€£]\s?\d|\d[\d.,]*\s?(?:€|\$|£|usd|euros?\b)")
_PHONE = re.compile(r"\+?\d(?:[ .-]?\d){8,}")
_REPEATED = re.compile(r"[!$€£]{6,}")
_CROWD = 6


def spam(read: Tokens, hits: Hits) -> Spam:
    """Signs add up and saturate: one alone stays under 0.5."""
    spans = [read.span(h.first, h.last, h.weight) for h in hits.get("spam", ())]
    if "http" in read.clean or "www." in read.clean:
        spans += _links(read)
    if spans:
        spans += [
            read.stretch(m.start(), m.end(), 0.3) for m in (_MONEY.search(read.clean), _PHONE.search(read.clean)) if m
        ]
    if read.clean.count("#") + read.clean.count("@") > _CROWD:
        spans += _crowd(read)
    if (
        len(read.words) > 3
        and read.clean.count("!") + read.clean.count("$") > _CROWD
        and (m := _REPEATED.search(read.clean))
    ):
        spans.append(read.stretch(m.start(), m.end(), 0.15))
    if not spans:
        return NOT_SPAM
    return Spam(round(1 - math.exp(-sum(span.weight for span in spans)), 4), tuple(spans))


def _links(read: Tokens) -> list[Span]:
    spans = []
    for index, word in enumerate(read.words):
        if word.startswith(("http", "www.")) and (match := _HOST.match(word)):
            spans.append(read.span(index, index + 1, _suspicion(match[1])))
    return spans if len(spans) > 2 else [span for span in spans if span.weight > 0.1]


def _suspicion(host: str) -> float:
    if "xn--" in host or host.replace(".", "").isdigit():
        return 0.6
    if host.startswith(_SHORTENERS) or host.endswith(_DOUBTFUL):
        return 0.4
    return 0.1


def _crowd(read: Tokens) -> list[Span]:
    """More mentions or tags than a person writes to be read."""
    signs = [i for i, word in enumerate(read.words) if word[0] in "@#" and len(word) > 1]
    return [read.span(i, i + 1, 0.12) for i in signs] if len(signs) > _CROWD else []
