"""Words that must go from whatever holds them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.tombstones import fingerprint
from parvis.core.traces import GONE, Traces, quotable


@pytest.mark.parametrize(
    ("words", "text", "left"),
    [
        (["Ana"], "Ana et Anatole, ANA", f"{GONE} et Anatole, {GONE}"),
        (["Léa Morin", "Morin"], "Léa  Morin, née Morin", f"{GONE}, née {GONE}"),
        (["@lea"], "vu par @lea.", f"vu par {GONE}."),
        (["al"], "al est trop court", "al est trop court"),
        (["https://x.example/?q=(1)"], "voir https://x.example/?q=(1)", f"voir {GONE}"),
        ([""], "rien", "rien"),
    ],
)
def test_whole_words_go_whatever_their_case(words: list[str], text: str, left: str) -> None:
    assert Traces(words).clean(text) == left


def test_the_shape_of_a_record_stays() -> None:
    record = {"zoé": ["Zoé", 3, None, {"a": "vu Zoé"}], "b": True}
    assert Traces(["Zoé"]).clean(record) == {GONE: [GONE, 3, None, {"a": f"vu {GONE}"}], "b": True}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(st.lists(st.text(min_size=3, max_size=12), min_size=1, max_size=4), JSON)
def test_what_is_clean_holds_no_trace_any_more(words: list[str], value: Any) -> None:
    traces = Traces(words)
    if any(w and w in GONE for w in traces.words):
        return
    assert not traces.within(traces.clean({"x": [value, *words]}))


def test_lines_and_sentences_long_enough_are_known_again() -> None:
    found = quotable("> Trois heures à quai à Dijon. Non.\nMerci.")
    assert "Trois heures à quai à Dijon." in found
    assert "Merci." not in found


def test_a_fingerprint_is_the_same_every_time_and_another_in_another_house(tmp_path: Any, settings: Any) -> None:
    settings.DATA = tmp_path / "a"
    here = fingerprint(1, "identity", "plaza", "lea")
    assert here == fingerprint(1, "identity", "plaza", "lea")
    assert here != fingerprint(1, "identity", "plaza", "léa")
    assert (tmp_path / "a/keys/erased.secret").stat().st_mode & 0o077 == 0
    settings.DATA = tmp_path / "b"
    assert here != fingerprint(1, "identity", "plaza", "lea")
