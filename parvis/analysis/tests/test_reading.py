"""The promises of `read` whatever it is given."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.analysis import labels
from parvis.analysis.judgement import Evidence
from parvis.analysis.reading import MODEL, Reading, read, read_many
from parvis.analysis.tokens import LIMIT, TOKEN, tokens

WORDS = st.sampled_from(
    [
        "pas",
        "mal",
        "nul",
        "super",
        "très",
        "mais",
        "ne",
        "plus",
        "jamais",
        "tu",
        "vous",
        "connard",
        "f*ck",
        "c0n",
        ":)",
        "😡",
        "!!!",
        "?",
        "http://bit.ly/a",
        "not",
        "great",
        "but",
        "troooop",
        "d'accord",
        "déçu",
        "İstanbul",
        "\u200bnul",
        "\u202eabc",
        "l’",
        "#tag",
        "@x",
        "«",
        "»",
        '"',
        "\n",
        "",
    ]
)


def all_evidence(reading: Reading) -> list[Evidence]:
    return [
        reading.sentiment.evidence,
        reading.toxicity.evidence,
        reading.spam.evidence,
        *(intent.evidence for intent in reading.intents),
    ]


def check(text: str) -> None:
    reading = read(text)
    assert sum(reading.sentiment.scores) == pytest.approx(1)
    assert min(reading.sentiment.scores) >= 0
    assert reading.sentiment.label in labels.SENTIMENTS
    assert reading.sentiment.label == "neutral" or reading.sentiment.evidence
    assert reading.intents
    assert {intent.label for intent in reading.intents} <= labels.INTENTS.keys()
    assert reading.toxicity.tier in labels.TIERS
    assert reading.register in labels.REGISTERS
    for number in (
        reading.toxicity.score,
        reading.spam.score,
        reading.language_confidence,
        reading.sentiment.confidence,
    ):
        assert 0 <= number <= 1
    for start, end, weight in (span for evidence in all_evidence(reading) for span in evidence):
        assert 0 <= start < end <= len(text)
        assert weight
    assert json.loads(json.dumps(reading.as_data()))["model"] == MODEL


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read(text: str) -> None:
    check(text)


@given(st.lists(WORDS, max_size=40).map(" ".join))
@settings(max_examples=250, deadline=None)
def test_any_heap_of_telling_words_is_read(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\x00", "\ud800", "😡" * 5000, "nul " * 50_000, "a" * 200_000, "*" * 200_000, "c*" * 100_000, "1 " * 100_000,
        "!" * 200_000, "http://" * 30_000, "@a" * 100_000, "e\u0301" * 100_000, "\u200b" * 200_000, "مرحبا بالعالم " * 5000,
        "l'" * 100_000, "a'" * 100_000, "pas " * 50_000, "ne bon pas " * 20_000, "mais nul " * 20_000, '"' * 200_000, "ﬁ" * 9000,
    ],
)  # fmt: skip
def test_long_and_odd_posts_are_read_in_bounded_time(text: str) -> None:
    start = time.process_time()
    check(text)
    assert time.process_time() - start < 5


def test_only_the_beginning_of_an_endless_post_is_read() -> None:
    assert read("a " * LIMIT + "nul nul nul").sentiment == read(("a " * LIMIT)[:LIMIT]).sentiment


@pytest.mark.parametrize("text", ["Vraiment de\u0301c\u0327u hier", "un \u200b\u200bservice dé\u200bçu", "İİ déçu"])
def test_evidence_points_into_the_text_as_given(text: str) -> None:
    start, end, _ = read(text, hint="fr").sentiment.evidence[-1]
    assert text[start:end].strip("\u200b") in ("de\u0301c\u0327u", "Vraiment de\u0301c\u0327u", "dé\u200bçu", "déçu")


def test_many_keep_their_order() -> None:
    assert [r.sentiment.label for r in read_many(["C’est nul et honteux", "C’est super, bravo"])] == [
        "negative",
        "positive",
    ]


@pytest.mark.parametrize(
    ("text", "hint", "code"),
    [
        ("Le train est encore en retard ce matin", "", "fr"),
        ("The train is late again this morning", "", "en"),
        ("Merci beaucoup", "", "fr"),
        ("Thank you", "", "en"),
        ("Super", "fr", "fr"),
        ("Super", "", ""),
        ("😍😍", "", ""),
        ("", "", ""),
        ("¿Dónde está la estación de tren por favor?", "", ""),
        ("Привет, как у вас дела сегодня вечером?", "fr", ""),
        ("Das ist nicht gut und ich will mein Geld zurück", "fr", ""),
    ],
)
def test_language_is_told_or_left_open(text: str, hint: str, code: str) -> None:
    assert read(text, hint=hint).language == code


def test_the_languages_are_those_of_the_brand() -> None:
    assert read("Das ist nicht gut und ich will mein Geld zurück", languages=("de", "fr")).language == "de"
    assert read("Le train est encore en retard ce matin", languages=("de",)).language == ""


@given(st.lists(WORDS, max_size=20).map(" ".join) | st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_words_stand_where_they_were_found(text: str) -> None:
    cut = tokens(text)
    assert cut.places == [match.span() for match in TOKEN.finditer(cut.clean)]
