"""The language model that is held answers as the whole one does, on letters of every kind, and takes a sixth of its memory."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.analysis import language
from parvis.analysis.langmodel import Latin

CODES = ["de", "en", "es", "fr", "it", "nl", "pt"]
SAID = (
    "le train de nuit est encore en retard ce soir", "the night train is late again tonight", "der zug ist heute wieder spät",
    "el tren de noche llega tarde otra vez", "il treno di notte è di nuovo in ritardo", "LE TRAIN EST EN RETARD",
    "l’hiver où naît l’œuvre", "поезд опаздывает le train aussi", "電車 is late", "🙂", "12345", "a",
)  # fmt: skip


@pytest.fixture(scope="module")
def whole() -> Any:
    langid = importlib.import_module("py3langid.langid")
    made = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    made.set_languages(CODES)
    return made


@pytest.fixture(scope="module")
def held(whole: Any) -> Latin:
    return Latin(whole)


@settings(max_examples=60, deadline=None)
@given(said=st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_categories=("Cc", "Cs")), max_size=80))
def test_letters_up_to_the_extended_latin_ones_are_told_apart_as_by_the_whole(
    whole: Any, held: Latin, said: str
) -> None:
    label, sure = whole.classify(said)
    mine, mine_sure = held.classify(said)
    assert mine_sure == pytest.approx(sure, abs=1e-3)
    assert mine == label or sure < 0.5


@pytest.mark.parametrize("said", SAID)
def test_whatever_is_said_has_an_answer(whole: Any, held: Latin, said: str) -> None:
    label, sure = held.classify(said)
    assert label in CODES
    assert 0 < sure <= 1
    if said.isascii() and len(said) > 20:
        assert label == whole.classify(said)[0]


def test_it_is_small_and_what_the_brand_reads_decides_which_is_held() -> None:
    latin, cyrillic = language._identifier(("fr", "en")), language._identifier(("fr", "ru"))
    assert isinstance(latin, Latin)
    assert latin.size < 12_000_000
    assert not isinstance(cyrillic, Latin)
    assert cyrillic.classify("поезд опаздывает сегодня вечером")[0] == "ru"
