"""Order by hand, tags as typed, what a search keeps, which boards a list of feeds makes."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.boards.rules import MOST_COLUMNS, Feed, boards_in, moved, searched, tags_of

IDS = st.lists(st.integers(1, 50), unique=True, max_size=12)
calm = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@calm
@given(IDS, st.integers(0, 60), st.integers(-3, 20))
def test_moving_one_leaves_the_others_in_their_order(ids: list[int], one: int, to: int) -> None:
    order = moved(ids, one, to)
    assert sorted(order) == sorted(ids)
    assert [each for each in order if each != one] == [each for each in ids if each != one]
    if one in ids:
        assert order.index(one) == max(0, min(to, len(ids) - 1))


@calm
@given(IDS.filter(lambda ids: len(ids) > 0), st.data())
def test_any_order_is_reached_by_moves(ids: list[int], data: st.DataObject) -> None:
    wanted = data.draw(st.permutations(ids))
    for to, one in enumerate(wanted):
        ids = moved(ids, one, to)
    assert ids == wanted


def test_tags_come_once_as_first_written() -> None:
    assert tags_of("Presse,  train de   nuit, #presse,, , " + ",".join("abcdefghijk")) == [
        "Presse",
        "train de nuit",
        *"abcdefgh",
    ]


def test_a_search_keeps_what_the_posts_can_be_narrowed_by() -> None:
    assert searched({"mood": "negative", "after": "x", "place": 3, "lang": ""}) == {"place": "3", "mood": "negative"}


def test_a_folder_makes_a_board_of_the_chosen_ones_as_far_as_it_holds() -> None:
    feeds = [Feed(f"https://{n}.example/", str(n), "Train") for n in range(20)]
    feeds += [Feed("https://seul.example/", "Seul"), Feed("https://1.example/", "1", "Presse")]
    made = boards_in(feeds, {feed.address for feed in feeds} - {"https://0.example/"})
    assert list(made) == ["Train", "Presse"]
    assert made["Train"] == [f"https://{n}.example/" for n in range(1, MOST_COLUMNS + 1)]
    assert made["Presse"] == ["https://1.example/"]
