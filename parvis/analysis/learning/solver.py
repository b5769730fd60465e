"""Logistic regression on sparse rows, in numpy: the same rows give the same weights, bit for bit, on one thread."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rows:
    """Row i holds the features `columns[starts[i]:starts[i + 1]]`, each worth `values` there. No row is empty."""

    columns: NDArray[np.int32]
    values: NDArray[np.float32]
    starts: NDArray[np.int64]
    width: int

    def take(self, which: NDArray[np.int64]) -> Rows:
        lengths = np.diff(self.starts)[which]
        ends = np.cumsum(lengths)
        at = np.repeat(self.starts[which] - (ends - lengths), lengths) + np.arange(ends[-1])
        return Rows(self.columns[at], self.values[at], np.concatenate([[0], ends]), self.width)

    def times(self, weights: Floats) -> Floats:
        products = weights.astype(np.float32)[self.columns] * self.values
        return np.add.reduceat(products, self.starts[:-1]).astype(np.float64)

    def back(self, pull: Floats) -> Floats:
        spread = np.repeat(pull.astype(np.float32), np.diff(self.starts)) * self.values
        found: Floats = np.bincount(self.columns, weights=spread, minlength=self.width).astype(np.float64)
        return found


def fit(
    rows: Rows,
    truth: Floats,
    care: Floats,
    shrink: float,
    rounds: int,
    start: tuple[Floats, float] | None = None,
    offset: Floats | float = 0.0,
    held: float = 0.0,
) -> tuple[Floats, float]:
    """Weights and constant. `truth`: 0 to 1; `care`: weight of each row; `shrink`: how much large weights cost (L2);
    `offset`: log-odds of each row that stand already, to which the weights add; `held`: as `shrink`, of the constant."""
    care = care / care.sum() * len(care)
    point = np.append(*start) if start else np.zeros(rows.width + 1)

    def loss(at: Floats) -> tuple[float, Floats]:
        scores = rows.times(at[:-1]) + at[-1] + offset
        likely = 1 / (1 + np.exp(-np.clip(scores, -30, 30)))
        pull = care * (likely - truth)
        value = float(care @ (np.logaddexp(0, scores) - truth * scores)) + 0.5 * shrink * float(at[:-1] @ at[:-1])
        value += 0.5 * held * float(at[-1]) ** 2
        slope = np.append(rows.back(pull) + shrink * at[:-1], pull.sum() + held * at[-1])
        return value, slope

    point = descend(loss, point, rounds)
    return point[:-1], float(point[-1])


def descend(loss, point: Floats, rounds: int, memory: int = 8) -> Floats:  # type: ignore[no-untyped-def]
    """L-BFGS with a backtracking line search."""
    value, slope = loss(point)
    steps: list[tuple[Floats, Floats, float]] = []
    for turn in range(rounds):
        way = _direction(slope, steps)
        descent = float(way @ slope)
        length = 1.0 if steps else min(1.0, 1.0 / (float(np.abs(slope).sum()) + 1e-12))
        for _ in range(20):
            moved = point + length * way
            new_value, new_slope = loss(moved)
            if new_value <= value + 1e-4 * length * descent:
                break
            length *= 0.5
        else:
            return point
        change, bend = moved - point, new_slope - slope
        if (inner := float(change @ bend)) > 1e-12:
            steps = [*steps, (change, bend, 1 / inner)][-memory:]
        done = abs(value - new_value) < 1e-5 * abs(value) and turn > 5
        point, value, slope = moved, new_value, new_slope
        if done:
            break
    return point


def _direction(slope: Floats, steps: list[tuple[Floats, Floats, float]]) -> Floats:
    way, shares = -slope, []
    for change, bend, inverse in reversed(steps):
        share = inverse * float(change @ way)
        shares.append(share)
        way = way - share * bend
    if steps:
        change, bend, inverse = steps[-1]
        way = way / (inverse * float(bend @ bend))
    for (change, bend, inverse), share in zip(steps, reversed(shares), strict=True):
        way = way + (share - inverse * float(bend @ way)) * change
    return way
