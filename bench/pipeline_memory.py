"""Prints the resident megabytes of a process that hears a stream (lines of a file), without and with the watches of a brand."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import psutil


def resident() -> float:
    return float(psutil.Process().memory_info().rss) / 1_000_000


def main(slug: str, path: str) -> None:
    importlib.import_module("parvis.site.ready").models_ready()
    firehose = importlib.import_module("parvis.flows.firehose")
    streams = importlib.import_module("parvis.connectors.streams")
    decode = importlib.import_module("parvis.connectors.bluesky.jetstream").decode
    part = importlib.import_module("parvis.conversations.parts").Part()
    place = importlib.import_module("parvis.conversations.models").Place.objects.get(brand__slug=slug)
    where = importlib.import_module("parvis.flows.documents").where_of(place)
    importlib.import_module("parvis.listening.matching.batch")
    importlib.import_module("parvis.analysis.language").likely(
        importlib.import_module("parvis.analysis.tokens").tokens("navori kalutex movorika delzofi"), "", where.languages
    )
    before = resident()
    engine = firehose.standing_matcher(place.brand_id)
    for _ in range(2):
        with Path(path).open("rb") as lines:
            for batch in streams.of_lines(lines, decode, 1_000):
                firehose.sift(batch.events, part, where, engine)
        if engine._many is not None:
            engine._many.rest()
    print(before, resident())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
