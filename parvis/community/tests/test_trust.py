"""Trust goes up by deeds and down by patience."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.community.rules.badges import Badge, Deeds, earned
from parvis.community.rules.trust import ASKS, PATIENCE, TOP, Measure, Need, Standing, missing, settled

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
REGULAR = Measure(days=15, topics=30, written=10, heard=3, liked=2)
GUIDE = Measure(days=50, topics=100, written=50, heard=15, liked=8)


@pytest.mark.parametrize(
    ("level", "measure", "after"),
    [
        (0, Measure(), 0),
        (0, Measure(days=2, topics=5, written=1), 1),
        (0, Measure(days=1, topics=50, written=100, heard=20), 0),
        (0, REGULAR, 1),
        (1, REGULAR, 2),
        (1, replace(REGULAR, heard=2), 1),
        (1, replace(REGULAR, liked=1), 1),
        (2, replace(REGULAR, liked=0), 2),
        (1, replace(REGULAR, lapses=1), 1),
        (3, Measure(), 3),
        (4, replace(GUIDE, days=10_000), 4),
    ],
)
def test_a_level_is_reached_by_all_that_it_asks_one_a_day(level, measure, after):
    assert settled(Standing(level, NOON), measure, at=NOON + DAY).level == after


def test_one_bad_day_takes_nothing_away_and_two_weeks_of_them_one_level():
    bad, standing = replace(GUIDE, lapses=3), Standing(3, NOON)
    for n in range(14):
        standing = settled(standing, bad, at=NOON + n * DAY)
        assert standing.level == 3
    assert settled(standing, bad, at=NOON + PATIENCE) == Standing(2, NOON + PATIENCE)
    relieved = settled(standing, GUIDE, at=NOON + PATIENCE)
    assert (relieved.level, relieved.doubted_at) == (3, None)


def test_who_stays_away_long_is_no_guide_any_more_and_stays_a_regular():
    away = replace(GUIDE, absent=timedelta(days=400))
    standing = Standing(3, NOON)
    for n in range(100):
        standing = settled(standing, away, at=NOON + n * DAY)
    assert standing.level == 2


@settings(max_examples=60, deadline=None)
@given(st.lists(st.booleans(), min_size=1, max_size=60), st.integers(0, TOP))
def test_it_never_falls_faster_than_a_level_in_two_weeks(days, level):
    standing, start = Standing(level, NOON), level
    for n, bad in enumerate(days):
        after = settled(standing, Measure(lapses=3 if bad else 1), at=NOON + n * DAY)
        assert after.level >= standing.level - 1
        standing = after
    assert standing.level >= start - (len(days) - 1) // PATIENCE.days


def test_what_is_still_needed_is_told_in_figures():
    assert dict(missing(2, Measure(days=20, topics=12, written=10))) == {Need.TOPICS: 18, Need.HEARD: 3, Need.LIKED: 2}
    for lower, higher in pairwise(ASKS):
        assert all(higher[need] > asked for need, asked in lower.items())


@pytest.mark.parametrize(
    ("deeds", "badges"),
    [
        (Deeds(NOON), {}),
        (Deeds(NOON, 7, 8), {Badge.FIRST_POST: 7, Badge.WELCOMED: 8}),
        (Deeds(NOON - 365 * DAY, heard=10), {Badge.LISTENED_TO: None, Badge.ONE_YEAR: None}),
        (Deeds(NOON - 364 * DAY, heard=9), {}),
        (Deeds(NOON, helpful=9), {Badge.HELPFUL: 9}),
    ],
)
def test_badges_are_earned(deeds, badges):
    assert earned(deeds, at=NOON) == badges
