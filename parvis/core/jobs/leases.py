"""The engine of SQLite installations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Max, Q

from parvis.core.clock import Clock
from parvis.core.jobs import leased
from parvis.core.jobs.bell import bell
from parvis.core.jobs.engine import Call, Figures, Worker
from parvis.core.jobs.lease_worker import LeaseWorker
from parvis.core.jobs.rules import Pace
from parvis.core.models import Job


def put(call: Call, at: datetime) -> bool:
    transaction.on_commit(bell.ring)
    return leased.put(call, at)


def figures(at: datetime) -> Figures:
    return Figures(
        **Job.objects.aggregate(
            waiting=Count("pk", filter=Q(state="ready", run_at__lte=at)),
            running=Count("pk", filter=Q(state="running")),
            failed=Count("pk", filter=Q(state="failed")),
            last_at=Max("finished_at"),
        )
    )


def forget(*, done_before: datetime, failed_before: datetime) -> int:
    return leased.forget(done_before=done_before, failed_before=failed_before)


def worker(*, queues: Sequence[str], threads: int, pace: Pace, clock: Clock) -> Worker:
    return LeaseWorker(queues=queues, threads=threads, pace=pace, clock=clock)
