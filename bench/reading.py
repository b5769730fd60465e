"""How well and how fast posts are read: `python -m bench.reading [FOLDER]`.

FOLDER holds the evaluation sets (JSON lines with `text` and `label`); none is part of the project. Without it: speed only.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from parvis.analysis.reading import Reading, read, read_many

Row = dict[str, Any]
SETS: tuple[tuple[str, str, str, Callable[[Reading], str], float], ...] = (
    ("sentiment FR", "xlmt_french.dev", "fr", lambda r: r.sentiment.label, 0.5),
    ("sentiment EN", "xlmt_english.dev", "en", lambda r: r.sentiment.label, 0.5),
    ("register FR", "tuvous_fr.train", "fr", lambda r: r.register, 0.95),
    ("question FR", "question_fr.dev", "fr", lambda r: "question" if has(r, "question") else "statement", 0.8),
    ("complaint EN", "complaint_en.dev", "en", lambda r: "complaint" if has(r, "complaint") else "other", 0.6),
    ("suggestion EN", "suggestion_en.dev", "en", lambda r: "suggestion" if has(r, "suggestion") else "other", 0.5),
    ("spam EN (SMS)", "sms_spam.dev", "en", lambda r: "spam" if has(r, "spam") else "ham", 0.6),
    ("toxicity FR", "tox_fr_rtplx.dev", "fr", lambda r: "not" if r.toxicity.tier == "none" else "toxic", 0.5),
)
OWN = (
    "Bonjour, le train de 7h12 est encore supprimé ce matin et personne ne nous prévient sur le quai. Comment fait-on "
    "pour être remboursé de l’abonnement du mois ? Merci quand même au contrôleur, très aimable. #ligneD",
    "Ordered the blue jacket two weeks ago and it still hasn't arrived. Support answered quickly and was really kind, "
    "but nobody can tell me where the parcel is. Could you please look into it? https://example.org/order/4212",
    "Quelle belle visite ce week-end avec les enfants 😍 ! L’équipe de l’office de tourisme nous a très bien accueillis, "
    "le sentier était propre et bien indiqué. On reviendra au printemps, n’hésitez pas à y aller avec des petits.",
    "The new version looks nice, I like the calendar. It would be great if we could export it as a file, and the search "
    "is a bit slow on my phone since the update. Not bad overall, keep it up! Is there a beta programme I can join?",
)


def has(reading: Reading, label: str) -> bool:
    return any(intent.label == label for intent in reading.intents)


def run(folder: str | None = None) -> list[Row]:
    """One row per case: case, value, unit, ratio, against, aim, ok."""
    rows = [speed()]
    for case, name, hint, judged, aim in SETS if folder else ():
        path = Path(str(folder)) / f"{name}.jsonl"
        if path.exists():
            truth, found = zip(*answers(path, hint, judged), strict=True)
            usual = max(set(truth), key=truth.count)
            rows.append(
                row(
                    f"{case}, accuracy",
                    accuracy(truth, found),
                    truth.count(usual) / len(truth),
                    "the usual answer",
                    aim,
                )
            )
            rows.append(
                row(
                    f"{case}, macro-F1",
                    macro_f1(truth, found),
                    macro_f1(truth, (usual,) * len(truth)),
                    "the usual answer",
                    aim,
                )
            )
    return rows


def row(case: str, value: float, base: float, against: str, aim: float) -> Row:
    return {
        "case": case, "value": round(value, 3), "unit": "", "ratio": round(value / base, 2), "against": against,
        "aim": f"≥ {aim}", "ok": value >= aim,
    }  # fmt: skip


def answers(path: Path, hint: str, judged: Callable[[Reading], str]) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            data = json.loads(line)
            yield data["label"], judged(read(data["text"], hint=hint))


def accuracy(truth: tuple[str, ...], found: tuple[str, ...]) -> float:
    return sum(a == b for a, b in zip(truth, found, strict=True)) / len(truth)


def macro_f1(truth: tuple[str, ...], found: tuple[str, ...]) -> float:
    """Mean over the labels of the truth of the F1 of each."""
    scores = []
    for label in sorted(set(truth)):
        right = sum(a == b == label for a, b in zip(truth, found, strict=True))
        scores.append(2 * right / (truth.count(label) + found.count(label)) if right else 0.0)
    return sum(scores) / len(scores)


def speed(rounds: int = 3, size: int = 2000) -> Row:
    """Posts of about 200 characters per second of CPU, each slightly different; the median of `rounds`."""
    texts = [f"{OWN[n % len(OWN)]} ({n})" for n in range(size)]
    read_many(texts[:100])
    rates, splits = [], []
    for _ in range(rounds):
        start = time.process_time()
        read_many(texts)
        middle = time.process_time()
        for text in texts:
            text.lower().split()
        rates.append(size / (middle - start))
        splits.append(size / (time.process_time() - middle))
    rate, base = sorted(rates)[rounds // 2], sorted(splits)[rounds // 2]
    return {
        "case": "speed", "value": round(rate), "unit": "posts/CPU-s", "ratio": round(rate / base, 4),
        "against": "str.split alone", "aim": "≥ 6,000", "ok": rate >= 6000,
    }  # fmt: skip


if __name__ == "__main__":
    for each in run(*sys.argv[1:2]):
        print(json.dumps(each, ensure_ascii=False))
