import pytest

from parvis.community.rules.likeness import alike, stems


@pytest.mark.parametrize(
    ("said", "again"),
    [
        ("Comment allumer une bougie ?", "comment j’allume mes bougies"),
        ("La mèche s’éteint trop vite", "meche qui s eteint VITE"),
        ("Candles for the night", "candle, night"),
    ],
)
def test_the_same_question_is_found_however_it_is_typed(said, again):
    assert alike(stems(again), {1: stems(said), 2: stems("Où est ma commande ?")}) == [1]


def test_common_words_alone_make_no_likeness():
    assert stems("Comment est-ce que tu peut le faire ?") == []
    assert alike([], {1: ["bougi"]}) == []
