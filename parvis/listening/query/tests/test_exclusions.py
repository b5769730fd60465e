"""Leaving out what a watch catches by mistake."""

from __future__ import annotations

import pytest

from parvis.core.folding import fold_tokens
from parvis.listening.query import QueryError, exclude, parse, terms_for_exclusion

POSTS = [
    "Orange amère dans le jardin",
    "@Jardin : orange et jardins",
    "orange, jus de fruits au jardin 2024 2024",
    "orange",
]


def test_the_words_that_come_along_most_are_proposed_without_the_query_nor_stop_words() -> None:
    tokens = [fold_tokens(post) for post in POSTS]
    assert terms_for_exclusion(tokens, parse("Orange -fruit*"), least=1, most=3) == [
        ("jardin", 3),
        ("amere", 1),
        ("jardins", 1),
    ]
    assert terms_for_exclusion(tokens, parse("Orange")) == [("jardin", 3)]
    assert terms_for_exclusion(tokens, parse('orange "jard*"')) == []


@pytest.mark.parametrize(
    ("text", "term", "result"),
    [
        ("a", "b", "a -b"),
        ("a b ", "c", "a b -c"),
        ("a OU b", "c", "(a OU b) -c"),
        ("(a OR b)", "c", "(a OR b) -c"),
        ("a OR b -c", "d", "(a OR b -c) -d"),
        ("a", "jus de fruits", 'a -"jus de fruits"'),
        ("a", "OR", 'a -"OR"'),
        ("a", "«x»*", "a -x"),
        ("a NEAR/3 b", "c", "a NEAR/3 b -c"),
    ],
)
def test_a_word_is_left_out_of_the_whole_query(text: str, term: str, result: str) -> None:
    assert exclude(text, term) == result
    assert exclude(result, "encore") == f"{result} -encore"


@pytest.mark.parametrize(("text", "term"), [("a OR", "b"), ("a", "!!")])
def test_what_cannot_be_left_out_is_explained(text: str, term: str) -> None:
    with pytest.raises(QueryError):
        exclude(text, term)
