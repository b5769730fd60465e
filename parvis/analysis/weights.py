"""The trained weights: a file beside its manifest, refused when its bytes are not those the manifest names.

`heads.bin` is the zlib-compressed int8 table (feature, head), then the int16 weights of the signs (sign, head).
`heads.json` says what it is: checksum, sources, date, figures, and the scales that turn integers into log-odds.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from parvis.analysis.features import SIZE
from parvis.analysis.signs import NAMES as SIGNS

FOLDER = Path(__file__).parent / "trained"
FORMAT = 2


class Tampered(ValueError):
    """The weights are not those of their manifest, or were made for another reader: nothing is read with them."""


class Mood(NamedTuple):
    """How much the three heads and the lexicon count in the mood, and what leans to negative and to positive beforehand."""

    heads: float
    rules: float
    negative: float
    positive: float


class Rank(NamedTuple):
    """How the log-odds of a type compare with those of the others, when one type is to be the best."""

    slope: float
    bias: float


PLAIN_MOOD = Mood(1.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Model:
    """`table[feature, head] * scale[head]` and `signs[sign, head] * sign_scale[head]` add to log-odds, after `slope` and `shift`.

    `names`: the heads, and how a head reads one language only ("toxic fr"). `mood`: by language; of "" where the language cannot be told. `ranks`: by type.
    """

    name: str
    names: tuple[str, ...]
    table: NDArray[np.int8]
    signs: NDArray[np.int16]
    scale: NDArray[np.float64]
    sign_scale: NDArray[np.float64]
    constant: NDArray[np.float64]
    slope: NDArray[np.float64]
    shift: NDArray[np.float64]
    mood: Mapping[str, Mood] = field(default_factory=dict)
    ranks: Mapping[str, Rank] = field(default_factory=dict)

    def mood_of(self, language: str) -> Mood:
        return self.mood.get(language, self.mood.get("", PLAIN_MOOD))


@cache
def shipped() -> Model:
    return load(FOLDER)


def load(folder: Path) -> Model:
    """Raises Tampered, OSError."""
    manifest = json.loads((folder / "heads.json").read_text(encoding="utf-8"))
    packed = (folder / "heads.bin").read_bytes()
    if hashlib.sha256(packed).hexdigest() != manifest["sha256"]:
        raise Tampered("heads.bin is not the file that heads.json names")
    names = tuple(manifest["heads"])
    if manifest["format"] != FORMAT or manifest["features"] != SIZE or manifest["signs"] > len(SIGNS):
        raise Tampered("heads.bin was made for another reader: train again with tools/train_reading.py")
    raw = zlib.decompress(packed)
    table = np.frombuffer(raw, np.int8, SIZE * len(names)).reshape(len(names), SIZE).T
    known = manifest["signs"]  # weights that were made before some signs say nothing of them
    signs = np.zeros((len(SIGNS), len(names)), np.int16)
    signs[:known] = np.frombuffer(raw, "<i2", known * len(names), SIZE * len(names)).reshape(len(names), known).T
    numbers = {key: np.array(manifest["numbers"][key], np.float64) for key in _NUMBERS}
    mood = {language: Mood(*each) for language, each in manifest["mood"].items()}
    ranks = {label: Rank(*each) for label, each in manifest["ranks"].items()}
    table = np.ascontiguousarray(table)
    scale, sign_scale, constant, slope, shift = (numbers[key] for key in _NUMBERS)
    return Model(
        manifest["name"], names, table, signs, scale, sign_scale, constant, slope, shift, mood, ranks,
    )  # fmt: skip


_NUMBERS = ("scale", "sign_scale", "constant", "slope", "shift")


def save(model: Model, manifest: dict[str, Any], folder: Path) -> None:
    """Writes both files; the same weights give the same bytes."""
    raw = np.ascontiguousarray(model.table.T).tobytes() + np.ascontiguousarray(model.signs.T.astype("<i2")).tobytes()
    packed = zlib.compress(raw, 9)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "heads.bin").write_bytes(packed)
    whole = {
        "format": FORMAT, "name": model.name, "sha256": hashlib.sha256(packed).hexdigest(), "bytes": len(packed),
        "features": SIZE, "signs": len(SIGNS), "heads": list(model.names),
        "numbers": {key: [float(f"{x:.8g}") for x in getattr(model, key)] for key in _NUMBERS},
        "mood": {language: list(each) for language, each in sorted(model.mood.items())},
        "ranks": {label: list(each) for label, each in sorted(model.ranks.items())}, **manifest,
    }  # fmt: skip
    (folder / "heads.json").write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
