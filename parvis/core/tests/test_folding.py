"""Posts, watches and search fold text the same way."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.folding import bare, exact_tokens, fold_spans, fold_tokens

LIVELY = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("aeÉéœŒæß'’#@_-. \u200b\u00ad\u0301\u0327日本か゛👍🏽🇫🇷\ufe0f\u200dﬁ²½™ｶﾞ각ᄀ\u1161"),
    )
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("L’avion d'Élodie", ["l", "avion", "d", "elodie"]),
        ("Cœur, ex æquo, STRASSE = Straße", ["coeur", "ex", "aequo", "strasse", "strasse"]),
        ("#TrainDeNuit @SNCF_Voyageurs", ["traindenuit", "@sncf", "voyageurs"]),
        ("contact@sncf.fr, @ seul", ["contact", "@sncf", "fr", "seul"]),
        ("東京に行く", ["東", "京", "に", "行", "く"]),
        ("bravo👍🏽👍", ["bravo", "👍", "👍"]),
        ("in\u00advi\u200bsi\u2060ble \u202etexte", ["invisible", "texte"]),
        ("e\u0301te\u0301", ["ete"]),
        ("Ｐａｒｖｉｓ 𝐠𝐫𝐚𝐬 Parvis™ m²", ["parvis", "gras", "parvis", "m2"]),
        ("हिन्दी", ["हिन्दी"]),
        ("", []),
        ("… !?", []),
    ],
)
def test_text_becomes_the_words_a_reader_would_look_for(text: str, words: list[str]) -> None:
    assert fold_tokens(text) == words


def test_exact_words_keep_accents_but_not_case() -> None:
    assert exact_tokens("La PÊCHE, l’Œuvre et le pe\u0301che\u0301") == [
        "la",
        "pêche",
        "l",
        "œuvre",
        "et",
        "le",
        "péché",
    ]


def test_a_bare_mention_is_the_name() -> None:
    assert [bare(token) for token in fold_tokens("@Sncf sncf")] == ["sncf", "sncf"]


@given(LIVELY)
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    once = fold_tokens(text)
    assert fold_tokens(" ".join(once)) == once


@given(LIVELY)
def test_composed_and_decomposed_text_are_the_same(text: str) -> None:
    assert fold_tokens(unicodedata.normalize("NFD", text)) == fold_tokens(text)


@given(LIVELY)
def test_exact_words_stand_at_the_positions_of_folded_words(text: str) -> None:
    exact = exact_tokens(text)
    folded = fold_tokens(text)
    assert len(exact) == len(folded)
    assert [fold_tokens(word) for word in exact] == [[word] for word in folded]


@given(LIVELY)
def test_spans_give_the_same_words_within_the_text(text: str) -> None:
    spans = fold_spans(text)
    assert [word for word, _, _ in spans] == fold_tokens(text)
    assert all(0 <= start < end <= len(text) for _, start, end in spans)
    assert all(left[2] <= right[1] for left, right in pairwise(spans))


def test_every_character_folds_to_something_stable() -> None:
    every = "".join(chr(code) for code in range(0x30000) if not 0xD800 <= code < 0xE000)
    for start in range(0, len(every), 0x400):
        words = fold_tokens(" ".join(every[start : start + 0x400]))
        assert fold_tokens(" ".join(words)) == words
