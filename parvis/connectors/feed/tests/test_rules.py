"""When to ask again, which dates to believe, what to say about the rhythm."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.connectors.feed.rules import LONGEST, SHORTEST, UNKNOWN, believable, next_wait, outran, pace

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def every(gap: timedelta, count: int, since: timedelta = timedelta()) -> list[datetime]:
    return [NOW - since - gap * n for n in range(count)]


@pytest.mark.parametrize(
    ("dates", "hints", "wait"),
    [
        ([], [], UNKNOWN),
        (every(HOUR, 10), [], HOUR / 4),
        (every(timedelta(minutes=1), 10), [], SHORTEST),
        (every(30 * DAY, 10), [], LONGEST),
        (every(HOUR, 10, since=10 * HOUR), [], HOUR),
        (every(HOUR, 10), [3 * HOUR], 3 * HOUR),
        (every(HOUR, 10), [365 * DAY], LONGEST),
        (every(HOUR, 10), [timedelta()], HOUR / 4),
        ([NOW + DAY], [], UNKNOWN),
        ([NOW], [], UNKNOWN),
    ],
)
def test_the_wait_follows_the_rhythm_within_bounds(
    dates: list[datetime], hints: list[timedelta], wait: timedelta
) -> None:
    assert next_wait(dates, NOW, hints) == wait


@given(
    st.lists(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)), max_size=30),
    st.lists(st.timedeltas(-DAY, 9000 * DAY), max_size=3),
)
def test_the_wait_never_leaves_its_bounds(dates: list[datetime], hints: list[timedelta]) -> None:
    assert SHORTEST <= next_wait(dates, NOW, hints) <= LONGEST
    pace(dates, NOW)


@pytest.mark.parametrize(
    ("moment", "kept"),
    [
        (datetime(1899, 12, 31, tzinfo=UTC), False),
        (datetime(1970, 1, 1, tzinfo=UTC), False),
        (datetime(1990, 1, 1, tzinfo=UTC), True),
        (NOW, True),
        (NOW + timedelta(minutes=59), True),
        (NOW + timedelta(minutes=61), False),
        (datetime(2199, 1, 1, tzinfo=UTC), False),
        (None, False),
    ],
)
def test_only_dates_that_can_be_are_believed(moment: datetime | None, kept: bool) -> None:
    assert believable(moment, NOW) == (moment if kept else None)


def test_a_source_far_more_silent_than_usual_is_noticed() -> None:
    assert "31 days" in str(pace(every(DAY, 10, since=31 * DAY), NOW))
    assert pace(every(DAY, 10, since=29 * DAY), NOW) is None
    assert pace(every(60 * DAY, 10, since=90 * DAY), NOW) is None


def test_a_source_far_more_talkative_than_usual_is_noticed() -> None:
    usual = every(DAY, 10, since=2 * DAY)
    assert "30 posts" in str(pace([*every(timedelta(minutes=10), 30), *usual], NOW))
    assert pace([*every(timedelta(minutes=60), 15), *usual], NOW) is None
    assert pace(every(timedelta(minutes=30), 200), NOW) is None


def test_a_feed_that_holds_nothing_of_last_time_has_outrun_us() -> None:
    assert outran(["a", "b"], ["c", "d"])
    assert not outran(["a", "b"], ["b", "c"])
    assert not outran([], ["c"])
