"""Tokens as they were written: French elision and ties, addresses, tags, figures, emoji."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.analysis.wording import LIMIT, wording

_LEFT_OUT = re.compile("[\\s\u200b-\u200f\u2060\ufe0e\ufe0f\ufeff]")


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("L’eau qu’il boit", ["L’", "eau", "qu’", "il", "boit"]),
        ("Jusqu'ici, c'est d'accord.", ["Jusqu'", "ici", ",", "c'", "est", "d'", "accord", "."]),
        ("Aujourd'hui quelqu'un vient", ["Aujourd'hui", "quelqu'un", "vient"]),
        ("Où a-t-il mis ça ? Dis-moi !", ["Où", "a", "-t-il", "mis", "ça", "?", "Dis", "-moi", "!"]),
        ("Est-ce celui-ci, peut-être ?", ["Est", "-ce", "celui-ci", ",", "peut-être", "?"]),
        ("Mme Lopez paie 1 000,50 € à M. Sy", None),
        ("I'm sure it's John's", ["I'm", "sure", "it's", "John's"]),
        ("@zoe_b voir #LigneD :) https://exemple.fr/a?b=1.", ["@zoe_b", "voir", "#LigneD", ":)", "https://exemple.fr/a?b=1", "."]),
        ("2,5 km en 3:20 !!!", ["2,5", "km", "en", "3:20", "!!!"]),
        ("👩‍👧 🇫🇷 👍🏽", ["👩‍👧", "🇫🇷", "👍🏽"]),
        ("écrire à info@exemple.fr...", ["écrire", "à", "info@exemple.fr", "..."]),
        ("", []),
    ],
)  # fmt: skip
def test_tokens(text: str, tokens: list[str] | None) -> None:
    assert tokens is None or wording(text) == tokens


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_nothing_is_lost_doubled_or_changed(text: str) -> None:
    at = 0
    for token in wording(text):
        start = text.index(token, at)
        assert not _LEFT_OUT.sub("", text[at:start]), "only blanks and invisible marks are left out"
        assert token.strip()
        at = start + len(token)
    assert not _LEFT_OUT.sub("", text[at:])


@pytest.mark.parametrize(
    "piece", ["a", "l'", "-t-il", "😡", "http://", "1 000 ", "\u0301", "م", "a.", "--", "@", "\ud800"]
)
def test_a_long_post_is_cut_in_bounded_time(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    assert sum(map(len, wording(text))) <= LIMIT
