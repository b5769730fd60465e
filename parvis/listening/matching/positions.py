"""Where pieces stand in a row of words, and which of them stand near each other."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from parvis.listening.query.ast import Or, Words
from parvis.listening.query.words import Piece, pieces

Occurrence = tuple[int, int]
"""Positions of the first and of the last word, both included."""


def occurrences(wanted: Sequence[Piece], tokens: Sequence[str], exact: Sequence[str]) -> list[Occurrence]:
    """Every place where `wanted` stands in `tokens`, in order. `exact`: aligned with `tokens`, read where accents count."""
    last = len(wanted) - 1
    return [
        (start, start + last)
        for start in range(len(tokens) - last)
        if all(_fits(piece, tokens[start + i], exact, start + i) for i, piece in enumerate(wanted))
    ]


def _fits(piece: Piece, token: str, exact: Sequence[str], position: int) -> bool:
    if not _same(piece.folded, token, prefix=piece.prefix):
        return False
    return not piece.exact or _same(piece.exact, exact[position], prefix=piece.prefix)


def _same(wanted: str, word: str, *, prefix: bool) -> bool:
    """A name is also found in its mention; a mention only as a mention."""
    if word[0] == "@" and wanted[0] != "@":
        word = word[1:]
    return word.startswith(wanted) if prefix else word == wanted


def any_of(group: Words | Or, tokens: Sequence[str], exact: Sequence[str]) -> list[Occurrence]:
    """Occurrences of a word, a phrase, or any of a group of them, in order."""
    members = group.parts if isinstance(group, Or) else (group,)
    found: set[Occurrence] = set()
    for member in members:
        if isinstance(member, Words):
            found.update(occurrences(pieces(member), tokens, exact))
    return sorted(found)


def followed(first: Sequence[Occurrence], second: Sequence[Occurrence], distance: int) -> bool:
    """Whether one of `second` starts 1 to `distance` words after the end of one of `first`; `second` is sorted."""
    starts = [start for start, _ in second]
    return any(bisect_left(starts, end + 1) < bisect_right(starts, end + distance) for _, end in first)


def neighbours(first: Sequence[Occurrence], second: Sequence[Occurrence], distance: int) -> set[Occurrence]:
    """Those of `first` and of `second` that make `followed` true."""
    starts = [start for start, _ in second]
    found: set[Occurrence] = set()
    for one in first:
        close = second[bisect_left(starts, one[1] + 1) : bisect_right(starts, one[1] + distance)]
        if close:
            found.update([one, *close])
    return found
