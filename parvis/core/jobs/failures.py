"""Jobs that were given up: shown with their error, tried again or dismissed on request. The same table on both engines."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from parvis.core import journal
from parvis.core.jobs.engine import Call, engine
from parvis.core.jobs.registry import find
from parvis.core.models import Account, Brand, Job


def failed() -> QuerySet[Job]:
    """Newest first."""
    return Job.objects.filter(state="failed").order_by("-finished_at", "-pk")


def keep(call: Call, *, attempts: int, error: str, at: datetime) -> None:
    """Record that `call` was given up (for an engine that keeps its jobs elsewhere)."""
    Job.objects.create(
        task=call.task,
        queue=call.queue,
        args=call.args,
        key=call.key,
        run_at=call.run_at,
        priority=call.priority,
        state="failed",
        attempts=attempts,
        max_attempts=call.attempts,
        created_at=at,
        finished_at=at,
        error=error,
    )


def try_again(job_id: int, at: datetime) -> bool:
    """Put a failed job back, with all its attempts. False = it is not among the failed. Raises UnknownTask."""
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id, state="failed").first()
        if job is None:
            return False
        task = find(job.task)
        job.delete()
        return engine().put(Call(job.task, job.queue, job.args, job.key, at, job.priority, task.attempts), at)


@transaction.atomic
def retry(job_id: int, brand: Brand, *, by: Account, at: datetime) -> bool:
    """`try_again`, asked for by a person: the journal of the brand they work in keeps it."""
    done = try_again(job_id, at)
    if done:
        journal.record(brand, actor=by, verb="jobs.retried", object=f"job:{job_id}", data={}, at=at)
    return done


@transaction.atomic
def dismiss(job_id: int, brand: Brand, *, by: Account, at: datetime) -> bool:
    """Forget a failed job. False = it is not among the failed (tried again meanwhile, or dismissed already)."""
    job = Job.objects.select_for_update().filter(pk=job_id, state="failed").first()
    if job is None:
        return False
    job.delete()
    # Not its error: that may hold words of people, and journal lines are for ever.
    said = {"task": job.task}
    journal.record(brand, actor=by, verb="jobs.dismissed", object=f"job:{job_id}", data=said, at=at)
    return True
