"""Copies of one message are told from posts that merely resemble each other."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.conversations.echoes import ALIKE, alike, sketch, sketches

FIRST = "Le train de nuit Paris–Nice est encore annulé ce soir, merci Nocturne pour l’information donnée à la dernière minute"


def likeness(one: str, other: str) -> float:
    a, b = sketch(one), sketch(other)
    assert a is not None
    assert b is not None
    return alike(a, b)


@pytest.mark.parametrize(
    "copy",
    [
        FIRST.upper(),
        f"RT @lea.example: {FIRST} https://t.co/abc",
        FIRST.replace("’", "'").replace("é", "e") + " !!!",
        f"{FIRST} https://bsky.app/x @zoe",
    ],
)
def test_an_address_a_mention_case_and_accents_make_no_other_message(copy: str) -> None:
    assert likeness(FIRST, copy) == 1


def test_a_word_changed_is_a_near_copy_and_says_how_near() -> None:
    assert ALIKE <= likeness(FIRST, FIRST.replace("soir", "matin")) < 1
    assert likeness(FIRST, "Ce soir " + FIRST + " vraiment") < 1


@pytest.mark.parametrize(
    "other",
    [
        "Le train de nuit Paris–Nice part à l’heure ce soir, merci Nocturne pour le voyage et le café offert au réveil",
        "Encore un gâteau au chocolat raté ce soir, merci la recette pour la dernière minute perdue",
    ],
)
def test_another_message_with_the_same_words_is_none(other: str) -> None:
    assert likeness(FIRST, other) < ALIKE


@pytest.mark.parametrize(
    "said", ["", "Merci beaucoup !", "👏👏👏👏", "https://a.fr/b https://a.fr/c @zoe", "oui oui oui oui"]
)
def test_what_everybody_says_is_nobodys_copy(said: str) -> None:
    assert sketch(said) is None


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_likeness_is_the_same_from_both_sides_and_whole_only_with_oneself(one: str, other: str) -> None:
    a, b = sketch(one), sketch(other)
    if a and b:
        assert alike(a, b) == alike(b, a) <= 1
        assert alike(a, a) == 1
        assert (alike(a, b) == 1) == (a.keys[0] == b.keys[0])


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(alphabet="ab éè@.", min_size=8, max_size=60), min_size=60, max_size=70))
def test_a_text_among_many_is_drawn_as_it_is_alone(texts: list[str]) -> None:
    assert sketches(texts) == [sketch(text) for text in texts]


def test_nearly_all_near_copies_share_a_key_and_few_strangers_do() -> None:
    dice = random.Random(4)
    words = [f"mot{n}" for n in range(4_000)]
    met = strangers = 0
    for _ in range(300):
        said = dice.choices(words, k=20)
        near = [*said[:10], "autre", *said[11:]]
        one, copy, other = (sketch(" ".join(t)) for t in (said, near, dice.choices(words, k=20)))
        assert one is not None
        assert copy is not None
        assert other is not None
        met += bool(set(one.keys) & set(copy.keys))
        strangers += bool(set(one.keys) & set(other.keys))
    assert met > 290  # of 300
    assert strangers == 0
