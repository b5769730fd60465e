"""What rules and lexicons say of a post, before the heads weigh it: the part that needs no training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from parvis.analysis.intents import intents
from parvis.analysis.judgement import Intent, Judgement, Spam, Toxicity
from parvis.analysis.language import language
from parvis.analysis.lexicon import find, lexicon, relaxed
from parvis.analysis.register import register
from parvis.analysis.sentiment import sentiment
from parvis.analysis.signs import signs
from parvis.analysis.spam import spam
from parvis.analysis.tokens import Tokens, tokens
from parvis.analysis.toxicity import toxicity


class Ruled(NamedTuple):
    """`sure`: of the language. `signs`: numbers of `signs.NAMES`, for the heads."""

    cut: Tokens
    language: str
    sure: float
    mood: Judgement
    intents: tuple[Intent, ...]
    toxic: Toxicity
    junk: Spam
    register: str
    signs: list[int]


def ruled(text: str, hint: str, languages: Sequence[str]) -> Ruled:
    """Never fails, whatever the text."""
    cut = tokens(text)
    code, sure = language(cut, hint, languages)
    words = lexicon(code)
    hits = find(relaxed(cut.words, words) if cut.stretched else cut.words, words)
    mood, toxic, junk = sentiment(cut, hits), toxicity(cut, hits), spam(cut, hits)
    wanted = intents(cut, hits, mood, toxic, junk)
    tone = register(cut, hits) if code == "fr" or (not code and hint == "fr") else "none"
    noticed = signs(cut, code, hits, mood, wanted, toxic, junk)
    return Ruled(cut, code, round(sure, 4), mood, wanted, toxic, junk, tone, noticed)
