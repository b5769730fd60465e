"""Periodic tasks: a row each says when the next call is due; whoever moves the row forward asks for the call."""

from __future__ import annotations

import logging
import threading
from datetime import datetime

from django.db import DatabaseError, close_old_connections, connections, transaction

from parvis.core.clock import Clock
from parvis.core.jobs.queue import enqueue
from parvis.core.jobs.registry import Task, all_tasks
from parvis.core.jobs.rules import next_call
from parvis.core.models import Schedule

log = logging.getLogger(__name__)


def tick(at: datetime) -> int:
    """Ask for the calls that are due; how many. Any number of processes may do so at the same time."""
    periodic = [task for task in all_tasks() if task.every is not None]
    known = dict(Schedule.objects.values_list("task", "next_at"))
    new = [Schedule(task=task.name, next_at=at) for task in periodic if task.name not in known]
    if new:
        Schedule.objects.bulk_create(new, ignore_conflicts=True)
        known |= {row.task: row.next_at for row in new}
    return sum(_call(task, known[task.name], at) for task in periodic if known[task.name] <= at)


def _call(task: Task[...], planned: datetime, at: datetime) -> bool:
    if task.every is None:
        return False
    with transaction.atomic():
        mine = Schedule.objects.filter(task=task.name, next_at=planned).update(
            next_at=next_call(planned, task.every, at)
        )
        return bool(mine) and enqueue(task, key=f"every:{task.name}")


class Ticker:
    """A thread that ticks every `seconds`."""

    def __init__(self, *, seconds: float, clock: Clock) -> None:
        self._seconds, self._clock = seconds, clock
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="job-schedule", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Without waiting: a tick is a few short transactions, and each may be cut."""
        self._stopping.set()

    def _run(self) -> None:
        while not self._stopping.wait(self._seconds):
            try:
                tick(self._clock())
            except DatabaseError:
                log.exception("the schedule was not read")
            close_old_connections()
        connections.close_all()
