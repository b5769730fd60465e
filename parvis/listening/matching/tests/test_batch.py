"""The engine for many watches: joined in the background, it forgets nothing, doubles nothing, and bears any text."""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.match_corpus import Corpus
from parvis.core.folding import fold_tokens
from parvis.listening.matching import AnchorMatcher, Document, Matcher, batch, sized
from parvis.listening.matching.batch import BatchMatcher
from parvis.listening.matching.cutting import cut
from parvis.listening.matching.hashing import key_hash, word_hash
from parvis.listening.matching.sized import SizedMatcher
from parvis.listening.matching.tests.oracle import Oracle
from parvis.listening.matching.tests.test_oracle_agrees import Maker
from parvis.listening.query import parse
from parvis.listening.query.ast import Near, Node, Or, Words, conjunction, disjunction, negation
from parvis.listening.query.positive import anchored

ODD = "aé@@'’- œŒßﷲİ日本👍🏽\u0301\u200b\x1e\0\ud800ि각ㄱ½㎏\U00020000"
TERMS = [
    "train",
    "trains",
    "gare",
    "péché",
    "pêche",
    "nuit",
    "cœur",
    "été",
    "sncf",
    "de",
    "la",
    "un",
    "retard",
    "retards",
    "日本",
    "👍",
]


@given(st.lists(st.text(st.sampled_from(ODD) | st.characters(), max_size=30), min_size=1, max_size=5))
def test_texts_are_cut_as_they_are_folded(texts: list[str]) -> None:
    words = cut(texts)
    expected = [(index, token) for index, text in enumerate(texts) for token in fold_tokens(text)]
    assert words.post.tolist() == [index for index, _ in expected]
    assert words.hash.tolist() == [word_hash(token.removeprefix("@")) for _, token in expected]
    assert words.mention.tolist() == [token[0] == "@" for _, token in expected]
    assert words.length.tolist() == [len(token.removeprefix("@")) for _, token in expected]


def test_the_number_of_a_key_is_the_same_everywhere_and_always() -> None:
    assert key_hash("train") == 0x7780CB854F264C5F
    assert len({key_hash(key) for key in ("de", "@de", "*de", "*@de", ("de", "de"), "tag:de", "ed")}) == 7


words = st.builds(
    lambda terms, star, exact: Words(" ".join(terms) + ("*" if star and terms[-1].isascii() else ""), exact),
    st.lists(st.sampled_from(TERMS) | st.sampled_from(TERMS).map("@".__add__), min_size=1, max_size=5).filter(
        lambda terms: "@日本" not in terms and "@👍" not in terms
    ),
    st.booleans(),
    st.booleans(),
)
sides = words | st.lists(words, min_size=2, max_size=3).map(disjunction).filter(lambda node: isinstance(node, Or))
leaves: st.SearchStrategy[Node] = words | st.builds(Near, sides, sides, st.integers(1, 6), st.booleans())
queries = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, min_size=2, max_size=3).map(conjunction)
        | st.lists(inner, min_size=2, max_size=3).map(disjunction)
        | inner.map(negation)
    ),
    max_leaves=8,
).filter(anchored)
posts = st.lists(st.sampled_from([*TERMS, "@sncf", "@train", "#gare", "x"]), max_size=12).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(st.lists(queries, min_size=1, max_size=8), st.lists(posts, min_size=1, max_size=6))
def test_both_engines_say_what_the_oracle_says(asked: list[Node], texts: list[str]) -> None:
    documents = [Document(text) for text in texts]
    oracle, engines = Oracle(), (AnchorMatcher(), BatchMatcher())
    for id, query in enumerate(asked):
        for engine in (oracle, *engines):
            engine.add(id, query)
    expected = oracle.match(documents)
    assert [engine.match(documents) for engine in engines] == [expected, expected]


def filled(engine: Matcher, queries: list[str]) -> Matcher:
    for id, query in enumerate(queries):
        engine.add(id, parse(query).ast)
    return engine


def test_the_engines_agree_on_what_people_write_before_and_after_anchors_are_chosen_anew() -> None:
    corpus = Corpus()
    posts, queries = corpus.posts(3_000), corpus.watches(2_500)
    plain, many = filled(AnchorMatcher(), queries), BatchMatcher()
    filled(many, queries)
    expected = plain.match(posts)
    assert len(expected) > 1_000
    for _ in range(2):
        assert many.match(posts) == expected
        many.rest()


@pytest.mark.parametrize("seed", range(3))
def test_joining_forgets_nothing_of_what_changes_meanwhile(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "SMALL", 3)
    monkeypatch.setattr(batch, "WAITING", 7)
    make = Maker(400 + seed)
    queries, documents = make.watchable(60), [make.document() for _ in range(30)]
    engine, oracle = BatchMatcher(), Oracle()
    for _ in range(200):
        id = make.dice.randrange(40)
        if id in oracle.watches and make.dice.random() < 0.4:
            engine.remove(id)
            oracle.remove(id)
        else:
            query = make.dice.choice(queries)
            engine.add(id, query)
            oracle.add(id, query)
        if make.dice.random() < 0.3:
            assert engine.match(documents) == oracle.match(documents)
        if make.dice.random() < 0.1:
            engine.rest()
        assert len(engine) == len(oracle.watches)
    engine.rest()
    assert engine.match(documents) == oracle.match(documents)


@pytest.fixture
def hasty() -> Iterator[None]:
    """Threads take turns a hundred times as often."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(usual / 100)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.parametrize("make", [AnchorMatcher, BatchMatcher, SizedMatcher])
@pytest.mark.usefixtures("hasty")
def test_a_watch_reworded_while_posts_are_met_is_met_once_and_always(
    make: type[Matcher], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "SMALL", 20)
    monkeypatch.setattr(sized, "MANY_POSTS", 20)
    monkeypatch.setattr(sized, "WORTH_LOADING", 1_000)
    monkeypatch.setattr(sized, "MANY_WATCHES", 60)
    engine = make()
    wordings = [parse(query).ast for query in ("train", "train OR bus", '"le train" OR mot3*', "train -zzz")]
    for id in range(10):
        engine.add(id, wordings[0])
    over = threading.Event()

    def change() -> None:
        for turn in range(60):
            for id in range(10):
                engine.add(id, wordings[(turn + id) % len(wordings)])
            engine.add(100 + turn, wordings[turn % len(wordings)])
            if turn % 2:
                engine.remove(100 + turn)
        over.set()

    other = threading.Thread(target=change)
    other.start()
    documents = [Document(f"le train mot{n}") for n in range(30)]
    while not over.is_set():
        counted = Counter(engine.match(documents))
        assert set(counted.values()) == {1}
        assert {(n, id) for n in range(30) for id in range(10)} <= set(counted)
    other.join()
    assert len(engine) == 40
    assert len(engine.match(documents)) == 30 * 40


def test_a_watch_removed_twice_was_there_once() -> None:
    engine = filled(BatchMatcher(), ["train", "bus"])
    engine.match([Document("train")] * 3_000)
    engine.rest()  # type: ignore[attr-defined]
    engine.remove(1)
    with pytest.raises(KeyError):
        engine.remove(1)
    assert (len(engine), engine.match([Document("train bus")])) == (1, [(0, 0)])


def test_one_matcher_passes_from_one_engine_to_the_other_without_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sized, "WORTH_LOADING", 200)
    monkeypatch.setattr(sized, "MANY_WATCHES", 300)
    corpus = Corpus()
    posts, queries = corpus.posts(300), corpus.watches(500)
    engine, plain = SizedMatcher(), AnchorMatcher()
    for id, query in enumerate(queries):
        engine.add(id, parse(query).ast)
        plain.add(id, parse(query).ast)
        if id % 100 == 50:
            engine.remove(id)
            plain.remove(id)
            assert engine.match(posts) == plain.match(posts)
            assert engine.match(posts[:10]) == plain.match(posts[:10])
            assert len(engine) == len(plain)


@pytest.mark.parametrize("make", [AnchorMatcher, BatchMatcher])
def test_any_text_is_borne(make: type[Matcher]) -> None:
    engine = filled(make(), ["train", "👍", "日本", "العربية", 'zal* "mot mot"', "a NEAR/100 b", "exact:é"])
    zalgo = "".join(letter + "\u0301\u0316\u035b" * 30 for letter in "zalgo")
    texts = [
        "", "\0", "\ud800train\udfff", "train " * 180_000, "t" * 1_000_000, "👍🏽" * 5_000, "日本語" * 5_000, "العربية",
        f"{zalgo} mot mot", " ".join(f"mot{n}" for n in range(100_000)), "\u0301" * 50_000, "a" + " x" * 98 + " b", "é",
    ]  # fmt: skip
    assert engine.match([Document(text) for text in texts]) == [
        (2, 0), (3, 0), (5, 1), (6, 2), (7, 3), (8, 4), (11, 5), (12, 6),
    ]  # fmt: skip
