from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from parvis.core.jobs.rules import backoff, next_call

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_waits_double_until_an_hour() -> None:
    assert [backoff(n, 0.5).total_seconds() for n in (1, 2, 3, 11, 12, 500)] == [2, 4, 8, 2048, 3600, 3600]


@given(attempt=st.integers(1, 10_000), chance=st.floats(0, 1, exclude_max=True))
def test_chance_spreads_by_half_to_either_side(attempt: int, chance: float) -> None:
    middle = backoff(attempt, 0.5)
    assert 0.5 * middle <= backoff(attempt, chance) <= 1.5 * middle


@given(every=st.integers(1, 100_000), late=st.integers(0, 10_000_000))
def test_the_next_call_is_on_the_grid_after_now_and_skips_what_was_missed(every: int, late: int) -> None:
    step, at = timedelta(seconds=every), NOON + timedelta(seconds=late)
    due = next_call(NOON, step, at)
    assert at < due <= at + step
    assert (due - NOON) % step == timedelta(0)
