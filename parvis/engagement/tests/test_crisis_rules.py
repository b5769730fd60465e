"""Whether it looks like a crisis, and how a brand's threshold learns."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.engagement.rules.crisis import BASE, HIGHEST, LOWEST, Decision, Measures, proposes, score, threshold

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
CRISIS = Measures(posts=80, usual=6, negative=50, authors=60, newcomers=40, reach=40_000, typed=60)


@pytest.mark.parametrize(
    ("measures", "looks_like_one"),
    [
        (CRISIS, True),
        (replace(CRISIS, posts=9, typed=9, negative=9), False),
        (replace(CRISIS, usual=80), False),
        (replace(CRISIS, negative=4), False),
        (replace(CRISIS, typed=0), False),
        (replace(CRISIS, reach=0), True),
        (Measures(80, 6, 2, 60, 50, 900_000, 0), False),
    ],
    ids=["crisis", "a handful", "as usual", "nobody is angry", "no sign of it", "nobody counts followers", "a fair"],
)
def test_what_looks_like_a_crisis(measures: Measures, looks_like_one: bool) -> None:
    assert proposes(score(measures).points, [], NOON) is looks_like_one


def test_each_factor_says_its_figures() -> None:
    told = {factor.name: (factor.n, factor.of) for factor in score(CRISIS).factors}
    assert told == {
        "volume": (80, 6), "negativity": (50, 80), "types": (60, 80), "newcomers": (40, 60), "reach": (40_000, 0)
    }  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 100), st.booleans()), max_size=12))
def test_the_threshold_moves_the_way_people_decide_and_stays_within_bounds(said: list[tuple[float, bool]]) -> None:
    decisions = [Decision(points, crisis, NOON) for points, crisis in said]
    for n, one in enumerate(decisions):
        before, after = threshold(decisions[:n]), threshold(decisions[: n + 1])
        assert LOWEST <= after <= HIGHEST
        assert after <= before if one.crisis else after >= before
    assert threshold([]) == BASE


def test_what_was_refused_is_not_asked_again_for_a_day_unless_it_gets_worse() -> None:
    refused = [Decision(60, False, NOON)]
    assert not proposes(62, refused, NOON + timedelta(hours=2))
    assert proposes(80, refused, NOON + timedelta(hours=2))
    assert proposes(62, refused, NOON + timedelta(hours=25))
