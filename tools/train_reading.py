"""Make the weights that the reader ships: `python tools/train_reading.py FOLDER [--date 2026-11-21]`.

FOLDER holds the public sets of docs/reading-data.md as JSON lines; without one of them the rest is learnt. The same files
give the same bytes (one thread: the script sets it). All that is chosen is chosen here, on parts set aside in turn: phrases
by family, reviews by app, comments by video. The manifest says how, with the figures of what was set aside.
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

from parvis.analysis import weights
from tools.reading import addresses, sources, train
from tools.reading.corpus import corpus, rarity
from tools.reading.decide import moods
from tools.reading.triage import families

NAME = "heads-1"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--date", default=date.today().isoformat())
    parser.add_argument("--to", type=Path, default=weights.FOLDER)
    asked = parser.parse_args()
    examples = [*sources.seeds(), *sources.public(asked.folder)]
    made(examples, asked.to, {"date": asked.date, "sources": described(asked.folder, examples)})
    print(addresses.train(asked.to, asked.date, asked.folder))


def made(examples: list[sources.Example], to: Path, about: dict[str, Any]) -> None:
    """Writes the weights of the heads and their manifest."""
    among = corpus(examples)
    worth = rarity(among)
    rows = among.rows(worth)
    heads = {}
    for label in sources.HEADS:
        heads[label] = head = train.head(label, among, rows, worth)
        print(label, head.choice.setting, head.choice.figures, flush=True)
    odds = {label: head.choice.slope * head.outside + head.choice.shift for label, head in heads.items()}
    mood, honest = moods(among, odds)
    ranks, triage = families(among, odds)
    print(mood, honest, triage, sep="\n", flush=True)
    choices = {
        label: {"how": head.choice.how, "setting": list(head.choice.setting), "aside": head.choice.figures}
        for label, head in heads.items()
    }
    weights.save(
        train.model(NAME, heads, mood, ranks),
        {**about, "choices": choices, "mood aside": honest, "families aside": triage},
        to,
    )


def described(folder: Path, examples: list[sources.Example]) -> list[dict[str, Any]]:
    """What was learnt from: how many examples, and the checksum of the file that held them."""
    files = {"seeds": sources.phrases()}
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


if __name__ == "__main__":
    main()
