"""Prints the resident megabytes of this process without and with the watches of a file, one query a line."""

from __future__ import annotations

import sys
from pathlib import Path

import psutil

from bench.match_corpus import Corpus
from parvis.listening.matching.batch import BatchMatcher
from parvis.listening.query import parse

POSTS = 3_000


def resident() -> float:
    return float(psutil.Process().memory_info().rss) / 1_000_000


def main(path: str) -> None:
    empty = BatchMatcher()
    posts = Corpus().posts(POSTS)
    empty.match(posts)
    before = resident()
    engine = BatchMatcher()
    with Path(path).open(encoding="utf-8") as lines:
        for id, line in enumerate(lines):
            engine.add(id, parse(line.rstrip("\n")).ast)
    engine.match(posts)
    engine.rest()
    engine.match(posts)
    print(before, resident())


if __name__ == "__main__":
    main(sys.argv[1])
