"""How well and how fast posts are read: `parvis bench reading --data FOLDER` or `python -m bench.reading [FOLDER]`.

FOLDER holds the evaluation sets (JSON lines with `text` and `label`); none is part of the project. Without it: speed, and
the triage of phrases of our own that no head learnt. `of T`: another part of that source taught the heads; `of B`: the
source is for measuring only, and nothing shipped was chosen by it. A target missed here is said, with its figure.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from parvis.analysis.addresses import parsed, suspicion
from parvis.analysis.reading import Reading, read_many
from parvis.analysis.wording import wording

Row = dict[str, Any]
Measure = Callable[[Sequence[str], Sequence[str]], float]
APART = Path(__file__).parents[1] / "tools" / "reading" / "heldout"
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


def run(folder: str | None = None) -> list[Row]:
    """One row per case: case, value, unit, ratio, against, aim, ok."""
    folder = folder or os.environ.get("PARVIS_BENCH_DATA")
    rows = [speed(), *triage_apart()]
    for case in CASES if folder else ():
        rows += case(Path(str(folder)))
    return rows


def row(case: str, value: float, base: float, aim: float | None, against: str = "the usual answer") -> Row:
    return {
        "case": case, "value": round(100 * value, 1), "unit": "%", "ratio": round(value / base, 2) if base else None,
        "against": against, "aim": f"≥ {aim:g}" if aim else "", "ok": 100 * value >= aim if aim else None,
    }  # fmt: skip


def accuracy(truth: Sequence[str], found: Sequence[str]) -> float:
    return sum(a == b for a, b in zip(truth, found, strict=True)) / len(truth)


def f1(truth: Sequence[str], found: Sequence[str], label: str) -> float:
    right = sum(a == b == label for a, b in zip(truth, found, strict=True))
    return 2 * right / (truth.count(label) + found.count(label)) if right else 0.0


def macro_f1(truth: Sequence[str], found: Sequence[str]) -> float:
    """Mean over the labels of the truth of the F1 of each."""
    labels = sorted(set(truth))
    return sum(f1(truth, found, label) for label in labels) / len(labels)


def macro_recall(truth: Sequence[str], found: Sequence[str]) -> float:
    labels = sorted(set(truth))
    return sum(
        sum(a == b == label for a, b in zip(truth, found, strict=True)) / truth.count(label) for label in labels
    ) / len(labels)


def loaded(folder: Path, name: str) -> list[Row]:
    """Nothing where the set is not there."""
    path = folder / f"{name}.jsonl"
    return [json.loads(line) for line in path.open(encoding="utf-8")] if path.exists() else []


def readings(rows: list[Row]) -> list[Reading]:
    hints = [row["lang"] if row.get("lang") in ("fr", "en") else "" for row in rows]
    return read_many([row["text"] for row in rows], hints=hints)


def judged(case: str, name: str, say: Callable[[Reading], str], measure: Measure, aim: float | None) -> Any:
    """A case of one set whose labels are those that `say` gives."""

    def measured(folder: Path) -> list[Row]:
        rows = loaded(folder, name)
        if not rows:
            return []
        truth = [str(row["label"]) for row in rows]
        found = [say(reading) for reading in readings(rows)]
        usual = max(sorted(set(truth)), key=truth.count)
        return [row(case, measure(truth, found), measure(truth, [usual] * len(truth)), aim)]

    return measured


def two(first: str, second: str, holds: Callable[[Reading], bool]) -> Callable[[Reading], str]:
    return lambda reading: first if holds(reading) else second


def has(reading: Reading, label: str) -> bool:
    return any(intent.label == label for intent in reading.intents)


def wants(language: str, aim: float) -> Any:
    """Problems and requests in reviews of apps that the heads know: the mean over both kinds, of F1 and of macro-F1."""

    def measured(folder: Path) -> list[Row]:
        rows = loaded(folder, f"appreview_{language}.dev")
        if not rows:
            return []
        found = readings(rows)
        cases, means, plain = [], [], []
        for old, new in (("problem_report", "complaint"), ("feature_request", "suggestion")):
            truth = ["yes" if old in row["label"] else "no" for row in rows]
            said = ["yes" if has(reading, new) else "no" for reading in found]
            means.append(macro_f1(truth, said))
            plain.append(f1(truth, said, "yes"))
            cases += [
                row(f"  {new} {language.upper()}, macro-F1", means[-1], 0, None, ""),
                row(f"  {new} {language.upper()}, F1", plain[-1], 0, None, ""),
            ]
        name = f"problem and request {language.upper()}, apps seen (of T), mean"
        return [
            row(f"{name} F1", sum(plain) / 2, 0, aim, ""),
            row(f"{name} macro-F1", sum(means) / 2, 0, None, ""),
            *cases,
        ]

    return measured


def honest(name: str) -> Any:
    """Calibration error of the sentiment: how far confidence and success lie apart, over ten bands of confidence."""

    def measured(folder: Path) -> list[Row]:
        rows = loaded(folder, name)
        bands: dict[int, list[tuple[float, bool]]] = {}
        for each, reading in zip(rows, readings(rows), strict=True):
            sure = reading.sentiment.confidence
            bands.setdefault(min(9, int(sure * 10)), []).append((sure, reading.sentiment.label == each["label"]))
        if not rows:
            return []
        error = sum(abs(sum(sure - right for sure, right in band)) for band in bands.values()) / len(rows)
        found = row(f"calibration error, {name}", error, 0, None, "")
        return [
            found | {"aim": "≤ 5", "ok": error <= 0.05},
            row("  what perfect odds would show on as many rows, by chance", by_chance(bands.values()), 0, None, ""),
        ]

    return measured


def by_chance(bands: Iterable[Sequence[tuple[float, bool]]], draws: int = 200) -> float:
    """The mean error if each answer were right exactly as often as its confidence says."""
    sure = [np.array([each for each, _right in band]) for band in bands]
    lots = np.random.default_rng(1)
    errors = [sum(abs((each - (lots.random(len(each)) < each)).sum()) for each in sure) for _ in range(draws)]
    return float(np.mean(errors)) / sum(map(len, sure))


def addresses(folder: Path) -> list[Row]:
    rows = loaded(folder, "url_phish.dev")
    if not rows:
        return []
    truth = [row["label"] for row in rows]
    found = ["phish" if suspicion(row["text"])[0] >= 0.5 else "benign" for row in rows]
    false = sum(a == "benign" and b == "phish" for a, b in zip(truth, found, strict=True)) / truth.count("benign")
    hosts = {row["text"].split("/")[2] for row in rows if row["label"] == "benign" and row["text"].count("/") > 1}
    alarms = sum(suspicion(f"https://{host}/")[0] >= 0.5 for host in hosts) / len(hosts)
    return [
        row("phishing addresses (of B), macro-F1", macro_f1(truth, found), 0, 90, ""),
        row("  false alarms on benign addresses", false, 0, None, ""),
        row("  false alarms on benign hosts", alarms, 0, None, "") | {"aim": "≤ 1", "ok": alarms <= 0.01},
    ]


def listed(folder: Path) -> list[Row]:
    """Lists that taught nothing and a later year of one that did, without any site that taught."""
    rows = loaded(folder, "open_addresses.dev")
    if not rows:
        return []
    truth = [each["label"] for each in rows]
    found = ["phish" if suspicion(each["text"])[0] >= 0.5 else "benign" for each in rows]
    alone = [not parsed(each["text"]).rest.strip("/") for each in rows]
    pages = [each for each, host in zip(zip(truth, found, strict=True), alone, strict=True) if not host]

    def seen(label: str, host: bool) -> float:
        among = [b for a, b, single in zip(truth, found, alone, strict=True) if (a, single) == (label, host)]
        return among.count("phish") / len(among)

    false, alarms = seen("benign", False), seen("benign", True)
    return [
        row(
            "phishing pages, other lists and a later year, macro-F1",
            macro_f1([a for a, _b in pages], [b for _a, b in pages]),
            0,
            None,
            "",
        ),
        row("  false alarms on benign pages", false, 0, None, "") | {"aim": "≤ 5", "ok": false <= 0.05},
        row("  false alarms on benign hosts", alarms, 0, None, "") | {"aim": "≤ 1", "ok": alarms <= 0.01},
        row("  hosts of traps found", seen("phish", True), 0, None, ""),
    ]


def cut(folder: Path) -> list[Row]:
    """Tokens that stand at the very same characters as those of the treebank, F1."""
    right = ours = theirs = 0
    for each in loaded(folder, "tokens_fr_gsd"):
        truth, found = places(each["text"], each["tokens"]), places(each["text"], wording(each["text"]))
        right, ours, theirs = right + len(truth & found), ours + len(found), theirs + len(truth)
    return [row("tokens FR (of B), F1", 2 * right / (ours + theirs), 0, 99, "")] if theirs else []


def places(text: str, tokens: list[str]) -> set[tuple[int, int]]:
    found, at = set(), 0
    for token in tokens:
        start = max(at, text.find(token, at))
        at = start + len(token)
        found.add((start, at))
    return found


def triage(folder: Path) -> list[Row]:
    rows = loaded(folder, "triage_examples")
    found = [reading.intents[0].label for reading in readings(rows)]
    truth = [row["label"] for row in rows]
    return (
        [row("triage, the 20 examples (seen by the author), macro-F1", macro_f1(truth, found), 0, 65, "")]
        if rows
        else []
    )


def triage_apart() -> list[Row]:
    """Phrases written for measuring, before any score was seen: ten types, one best type a phrase; crises among all types."""
    rows = []
    for language in ("fr", "en"):
        if not (phrases := list(apart(language))):
            continue
        found = read_many([text for _kind, text in phrases], hints=[language] * len(phrases))
        truth, said = [kind for kind, _text in phrases], [reading.intents[0].label for reading in found]
        crises = [has(reading, "crisis") for reading in found]
        recall = sum(c for c, kind in zip(crises, truth, strict=True) if kind == "crisis") / truth.count("crisis")
        false = sum(c for c, kind in zip(crises, truth, strict=True) if kind != "crisis") / (
            len(truth) - truth.count("crisis")
        )
        name = f"phrases set apart, {language.upper()}"
        rows += [
            row(f"triage of ten types, {name}, macro-F1", macro_f1(truth, said), 0, 65, ""),
            row(f"  crises found, {name}", recall, 0, 90, ""),
            row(f"  false crises, {name}", false, 0, None, "") | {"aim": "≤ 5", "ok": false <= 0.05},
        ]
    return rows


def apart(language: str) -> Iterator[tuple[str, str]]:
    """(kind, phrase) of `tools/reading/heldout`; nothing outside the repository."""
    kind, file = "", APART / f"{language}.txt"
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
        if line.startswith("= "):
            kind = line[2:]
        elif line and not line.startswith("# "):
            yield kind, line


def false_crises(folder: Path) -> list[Row]:
    """Posts of everyday sets that are read as a crisis."""
    rows = [
        row
        for name in ("xlmt_french.dev", "xlmt_english.dev", "goemotions_en.dev", "appreview_fr.dev")
        for row in loaded(folder, name)
    ]
    if not rows:
        return []
    share = sum(has(reading, "crisis") for reading in readings(rows)) / len(rows)
    return [row("false crises among tweets and reviews", share, 0, None, "") | {"aim": "≤ 5", "ok": share <= 0.05}]


def _mood(reading: Reading) -> str:
    return reading.sentiment.label


_toxic = two("toxic", "not", lambda r: r.toxicity.score >= 0.5)
CASES: tuple[Callable[[Path], list[Row]], ...] = (
    judged("sentiment, FR tweets (of T), macro-F1", "xlmt_french.dev", _mood, macro_f1, 62),
    judged("sentiment, EN tweets (of T), macro-recall", "xlmt_english.dev", _mood, macro_recall, 63),
    wants("fr", 82),
    wants("en", 86),
    judged("spam, SMS (of T), accuracy", "sms_spam.dev", two("spam", "ham", lambda r: r.spam.score >= 0.5), accuracy, 98),
    judged("toxicity FR, Wikipedia talk (of B), macro-F1", "tox_fr_jigsaw.dev", _toxic, macro_f1, 72),
    judged("toxicity FR, completions (of B), macro-F1", "tox_fr_rtplx.dev", _toxic, macro_f1, 72),
    judged("toxicity FR, tweets (of T), macro-F1", "mlma_fr.dev",
           two("toxic", "normal", lambda r: r.toxicity.score >= 0.5), macro_f1, None),
    judged("offence EN, tweets (of B), macro-F1", "te_offensive.dev",
           two("offensive", "not", lambda r: r.toxicity.score >= 0.5), macro_f1, 75),
    judged("complaint EN, tweets (of B), macro-F1", "complaint_en.dev",
           two("complaint", "other", lambda r: has(r, "complaint")), macro_f1, None),
    judged("suggestion EN, forum (of B), macro-F1", "suggestion_en.dev",
           two("suggestion", "other", lambda r: has(r, "suggestion")), macro_f1, None),
    judged("question FR (of B), accuracy", "question_fr.dev",
           two("question", "statement", lambda r: has(r, "question")), accuracy, None),
    judged("tu and vous (of B), accuracy", "tuvous_fr.train", lambda r: r.register, accuracy, 99),
    cut, addresses, listed, triage, false_crises, honest("xlmt_french.dev"), honest("xlmt_english.dev"),
)  # fmt: skip


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
        "against": "str.split alone", "aim": "≥ 4,000", "ok": rate >= 4000,
    }  # fmt: skip


if __name__ == "__main__":
    for each in run(*sys.argv[1:2]):
        print(json.dumps(each, ensure_ascii=False))
