"""Which queue keeps the jobs: our lease queue on SQLite, Procrastinate on PostgreSQL. Chosen by the database alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any, Protocol, cast

from django.db import connection

from parvis.core.clock import Clock
from parvis.core.jobs.rules import Pace


@dataclass(frozen=True, slots=True)
class Call:
    """One call asked for. `run_at`: not before. `key`: see `enqueue`."""

    task: str
    queue: str
    args: dict[str, Any]
    key: str | None
    run_at: datetime
    priority: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Figures:
    """How the queue stands. `waiting`: due and not yet started; `last_at`: when a job last ended, None = never."""

    waiting: int
    running: int
    failed: int
    last_at: datetime | None


class Worker(Protocol):
    def start(self) -> None:
        """Begin to work, in threads of this process."""

    def stop(self, grace: float) -> bool:
        """Take no more jobs, give those in flight `grace` seconds, hand the rest back. False = threads still run."""


class Engine(Protocol):
    def put(self, call: Call, at: datetime) -> bool:
        """In the caller's transaction. False = an equal key waits already."""

    def figures(self, at: datetime) -> Figures: ...

    def forget(self, *, done_before: datetime, failed_before: datetime) -> int:
        """Remove jobs that ended before; how many."""

    def worker(self, *, queues: Sequence[str], threads: int, pace: Pace, clock: Clock) -> Worker:
        """`queues` empty = all of them."""


def engine() -> Engine:
    """The one that belongs to the database in use."""
    # By name: Procrastinate is installed with PostgreSQL only.
    name = "procrastinated" if connection.vendor == "postgresql" else "leases"
    return cast(Engine, import_module(f"parvis.core.jobs.{name}"))
