"""Public sets of hostile words, from git directories to JSON lines: `python tools/reading/open_hostility.py MIRROR HELD TO`.

MIRROR holds `owner+name/repo`, each a git directory that has the commit named here; HELD, the sets that measure: whatever is
one of their texts, or mostly made of one, is left out. TO gets `NAME.train.jsonl`, one line a text: `text`, `lang`, and what
its annotators said, from 0 to 1. One set is in parquet: `pip install pyarrow` for it.
"""

from __future__ import annotations

import csv
import importlib
import io
import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

SHINGLE = 8
_WORD = re.compile(r"[^\W_]+")
_EMPTY = frozenset(["user", "link", "url", "http", "https", "rt", "amp", "number", "handle", "replaced"])
Row = dict[str, Any]


def main() -> None:
    mirror, held, to = (Path(each) for each in sys.argv[1:4])
    known = Held(texts(held))
    for name, (repository, commit, read) in SOURCES.items():
        place = mirror / repository / "repo"
        rows = list(read(place, commit))
        fresh = list(once(row for row in rows if not known.has(row["text"])))
        with (to / f"{name}.train.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in fresh)
        print(f"{name}: {len(fresh)} of {len(rows)}; {sum(known.has(row['text']) for row in rows)} are held elsewhere")


def texts(held: Path) -> Iterator[str]:
    """Of every set that measures, and of those of which another part does."""
    for path in sorted(held.glob("*.jsonl")):
        if ".dev." in path.name or path.name.startswith(("te_", "complaint", "suggestion", "tuvous")):
            for line in path.open(encoding="utf-8"):
                yield json.loads(line)["text"]


def folded(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    words = _WORD.findall("".join(char for char in plain if not unicodedata.combining(char)))
    return [word for word in words if word not in _EMPTY]


class Held:
    """Texts that may teach nothing, by their folded words and by runs of eight of them."""

    def __init__(self, held: Iterable[str]) -> None:
        self.whole: set[tuple[str, ...]] = set()
        self.runs: set[tuple[str, ...]] = set()
        for text in held:
            words = folded(text)
            self.whole.add(tuple(words))
            self.runs.update(_runs(words))

    def has(self, text: str) -> bool:
        words = folded(text)
        runs = _runs(words)
        return tuple(words) in self.whole or sum(run in self.runs for run in runs) * 2 > len(runs) > 0


def _runs(words: list[str]) -> list[tuple[str, ...]]:
    return [tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)]


def once(rows: Iterable[Row]) -> Iterator[Row]:
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        words = tuple(folded(row["text"]))
        if words and words not in seen and "\ufffd" not in row["text"]:
            seen.add(words)
            yield row


def blob(place: Path, commit: str, path: str) -> bytes:
    return subprocess.run(["git", "-C", str(place), "show", f"{commit}:{path}"], capture_output=True, check=True).stdout


def table(place: Path, commit: str, path: str) -> list[Row]:
    return list(csv.DictReader(io.StringIO(blob(place, commit, path).decode("utf-8-sig", "replace"))))


def political_tweets(place: Path, commit: str) -> Iterator[Row]:
    parquet = importlib.import_module("pyarrow.parquet")
    for path in ("train-00000-of-00001-5ab22e31b366a872", "test-00000-of-00001-0a088fcd055b8e02"):
        for row in parquet.read_table(io.BytesIO(blob(place, commit, f"data/{path}.parquet"))).to_pylist():
            rude, hostile = float(row["impoliteness"]), float(row["intolerance"])
            text = row["text"].replace("@USER", "@user").replace("@LINK", "http")
            yield {"text": text, "lang": "en", "rude": rude, "intolerant": hostile}


def reddit(place: Path, commit: str) -> Iterator[Row]:
    for row in table(place, commit, "incivility_coded_0302.csv"):
        yield {"text": row["comment"], "lang": "en", "rude": float(row["correction"])}


def chatbots(place: Path, commit: str) -> Iterator[Row]:
    """What people say to a chatbot: the share of annotators who call it abusive."""
    said: dict[str, list[float]] = {}
    for row in table(place, commit, "1_full/ConvAbuseEMNLPfull.csv"):
        abusive = any(row[f"is_abuse.-{degree}"] == "1" for degree in (1, 2, 3))
        said.setdefault(row["user"], []).append(float(abusive))
    for text, votes in said.items():
        yield {"text": text, "lang": "en", "rude": round(sum(votes) / len(votes), 3)}


SOURCES = {
    "mupid_en": (
        "sagipend+detecting-multidimensional-political-incivility-on-social-media",
        "f8aac71f868fdfc75226637b8254bb898c87e29c", political_tweets,
    ),
    "reddit_uncivil_en": ("ercexpo+reddit_incivility", "650e4ce9c5e1b1f37fe421eeab4f2643a5f3930e", reddit),
    "convabuse_en": ("amandacurry+convabuse", "c0a9469f48956e868276c605d499010ea3c7c0d0", chatbots),
}  # fmt: skip


if __name__ == "__main__":
    main()
