"""Words of a person in jobs: arguments, keys and errors, of jobs that wait, ended or were given up."""

from __future__ import annotations

import json

from django.db import connection, transaction

from parvis.core.models import Job
from parvis.core.traces import Traces


@transaction.atomic
def forget_words(traces: Traces) -> int:
    """Jobs whose arguments or key hold a trace go (one about somebody who is gone has nothing to do); errors lose it."""
    touched = 0
    for job in Job.objects.exclude(state="running").iterator(chunk_size=500):
        if traces.within(job.args) or traces.within(job.key or ""):
            job.delete()
            touched += 1
        elif traces.within(job.error):
            job.error = traces.clean(job.error)
            job.save(update_fields=["error"])
            touched += 1
    return touched + (_of_procrastinate(traces) if connection.vendor == "postgresql" else 0)


def _of_procrastinate(traces: Traces) -> int:
    """Its table on PostgreSQL installations; its own events hold no words."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, args::text, queueing_lock, lock FROM procrastinate_jobs WHERE status <> 'doing'")
        found = [
            job_id
            for job_id, args, waiting, running in cursor.fetchall()
            if traces.within(json.loads(args)) or traces.within(waiting or "") or traces.within(running or "")
        ]
        if found:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = ANY(%s)", [found])
    return len(found)
