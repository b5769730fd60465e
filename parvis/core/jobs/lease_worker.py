"""Threads that run leased jobs, and one that keeps their leases."""

from __future__ import annotations

import logging
import random
import threading
import time
import traceback
from collections.abc import Sequence
from datetime import timedelta

from django.db import DatabaseError, close_old_connections, connections

from parvis.core.clock import Clock
from parvis.core.jobs import leased
from parvis.core.jobs.bell import bell
from parvis.core.jobs.leased import Lease
from parvis.core.jobs.registry import Later, find
from parvis.core.jobs.rules import Pace, backoff

log = logging.getLogger(__name__)
ERROR_LENGTH = 4000


class LeaseWorker:
    """`threads` jobs at a time, from `queues` (empty = all)."""

    def __init__(self, *, queues: Sequence[str], threads: int, pace: Pace, clock: Clock) -> None:
        self._queues, self._pace, self._clock = queues, pace, clock
        self._stopping = threading.Event()
        self._ended = threading.Event()
        self._in_flight: dict[int, Lease] = {}
        self._runners = [threading.Thread(target=self._work, name=f"job-{n}", daemon=True) for n in range(threads)]
        self._keeper = threading.Thread(target=self._keep_leases, name="job-leases", daemon=True)

    def start(self) -> None:
        for thread in (*self._runners, self._keeper):
            thread.start()

    def stop(self, grace: float) -> bool:
        self._stopping.set()
        bell.ring()
        until = time.monotonic() + grace
        for thread in self._runners:
            thread.join(max(0.0, until - time.monotonic()))
        for lease in list(self._in_flight.values()):
            log.warning("job %s %s was interrupted by the stop; it will run again", lease.job_id, lease.task)
            leased.again(lease, self._clock(), run_at=self._clock(), error="", counted=0)
        self._ended.set()
        self._keeper.join(0.2)
        return not any(thread.is_alive() for thread in self._runners)

    def _work(self) -> None:
        while not self._stopping.is_set():
            heard = bell.count()
            close_old_connections()
            try:
                lease = leased.claim(self._queues, self._clock(), self._lease)
                if lease is not None:
                    self._in_flight[lease.job_id] = lease
                    try:
                        self._run(lease)
                    finally:
                        self._in_flight.pop(lease.job_id, None)
            except DatabaseError:
                log.exception("the job queue did not answer")
                lease = None
            if lease is None and not self._stopping.is_set():
                bell.wait(heard, self._pace.poll)
        connections.close_all()

    def _run(self, lease: Lease) -> None:
        try:
            find(lease.task)(**lease.args)
        except Later as later:
            ours = leased.again(lease, self._clock(), run_at=later.at, error="", counted=0)
        except Exception as error:
            log.warning(
                "job %s %s failed, attempt %s of %s",
                lease.job_id,
                lease.task,
                lease.attempt,
                lease.attempts,
                exc_info=error,
            )
            ours = self._failed(lease, error)
        else:
            ours = leased.finish(lease, self._clock())
        if not ours:
            log.warning("job %s %s had been taken over: its end was not recorded here", lease.job_id, lease.task)

    def _failed(self, lease: Lease, error: Exception) -> bool:
        at, told = self._clock(), "".join(traceback.format_exception(error))[-ERROR_LENGTH:]
        if lease.attempt >= lease.attempts:
            return leased.fail(lease, at, told)
        wait = backoff(lease.attempt, random.random())  # noqa: S311  spreads load, guards nothing
        return leased.again(lease, at, run_at=at + wait, error=told, counted=1)

    def _keep_leases(self) -> None:
        while not self._ended.wait(self._pace.beat):
            held = list(self._in_flight.values())
            try:
                if held and leased.beat(held, self._clock(), self._lease) < len(held):
                    log.debug("a job ended, or was taken over, while its lease was prolonged")
            except DatabaseError:
                log.exception("the leases were not prolonged")
            close_old_connections()
        connections.close_all()

    @property
    def _lease(self) -> timedelta:
        return timedelta(seconds=self._pace.lease)
