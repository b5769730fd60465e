"""The engine of PostgreSQL installations: Procrastinate keeps and hands out the jobs; the meaning is that of `enqueue`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from parvis.core.clock import Clock
from parvis.core.jobs.engine import Call, Figures, Worker
from parvis.core.jobs.procrastinated_jobs import put_attempt
from parvis.core.jobs.procrastinated_worker import ProcrastinatedWorker
from parvis.core.jobs.rules import Pace
from parvis.core.models import Job


def put(call: Call, at: datetime) -> bool:
    return put_attempt(call, done=0)


def figures(at: datetime) -> Figures:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FILTER (WHERE status = 'todo' AND coalesce(scheduled_at, %(at)s) <= %(at)s),
                      count(*) FILTER (WHERE status = 'doing')
               FROM procrastinate_jobs WHERE status IN ('todo', 'doing')""",
            {"at": at},
        )
        waiting, running = cursor.fetchone()
        cursor.execute(
            "SELECT max(at) FROM procrastinate_events WHERE type IN ('succeeded', 'failed', 'aborted') AND id > "
            "(SELECT coalesce(max(id), 0) - 1000 FROM procrastinate_events)"
        )
        (last_at,) = cursor.fetchone()
    return Figures(waiting, running, Job.objects.filter(state="failed").count(), last_at)


def forget(*, done_before: datetime, failed_before: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            """DELETE FROM procrastinate_jobs j WHERE status NOT IN ('todo', 'doing') AND NOT EXISTS
               (SELECT 1 FROM procrastinate_events e WHERE e.job_id = j.id AND e.at >= %s)""",
            [done_before],
        )
        removed: int = cursor.rowcount
    return removed + Job.objects.filter(state="failed", finished_at__lt=failed_before).delete()[0]


def worker(*, queues: Sequence[str], threads: int, pace: Pace, clock: Clock) -> Worker:
    return ProcrastinatedWorker(queues=queues, threads=threads, pace=pace, clock=clock)
