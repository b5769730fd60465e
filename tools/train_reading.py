"""Make the weights that the reader ships: `python tools/train_reading.py FOLDER [--date 2026-11-21] [--unseen]`.

FOLDER holds the public sets of docs/reading-data.md as JSON lines; without one of them the rest is learnt. The same files
give the same bytes (one thread: the script sets it). `--unseen` writes nothing: it says how well apps and videos are read
that no head has seen.
"""

from __future__ import annotations

import os
import sys

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import argparse
import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from parvis.analysis import weights
from parvis.analysis.learning.solver import Rows
from tools.reading import sources, train

NAME = "heads-1"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--date", default=date.today().isoformat())
    parser.add_argument("--unseen", action="store_true")
    parser.add_argument("--to", type=Path, default=weights.FOLDER)
    asked = parser.parse_args()
    examples = [*sources.seeds(), *sources.public(asked.folder)]
    corpus = train.corpus(examples)
    worth = train.rarity(corpus)
    rows = corpus.rows(worth)
    if asked.unseen:
        unseen(corpus, rows)
        return
    heads, scores = {}, {}
    for label in sources.HEADS:
        heads[label] = head = train.head(label, corpus, rows, worth)
        scores[label] = {"aside": len(head.known), **{k: round(v, 3) for k, v in train.figures(head).items()}}
        print(label, scores[label], flush=True)
    manifest = {"date": asked.date, "aside": scores, "sources": described(asked.folder, examples)}
    weights.save(train.model(NAME, heads), manifest, asked.to)


def described(folder: Path, examples: list[sources.Example]) -> list[dict[str, Any]]:
    """What was learnt from: how many examples, and the checksum of the file that held them."""
    files = {"seeds": sorted(sources.SEEDS.iterdir())}
    return [
        {
            "source": name,
            "examples": sum(each.source == name for each in examples),
            "sha256": hashlib.sha256(
                b"".join(path.read_bytes() for path in files.get(name, [folder / f"{name}.jsonl"]))
            ).hexdigest(),
        }
        for name in dict.fromkeys(each.source for each in examples)
    ]


def unseen(corpus: train.Corpus, rows: Rows) -> None:
    """Each app and each video read by heads that never saw it."""
    places = sorted({(each.source, each.within) for each in corpus.examples if each.within})
    for source, within in places:
        for label in ("spam",) if source.startswith("tube") else ("complaint", "suggestion"):
            apart = np.array([e.within == within and e.source == source for e in corpus.examples])
            found = train.apart(label, corpus, rows, apart)
            print(source, within, label, {key: round(value, 3) for key, value in found.items()}, flush=True)


if __name__ == "__main__":
    main()
