"""A query that cannot be read says where, why, and how to mend it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.listening.query import Query, QueryError, parse
from parvis.listening.query.parser import LONGEST


@pytest.mark.parametrize(
    ("text", "blamed", "mend", "says"),
    [
        ("(a b", "(", "(a b)", "never closed"),
        ("a)", ")", "a", "closes nothing"),
        ("a () b", "()", "a b", "nothing between"),
        ('a "b c', '"', 'a "b c"', "never closed"),
        ("« a", "«", "« a »", "never closed"),
        ("a » b", "»", "a b", "closes nothing"),
        ('a "" b', '""', "a b", "nothing between"),
        ('a "…"', '"…"', "a", "no letter"),
        ("a OR", "OR", "a", "lacks the term after"),
        ("OU a", "OU", "a", "lacks the term before"),
        ("a AND OR b", "AND", "a OR b", "lacks the term after"),
        ("a (OR b)", "OR", "a (b)", "lacks the term before"),
        ("a NEAR/3", "NEAR/3", "a", "lacks the term after"),
        ("a NEAR b", "NEAR", "a NEAR/5 b", "takes a number"),
        ("a PROCHE/ b", "PROCHE/", "a PROCHE/5 b", "takes a number"),
        ("a NEAR/0 b", "NEAR/0", "a NEAR/1 b", "takes a number"),
        ("a NEAR/999f b", "NEAR/999f", "a NEAR/100f b", "takes a number"),
        ("a NEAR/x b", "NEAR/x", "a NEAR/5 b", "takes a number"),
        ("a NEAR/2 b NEAR/3 c", "NEAR/3", "a NEAR/2 b AND b NEAR/3 c", "two terms"),
        ("a NEAR/2 lang:fr", "lang:fr", "a AND lang:fr", "joins words"),
        ("c -a NEAR/2 b", "-a", "c -(a NEAR/2 b)", "joins words"),
        ("t*", "*", "t", "after at least 2 letters"),
        ("a *", "*", "a", "after at least 2 letters"),
        ("tra*n", "*", "tran", "end of a word"),
        ('"la p*"', "*", '"la p"', "after at least 2 letters"),
        ("auhtor:jean", "auhtor:", "author:jean", "author:"),
        ("a langu:fr", "langu:", "a lang:fr", "lang:"),
        ("Attention:danger", "Attention:", "Attention danger", "no field"),
        ("https://example.org/a", "https:", "link:example.org/a", "link:"),
        ("author: jean", "author:", "author:jean", "takes a value"),
        ("a tag:", "tag:", "a", "takes a value"),
        ('a tag:""', "tag:", "a", "takes a value"),
        ("author:(a OR b)", "author:", None, "takes a value"),
        ("a after:31/03/2025", "after:31/03/2025", "a after:2025-03-31", "year-month-day"),
        ("a after:2025-02-30", "after:2025-02-30", "a after:2025-02-28", "year-month-day"),
        ("a before:hier", "before:hier", None, "year-month-day"),
        ("a lang:français", "lang:français", "a lang:fr", "two letters"),
        ("a lang:xx", "lang:xx", "a lang:fr", "two letters"),
        ("a kind:posts", "kind:posts", "a kind:post", "one of these"),
        ("a network:a/b", "network:a/b", 'a "a/b"', "a network"),
        ("a followers:beaucoup", "followers:beaucoup", "a followers:>1000", "a number"),
        ("site:lemonde", "site:lemonde", 'place:"lemonde"', "name of a site"),
        ("link:offre", "link:offre", '"offre"', "takes an address"),
        ("tag:trai*", "tag:trai*", "tag:trai", "no *"),
        ("author:!!", "author:!!", None, "no letter"),
        ("a | b", "|", "a OR b", "Write OR"),
        ("a && b", "&&", "a AND b", "Write AND"),
        ("a - b", "-", "a b", "no letter"),
        ("", "", None, "at least one word"),
        ("  ", "  ", None, "at least one word"),
        ("-a", "-a", None, "only says what to leave out"),
        ("lang:fr -a", "lang:fr -a", None, "only says what to leave out"),
        ("NOT (a b)", "NOT (a b)", None, "only says what to leave out"),
        ("lang:fr", "lang:fr", None, "only narrows"),
        ("lang:fr OR lang:en", "lang:fr", None, "side of OR"),
        ("a OR -b", "-b", None, "side of OR"),
        ("a OR (lang:fr -c)", "(lang:fr -c)", None, "side of OR"),
        ("after:2025-01-01 followers:>10", "after:2025-01-01 followers:>10", None, "only narrows"),
        ("(" * 50 + "a", "(", None, "inside one another"),
    ],
)
def test_a_wrong_query_is_refused(text: str, blamed: str, mend: str | None, says: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    error = caught.value
    assert says in str(error.message)
    assert (text[slice(*error.position)], error.mend) == (blamed, mend)


def test_everything_wrong_inside_terms_is_said_at_once() -> None:
    with pytest.raises(QueryError) as caught:
        parse("a after:hier lang:zz t*")
    assert [problem.position for problem in caught.value.problems] == [(2, 12), (13, 20), (22, 23)]


def test_a_query_has_a_longest_length() -> None:
    assert parse("a" * LONGEST)
    with pytest.raises(QueryError) as caught:
        parse("a" * (LONGEST + 1))
    assert caught.value.position == (LONGEST, LONGEST + 1)
    assert "4001" in str(caught.value.message)


PARTS = st.sampled_from(
    [
        "a", "train", "retard*", "t*", "OR", "OU", "AND", "ET", "NOT", "SAUF", "NEAR/3", "PROCHE/2f", "NEAR", "(", ")", '"',
        "«", "»", "“", "-", "−", "author:", "lang:fr", "lang:xx", "after:2025-01-32", "followers:>k", "note:", "exact:", "*",
        "site:x", "link:a.b/c", "|", "&", " ", " ", " ", "ou", "é", "日", "👍", "\u200b", "\n", "https://a.b", ":", "/3",
    ]
)  # fmt: skip


def check_outcome(text: str) -> None:
    try:
        query: Query | None = parse(text)
    except QueryError as error:
        for problem in error.problems:
            start, end = problem.position
            assert 0 <= start <= end <= len(text)
            assert problem.mend is None or parse(problem.mend)
            assert str(problem.message)
    else:
        assert query
        for notice in query.notices:
            assert notice.mend is None or parse(notice.mend)


@settings(max_examples=400)
@given(st.lists(PARTS, max_size=14).map("".join))
def test_whatever_is_typed_parses_or_is_explained_and_every_mend_parses(text: str) -> None:
    check_outcome(text)


@given(st.text(max_size=60))
def test_any_characters_at_all_parse_or_are_explained(text: str) -> None:
    check_outcome(text)


@pytest.mark.parametrize(
    "unit",
    ["(", ")", "-", '"', "a OR ", "a NEAR/3 ", "*", "x:", "a (", "NOT ", "«", "a | ", "a ou ", "t* ", '""', "-(a "],
)
def test_no_repetition_makes_it_hang(unit: str) -> None:
    start = time.process_time()
    check_outcome((unit * LONGEST)[:LONGEST])
    assert time.process_time() - start < 2
