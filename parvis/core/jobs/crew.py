"""All that makes jobs happen in one process: the worker of the engine in use, and the schedule."""

from __future__ import annotations

from collections.abc import Sequence

from parvis.core.clock import Clock
from parvis.core.jobs.engine import engine
from parvis.core.jobs.rules import Pace
from parvis.core.jobs.schedule import Ticker


class Crew:
    """`queues` empty = all; `threads` = jobs at a time."""

    def __init__(self, *, clock: Clock, queues: Sequence[str] = (), threads: int = 3, pace: Pace | None = None) -> None:
        chosen = pace or Pace()
        self._worker = engine().worker(queues=queues, threads=threads, pace=chosen, clock=clock)
        self._ticker = Ticker(seconds=chosen.tick, clock=clock)

    def start(self) -> None:
        self._worker.start()
        self._ticker.start()

    def stop(self, grace: float) -> bool:
        """True = everything ended within `grace` seconds. False = jobs were handed back, and their threads still run."""
        self._ticker.stop()
        return self._worker.stop(grace)
