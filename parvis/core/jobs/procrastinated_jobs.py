"""Procrastinate's table: putting jobs in, and taking back those of workers that vanished.

`queueing_lock` is our key among the jobs that wait, `lock` our key among those that run. A further attempt is a new job
that carries the count: Procrastinate's own retry would collide with an equal job that came in meanwhile.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from parvis.core.jobs import failures
from parvis.core.jobs.engine import Call

VANISHED = "The worker vanished in the middle of the job (killed, or out of memory), each time."
ATTEMPTS = "parvis_attempts"
"""The argument that carries [attempts behind, attempts in all] through Procrastinate."""


def put_attempt(call: Call, *, done: int) -> bool:
    """Add `call` with `done` attempts behind it. False = an equal one waits; it cannot start before this transaction ends."""
    with transaction.atomic():
        while not _defer(call, done):
            if call.key is not None and _hold_waiting(call.key, call.run_at):
                return False
        return True


def unpack(args: dict[str, Any]) -> tuple[dict[str, Any], int, int]:
    """The task's own arguments, attempts behind it, attempts in all."""
    own = dict(args)
    done, attempts = own.pop(ATTEMPTS, (0, 1))
    return own, done, attempts


def take_back(*, silent_for: float, at: datetime, worker_id: int | None = None) -> int:
    """Make the jobs of vanished workers ready again (or of `worker_id`, which is stopping); how many.

    `silent_for`: seconds without a heartbeat after which a worker has vanished.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """SELECT j.id, j.task_name, j.queue_name, j.args, j.lock, j.priority
               FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
               WHERE j.status = 'doing' AND (j.worker_id = %(worker)s OR %(worker)s IS NULL AND
                     (w.id IS NULL OR w.last_heartbeat < now() - make_interval(secs => %(silent)s)))
               FOR UPDATE OF j SKIP LOCKED""",
            {"worker": worker_id, "silent": silent_for},
        )
        stalled = cursor.fetchall()
        for job_id, task, queue, args, key, priority in stalled:
            own, done, attempts = unpack(json.loads(args))  # Django leaves jsonb as text
            call = Call(task, queue, own, key, at, priority, attempts)
            cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'aborted', false)", [job_id])
            counted = done if worker_id is not None else done + 1
            if counted >= attempts:
                failures.keep(call, attempts=counted, error=VANISHED, at=at)
            else:
                put_attempt(call, done=counted)
    return len(stalled)


def _defer(call: Call, done: int) -> bool:
    try:
        with transaction.atomic():
            app.configure_task(
                call.task,
                queue=call.queue,
                lock=call.key,
                queueing_lock=call.key,
                schedule_at=call.run_at,
                priority=call.priority,
            ).defer(**{**call.args, ATTEMPTS: [done, call.attempts]})
    except AlreadyEnqueued:
        return False
    return True


def _hold_waiting(key: str, run_at: datetime) -> bool:
    """Keep the equal job from starting until this transaction ends; False = it has started, or gone, meanwhile.

    Workers fetch with SKIP LOCKED, so they pass over it. A share lock: other writers of the same news do not wait.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, scheduled_at FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'todo' FOR SHARE",
            [key],
        )
        row = cursor.fetchone()
        if row is None:
            return False
        if row[1] is not None and run_at < row[1]:
            cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = %s WHERE id = %s", [run_at, row[0]])
        return True
