"""Exact words that must go from whatever holds them: texts, lists, records. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

GONE = "[…]"
SHORTEST = 3
"""Letters of a trace: shorter ones stand in other words too often."""


class Traces:
    """`traces.clean(value)`: the value without them. Longer ones go first; letters count without case.

    A trace that begins or ends with a letter is a whole word or more: « Ana » does not go from « Anatole ».
    """

    def __init__(self, words: Iterable[str]) -> None:
        listed = {w.strip() for w in words if len(w.strip()) >= SHORTEST}
        self.words = sorted(listed, key=lambda w: (-len(w), w))
        # One pattern a batch: a pattern of ten thousand alternatives costs more than it saves.
        self._patterns = [
            re.compile("|".join(_bounded(w) for w in self.words[start : start + 200]), re.IGNORECASE)
            for start in range(0, len(self.words), 200)
        ]

    def __bool__(self) -> bool:
        return bool(self.words)

    def within(self, value: Any) -> bool:
        """Whether any of them stands in the value, at any depth."""
        match value:
            case str():
                return any(pattern.search(value) for pattern in self._patterns)
            case list() | tuple():
                return any(self.within(v) for v in value)
            case Mapping():
                return any(self.within(k) or self.within(v) for k, v in value.items())
        return False

    def clean(self, value: Any) -> Any:
        """The same shape, each of them replaced by « […] »."""
        match value:
            case str():
                for pattern in self._patterns:
                    value = pattern.sub(GONE, value)
                return value
            case list() | tuple():
                return [self.clean(v) for v in value]
            case Mapping():
                return {self.clean(k): self.clean(v) for k, v in value.items()}
        return value


def _bounded(word: str) -> str:
    spaced = r"\s+".join(re.escape(part) for part in word.split())
    before = r"(?<!\w)" if word[0].isalnum() else ""
    after = r"(?!\w)" if word[-1].isalnum() else ""
    return f"{before}{spaced}{after}"


def quotable(text: str, *, least: int = 24) -> list[str]:
    """The lines and sentences of a text that are long enough to be known again where somebody quotes them."""
    found = (piece.strip(' \t>«»"“”*_') for line in text.splitlines() for piece in _pieces(line))
    return [piece for piece in dict.fromkeys(found) if len(piece) >= least]


def _pieces(line: str) -> list[str]:
    return [line, *re.split(r"(?<=[.!?…;:])\s+", line)]
