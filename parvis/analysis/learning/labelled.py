"""An operator's own labels: a folder of JSON lines, {"text", "label", "lang"?}, one task a file or several.

A label is one of `LABELS`, or several joined by |. One of `NOTHING` says that none of the file's other labels holds. A file
called *.dev.jsonl or *.test.jsonl is never learnt from: it judges.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from parvis.core.folding import fold_tokens
from parvis.core.messages import Message

MOODS = ("negative", "neutral", "positive")
ADDRESS = "phishing"
LABELS: Mapping[str, Mapping[str, float]] = {
    **{mood: {each: float(each == mood) for each in MOODS} for mood in MOODS},
    **{each: {each: 1.0} for each in ("complaint", "question", "help", "praise", "suggestion", "purchase", "crisis")},
    "problem_report": {"complaint": 1.0},
    "feature_request": {"suggestion": 1.0},
    "spam": {"spam": 1.0},
    "abuse": {"abuse": 1.0},
    "toxic": {"toxic": 1.0},
    "offensive": {"toxic": 1.0},
    "insult": {"insult": 1.0, "toxic": 1.0},
    "threat": {"threat": 1.0, "toxic": 1.0},
    "hate": {"hate": 1.0, "toxic": 1.0},
    "phish": {ADDRESS: 1.0},
    "phishing": {ADDRESS: 1.0},
}
"""Label → what it says of each head. The first head named is its own: where the label is absent from a row, that one is 0."""
NOTHING = frozenset(["other", "none", "not", "neither", "normal", "ham", "statement", "irrelevant", "benign", "legit"])
JUDGES = (".dev.jsonl", ".test.jsonl")
ASIDE = 8
LONGEST = 10_000
_FINE = Message("This line can be used.")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Example:
    """`aside`: judges, and is never learnt from; `within`: the row's other fields, for who holds one of their values out."""

    text: str
    language: str
    source: str
    says: Mapping[str, float]
    aside: bool
    within: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Left:
    """A line that was left out. `line` 0: the whole file."""

    file: str
    line: int
    reason: Message


@dataclass(slots=True)
class Labelled:
    examples: list[Example] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


def labelled(folder: Path) -> Labelled:
    """Everything that can be learnt from, file by file in the order of their names. Raises OSError."""
    found = Labelled()
    for path in sorted(folder.glob("*.jsonl")):
        rows = list(_rows(path, found.left))
        own = {_own(name) for _number, _row, names in rows for name in names if name in LABELS}
        # One mood alone teaches nothing but that everything has it.
        own = own | set(MOODS) if len(own & set(MOODS)) > 1 else own - set(MOODS)
        if not own:
            found.left.append(Left(path.name, 0, Message("No label that teaches anything.")))
            continue
        judges = path.name.endswith(JUDGES)
        judged = not judges and any(path.with_name(path.name.removesuffix(".jsonl").removesuffix(".train") + end).exists() for end in JUDGES)  # fmt: skip
        for _number, row, names in rows:
            says = {head: 0.0 for head in own if head not in MOODS}
            for name in names:
                says |= {
                    head: truth for head, truth in LABELS.get(name, {}).items() if head not in MOODS or head in own
                }
            if says:
                found.examples.append(_example(row, path.name, says, judges or (not judged and _chosen(row["text"]))))
    return found


def _own(label: str) -> str:
    return label if label in MOODS else next(iter(LABELS[label]))


def _rows(path: Path, left: list[Left]) -> Iterator[tuple[int, Row, list[str]]]:
    strange: Counter[str] = Counter()
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            row, reason = _row(line)
            if row is None:
                left.append(Left(path.name, number, reason))
                continue
            names = [name.strip().lower() for name in str(row["label"]).split("|")]
            unknown = [name for name in names if name not in LABELS and name not in NOTHING]
            strange.update(unknown)
            if not unknown:
                yield number, row, names
    for name, times in strange.most_common(5):
        unknown_label = Message(
            "A label that is not known, “%(label)s”: %(count)d lines left out.", {"label": name[:40], "count": times}
        )
        left.append(Left(path.name, 0, unknown_label))


def _row(line: bytes) -> tuple[Row | None, Message]:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None, Message("This line is not JSON.")
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or not row["text"].strip():
        return None, Message("This line has no “text”.")
    if not isinstance(row.get("label"), str):
        return None, Message("This line has no “label”.")
    return row, _FINE


def _example(row: Row, source: str, says: Mapping[str, float], aside: bool) -> Example:
    language = row.get("lang") if row.get("lang") in ("fr", "en") else ""
    within = {
        name: value for name, value in row.items() if isinstance(value, str) and name not in ("text", "label", "id")
    }
    text = row["text"][:LONGEST].encode("utf-8", "replace").decode("utf-8")
    return Example(text, str(language), source, says, aside, within)


def _chosen(text: str) -> bool:
    """One in eight, always the same; texts that differ in case or accents only stay together."""
    return zlib.crc32(" ".join(fold_tokens(text)).encode("utf-8", "replace")) % ASIDE == 0
