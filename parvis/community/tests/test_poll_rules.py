import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.community.rules.polls import (
    Asks,
    BadBallot,
    Question,
    Shows,
    ballot_key,
    checked,
    counted,
    may_see,
    results,
    schulze,
)

COLOURS = {1: "bleu", 2: "vert", 3: "rouge", 4: "jaune"}
ONE = Question(1, "Laquelle ?", Asks.SINGLE, COLOURS)
MANY = Question(2, "Lesquelles ?", Asks.MULTIPLE, COLOURS)
ORDER = Question(3, "Dans quel ordre ?", Asks.RANKED, COLOURS)
WORDS = Question(4, "Pourquoi ?", Asks.TEXT, {}, needed=False)
ASKED = [ONE, MANY, ORDER, WORDS]

ranks = st.dictionaries(st.sampled_from("1234"), st.integers(1, 4), min_size=1)
ballot = st.fixed_dictionaries(
    {
        "1": st.sampled_from([1, 2, 3, 4]).map(lambda id: [id]),
        "3": ranks,
    },
    optional={"2": st.sets(st.sampled_from([1, 2, 3, 4]), min_size=1).map(sorted), "4": st.just("Parce que")},
)


@settings(max_examples=40, deadline=None)
@given(st.lists(ballot, min_size=1, max_size=8), st.lists(ballot, min_size=1, max_size=8))
def test_a_tally_changed_ballot_by_ballot_is_that_of_the_last_ballots(first, second):
    tally = {}
    for one in first:
        tally = counted(tally, ASKED, one, 1)
    for before, after in zip(first, second, strict=False):
        tally = counted(counted(tally, ASKED, before, -1), ASKED, after, 1)
    anew = {}
    for one in [*second[: len(first)], *first[len(second) :]]:
        anew = counted(anew, ASKED, one, 1)
    assert tally == anew


@settings(max_examples=60, deadline=None)
@given(st.lists(ranks, min_size=1, max_size=15))
def test_who_beats_every_other_choice_wins(ballots):
    tally = {}
    for one in ballots:
        tally = counted(tally, [ORDER], {"3": one}, 1)
    pairs = tally["3"]
    rows = results(ORDER, tally)
    assert sorted(row.id for row in rows) == [1, 2, 3, 4]
    for a in COLOURS:
        if all(pairs.get(f"{a}>{b}", 0) > pairs.get(f"{b}>{a}", 0) for b in COLOURS if b != a):
            assert [row.id for row in rows if row.place == 1] == [a]


def test_schulze_finds_the_order_of_its_own_example():
    """M. Schulze, A New Monotonic, Clone-Independent … Method (2011), example 1: E A C B D."""
    a, b, c, d, e = range(1, 6)
    orders = {
        (a, c, b, e, d): 5, (a, d, e, c, b): 5, (b, e, d, a, c): 8, (c, a, b, e, d): 3,
        (c, a, e, b, d): 7, (c, b, a, d, e): 2, (d, c, e, b, a): 7, (e, b, a, d, c): 8,
    }  # fmt: skip
    question = Question(1, "?", Asks.RANKED, dict(zip(range(1, 6), "ABCDE", strict=True)))
    tally = {}
    for order, times in orders.items():
        ranked = {str(id): place for place, id in enumerate(order, 1)}
        tally = counted(tally, [question], {"1": ranked}, times)
    assert schulze([a, b, c, d, e], tally["1"]) == {e: 1, a: 2, c: 3, b: 4, d: 5}


@pytest.mark.parametrize(
    ("question", "sent"),
    [
        (ONE, []), (ONE, ["1", "2"]), (ONE, ["9"]), (ONE, ["-1"]), (ONE, ["1' OR 1=1"]), (ONE, ["²"]),
        (MANY, ["1", "x"]), (ORDER, ["1:0"]), (ORDER, ["1:5"]), (ORDER, ["7:1"]), (ORDER, ["1:"]),
    ],
)  # fmt: skip
def test_what_is_not_offered_is_refused(question, sent):
    with pytest.raises(BadBallot):
        checked(question, sent)


def test_what_is_offered_is_kept():
    assert checked(MANY, ["3", "1", "3"]) == [1, 3]
    assert checked(ORDER, ["1:2", "3:1", "2:"]) == {"1": 2, "3": 1}
    assert checked(WORDS, [], "  ") is None


@pytest.mark.parametrize(
    ("shows", "seen"),
    [(Shows.NOW, "tvc"), (Shows.VOTED, "vc"), (Shows.CLOSED, "c"), (Shows.TEAM, "")],
)
def test_who_sees_results(shows, seen):
    cases = {"t": (False, False), "v": (True, False), "c": (False, True)}
    assert {name for name, (v, c) in cases.items() if may_see(shows, voted=v, closed=c, runs=False)} == set(seen)
    assert may_see(Shows.TEAM, voted=False, closed=False, runs=True)


def test_a_key_tells_nothing_without_its_salt():
    assert ballot_key("a", 7) == ballot_key("a", 7) != ballot_key("b", 7)
    assert ballot_key("", 7) == "m7"
