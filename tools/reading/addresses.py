"""The address head: what each clue and each piece of an address weighs, learnt from addresses of our own (`shapes.py`)."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parvis.analysis.addresses import SLOTS, Weights, pieces, save
from parvis.analysis.clues import lists, noticed, parsed, under
from parvis.analysis.learning.solver import Floats, Rows, fit
from tools.reading.shapes import Pair, pairs

SEED = 20261121
FOLDS = 5
ROUNDS = 150
SHRINK = 1.0
PIECE = 1.0  # what a piece counts beside a clue
HOSTS = 0.005  # of honest hosts alone, how many may be suspected
ALONE = "no page"
Flags = NDArray[np.bool_]


def train(to: Path, date: str) -> dict[str, Any]:
    """Writes `addresses.json`; returns what it says of itself.

    Pages decide where the mean of both F1 is highest on shapes never learnt; of honest hosts alone `HOSTS` may be suspected.
    """
    own = pairs(SEED)
    reasons = sorted({reason for each in own for reason, _amount in noticed(parsed(each.address))})
    rows = _rows(own, reasons)
    truth = np.array([each.trap for each in own])
    care = _even(truth, np.array([each.care for each in own]))
    shapes = np.array([each.shape for each in own])
    unseen = _unseen(rows, truth, care, shapes)
    alone = np.array([ALONE in dict(noticed(parsed(each.address))) for each in own])
    pages = _best(unseen[~alone], truth[~alone], care[~alone])
    hosts = _exceeded(unseen, care, np.array([_own_host(each) for each in own]), HOSTS)
    found, constant = fit(rows, truth.astype(float), care, SHRINK, ROUNDS)
    found[reasons.index(ALONE)] -= hosts - pages
    weights = Weights(
        constant - pages,
        {reason: float(found[rank]) for rank, reason in enumerate(reasons)},
        tuple(float(each) * PIECE for each in found[len(reasons) :]),
    )
    said = unseen >= np.where(alone, hosts, pages)
    about = {
        "date": date, "seed": SEED, "addresses": len(own), "shapes": len(set(shapes.tolist())),
        "chosen": f"macro-F1 of pages on shapes never learnt ({FOLDS} folds); {HOSTS:.1%} of honest hosts alone may be suspected",
        "unseen": {
            "macro_f1": round(_macro_f1(truth, said, care), 3),
            "traps seen": round(float(care[truth & said].sum() / care[truth].sum()), 3),
            "honest suspected": round(float(care[~truth & said].sum() / care[~truth].sum()), 3),
        },
    }  # fmt: skip
    save(to / "addresses.json", weights, about)
    return about


def _even(truth: Flags, care: Floats) -> Floats:
    """As many traps as honest addresses; the mean is 1."""
    halves: Floats = np.where(truth, care / care[truth].sum(), care / care[~truth].sum()) * len(care) / 2
    return halves


def _unseen(rows: Rows, truth: Flags, care: Floats, shapes: NDArray[np.int64]) -> Floats:
    """The score of each address by a head that never saw its shape."""
    scores = np.zeros(len(truth))
    rank = {shape: place % FOLDS for place, shape in enumerate(sorted(set(shapes.tolist())))}
    folds = np.array([rank[shape] for shape in shapes.tolist()])
    for fold in range(FOLDS):
        inside, out = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        found, constant = fit(rows.take(inside), truth[inside].astype(float), care[inside], SHRINK, ROUNDS)
        scores[out] = rows.take(out).times(found) + constant
    return scores


def _own_host(each: Pair) -> bool:
    """An honest host alone, that is not lodged with those that lodge anybody."""
    parts = parsed(each.address)
    return not each.trap and not parts.path.strip("/") and not under(parts, lists()["free"] | lists()["shortener"])


def _exceeded(unseen: Floats, care: Floats, among: Flags, share: float) -> float:
    """The score that this share of them exceeds, each as often as it is met."""
    order = np.argsort(unseen[among])[::-1]
    past = np.cumsum(care[among][order]) >= share * care[among].sum()
    return float(unseen[among][order][int(np.argmax(past))]) + 1e-9


def _best(unseen: Floats, truth: Flags, care: Floats) -> float:
    """Where the mean of the F1 of traps and of honest addresses is highest."""
    places = np.quantile(unseen, np.linspace(0.02, 0.98, 193))
    return float(max(places, key=lambda place: (_macro_f1(truth, unseen >= place, care), -place)))


def _macro_f1(truth: Flags, said: Flags, care: Floats) -> float:
    first = care[truth & said].sum() / (care[truth].sum() + care[said].sum())
    second = care[~truth & ~said].sum() / (care[~truth].sum() + care[~said].sum())
    return float(first + second)


def _rows(own: list[Pair], reasons: list[str]) -> Rows:
    at = {reason: rank for rank, reason in enumerate(reasons)}
    columns: list[int] = []
    values: list[float] = []
    starts = [0]
    for each in own:
        parts = parsed(each.address)
        clues, found = noticed(parts), list(pieces(parts))
        columns += [at[reason] for reason, _amount in clues] + [len(reasons) + slot for slot in found]
        values += [amount for _reason, amount in clues] + [PIECE / math.sqrt(len(found))] * len(found)
        starts.append(len(columns))
    return Rows(
        np.array(columns, np.int32), np.array(values, np.float32), np.array(starts, np.int64), len(reasons) + SLOTS
    )
