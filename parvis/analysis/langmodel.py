"""The language model of py3langid, cut to what languages in Latin letters need of it: a sixth of the memory, the same answers.

Whole, its automaton has 105,000 states over 256 bytes, most of them for scripts that a brand does not read. Here: the states
that Latin letters reach, in two bytes each, and the bytes that they do not tell apart put together.
"""

from __future__ import annotations

import math
import re
import unicodedata
from array import array
from collections import Counter
from typing import Any

import numpy as np

_LATIN = np.array([*range(0xC0), *range(0xC2, 0xCC)], np.intp)
"""Bytes of UTF-8 in letters up to U+02FF."""
_OTHER = re.compile("[^\0-\u02ff]")
_APOSTROPHES = str.maketrans("\u2019\u2018\u02bc", "'''")


class TooLarge(Exception):
    """More states than two bytes can tell apart."""


class Latin:
    """`whole`: a LanguageIdentifier, set to the languages that are to be told apart. Raises TooLarge."""

    def __init__(self, whole: Any) -> None:
        moves = np.frombuffer(whole.tk_nextmove, whole.tk_nextmove.typecode).reshape(-1, 256)
        rows = np.frombuffer(whole.tk_row, whole.tk_row.typecode)
        states = _reached(moves, rows)
        if len(states) > 1 << 16:
            raise TooLarge
        used, row_of = np.unique(rows[states], return_inverse=True)
        kept = moves[used][:, _LATIN]
        classes, first, of = _alike(kept)
        number = np.zeros(len(rows), np.uint16)
        number[states] = np.arange(len(states), dtype=np.uint16)
        self._moves = array("H", number[kept[:, first]].tobytes())
        self._rows: list[int] = (row_of.reshape(-1) * classes).tolist()
        said = np.asarray(whole.tk_output)[states]
        features, feature = np.unique(said[said >= 0], return_inverse=True)
        said[said >= 0] = feature.reshape(-1)
        self._said: list[int] = said.tolist()
        self._weights = np.ascontiguousarray(whole.nb_ptc[features])
        self._prior, self._labels = np.asarray(whole.nb_pc), list(whole.nb_classes)
        table = bytearray([of[ord(" ")]]) * 256
        for place, byte in enumerate(_LATIN.tolist()):
            table[byte] = of[place]
        self._classes = bytes(table)

    @property
    def size(self) -> int:
        """Bytes of its tables."""
        return len(self._moves) * 2 + self._weights.nbytes + 8 * (len(self._rows) + len(self._said))

    def classify(self, text: str) -> tuple[str, float]:
        """(language, its likelihood among those that are told apart)"""
        text = unicodedata.normalize("NFC", text.lower() if text.isupper() else text).translate(_APOSTROPHES)
        said = _OTHER.sub(" ", text).encode()
        moves, rows, outputs = self._moves, self._rows, self._said
        state, found = 0, []
        for letter in said.translate(self._classes):
            state = moves[rows[state] + letter]
            if (feature := outputs[state]) >= 0:
                found.append(feature)
        if not found:
            return self._labels[0], 1 / len(self._labels)
        visits = Counter(found)
        counts = np.fromiter(visits.values(), np.float32, len(visits))
        scores = np.log1p(counts) @ self._weights[np.fromiter(visits, np.intp, len(visits))] + self._prior
        scores *= 1.0 / math.sqrt(len(said))
        np.exp(scores - scores.max(), out=scores)
        best = int(scores.argmax())
        return self._labels[best], float(scores[best] / scores.sum())


def _reached(moves: Any, rows: Any) -> Any:
    """The states that these bytes lead to, the first among them, which stays the first."""
    met = np.zeros(len(rows), bool)
    new = np.zeros(1, np.intp)
    while len(new):
        met[new] = True
        led = np.zeros(len(rows), bool)
        led[moves[np.unique(rows[new])][:, _LATIN].ravel()] = True
        new = np.flatnonzero(led & ~met)
    return np.flatnonzero(met)


def _alike(kept: Any) -> tuple[int, Any, Any]:
    """(classes of columns that are the same, the first column of each, class of each column)"""
    numbers: dict[bytes, int] = {}
    of = [numbers.setdefault(np.ascontiguousarray(column).tobytes(), len(numbers)) for column in kept.T]
    return len(numbers), [of.index(number) for number in range(len(numbers))], of
