"""Which posts a watch catches, and what is shown of why."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from parvis.core.folding import fold_tokens
from parvis.listening.matching import AnchorMatcher, Document, Matcher, evidence, matcher
from parvis.listening.matching.batch import BatchMatcher
from parvis.listening.matching.keys import Interest, Key
from parvis.listening.matching.sized import SizedMatcher
from parvis.listening.query import parse

every_engine = pytest.mark.parametrize("make", [AnchorMatcher, BatchMatcher, SizedMatcher])


def caught(query: str, document: Document) -> bool:
    """What every engine says of it; they must not disagree."""
    said = set()
    for make in (AnchorMatcher, BatchMatcher, matcher):
        engine = make()
        engine.add(1, parse(query).ast)
        said.add(engine.match([document]) == [(0, 1)])
    assert len(said) == 1
    return said.pop()


@pytest.mark.parametrize(
    ("query", "text", "yes"),
    [
        ("avion", "J’adore l’avion !", True),
        ("l'avion", "L’AVION", True),
        ("peche", "La pêche", True),
        ("exact:pêche", "La PÊCHE", True),
        ("exact:pêche", "Le péché", False),
        ("coeur", "Mon cœur", True),
        ("sncf", "Merci @SNCF", True),
        ("@sncf", "La SNCF", False),
        ("@sncf", "Merci @SNCF", True),
        ("train", "#Train", True),
        ('"train de nuit"', "un train, de nuit", True),
        ('"train de nuit"', "un train la nuit", False),
        ('"merci sncf"', "merci @sncf", True),
        ("retard*", "Retardés", True),
        ('"train* de nuit"', "des trains de nuit", True),
        ("a NEAR/2 b", "b x a", True),
        ("a NEAR/1 b", "b x a", False),
        ("a NEAR/2f b", "b x a", False),
        ('"a b" NEAR/2 (c OR d)', "d x a b", True),
        ("a NEAR/3 a", "a", False),
        ("日本", "日本語", True),
        ("👍", "Bravo👍🏽", True),
        ("visible", "in\u200bvi\u00adsible vi\u200bsible", True),
        ("a -b", "a c", True),
        ("a -b", "a b", False),
        ("a SAUF (b OU c)", "a c", False),
    ],
)
def test_a_text_is_caught(query: str, text: str, yes: bool) -> None:
    assert caught(query, Document(text)) is yes


POST = Document(
    "bonjour",
    authors=("@jean_d@example.social", "Jean Dupont"),
    places=("Forum de la SNCF", "17"),
    site="blog.lemonde.fr",
    language="fr-CA",
    network="mastodon",
    kind="reply",
    tags=("TrainDeNuit",),
    links=("https://www.Example.org/offre/3?x=1",),
    at=datetime(2025, 3, 31, 12, tzinfo=UTC),
    followers=500,
)


@pytest.mark.parametrize(
    "query",
    [
        "author:dupont", 'author:"jean dupont"', "author:@jean_d", "place:sncf", "place:17", "site:lemonde.fr",
        "link:example.org", "link:example.org/offre", 'tag:"train de nuit"', "bonjour lang:fr", "bonjour network:Mastodon",
        "bonjour kind:reply", "bonjour after:2025-03-31", "bonjour before:2025-04-01", "bonjour followers:>=500",
        "bonjour followers:<1k", "bonjour -lang:en", "bonjour (lang:en OR lang:fr)",
    ],
)  # fmt: skip
def test_a_field_catches(query: str) -> None:
    assert caught(query, POST)


@pytest.mark.parametrize(
    "query",
    [
        "author:jeanne", 'author:"dupont jean"', "place:nord", "site:monde.fr", "link:example.org/off", "link:ample.org",
        "tag:train", "bonjour lang:en", "bonjour network:feed", "bonjour kind:post", "bonjour after:2025-04-01",
        "bonjour before:2025-03-31", "bonjour followers:>500", "bonjour -author:dupont", "author:bonjour",
    ],
)  # fmt: skip
def test_a_field_lets_go(query: str) -> None:
    assert not caught(query, POST)


@every_engine
def test_language_is_detected_once_and_only_where_a_watch_that_may_match_asks(make: type[Matcher]) -> None:
    asked: list[str] = []

    def document(text: str) -> Document:
        return Document(text, language=lambda: asked.append(text) or "fr")  # type: ignore[func-returns-value]

    engine = make()
    for id, query in enumerate(["train lang:fr", "train lang:en", "(bus OR lang:fr) gare -quai", "gare"]):
        engine.add(id, parse(query).ast)
    found = engine.match([document(text) for text in ("train", "gare bus", "gare quai", "gare", "rien")])
    assert found == [(0, 0), (1, 2), (1, 3), (2, 3), (3, 2), (3, 3)]
    assert sorted(asked) == ["gare", "train"]


@every_engine
def test_a_watch_without_a_positive_term_is_refused(make: type[Matcher]) -> None:
    engine = make()
    narrow = parse("train -bus").ast.parts[1]  # type: ignore[union-attr]
    with pytest.raises(ValueError, match="positive"):
        engine.add(1, narrow)
    assert len(engine) == 0


@every_engine
def test_a_new_wording_replaces_the_old_one_and_removal_forgets(make: type[Matcher]) -> None:
    engine = make()
    engine.add(1, parse("train").ast)
    engine.add(1, parse('"bus de nuit" author:jean').ast)
    assert engine.match([Document("train"), Document("Bus de nuit", ("jean",))]) == [(1, 1)]
    engine.remove(1)
    assert (len(engine), engine.match([Document("Bus de nuit", ("jean",))])) == (0, [])
    with pytest.raises(KeyError):
        engine.remove(1)


def test_forgotten_keys_leave_nothing_behind() -> None:
    interest = Interest()
    document = Document("le train de nuit @sncf", tags=("sncf",))
    keys: list[Key] = ["nuit", ("de", "nuit"), "*tra", "@sncf", "tag:sncf"]
    interest.add(keys)
    assert interest.of_document(document, fold_tokens(document.text)) == set(keys)
    interest.add(keys)
    interest.remove(keys)
    assert interest.of_document(document, fold_tokens(document.text)) == set(keys)
    interest.remove(keys)
    assert interest.of_document(document, fold_tokens(document.text)) == set()
    assert not interest.pairs


@pytest.mark.parametrize(
    ("query", "text", "shown"),
    [
        ("avion", "J’adore l’Avion, l'avion", ["Avion", "avion"]),
        ('"train de nuit"', "Le Train\nde  nuit.", ["Train\nde  nuit"]),
        ("a NEAR/2 b", "a x x b x a", ["b", "a"]),
        ("a OR b -c", "b a", ["b", "a"]),
        ("(a b) OR c", "a c", ["c"]),
        ("peche", "la pe\u0302che", ["pe\u0302che"]),
        ("exact:pêche", "péché et pêche", ["pêche"]),
        ("retard*", "#Retardés", ["Retardés"]),
        ("👍", "ok👍🏽", ["👍"]),
        ("a", "b", []),
        ("author:a", "a", []),
        ('"a b" OR "b c"', "a b c", ["a b c"]),
    ],
)
def test_the_evidence_is_what_the_query_asked_for(query: str, text: str, shown: list[str]) -> None:
    spans = evidence(parse(query).ast, Document(text, authors=("a",)))
    assert [text[start:end] for start, end in spans] == shown
