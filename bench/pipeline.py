"""A network's whole stream against many watches: line of JSON → hash → match → language → near-copy, then what was caught
is read and stored. Posts of the stream per CPU-second, on a fresh database; the corpus is that of `match_corpus`, told as
Jetstream tells it.

“Before reading” is what every post costs, whoever watches. What a caught post costs beyond that (who wrote, reading,
groups, hits, cases, SQLite) is stated apart: how much of it there is depends on what is watched. Run alone.
"""

from __future__ import annotations

import importlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.figures import Figure
from bench.ground import fresh_brand
from bench.match_corpus import Corpus
from parvis.connectors.bluesky import jetstream
from parvis.connectors.bluesky.connector import CONNECTOR
from parvis.connectors.bluesky.testing.jetstream import POST, START, did
from parvis.connectors.streams import of_lines
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.echoes import sketches
from parvis.conversations.models import Place, Post
from parvis.conversations.parts import Part
from parvis.core.models import Brand
from parvis.flows.documents import where_of
from parvis.flows.firehose import Listening, sift
from parvis.listening.actions import save_watch
from parvis.listening.matching import Document
from parvis.listening.models import Watch
from parvis.listening.standing import standing_matcher

NEEDS_DATABASE = True
MUST = {1_000: 20_000, 10_000: 12_000, 100_000: 6_000}
"""Watches → posts per CPU-second, before reading."""
BEFORE, MEASURED, STORED, TIMES = 6_000, 4_000, 1_000, 3
HEARD = 3_000
BATCH = 1_000
MEGABYTES, MILLISECONDS = 150, 10.0
UNIT = "posts/CPU-s"
AT = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)
EVERY = Part(1, 1)


def run() -> list[Figure]:
    corpus = Corpus()
    lines = list(told(corpus.posts(BEFORE + (MEASURED + STORED) * TIMES)))
    queries = corpus.watches(max(MUST))
    figures: list[Figure] = []
    for count in MUST:
        figures += _at(count, queries[:count], lines)
    return [*figures, _live(), *_memory(lines[:HEARD])]


def told(posts: Sequence[Document]) -> Iterator[bytes]:
    """As the stream would tell them: one message a line."""
    for number, post in enumerate(posts):
        language = post.language() if callable(post.language) else post.language
        record = {
            "$type": POST, "createdAt": f"{AT - timedelta(minutes=1):%Y-%m-%dT%H:%M:%S.000Z}", "langs": [language],
            "text": post.text,
        }  # fmt: skip
        who = did(int(post.authors[0].removeprefix("user")))
        commit = {
            "rev": f"3l{number:011}", "operation": "create", "collection": POST, "rkey": f"3k{number:011}", "record": record,
            "cid": "bafyreib2rxk3rybk3aobmv5cjuql3bm2twh4jo5uxgf5kpqcsgz7soitae",
        }  # fmt: skip
        yield json.dumps(
            {"did": who, "time_us": START + number, "kind": "commit", "commit": commit}, ensure_ascii=False
        ).encode()


def _place(count: int, queries: Sequence[str]) -> Place:
    brand = fresh_brand(f"bench-{count}")
    Watch.objects.bulk_create(
        (Watch(brand=brand, name=f"Veille {n}", query=query, created_at=AT) for n, query in enumerate(queries)), batch_size=2_000
    )  # fmt: skip
    new = NewPlace("bluesky", "everything", "https://bsky.app", "https://bsky.app", "Bluesky")
    return add_place(brand, new, by=None, at=AT)[0]


def _at(count: int, queries: Sequence[str], lines: Sequence[bytes]) -> list[Figure]:
    place = _place(count, queries)
    engine, where = standing_matcher(place.brand_id), where_of(place)
    caught = 0

    def before_reading(some: Sequence[bytes]) -> None:
        nonlocal caught
        for batch in of_lines(some, jetstream.decode, BATCH):
            found = sift(batch.events, EVERY, where, engine).caught
            caught += len(found)
            sketches([event.text for event in found])

    for _ in range(2):
        before_reading(lines[:BEFORE])
        settle(engine)
    caught = 0
    fresh = lines[BEFORE:]
    cheap = [_spent(lambda n=n: before_reading(fresh[n * MEASURED : (n + 1) * MEASURED])) for n in range(TIMES)]
    rate = MEASURED / statistics.median(cheap)
    share = caught / (MEASURED * TIMES)
    stored = fresh[MEASURED * TIMES :]
    listening = Listening(place, CONNECTOR.item)
    whole = [_spent(lambda n=n: _store(listening, stored[n * STORED : (n + 1) * STORED])) for n in range(TIMES)]
    kept = Post.objects.filter(place=place).count()
    beyond = max(statistics.median(whole) - STORED / rate, 1e-6)
    return [
        Figure(
            f"{count:,} watches, before reading ({share:.0%} of posts caught)", round(rate), UNIT, aim=f"≥ {MUST[count]:,}",
            ok=rate >= MUST[count],
        ),
        Figure(f"{count:,} watches, with what was caught read and stored", round(STORED / statistics.median(whole)), UNIT),
        Figure(f"{count:,} watches, reading and storing what was caught alone", round(kept / TIMES / beyond), "caught/CPU-s"),
    ]  # fmt: skip


def settle(engine: Any) -> None:
    """Waits until watches are joined in the background."""
    if engine._many is not None:
        engine._many.rest()


def _store(listening: Listening, lines: Sequence[bytes]) -> None:
    for batch in of_lines(lines, jetstream.decode, BATCH):
        listening.take(batch, AT)


def _spent(work: object) -> float:
    start = time.process_time()
    work()  # type: ignore[operator]
    return time.process_time() - start


def _live() -> Figure:
    """A watch saved among the others: CPU from there to a post that it catches, less what the post costs anyway."""
    count = max(MUST)
    brand = Brand.objects.get(slug=f"bench-{count}")
    spent = []
    for turn in range(51):
        standing_matcher(brand.pk).match([Document("rien")])
        start = time.process_time()
        standing_matcher(brand.pk).match([Document("rien")])
        usual = time.process_time() - start
        watch = save_watch(
            brand,
            name=f"Neuve {turn}",
            query=f'nouvelleveille{turn} OU "mot{turn} autre"',
            role="topic",
            by=None,
            at=AT,
        )
        start = time.process_time()
        found = standing_matcher(brand.pk).match([Document(f"nouvelleveille{turn}")])
        spent.append(time.process_time() - start - usual)
        assert found == [(0, watch.pk)]
    value = statistics.median(spent) * 1_000
    case = f"one watch added live among {count:,}, from the database to a post it catches"
    return Figure(case, round(value, 2), "ms", aim=f"≤ {MILLISECONDS:.0f}", ok=value <= MILLISECONDS)


def _memory(lines: Sequence[bytes]) -> list[Figure]:
    """Of a process of its own that holds the watches and hears the stream; the interpreter and Django are in it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lines"
        path.write_bytes(b"\n".join(lines))
        script = [sys.executable, "-m", "bench.pipeline_memory", f"bench-{max(MUST)}", str(path)]
        output = subprocess.run(script, check=True, capture_output=True, text=True, env=os.environ).stdout
    bare, whole = map(float, output.split())
    case = f"memory of a process with {max(MUST):,} watches, Django and the language model in it"
    return [
        Figure(case, round(whole), "MB", whole / bare, "without watches", f"≤ {MEGABYTES}", whole <= MEGABYTES),
        Figure("of it, for the watches", round(whole - bare), "MB"),
    ]


if __name__ == "__main__":
    importlib.import_module("parvis.site.ready").ready()
    for figure in run():
        print(figure)
