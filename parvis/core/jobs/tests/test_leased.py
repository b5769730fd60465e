"""The lease table, with the time in our hands. (Procrastinate has its own tests; `tests/processes` tries both.)"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection

from parvis.core.jobs import leased
from parvis.core.jobs.engine import Call
from parvis.core.jobs.leased import Lease
from parvis.core.models import Job

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor == "postgresql", reason="the lease queue is SQLite's"),
]
LEASE = timedelta(seconds=20)


def put(at: datetime, *, ref: str = "", key: str | None = None, priority: int = 0, queue: str = "default") -> bool:
    return leased.put(Call("t", queue, {"ref": ref}, key, at, priority, 2), at)


def claim(at: datetime, *queues: str) -> Lease:
    lease = leased.claim(queues, at, LEASE)
    assert lease is not None
    return lease


def test_greater_priority_goes_first_then_the_older(noon: datetime) -> None:
    put(noon - timedelta(seconds=2), ref="old")
    put(noon - timedelta(seconds=1), ref="new")
    put(noon, ref="urgent", priority=5)
    assert [claim(noon).args["ref"] for _ in range(3)] == ["urgent", "old", "new"]


def test_a_worker_takes_from_its_queues_only(noon: datetime) -> None:
    put(noon, queue="slow")
    assert leased.claim(["default"], noon, LEASE) is None
    assert leased.claim(["default", "slow"], noon, LEASE) is not None


def test_nothing_is_due_before_its_time(noon: datetime) -> None:
    put(noon + timedelta(seconds=1))
    assert leased.claim((), noon, LEASE) is None


def test_a_leased_job_is_nobody_elses_until_the_lease_ends(noon: datetime) -> None:
    put(noon)
    first = claim(noon)
    assert leased.claim((), noon + LEASE, LEASE) is None
    second = claim(noon + LEASE + timedelta(seconds=1))
    assert second.job_id == first.job_id
    assert second.attempt == 2


def test_a_beat_prolongs(noon: datetime) -> None:
    put(noon)
    lease = claim(noon)
    assert leased.beat([lease], noon + LEASE, LEASE) == 1
    assert leased.claim((), noon + LEASE + timedelta(seconds=1), LEASE) is None


def test_who_lost_the_lease_can_neither_end_nor_prolong_the_job(noon: datetime) -> None:
    put(noon)
    late = claim(noon)
    after = noon + LEASE + timedelta(seconds=1)
    claim(after)
    assert not leased.finish(late, after)
    assert not leased.fail(late, after, "x")
    assert not leased.again(late, after, run_at=after, error="x", counted=1)
    assert leased.beat([late], after, LEASE) == 0
    assert Job.objects.get().state == "running"


def test_a_job_that_loses_every_worker_is_given_up(noon: datetime) -> None:
    put(noon)
    for n in range(2):
        claim(noon + n * 2 * LEASE)
    assert leased.claim((), noon + 4 * LEASE, LEASE) is None
    job = Job.objects.get()
    assert (job.state, job.error) == ("failed", leased.VANISHED)


def test_an_equal_job_waits_until_the_running_one_has_ended(noon: datetime) -> None:
    put(noon, key="k")
    lease = claim(noon)
    assert put(noon, key="k")
    assert leased.claim((), noon, LEASE) is None
    leased.finish(lease, noon)
    assert leased.claim((), noon, LEASE) is not None


def test_a_failed_attempt_gives_way_to_an_equal_job_that_waits(noon: datetime) -> None:
    put(noon, key="k")
    lease = claim(noon)
    put(noon, key="k")
    assert leased.again(lease, noon, run_at=noon, error="closed", counted=1)
    assert sorted(Job.objects.values_list("state", flat=True)) == ["ready", "replaced"]


def test_ended_jobs_are_forgotten_the_failed_ones_later(noon: datetime) -> None:
    for end in (leased.finish, lambda lease, at: leased.fail(lease, at, "x")):
        put(noon)
        end(claim(noon), noon)
    later = noon + timedelta(days=2)
    assert leased.forget(done_before=later, failed_before=noon) == 1
    assert Job.objects.get().state == "failed"
