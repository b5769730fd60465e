"""What an edit took out and put in, word by word. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "out", "in"]
MOST_WORDS = 1_500
"""On each side of one changed passage: a longer one is shown as gone and come, since comparing costs the square of it."""
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that stayed, went or came."""

    kind: Kind
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """Line by line, then word by word within the lines that changed. What is "same" and "out" makes up `before`; what is
    "same" and "in", `after`."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces: list[Piece] = []
    for same, gone, come in _steps(old, new):
        if same:
            pieces.append(Piece("same", "".join(same)))
        else:
            pieces += _within("".join(gone), "".join(come))
    return _joined(pieces)


def _within(gone: str, come: str) -> Iterator[Piece]:
    old, new = _WORDS.findall(gone), _WORDS.findall(come)
    if max(len(old), len(new)) > MOST_WORDS:
        yield Piece("out", gone)
        yield Piece("in", come)
        return
    for same, out, into in _steps(old, new):
        yield Piece("same", "".join(same))
        yield Piece("out", "".join(out))
        yield Piece("in", "".join(into))


def _steps(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str], Sequence[str]]]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield (old[a:b], (), ()) if tag == "equal" else ((), old[a:b], new[c:d])


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Neighbours of one kind as one; nothing empty."""
    joined: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if joined and joined[-1].kind == piece.kind:
            joined[-1] = Piece(piece.kind, joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return joined
