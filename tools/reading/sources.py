"""What the heads learn from: phrases of our own, and public sets whose licence allows it (docs/reading-data.md).

Each example says what it knows of each head, from 0 to 1; where it knows nothing, it teaches nothing.

Our phrases (`seeds/`) were written by one author who had seen the twenty triage examples of the bench and the sentences of
the project's tests; copies close to the former were taken out again, yet neither proves anything. What does: families of
phrases set aside in turn (`triage.py`), and `heldout/`, written before any score was seen and learnt by no head.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from parvis.analysis.lexicon import forms
from parvis.analysis.tokens import split
from tools.reading import hostile

MOODS = ("negative", "neutral", "positive")
TYPES = (
    "complaint", "question", "help", "praise", "suggestion", "purchase", "spam", "abuse", "crisis", "other",
)  # fmt: skip
TOXIC = ("toxic", "insult", "hate", "threat")
HEADS = (*MOODS, *TYPES, *TOXIC)
SEEDS = Path(__file__).parent / "seeds"
VARIANTS = 16

_GLAD = frozenset(["admiration", "amusement", "approval", "excitement", "gratitude", "joy", "love", "optimism", "pride", "relief"])  # fmt: skip
_SORRY = frozenset(["anger", "annoyance", "disappointment", "disapproval", "disgust", "grief", "remorse", "sadness"])
_ANGRY = frozenset(["anger", "annoyance", "disgust"])
_CHOICE = re.compile(r"\[([^\]]*)\]")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Example:
    """`group`: what must not be torn apart when some are set aside (the variants of a phrase). `care`: how much it counts.

    `within`: the app or video that it is about, where the set says.
    """

    text: str
    language: str
    source: str
    group: str
    care: float
    says: dict[str, float]
    within: str = ""

    @property
    def themed(self) -> bool:
        """Whether it is of a theme, where most that is no crisis was written to look like one."""
        return self.source == "seeds" and "." in self.group.partition(" ")[0]


def seeds() -> Iterator[Example]:
    """Our own phrases, with their variants; together the variants of a phrase count a little more than one phrase."""
    for path in phrases():
        language = path.name[:2]
        kind, tier = "", ""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            if line.startswith("= "):
                kind, _blank, tier = line[2:].partition(" ")
            elif line and not line.startswith("# "):
                texts, says = variants(line), _seeded(kind, tier)
                if (
                    path.stem != language
                ):  # a theme tells kinds apart: “that film killed me” is no crisis, and of no clear mood
                    says = {head: truth for head, truth in says.items() if head in TYPES}
                for text in texts:
                    yield Example(text, language, "seeds", f"{path.stem} {number}", 2 / len(texts) ** 0.6, says)


def phrases() -> list[Path]:
    """The files of our own phrases: fr.txt, and what was added since by theme: fr.crises.txt…"""
    return [path for language in ("fr", "en") for path in sorted(SEEDS.glob(f"{language}.*txt"))]


def variants(line: str) -> list[str]:
    """The phrases that a line with choices stands for, at most `VARIANTS`, spread over all of them."""
    pieces = _CHOICE.split(line)
    choices = [piece.split("|") if rank % 2 else [piece] for rank, piece in enumerate(pieces)]
    whole = [" ".join("".join(each).split()) for each in product(*choices)]
    whole.sort(key=lambda text: hashlib.sha256(text.encode()).digest())
    return whole[:VARIANTS]


def _seeded(kind: str, tier: str) -> dict[str, float]:
    if kind == "mood":
        return _mood(tier)
    says = {each: float(each == kind) for each in TYPES}
    mood = {"praise": "positive", "complaint": "negative", "abuse": "negative", "crisis": "negative"}.get(kind)
    if mood or kind in ("question", "other", "purchase"):
        says |= {each: float(each == (mood or "neutral")) for each in MOODS}
    if kind == "complaint":  # many a complaint calls for help, or asks
        del says["help"], says["question"]
    if kind in ("question", "help", "purchase", "suggestion"):
        for each in ("question", "help", "complaint"):
            if each != kind:
                del says[each]
    says["toxic"] = float(kind == "abuse")
    return says | {each: float(each == tier) for each in TOXIC[1:]}


def public(folder: Path) -> Iterator[Example]:
    """Of the sets of the folder that may teach what is shipped, those that are there."""
    for name, reader in _READERS.items():
        if (path := folder / f"{name}.jsonl").exists():
            with path.open(encoding="utf-8") as file:
                for number, line in enumerate(file):
                    row = json.loads(line)
                    if (care_says := reader(row)) and care_says[0]:
                        within = row.get("app") or row.get("video") or ""
                        yield Example(row["text"], row["lang"], name, f"{name} {number}", *care_says, within)


def _mood(label: str) -> dict[str, float]:
    return {each: float(each == label) for each in MOODS}


def _none(*labels: str) -> dict[str, float]:
    return dict.fromkeys(labels, 0.0)


def _chance(row: Row) -> float:
    """From 0 to 1, always the same for the same text: a part of a large set is enough."""
    return int.from_bytes(hashlib.sha256(row["text"].encode("utf-8", "replace")).digest()[:4]) / 2**32


def _tweet(row: Row) -> tuple[float, dict[str, float]]:
    """A third of those without a rude word are hardly toxic: nobody gathered these by their slurs."""
    calm = _chance(row) < 0.34 and _rude(row["lang"]).isdisjoint(split(row["text"]))
    return 1.5, _mood(row["label"]) | ({"toxic": 0.03} if calm else {})


def _review(row: Row) -> tuple[float, dict[str, float]]:
    says = {"complaint": float("problem" in row["label"]), "suggestion": float("feature" in row["label"])}
    says |= _none("purchase", "crisis", "abuse", "spam")
    if row["stars"] in (1, 2):
        says |= _mood("negative") | {"praise": 0.0}
    elif row["stars"] == 5:
        says |= _mood("positive") | ({"praise": 1.0} if row["label"] == "irrelevant" else {})
    return 1.0, says


def _comment(row: Row) -> tuple[float, dict[str, float]]:
    """Reddit: feelings. Anger that carries a word of insult or contempt teaches what is toxic; joy without one, what is not."""
    felt = set(row["label"].split("|"))
    rude = bool(_rude("en").intersection(split(row["text"])))
    if rude and felt <= _ANGRY:
        return 0.5, {"toxic": 1.0, "abuse": 1.0}
    if _chance(row) > (0.08 if felt == {"neutral"} else 0.16):
        return 0.0, {}
    says = _none("purchase", "spam") | ({} if rude or felt & _SORRY else _none("toxic"))
    if not felt & {"fear", "grief", "sadness", "anger", "nervousness"}:
        says |= _none("crisis", "abuse")
    if felt == {"neutral"}:
        says |= _mood("neutral") | _none("praise", "complaint")
        says["other"] = 0.9 if "?" not in row["text"] else 0.0
    elif felt <= _GLAD:
        says |= _mood("positive") | _none("complaint", "abuse", "help")
        says["praise"] = float(bool(felt & {"admiration", "gratitude"}))
    elif felt <= _SORRY:
        says |= _mood("negative") | _none("praise")
    if "?" in row["text"] and felt & {"curiosity", "confusion"}:
        says |= {"question": 1.0} | _none("praise")
    elif "?" not in row["text"]:
        says["question"] = 0.0
    return 0.5, says


@cache
def _rude(language: str) -> frozenset[str]:
    """Single words of the lexicon that insult or despise."""
    every = frozenset().union(*(forms(language, code) for code in ("insult", "slur", "contempt", "swear")))
    return frozenset(form[0] for form in every if len(form) == 1)


def _message(row: Row) -> tuple[float, dict[str, float]]:
    if row["label"] == "spam":
        return 1.0, {"spam": 1.0, "other": 0.0, "praise": 0.0, "complaint": 0.0, "crisis": 0.0}
    return 0.5, {"spam": 0.0, "crisis": 0.0}


def _hostile_french(row: Row) -> tuple[float, dict[str, float]]:
    fine = set(row["fine"].split("|"))
    says = {"toxic": float(row["label"] == "toxic")}
    says["hate"] = float("hateful" in fine)
    if says["toxic"] == 0 or fine & {"offensive", "abusive", "hateful"}:
        says["abuse"] = says["toxic"]
        says["insult"] = float(bool(fine & {"offensive", "abusive"}))
    return 0.4, says


def _hostile_english(row: Row) -> tuple[float, dict[str, float]]:
    if _chance(row) > {"offensive": 0.1, "neither": 0.5, "hate": 1.0}[row["label"]]:
        return 0.0, {}
    says = {"toxic": float(row["label"] != "neither"), "hate": float(row["label"] == "hate")}
    says["insult"] = float(row["label"] == "offensive")
    says["abuse"] = says["toxic"]
    return 0.4, says


_READERS = {
    "xlmt_french.train": _tweet,
    "xlmt_english.train": _tweet,
    "appreview_fr.train": _review,
    "appreview_en.train": _review,
    "goemotions_en.train": _comment,
    "sms_spam.train": _message,
    "tube_spam.train": _message,
    "mlma_fr.train": _hostile_french,
    "davidson_en.train": _hostile_english,
    **hostile.READERS,
}
