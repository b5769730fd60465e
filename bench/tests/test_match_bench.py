"""The bench of matching measures the same posts and watches for ever, and nothing when the engines disagree."""

from __future__ import annotations

import pytest

from bench import match
from bench.match_corpus import FROZEN, Corpus, digest
from bench.match_rivals import NaiveRe
from parvis.core.folding import fold_tokens
from parvis.listening.matching import AnchorMatcher, Document
from parvis.listening.query import parse


def test_the_corpus_is_frozen() -> None:
    assert digest(Corpus()) == FROZEN


def test_posts_are_as_short_and_as_accented_as_those_of_public_streams() -> None:
    posts = Corpus().posts(4_000)
    assert 14 <= sum(len(fold_tokens(post.text)) for post in posts) / len(posts) <= 16
    assert 0.56 <= sum(not post.text.isascii() for post in posts) / len(posts) <= 0.60


def test_a_regular_expression_for_each_watch_finds_the_same() -> None:
    corpus = Corpus()
    posts, asts = corpus.posts(400), [parse(query).ast for query in corpus.watches(400)]
    engine = AnchorMatcher()
    for id, ast in enumerate(asts):
        engine.add(id, ast)
    assert NaiveRe(asts).match(posts) == engine.match(posts)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "MUST": {60: 1},
        "BEFORE": 200,
        "MEASURED": 100,
        "BATCH": 50,
        "AGREED": 100,
        "MEGABYTES": 10_000,
    }.items():
        monkeypatch.setattr(match, name, value)
    monkeypatch.setenv("PARVIS_DATABASE", "")


@pytest.mark.usefixtures("small")
def test_each_engine_is_measured_and_judged() -> None:
    found = {figure.case: figure for figure in match.run()}
    assert len(found) == 6
    numpy = next(figure for case, figure in found.items() if case.startswith("numpy, 60 watches"))
    assert numpy.ok
    assert numpy.against == "plain Python"


@pytest.mark.usefixtures("small")
def test_there_is_no_figure_for_engines_that_disagree(monkeypatch: pytest.MonkeyPatch) -> None:
    def deaf(self: AnchorMatcher, documents: list[Document]) -> list[tuple[int, int]]:
        return []

    monkeypatch.setattr(AnchorMatcher, "match", deaf)
    with pytest.raises(AssertionError, match="disagree"):
        match.run()
