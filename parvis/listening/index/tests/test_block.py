"""Blocks propose every post that the matcher would take, whatever is joined, taken out or written to bytes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.listening.index.asking import asked, may_meet
from parvis.listening.index.block import Block, BlockUnreadable, block, joined, packed, unpacked, without
from parvis.listening.matching import AnchorMatcher, Document
from parvis.listening.query import parse

WORDS = (
    "parvis",
    "promo",
    "promotion",
    "café",
    "@ines",
    "#fête",
    "l’été",
    "任天堂",
    "Œuvre",
    "panne",
    "pro",
    "…",
    "@promo",
)
texts = st.lists(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), min_size=1, max_size=12)
queries = st.sampled_from(
    (
        "parvis", "promo*", "pro*", "(panne OR café) -promo", '"parvis café"', '"l’été promotion café"', "@ines OR oeuvre*",
        "panne NEAR/3 promo*", "fete", "任天堂", "@promo* parvis", "(promo OR tag:fete) panne", 'exact:"été" OR @ines*',
    )
)  # fmt: skip


def of(texts: list[str], first: int = 1) -> Block:
    ids = range(first, first + len(texts))
    return block(ids, [id * 10 for id in ids], texts)


def proposed(some: Block, query: str) -> set[int]:
    return set(some.posts[may_meet(some, asked(parse(query).ast))].tolist())


@settings(max_examples=150, deadline=None)
@given(texts, texts, queries)
def test_no_post_that_meets_a_query_is_missed(some: list[str], others: list[str], query: str) -> None:
    if not asked(parse(query).ast):
        return
    engine = AnchorMatcher()
    engine.add(0, parse(query).ast)
    met = {index + 1 for index, _ in engine.match([Document(text) for text in some + others])}
    whole = joined([of(some), of(others, 1 + len(some))])
    assert met <= proposed(whole, query)
    assert proposed(unpacked(packed(whole)), query) == proposed(whole, query) == proposed(of(some + others), query)


@settings(max_examples=80, deadline=None)
@given(texts, st.sets(st.integers(1, 12)), queries)
def test_what_is_taken_out_leaves_no_trace(some: list[str], gone: set[int], query: str) -> None:
    left = [text for number, text in enumerate(some, 1) if number not in gone]
    ids = [number for number in range(1, len(some) + 1) if number not in gone]
    afresh = block(ids, [id * 10 for id in ids], left)
    assert packed(without(of(some), gone)) == packed(afresh)


def test_a_word_narrows_to_the_posts_that_say_it() -> None:
    assert proposed(of(["une panne", "rien", "panne et café"]), "panne -rien") == {1, 3}
    assert proposed(of(["promotion", "promenade", "prologue"]), "prom*") == {1, 2}


@pytest.mark.parametrize("query", ["author:ines", "pro*", "panne OR site:example.org", "(pro* OR parvis)"])
def test_of_fields_and_short_starts_it_can_say_nothing(query: str) -> None:
    assert asked(parse(query).ast) == ()


def test_one_side_that_it_knows_is_enough() -> None:
    assert len(asked(parse("author:ines panne (site:example.org OR café)").ast)) == 1


@pytest.mark.parametrize("cut", [0, 3, 15, 40])
def test_bytes_that_are_no_block_are_refused(cut: int) -> None:
    with pytest.raises(BlockUnreadable):
        unpacked(packed(of(["une panne"]))[:cut])
