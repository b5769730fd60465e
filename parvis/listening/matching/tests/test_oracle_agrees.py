"""The engines and the oracle agree on queries and posts that nobody would write."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from parvis.listening.matching import AnchorMatcher, Document, Matcher, evidence
from parvis.listening.matching.batch import BatchMatcher
from parvis.listening.matching.tests.oracle import Oracle
from parvis.listening.query import format, from_json, parse, to_json
from parvis.listening.query.ast import (
    Comparison,
    Day,
    Field,
    FieldName,
    Followers,
    Near,
    Node,
    Not,
    Or,
    Words,
    conjunction,
    disjunction,
    negation,
)
from parvis.listening.query.positive import anchored

ENGINES: list[type[Matcher]] = [AnchorMatcher, BatchMatcher]
VOCABULARY = """
    train trains gare péché pêche peche nuit nu cœur coeur été ete l'avion d’été avion sncf SNCF de la un le retard
    retards retarde Zoé zoe garé 日本 本 🚆 👍 aujourd'hui
"""
FIELDS: dict[FieldName, list[str]] = {
    "author": ["jean", "jean dupont", "@Zoé", "dupont"],
    "place": ["Forum", "forum sncf", "gare"],
    "tag": ["train de nuit", "pêche", "sncf"],
    "site": ["lemonde.fr", "blog.lemonde.fr", "example.org"],
    "link": ["example.org", "example.org/offre", "lemonde.fr"],
    "lang": ["fr", "en"],
    "network": ["feed", "mastodon"],
    "kind": ["post", "reply"],
}
START = datetime(2025, 1, 1, tzinfo=UTC)


class Maker:
    """Random documents and queries from one seed."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)

    def document(self) -> Document:
        dice = self.dice
        words = [
            dice.choice(("", "", "", "#", "@")) + dice.choice(VOCABULARY.split()) for _ in range(dice.randrange(1, 14))
        ]
        language = dice.choice(("fr", "en", "fr-CA", ""))
        return Document(
            text="".join(word + dice.choice((" ", " ", ", ", " — ", "\n", "-", "\u200b ")) for word in words),
            authors=tuple(dice.sample(("Jean Dupont", "@zoe@example.org", "jeanne", "Dupont-Jean"), dice.randrange(3))),
            places=tuple(dice.sample(("Le Forum SNCF", "Gare du Nord", "42"), dice.randrange(3))),
            site=dice.choice(("", "lemonde.fr", "blog.lemonde.fr", "example.org", "notlemonde.fr")),
            language=dice.choice((language, lambda: language)),
            network=dice.choice(("feed", "mastodon", "")),
            kind=dice.choice(("post", "reply")),
            tags=tuple(dice.sample(("TrainDeNuit", "peche", "train_de_nuit", "sncf"), dice.randrange(3))),
            links=tuple(
                dice.sample(
                    (
                        "https://www.example.org/offre/1",
                        "http://example.org/offres",
                        "https://a.lemonde.fr",
                        "https://example.org",
                    ),
                    dice.randrange(3),
                )
            ),
            at=dice.choice((None, START + timedelta(hours=dice.randrange(480)))),
            followers=dice.choice((None, 10, 100, 1000)),
        )

    def words(self) -> Words:
        dice = self.dice
        size = dice.choice((1, 1, 1, 2, 2, 3, 4, 5))
        chosen = [dice.choice(("", "", "", "", "@")) + dice.choice(VOCABULARY.split()) for _ in range(size)]
        if dice.random() < 0.25:
            cut = dice.randrange(size)
            if chosen[cut].isascii() and len(chosen[cut]) > 3 and "'" not in chosen[cut]:
                chosen[cut] = chosen[cut][: dice.randrange(3, len(chosen[cut]))] + "*"
        return Words(" ".join(chosen), exact=dice.random() < 0.2)

    def leaf(self) -> Node:
        dice = self.dice
        roll = dice.random()
        if roll < 0.55:
            return self.words()
        if roll < 0.75:
            sides: list[Words | Or] = []
            for _ in range(2):
                group = disjunction(self.words() for _ in range(dice.choice((1, 1, 2, 3))))
                assert isinstance(group, Words | Or)
                sides.append(group)
            return Near(sides[0], sides[1], dice.randrange(1, 6), dice.random() < 0.5)
        if roll < 0.9:
            name = dice.choice(list(FIELDS))
            return Field(name, dice.choice(FIELDS[name]))
        if roll < 0.95:
            return Day(dice.choice(("after", "before")), date(2025, 1, dice.randrange(1, 21)))
        signs: tuple[Comparison, ...] = (">", ">=", "<", "<=", "=")
        return Followers(dice.choice(signs), dice.choice((10, 50, 100)))

    def query(self, depth: int) -> Node:
        dice = self.dice
        roll = dice.random()
        if depth == 0 or roll < 0.3:
            return self.leaf()
        parts = [self.query(depth - 1) for _ in range(dice.randrange(2, 4))]
        if roll < 0.6:
            return disjunction(parts)
        if roll < 0.9:
            return conjunction(parts)
        return negation(conjunction(parts) if roll < 0.95 else disjunction(parts))

    def watchable(self, count: int) -> list[Node]:
        found: list[Node] = []
        while len(found) < count:
            query = self.query(3)
            if anchored(query):
                found.append(query)
        return found


@pytest.mark.parametrize("make_engine", ENGINES)
@pytest.mark.parametrize("seed", range(4))
def test_random_nested_queries_match_what_the_oracle_says(make_engine: type[Matcher], seed: int) -> None:
    make = Maker(seed)
    queries, documents = make.watchable(120), [make.document() for _ in range(100)]
    engine, oracle = make_engine(), Oracle()
    for id, query in enumerate(queries):
        engine.add(id, query)
        oracle.add(id, query)
    expected = oracle.match(documents)
    assert len(expected) > 100
    assert engine.match(documents) == expected


@pytest.mark.parametrize("make_engine", ENGINES)
@pytest.mark.parametrize("seed", range(4))
def test_watches_come_and_go_between_matches(make_engine: type[Matcher], seed: int) -> None:
    make = Maker(100 + seed)
    queries, documents = make.watchable(60), [make.document() for _ in range(40)]
    engine, oracle = make_engine(), Oracle()
    for _ in range(25):
        id = make.dice.randrange(30)
        if id in oracle.watches and make.dice.random() < 0.5:
            engine.remove(id)
            oracle.remove(id)
        else:
            query = make.dice.choice(queries)
            engine.add(id, query)
            oracle.add(id, query)
        assert engine.match(documents) == oracle.match(documents)
        assert len(engine) == len(oracle.watches)


@pytest.mark.parametrize("seed", range(4))
def test_random_trees_survive_writing_and_storing(seed: int) -> None:
    for query in Maker(200 + seed).watchable(300):
        assert parse(format(query)).ast == query
        assert from_json(to_json(query)) == query


def asks_words(node: Node) -> bool:
    match node:
        case Words() | Near():
            return True
        case Field() | Day() | Followers() | Not():
            return False
        case Or(parts):
            return all(asks_words(part) for part in parts)
        case _:
            return any(asks_words(part) for part in node.parts)


@pytest.mark.parametrize("seed", range(3))
def test_each_match_by_the_text_shows_its_evidence_within_the_text(seed: int) -> None:
    make = Maker(300 + seed)
    queries, documents = make.watchable(60), [make.document() for _ in range(30)]
    oracle = Oracle()
    for id, query in enumerate(queries):
        oracle.add(id, query)
    matched = set(oracle.match(documents))
    shown = 0
    for index, document in enumerate(documents):
        for id, query in enumerate(queries):
            spans = evidence(query, document)
            if (index, id) not in matched:
                assert not spans
            elif asks_words(query):
                shown += 1
                assert spans
            assert all(0 <= start < end <= len(document.text) for start, end in spans)
            assert all(left[1] <= right[0] for left, right in pairwise(spans))
    assert shown > 50
