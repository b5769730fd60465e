"""The address head: what each clue and each piece of an address weighs, learnt from public lists (`open_addresses.py`) and from
shapes of our own (`shapes.py`), which alone know the traps that lists do not hold and the brands at home."""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from parvis.analysis.addresses import SLOTS, Weights, pieces, save
from parvis.analysis.clues import Address, lists, noticed, parsed, under
from parvis.analysis.learning.solver import Floats, Rows, fit
from tools.reading.open_addresses import KEPT, site
from tools.reading.shapes import pairs

SEED = 20261121
FOLDS = 4
ROUNDS = 80
SHRINK = 1.0
HOSTS = 0.005  # of honest hosts alone, how many may be suspected
PAGES = 0.05  # of honest pages
ALONE = "no page"
OUR_OWN = "shapes"
PRESS = {
    "adbar/trafilatura": 3.0,
    "adbar/htmldate": 3.0,
    "fivethirtyeight/data": 3.0,
    "2020PB/police-brutality": 3.0,
}  # as people post
FOR_IT = ("no page", "plain", "titled page", "dated page", "numbered page", "question", "several steps", "school or state", "usual section",
          "brand at home", "well known")  # fmt: skip
Flags = NDArray[np.bool_]
Strings = NDArray[np.str_]


class Known(NamedTuple):
    """`group`: what must not be torn apart (a shape, a site); `care`: how much it counts; `source`: the list that had it."""

    parts: Address
    trap: bool
    group: str
    care: float
    source: str


class Table(NamedTuple):
    rows: Rows
    truth: Flags
    care: Floats
    source: Strings


def train(to: Path, date: str, folder: Path | None = None) -> dict[str, Any]:
    """Writes `addresses.json`; returns what it says of itself. `folder` holds `open_addresses.train.jsonl`; without it only
    our own shapes teach.

    Pages decide where the mean of both F1 is highest on sites and shapes never learnt, and no lower than where `PAGES` of the
    honest ones are suspected; of honest hosts alone `HOSTS` may be.
    """
    known = [*_own(), *_public(folder)]
    reasons = sorted({reason for each in known for reason, _amount in noticed(each.parts)})
    table = Table(
        _rows(known, reasons),
        np.array([each.trap for each in known]),
        np.array([each.care for each in known]),
        np.array([each.source for each in known]),
    )
    everything = np.arange(len(known))
    found, constant = _fit(table, everything, reasons)
    unseen = _unseen(table, np.array([zlib.crc32(each.group.encode()) % FOLDS for each in known]), reasons)
    alone = np.array([ALONE in dict(noticed(each.parts)) for each in known])
    care = _even(table.truth, table.care)
    honest = ~table.truth & ~alone
    pages = max(_best(unseen[~alone], table.truth[~alone], care[~alone]), _exceeded(unseen, care, honest, PAGES))
    hosts = _exceeded(unseen, care, np.array([_own_host(each) for each in known]), HOSTS)
    found[reasons.index(ALONE)] -= hosts - pages
    weights = Weights(
        constant - pages,
        {reason: float(found[rank]) for rank, reason in enumerate(reasons)},
        tuple(float(each) for each in found[len(reasons) :]),
    )
    about = {
        "date": date, "seed": SEED, "addresses": len(known), "lists": _told(known), "sha256 of lists": _sum(folder),
        "chosen": f"macro-F1 of pages on sites and shapes never learnt ({FOLDS} folds), at most {PAGES:.0%} of honest pages"
                  f" and {HOSTS:.1%} of honest hosts alone suspected",
        "unseen": _figures(table, care, unseen, ~alone, pages) | {"hosts": _figures(table, care, unseen, alone, hosts)},
        "lists unseen": _lists_unseen(table, reasons, ~alone, pages),
    }  # fmt: skip
    save(to / "addresses.json", weights, about)
    return about


def _own() -> list[Known]:
    made = pairs(SEED)
    return [Known(parsed(each.address), each.trap, f"shape {each.shape}", each.care, OUR_OWN) for each in made]


def _public(folder: Path | None) -> list[Known]:
    file = folder / f"{KEPT}.train.jsonl" if folder else None
    rows = (
        [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file and file.exists() else []
    )
    found = [(parsed(row["text"]), row) for row in rows]
    return [
        Known(parts, row["label"] == "phish", site(parts), PRESS.get(row["source"], 1.0), row["source"])
        for parts, row in found
        if parts.host
    ]


def _sum(folder: Path | None) -> str:
    file = folder / f"{KEPT}.train.jsonl" if folder else None
    return hashlib.sha256(file.read_bytes()).hexdigest() if file and file.exists() else ""


def _told(known: list[Known]) -> dict[str, int]:
    return {name: sum(each.source == name for each in known) for name in sorted({each.source for each in known})}


def _fit(table: Table, which: NDArray[np.int64], reasons: list[str]) -> tuple[Floats, float]:
    """Twice: what speaks for an address by chance (an unusual port, in the lists) is left out the second time."""
    rows, truth = table.rows.take(which), table.truth[which]
    care = _even(truth, table.care[which])
    found, constant = fit(rows, truth.astype(float), care, SHRINK, ROUNDS)
    wrong = [rank for rank, reason in enumerate(reasons) if found[rank] < 0 and not reason.startswith(FOR_IT)]
    if wrong:
        rows = replace(rows, values=np.where(np.isin(rows.columns, wrong), np.float32(0), rows.values))
        found[wrong] = 0
        found, constant = fit(rows, truth.astype(float), care, SHRINK, ROUNDS // 2, (found, constant))
    return found, constant


def _even(truth: Flags, care: Floats) -> Floats:
    """As many traps as honest addresses; the mean is 1."""
    halves: Floats = np.where(truth, care / care[truth].sum(), care / care[~truth].sum()) * len(care) / 2
    return halves


def _unseen(table: Table, folds: NDArray[np.int64], reasons: list[str]) -> Floats:
    """The score of each address by a head that never saw its site or shape."""
    scores = np.zeros(len(folds))
    for fold in sorted(set(folds.tolist())):
        inside, out = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        found, constant = _fit(table, inside, reasons)
        scores[out] = table.rows.take(out).times(found) + constant
    return scores


def _lists_unseen(table: Table, reasons: list[str], pages: Flags, place: float) -> dict[str, Any]:
    """Pages of the two longest lists of traps and of the longest of honest addresses, by a head that saw neither."""
    told: dict[str, Any] = {}
    honest = _longest(table, ~table.truth)[:2]
    for name in _longest(table, table.truth)[:2]:
        out = np.isin(table.source, [name, *honest])
        found, constant = _fit(table, np.flatnonzero(~out), reasons)
        judged = np.flatnonzero(out & pages)
        scores = np.zeros(len(out))
        scores[judged] = table.rows.take(judged).times(found) + constant
        told[" + ".join([name, *honest])] = _figures(table, table.care, scores, out & pages, place)
    return told


def _longest(table: Table, among: Flags) -> list[str]:
    names, times = np.unique(table.source[among & (table.source != OUR_OWN)], return_counts=True)
    return [str(names[rank]) for rank in np.argsort(-times, kind="stable")]


def _own_host(each: Known) -> bool:
    """An honest host alone, that is not lodged with those that lodge anybody."""
    free = under(each.parts, lists()["free"] | lists()["shortener"])
    return not each.trap and not each.parts.path.strip("/") and not free


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


def _figures(table: Table, care: Floats, scores: Floats, among: Flags, place: float) -> dict[str, float]:
    truth, said = table.truth[among], scores[among] >= place
    care = _even(truth, care[among])
    return {
        "macro_f1": round(_macro_f1(truth, said, care), 3),
        "traps seen": round(float(care[truth & said].sum() / care[truth].sum()), 3),
        "honest suspected": round(float(care[~truth & said].sum() / care[~truth].sum()), 3),
    }


def _rows(known: list[Known], reasons: list[str]) -> Rows:
    at = {reason: rank for rank, reason in enumerate(reasons)}
    columns: list[int] = []
    values: list[float] = []
    starts = [0]
    for each in known:
        for reason, amount in noticed(each.parts):
            columns.append(at[reason])
            values.append(amount)
        for _reason, slots, share in pieces(each.parts):
            columns += [len(reasons) + slot for slot in slots]
            values += [share] * len(slots)
        starts.append(len(columns))
    return Rows(
        np.array(columns, np.int32), np.array(values, np.float32), np.array(starts, np.int64), len(reasons) + SLOTS
    )
