from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.core.models import Bucket
from parvis.core.ratelimit import forget, wait_for

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_a_burst_passes_and_the_next_one_is_told_how_long_to_wait(noon: datetime) -> None:
    answers = [wait_for("sign-in:ines", every=MINUTE, burst=3, at=noon) for _ in range(4)]
    assert answers == [0, 0, 0, 60]


def test_a_refused_act_is_not_counted(noon: datetime) -> None:
    for _ in range(10):
        wait_for("k", every=MINUTE, burst=1, at=noon)
    assert wait_for("k", every=MINUTE, burst=1, at=noon + MINUTE) == 0


def test_keys_do_not_share(noon: datetime) -> None:
    assert [wait_for(key, every=MINUTE, burst=1, at=noon) for key in "ab"] == [0, 0]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gaps=st.lists(st.integers(0, 90), min_size=1, max_size=25), burst=st.integers(1, 4))
def test_never_more_than_the_burst_and_the_steady_rate(noon: datetime, gaps: list[int], burst: int) -> None:
    Bucket.objects.all().delete()
    at, passed = noon, []
    for gap in gaps:
        at += timedelta(seconds=gap)
        if wait_for("k", every=MINUTE, burst=burst, at=at) == 0:
            passed.append(at)
    for n, start in enumerate(passed):
        for later, end in enumerate(passed[n:], start=1):
            assert later <= burst + (end - start) / MINUTE + 1e-6


def test_buckets_long_full_are_forgotten(noon: datetime) -> None:
    wait_for("k", every=MINUTE, burst=1, at=noon)
    assert forget(at=noon + timedelta(hours=1)) == 0
    assert forget(at=noon + timedelta(days=2)) == 1
