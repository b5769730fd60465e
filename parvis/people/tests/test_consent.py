"""Whether a person may be reached: a pure rule over their acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.people.rules import CHANNELS, PURPOSES, may_reach

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Act:
    channel: str
    purpose: str
    given: bool
    at: datetime


def act(given: bool, hours: float, channel: str = "email", purpose: str = "newsletter") -> Act:
    return Act(channel, purpose, given, NOON + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("acts", "allowed"),
    [
        ([], False),
        ([act(True, -1)], True),
        ([act(True, -2), act(False, -1)], False),
        ([act(False, -1), act(True, -2)], False),
        ([act(True, -3), act(False, -2), act(True, -1)], True),
        ([act(True, 1)], False),
        ([act(True, -2), act(False, 1)], True),
        ([act(True, -1), act(False, -1)], False),
        ([act(True, -1, channel="phone")], False),
        ([act(True, -1, purpose="outreach")], False),
        ([act(True, -2), act(False, -1, purpose="outreach")], True),
    ],
)
def test_the_last_act_counts_and_silence_is_no_leave(acts: list[Act], allowed: bool) -> None:
    assert may_reach(acts, "email", "newsletter", NOON) is allowed


ACTS = st.lists(
    st.builds(
        act,
        st.booleans(),
        st.integers(-5, 5),
        st.sampled_from(CHANNELS),
        st.sampled_from(PURPOSES),
    )
)


@given(ACTS, st.randoms(use_true_random=False))
def test_the_order_in_which_acts_are_read_changes_nothing(acts: list[Act], chance: object) -> None:
    shuffled = sorted(acts, key=lambda _act: chance.random())  # type: ignore[attr-defined]
    for channel in CHANNELS:
        assert may_reach(acts, channel, "answer", NOON) == may_reach(shuffled, channel, "answer", NOON)


@given(ACTS)
def test_a_withdrawal_now_closes_whatever_was_said_before(acts: list[Act]) -> None:
    assert not may_reach([*acts, act(False, 0)], "email", "newsletter", NOON)
