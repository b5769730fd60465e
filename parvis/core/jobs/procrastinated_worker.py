"""Procrastinate's worker in a thread of this process, calling our tasks with our rules for failures."""

from __future__ import annotations

import asyncio
import logging
import random
import threading
import traceback
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, cast

from asgiref.sync import sync_to_async
from django.db import connections
from procrastinate.contrib.django import DjangoApp, app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import JobAborted
from procrastinate.job_context import JobContext
from procrastinate.worker import Worker as ProcrastinateWorker

from parvis.core.clock import Clock
from parvis.core.jobs import failures
from parvis.core.jobs.engine import Call
from parvis.core.jobs.procrastinated_jobs import put_attempt, take_back, unpack
from parvis.core.jobs.registry import Later, Task, all_tasks
from parvis.core.jobs.rules import Pace, backoff

log = logging.getLogger(__name__)
ERROR_LENGTH = 4000


class ProcrastinatedWorker:
    """`threads` jobs at a time, from `queues` (empty = all)."""

    def __init__(self, *, queues: Sequence[str], threads: int, pace: Pace, clock: Clock) -> None:
        self._pace, self._clock = pace, clock
        connector = cast(DjangoConnector, app.connector)
        self._app = DjangoApp(connector=connector.get_worker_connector())
        for task in all_tasks():
            self._app.task(name=task.name, queue=task.queue, pass_context=True)(partial(self._call, task))
        self._worker: ProcrastinateWorker | None = None
        self._queues, self._threads = list(queues) or None, threads
        self._stopping = threading.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._ready.wait(10.0)

    def stop(self, grace: float) -> bool:
        self._stopping.set()
        worker = self._worker
        worker_id = worker.worker_id if worker else None
        if worker is not None:
            worker.stop()  # type: ignore[no-untyped-call]
        self._thread.join(grace)
        if self._thread.is_alive() and worker_id is not None:
            handed = take_back(silent_for=0, at=self._clock(), worker_id=worker_id)
            log.warning("%s jobs were interrupted by the stop; they will run again", handed)
        return not self._thread.is_alive()

    def _run(self) -> None:
        """Until stopped; a database that went away is waited for."""
        while not self._stopping.is_set():
            try:
                asyncio.run(self._serve())
            except Exception:
                log.exception("the job worker stopped; it starts again")
                self._stopping.wait(self._pace.poll)
        connections.close_all()

    async def _serve(self) -> None:
        async with self._app.open_async():
            self._worker = ProcrastinateWorker(
                self._app,
                queues=self._queues,
                concurrency=self._threads,
                install_signal_handlers=False,
                fetch_job_polling_interval=self._pace.poll,
                update_heartbeat_interval=self._pace.beat,
                stalled_worker_timeout=self._pace.lease,
                task_middleware=self._app.worker_defaults["task_middleware"],
            )
            sweeper = asyncio.create_task(self._sweep())
            self._ready.set()
            try:
                await self._worker.run()  # type: ignore[no-untyped-call]
            finally:
                sweeper.cancel()

    async def _sweep(self) -> None:
        while True:
            try:
                await sync_to_async(self._take_back, thread_sensitive=False)()
            except Exception:
                log.exception("jobs of vanished workers were not looked for")
            await asyncio.sleep(self._pace.beat)

    def _take_back(self) -> None:
        taken = take_back(silent_for=self._pace.lease, at=self._clock())
        if taken:
            log.warning("%s jobs of vanished workers run again", taken)

    def _call(self, task: Task[...], context: JobContext, **args: Any) -> None:
        own, done, attempts = unpack(args)
        job = context.job
        call = Call(task.name, job.queue, own, job.lock, self._clock(), job.priority, attempts)
        try:
            task(**own)
        except Later as later:
            put_attempt(replace(call, run_at=later.at), done=done)
            raise JobAborted from later
        except Exception as error:
            log.warning("job %s %s failed, attempt %s of %s", job.id, task.name, done + 1, attempts, exc_info=error)
            self._failed(call, done + 1, error)

    def _failed(self, call: Call, done: int, error: Exception) -> None:
        """Ends this job; Procrastinate notes `aborted` for an attempt that is followed by another, `failed` for the last."""
        at = self._clock()
        if done >= call.attempts:
            told = "".join(traceback.format_exception(error))[-ERROR_LENGTH:]
            failures.keep(call, attempts=done, error=told, at=at)
            raise error
        put_attempt(replace(call, run_at=at + backoff(done, random.random())), done=done)  # noqa: S311  spreads load
        raise JobAborted from error
