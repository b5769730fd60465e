"""What a word or a phrase of a query looks for: folded pieces, in order."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from parvis.core.folding import exact_tokens, fold_tokens
from parvis.listening.query.ast import Words

SHORTEST_PREFIX = 2
"""Letters before a *: with fewer, nearly every post would match."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One position of a phrase. `exact`: the same with accents, or "" when accents do not count."""

    folded: str
    exact: str = ""
    prefix: bool = False


def clean(text: str) -> str:
    """Quotation marks are only marks, and any white space is one space."""
    return " ".join(text.translate(_MARKS).split())


_MARKS = {ord(mark): " " for mark in '"“”„«»'}


def _alone(token: str) -> bool:
    """A word that is whole by nature (an ideogram, an emoji): no longer word starts with it."""
    return fold_tokens(token + "aa") != [token + "aa"]


@functools.lru_cache(maxsize=4096)
def pieces(words: Words) -> tuple[Piece, ...]:
    """The pieces of `words`; empty when nothing is left after folding."""
    found: list[Piece] = []
    for chunk in words.text.split():
        folded = fold_tokens(chunk)
        exact = exact_tokens(chunk) if words.exact else [""] * len(folded)
        found += [Piece(f, e) for f, e in zip(folded, exact, strict=True)]
        if chunk.endswith("*") and folded and not _alone(folded[-1]):
            found[-1] = Piece(folded[-1], exact[-1], prefix=True)
    return tuple(found)


def star_problem(chunk: str) -> int | None:
    """Where in `chunk` (one word as typed) a * cannot be understood; None when all is well."""
    star = chunk.find("*")
    if star < 0:
        return None
    last = fold_tokens(chunk[:star])[-1:]
    enough = bool(last) and (_alone(last[0]) or len(last[0].removeprefix("@")) >= SHORTEST_PREFIX)
    return None if enough and star == len(chunk) - 1 else star
