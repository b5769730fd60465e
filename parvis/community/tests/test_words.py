import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.community.rules.words import asked, excerpt, indexed, nearness


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_whatever_is_written_is_cut_in_a_way_that_no_database_can_cut_otherwise(text):
    words = indexed(text, ["fr", "en"])
    for token in f"{words.stems} {words.others}".split():
        assert token.isascii()
        assert token.isalnum()
        assert token == token.lower()
    wanted = asked(text)
    assert "".join(words for words, _marked in excerpt(text, wanted)).strip(" …") in text
    stems = set(f"{words.stems} {words.others}".split())
    assert all(forms & stems for forms in wanted.words), "a text is found by its own words"


@pytest.mark.parametrize(
    ("stems", "expected"),
    [("boug parfum", 1.0), ("parfum boug", 1.0), ("boug de parfum", 2 / 3), ("boug", 0.0), ("", 0.0)],
)
def test_words_that_stand_beside_each_other_are_near(stems, expected):
    assert nearness(stems, asked("bougies parfumées")) == pytest.approx(expected)


def test_the_last_word_may_be_unfinished_unless_something_follows_it():
    assert asked("ma bougi").begins == "bougi"
    assert asked("ma bougi ").begins == ""
    assert asked("bo").begins == ""
    assert asked("la").words
    assert len(asked("mot " * 50).words) == 1
    assert len(asked(" ".join(f"mot{n}" for n in range(50))).words) == 8
