"""The table behind the lease queue: claim, beat, end. A token fences off workers that come back after their lease.

Every write begins with BEGIN IMMEDIATE (SQLite), so "look, then write" in one transaction is safe over all processes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from parvis.core.jobs.engine import Call
from parvis.core.models import Job

VANISHED = "The worker vanished in the middle of the job (killed, or out of memory), each time."


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to run a job until it is taken over. `attempt`: 1 for the first."""

    job_id: int
    token: int
    task: str
    args: dict[str, Any]
    attempt: int
    attempts: int


def put(call: Call, at: datetime) -> bool:
    with transaction.atomic():
        if call.key is not None:
            waiting = Job.objects.filter(key=call.key, state="ready").first()
            if waiting is not None:
                if call.run_at < waiting.run_at:
                    Job.objects.filter(pk=waiting.pk).update(run_at=call.run_at)
                return False
        Job.objects.create(
            task=call.task,
            queue=call.queue,
            args=call.args,
            key=call.key,
            run_at=call.run_at,
            priority=call.priority,
            max_attempts=call.attempts,
            created_at=at,
        )
        return True


def claim(queues: Sequence[str], at: datetime, lease: timedelta) -> Lease | None:
    """The next job to run, leased: one whose worker vanished first, then the ready ones by priority and age."""
    if not _claimable(queues, at).exists():
        return None  # without taking the write lock: an idle installation does not write
    with transaction.atomic():
        job = _claimable(queues, at).order_by("-state", "-priority", "run_at", "pk").first()
        if job is None:
            return None
        job.token += 1
        if job.state == "running" and job.attempts >= job.max_attempts:
            _end(job, "failed", at, error=job.error or VANISHED)
            return None
        job.state, job.lease_until = "running", at + lease
        job.attempts += 1
        job.save(update_fields=["state", "lease_until", "attempts", "token"])
        return Lease(job.pk, job.token, job.task, job.args, job.attempts, job.max_attempts)


def beat(leases: Iterable[Lease], at: datetime, lease: timedelta) -> int:
    """Prolong; how many are still ours."""
    ours = Q()
    for one in leases:
        ours |= Q(pk=one.job_id, token=one.token)
    return Job.objects.filter(ours, state="running").update(lease_until=at + lease) if ours else 0


def finish(lease: Lease, at: datetime) -> bool:
    """False = the lease was taken over meanwhile, and nothing was changed."""
    return bool(_ours(lease).update(state="done", finished_at=at, lease_until=None, error=""))


def fail(lease: Lease, at: datetime, error: str) -> bool:
    """For good: shown among the failed jobs with `error`."""
    return bool(_ours(lease).update(state="failed", finished_at=at, lease_until=None, error=error))


def again(lease: Lease, at: datetime, *, run_at: datetime, error: str, counted: int) -> bool:
    """Back into the queue. `counted`: 1 if this attempt counts, 0 if not. An equal job that waits takes its place."""
    with transaction.atomic():
        job = _ours(lease).first()
        if job is None:
            return False
        if job.key is not None and Job.objects.filter(key=job.key, state="ready").exists():
            _end(job, "replaced", at, error=error)
            return True
        job.state, job.lease_until, job.run_at, job.error = "ready", None, run_at, error
        job.attempts -= 1 - counted
        job.save(update_fields=["state", "lease_until", "run_at", "error", "attempts"])
        return True


def forget(*, done_before: datetime, failed_before: datetime) -> int:
    ended = Q(state__in=["done", "replaced"], finished_at__lt=done_before)
    return Job.objects.filter(ended | Q(state="failed", finished_at__lt=failed_before)).delete()[0]


def _claimable(queues: Sequence[str], at: datetime) -> QuerySet[Job]:
    twin = Job.objects.filter(key=OuterRef("key"), state="running")
    found = Job.objects.filter(
        Q(state="running", lease_until__lt=at) | (Q(state="ready", run_at__lte=at) & ~Exists(twin))
    )
    return found.filter(queue__in=queues) if queues else found


def _ours(lease: Lease) -> QuerySet[Job]:
    return Job.objects.filter(pk=lease.job_id, token=lease.token, state="running")


def _end(job: Job, state: str, at: datetime, *, error: str) -> None:
    job.state, job.finished_at, job.lease_until, job.error = state, at, None, error
    job.save(update_fields=["state", "finished_at", "lease_until", "error", "token"])
