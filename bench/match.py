"""Posts per CPU-second against many watches, on a frozen corpus (`match_corpus`): the engine in numpy, the one in plain
Python, a regular expression for each watch, PostgreSQL with its queries stored (where PARVIS_DATABASE names one).

The engines must agree, or there is no figure. Run alone: parvis bench match
"""

from __future__ import annotations

import importlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from bench.figures import Figure
from bench.match_corpus import Corpus
from bench.match_rivals import NaiveRe, StoredQueries, postgres
from parvis.listening.matching import AnchorMatcher, Document
from parvis.listening.matching.batch import BatchMatcher
from parvis.listening.query import Node, parse

MUST = {1_000: 50_000, 10_000: 40_000, 100_000: 24_000}
"""Watches → posts per CPU-second."""
BEFORE, MEASURED, TIMES = 10_000, 4_000, 3
BATCH = 1_000
AGREED = 1_000
PAST = 1_000_000
MEGABYTES, MILLISECONDS = 150, 10.0
UNIT = "posts/CPU-s"


class Engine(Protocol):
    def match(self, documents: Sequence[Document]) -> list[tuple[int, int]]: ...


def run() -> list[Figure]:
    corpus = Corpus()
    posts = corpus.posts(BEFORE + MEASURED * TIMES)
    queries = corpus.watches(max(MUST))
    asts = [parse(query).ast for query in queries]
    figures: list[Figure] = []
    for count in MUST:
        figures += _at(count, asts[:count], posts)
    return [*figures, *_live(asts, posts), *_backwards(posts), *_memory(queries)]


def _at(count: int, asts: Sequence[Node], posts: Sequence[Document]) -> list[Figure]:
    many, plain = BatchMatcher(), AnchorMatcher()
    for id, ast in enumerate(asts):
        many.add(id, ast)
        plain.add(id, ast)
    for _ in range(2):
        many.match(posts[:BEFORE])
        many.rest()
    sample = posts[:AGREED]
    expected = plain.match(sample)
    if many.match(sample) != expected:
        raise AssertionError("the engines disagree")
    fresh = posts[BEFORE:]
    slow = _rate(plain, fresh, min(MEASURED, max(100, MEASURED * 1_000 // count)))
    fast = _rate(many, fresh, MEASURED)
    found = [
        Figure(
            f"numpy, {count:,} watches, {len(expected) / AGREED:.1f} hits a post", round(fast), UNIT, fast / slow,
            "plain Python", f"≥ {MUST[count]:,}", fast >= MUST[count],
        ),
        Figure(f"plain Python, {count:,} watches", round(slow), UNIT),
    ]  # fmt: skip
    return found + [_rival(name, count, rate, slow) for name, rate in _rivals(count, asts, posts, expected)]


def _rivals(
    count: int, asts: Sequence[Node], posts: Sequence[Document], expected: list[tuple[int, int]]
) -> list[tuple[str, float]]:
    """As many posts as take a second or so."""
    found = []
    if count <= 10_000:
        few = posts[: min(AGREED, 40_000 // count)]
        naive = NaiveRe(asts)
        if naive.match(few) != [pair for pair in expected if pair[0] < len(few)]:
            raise AssertionError("the regular expressions disagree")
        found.append(("naive re", _rate(naive, posts[BEFORE:], len(few))))
    if postgres():
        stored = StoredQueries(asts, importlib.import_module("psycopg").connect)
        few = posts[: min(AGREED, max(5, 200_000 // count))]
        if stored.match(few) != [pair for pair in expected if pair[0] < len(few)]:
            raise AssertionError("PostgreSQL disagrees")
        found.append(("PostgreSQL, stored tsquery", _rate(stored, posts[BEFORE:], len(few), stored.cpu)))
    return found


def _rival(name: str, count: int, rate: float, slow: float) -> Figure:
    return Figure(f"{name}, {count:,} watches", round(rate, 1), UNIT, rate / slow, "plain Python")


def _rate(
    engine: Engine, posts: Sequence[Document], size: int, clock: Callable[[], float] = time.process_time
) -> float:
    """Posts per second of CPU, the median over posts never seen before, as in life."""
    rates = []
    for turn in range(TIMES):
        some = posts[turn * size : (turn + 1) * size]
        start = clock()
        for place in range(0, len(some), BATCH):
            engine.match(some[place : place + BATCH])
        rates.append(len(some) / max(clock() - start, 0.001))
    return statistics.median(rates)


def _live(asts: Sequence[Node], posts: Sequence[Document]) -> list[Figure]:
    """A watch added among the others: CPU from the call to a post that meets it, less what the post costs anyway."""
    engine = BatchMatcher()
    for id, ast in enumerate(asts):
        engine.add(id, ast)
    engine.match(posts[:BATCH])
    engine.rest()
    spent = []
    for turn in range(301):
        start = time.process_time()
        engine.match(posts[:1])
        usual = time.process_time() - start
        start = time.process_time()
        engine.add(len(asts) + turn, parse(f'nouvelleveille{turn} OR "mot{turn} autre"').ast)
        found = engine.match([Document(f"nouvelleveille{turn}")])
        spent.append(time.process_time() - start - usual)
        assert found == [(0, len(asts) + turn)]
    engine.rest()
    value = statistics.median(spent) * 1_000
    case = f"one watch added live among {len(asts):,}, the 300 before it not joined yet"
    return [Figure(case, round(value, 2), "ms", aim=f"≤ {MILLISECONDS:.0f}", ok=value <= MILLISECONDS)]


def _backwards(posts: Sequence[Document]) -> list[Figure]:
    """A new watch against the past, its posts in memory already: what the engine alone needs for a million."""
    engine = BatchMatcher()
    engine.add(0, parse('(navori OR "kalu tex") -promo').ast)
    engine.match(posts[:BATCH])
    value = PAST / _rate(engine, posts, len(posts) // TIMES)
    case = f"one new watch against {PAST:,} posts in memory"
    return [Figure(case, round(value, 2), "CPU-s")]


def _memory(queries: Sequence[str]) -> list[Figure]:
    """Of a process of its own that holds these watches and has met posts; the interpreter and numpy are in it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "watches"
        path.write_text("\n".join(queries), encoding="utf-8")
        told = subprocess.run(
            [sys.executable, "-m", "bench.match_memory", str(path)], check=True, capture_output=True, text=True
        ).stdout
    bare, whole = map(float, told.split())
    return [
        Figure(
            f"memory of a process with {len(queries):,} watches", round(whole), "MB", whole / bare, "without watches",
            f"≤ {MEGABYTES}", whole <= MEGABYTES,
        )
    ]  # fmt: skip


if __name__ == "__main__":
    for figure in run():
        print(figure)
