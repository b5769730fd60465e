"""The bench of the pipeline hears a stream as the house does, and judges what it measured."""

from __future__ import annotations

import pytest

from bench import pipeline
from bench.figures import Figure
from bench.match_corpus import Corpus
from parvis.connectors.bluesky.jetstream import decode


def test_the_corpus_is_told_as_the_stream_tells() -> None:
    posts = Corpus().posts(50)
    events = [decode(line)[1] for line in pipeline.told(posts)]
    assert [event.text for event in events if event] == [post.text for post in posts]


@pytest.mark.django_db
def test_each_size_is_measured_and_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    small = {"MUST": {60: 1}, "BEFORE": 100, "MEASURED": 60, "STORED": 30, "HEARD": 30, "BATCH": 30}
    for name, value in small.items():
        monkeypatch.setattr(pipeline, name, value)
    monkeypatch.setattr(pipeline, "_memory", lambda lines: [Figure("memory", len(lines), "MB")])
    found = pipeline.run()
    assert len(found) == 5
    assert found[0].ok
    assert found[3].unit == "ms"
