"""What is learnt on top of given weights: a few numbers a head, added to the same table, so that reading costs no more."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from parvis.analysis.features import SIZE, hashed, plain
from parvis.analysis.learning.solver import Floats, Rows, fit
from parvis.analysis.learning.texts import WIDTH, Texts, kinds
from parvis.analysis.weights import Model

FORMAT = b"additive-1"
ROUNDS = 24
Says = Mapping[str, float]
"""What is known of a text: head → 0 to 1. Where nothing is known, nothing is taught."""


class Damaged(ValueError):
    """These bytes are no additive weights, or not those that were kept."""


@dataclass(frozen=True, slots=True)
class Additive:
    """`weights[feature, n]`: log-odds that feature adds for head `names[n]`, per root of the tokens; `constant[n]`: for all."""

    names: tuple[str, ...]
    weights: Floats
    constant: Floats

    def told(self, texts: Texts) -> Floats:
        """[text, n]: what is added to the log-odds of each text."""
        rows = texts.rows(_as_read())
        return np.stack([rows.times(self.weights[:, n]) for n in range(len(self.names))], axis=1) + self.constant

    def onto(self, model: Model, name: str) -> Model:
        """The same weights with these added, in the integers of the table; to what reads one language too ("toxic fr")."""
        table, signs, constant = model.table.copy(), model.signs.copy(), model.constant.copy()
        for at, column in enumerate(model.names):
            if (head := column.partition(" ")[0]) not in self.names:
                continue
            n = self.names.index(head)
            unit, sign_unit = model.scale[at] * model.slope[at], model.sign_scale[at] * model.slope[at]
            moved = table[:, at] + np.round(self.weights[:SIZE, n] / unit)
            table[:, at] = np.clip(moved, -127, 127).astype(np.int8)
            noticed = signs[:, at] + np.round(self.weights[SIZE:, n] / sign_unit)
            signs[:, at] = np.clip(noticed, -32_767, 32_767).astype(np.int16)
            constant[at] += self.constant[n] / model.slope[at]
        return replace(model, name=name, table=table, signs=signs, constant=constant)

    def telling(self, words: Sequence[str], head: str, most: int) -> list[tuple[str, float]]:
        """Those of these words that weigh most for or against a head: (word, log-odds in a post of one word)."""
        if not words:
            return []
        rows, starts, _whole = hashed([plain(word) for word in words])
        weighed = np.add.reduceat(self.weights[rows, self.names.index(head)], starts)
        order = np.argsort(-np.abs(weighed), kind="stable")[:most]
        return [(words[i], round(float(weighed[i]), 3)) for i in order if abs(weighed[i]) > 0.05]


def learn(
    texts: Texts,
    says: Sequence[Says],
    care: Floats,
    names: Sequence[str],
    among: Sequence[str],
    *,
    shrink: float,
    rounds: int = ROUNDS,
    worth: Floats | None = None,
    raised: float = 1.0,
    held: float = 0.0,
) -> Additive:
    """For each of the heads `names`, from the texts that say something of it. `among`: the heads of `texts.base`, in order.

    The fewer the texts, the less is learnt (`shrink`, L2). `worth`: of each feature, by its kind when not given; `raised`: how
    many times more the rarer answer may count; `held`: how much it costs to lean to one answer whatever the words.
    """
    by = kinds() if worth is None else worth
    rows = texts.rows(by)
    found, constants = np.zeros((WIDTH, len(names))), np.zeros(len(names))
    for n, head in enumerate(names):
        known = np.array([i for i, said in enumerate(says) if head in said], np.int64)
        if len(known):
            truth = np.array([says[i][head] for i in known])
            weighed = care[known] * _balance(truth, raised)
            offset = texts.base[known, list(among).index(head)]
            used, narrow = _narrow(rows.take(known))
            weights, constants[n] = fit(narrow, truth, weighed, shrink, rounds, offset=offset, held=held)
            found[used, n] = weights
    return Additive(tuple(names), found * by[:, None], constants)


def _narrow(rows: Rows) -> tuple[NDArray[np.int64], Rows]:
    """The features that these rows have, and the rows in them alone: a few texts have few."""
    used = np.flatnonzero(np.bincount(rows.columns, minlength=rows.width))
    at = np.zeros(rows.width, np.int32)
    at[used] = np.arange(len(used))
    return used, replace(rows, columns=at[rows.columns], width=len(used))


def _balance(truth: Floats, raised: float) -> Floats:
    yes = float(truth.sum())
    odds = (len(truth) - yes) / max(yes, 1e-9)
    return np.where(truth > 0.5, min(raised, max(1.0, odds / 2)), min(raised, max(1.0, 0.5 / max(odds, 1e-9))))


def pack(additive: Additive) -> bytes:
    """Only what is not nothing: head and feature, and a weight in 16 bits; closed by its checksum."""
    features, heads = np.nonzero(np.abs(additive.weights) > 1e-3)
    values = additive.weights[features, heads].astype("<f2")
    names = "\n".join(additive.names).encode()
    body = b"".join(
        [
            FORMAT, struct.pack("<II", len(names), len(features)), names, additive.constant.astype("<f8").tobytes(),
            features.astype("<u4").tobytes(), heads.astype("u1").tobytes(), values.tobytes(),
        ]
    )  # fmt: skip
    return hashlib.sha256(body).digest() + zlib.compress(body, 9)


def unpack(packed: bytes) -> Additive:
    """Raises Damaged."""
    try:
        body = zlib.decompress(packed[32:])
        if hashlib.sha256(body).digest() != packed[:32] or not body.startswith(FORMAT):
            raise Damaged("not the bytes that were kept")
        at = len(FORMAT)
        length, many = struct.unpack_from("<II", body, at)
        names = tuple(body[at + 8 : at + 8 + length].decode().split("\n"))
        at += 8 + length
        constant = np.frombuffer(body, "<f8", len(names), at).copy()
        at += 8 * len(names)
        features = np.frombuffer(body, "<u4", many, at)
        heads = np.frombuffer(body, "u1", many, at + 4 * many)
        values = np.frombuffer(body, "<f2", many, at + 5 * many)
        weights = np.zeros((WIDTH, len(names)))
        weights[features, heads] = values
    except (zlib.error, struct.error, ValueError, IndexError) as error:
        raise Damaged(str(error)) from error
    return Additive(names, weights, constant)


def _as_read() -> NDArray[np.float64]:
    """As the reader adds features up: each once."""
    return np.ones(WIDTH)
