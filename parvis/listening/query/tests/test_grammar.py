"""What each way of writing a query means, in both languages."""

from __future__ import annotations

import json
from datetime import date

import pytest

from parvis.listening.query import format, from_json, parse, to_json
from parvis.listening.query.ast import And, Day, Field, Followers, Near, Node, Not, Or, Words
from parvis.listening.query.words import Piece, pieces

A, B, C, D = Words("a"), Words("b"), Words("c"), Words("d")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", A),
        ("a b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a ET b", And((A, B))),
        ("a OR b", Or((A, B))),
        ("a OU b", Or((A, B))),
        ("a NOT b", And((A, Not(B)))),
        ("a SAUF b", And((A, Not(B)))),
        ("a AND NOT b", And((A, Not(B)))),
        ("a -b", And((A, Not(B)))),
        ("a −b", And((A, Not(B)))),
        ("a --b", And((A, B))),
        ("a ou b", And((A, Words("ou"), B))),
        ("a et b", And((A, Words("et"), B))),
        ("a b OR c d", Or((And((A, B)), And((C, D))))),
        ("a (b OR c) d", And((A, Or((B, C)), D))),
        ("a -(b OR c)", And((A, Not(Or((B, C)))))),
        ("((a))", A),
        ("(a b) c", And((A, B, C))),
        ("a NEAR/3 b", Near(A, B, 3)),
        ("a PROCHE/3 b", Near(A, B, 3)),
        ("a NEAR/3f b", Near(A, B, 3, True)),
        ("a NEAR/3 b c", And((Near(A, B, 3), C))),
        ("(a OR b) NEAR/2 c", Near(Or((A, B)), C, 2)),
        ('"a b" PROCHE/2f (c OU "d a")', Near(Words("a b"), Or((C, Words("d a"))), 2, True)),
        ("a -(b NEAR/2 c)", And((A, Not(Near(B, C, 2))))),
        ('"train  de nuit"', Words("train de nuit")),
        ("« train de nuit »", Words("train de nuit")),
        ("“train de nuit”", Words("train de nuit")),
        ("«train de nuit»a", And((Words("train de nuit"), A))),
        ('"OR"', Words("OR")),
        ("retard*", Words("retard*")),
        ('"train* de nui*"', Words("train* de nui*")),
        ("exact:pêche", Words("pêche", exact=True)),
        ('exact:"la pêche"', Words("la pêche", exact=True)),
        ("author:@Jean", Field("author", "@Jean")),
        ('auteur:"Jean Dupont"', Field("author", "Jean Dupont")),
        ("lieu:«Gare du Nord»", Field("place", "Gare du Nord")),
        ("site:https://www.LeMonde.fr/planete", Field("site", "lemonde.fr")),
        ("link:https://www.example.org/offre/", Field("link", "example.org/offre")),
        ("tag:sncf", Field("tag", "sncf")),
        ("AUTHOR:jean", Field("author", "jean")),
        ("a lang:FR-ca", And((A, Field("lang", "fr")))),
        ("a réseau:Mastodon", And((A, Field("network", "mastodon")))),
        ("a kind:review", And((A, Field("kind", "review")))),
        ("a after:2025-03-31", And((A, Day("after", date(2025, 3, 31))))),
        ("a avant:2025-03-31", And((A, Day("before", date(2025, 3, 31))))),
        ("a followers:>500", And((A, Followers(">", 500)))),
        ("a followers:>=2k", And((A, Followers(">=", 2000)))),
        ("a followers:≤10", And((A, Followers("<=", 10)))),
        ("a abonnés:10", And((A, Followers("=", 10)))),
        ("(a OR -b) c", And((Or((A, Not(B))), C))),
        ("12:30", Words("12:30")),
        ("porte-avions", Words("porte-avions")),
    ],
)
def test_a_query_means(text: str, tree: Node) -> None:
    assert parse(text).ast == tree
    assert parse(format(tree)).ast == tree
    assert from_json(json.loads(json.dumps(to_json(tree)))) == tree


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("a ET b OU « c d » SAUF e", 'a AND b OR "c d" -e'),
        ("(a OU b) PROCHE/4f (c)", "(a OR b) NEAR/4f c"),
        ('auteur:"jean" lang:fr', "author:jean AND lang:fr"),
        ('"OU" x', '"OU" AND x'),
        ('a -"-b"', 'a -"-b"'),
        ('"note:b"', '"note:b"'),
    ],
)
def test_a_query_is_written_back_in_one_way(text: str, canonical: str) -> None:
    assert format(parse(text).ast) == canonical


@pytest.mark.parametrize(
    ("words", "looked_for"),
    [
        (Words("L’avion"), (Piece("l"), Piece("avion"))),
        (Words("#Cœur"), (Piece("coeur"),)),
        (Words("@Sncf*"), (Piece("@sncf", prefix=True),)),
        (Words("l'avi* rouge"), (Piece("l"), Piece("avi", prefix=True), Piece("rouge"))),
        (Words("Pêch*", exact=True), (Piece("pech", "pêch", prefix=True),)),
        (Words("日本*"), (Piece("日"), Piece("本"))),
    ],
)
def test_words_look_for_folded_pieces(words: Words, looked_for: tuple[Piece, ...]) -> None:
    assert pieces(words) == looked_for


@pytest.mark.parametrize(
    ("text", "word", "mend"),
    [("a ou b", "ou", "a OU b"), ("a and b", "and", "a AND b"), ("a near/3f b", "near/3f", "a NEAR/3f b")],
)
def test_an_operator_in_lower_case_is_a_word_and_says_so(text: str, word: str, mend: str) -> None:
    (notice,) = parse(text).notices
    assert text[slice(*notice.position)] == word
    assert notice.mend == mend
    assert word in str(notice.message)


@pytest.mark.parametrize("text", ["ou", '"a ou b"', "A OU B", "a tag:ou"])
def test_nothing_is_noticed_where_nothing_is_odd(text: str) -> None:
    assert parse(text).notices == ()


@pytest.mark.parametrize(
    "data", [{}, {"words": 1}, {"near": []}, {"and": []}, {"and": 3}, {"after": "hier"}, {"not": {}}]
)
def test_data_that_is_no_tree_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        from_json(data)
