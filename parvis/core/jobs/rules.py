"""When a job is tried again, and when a periodic one is due. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """How a worker breathes, in seconds. `lease`: a worker unheard of for so long is taken for dead."""

    poll: float = 1.0
    beat: float = 5.0
    lease: float = 20.0
    tick: float = 1.0


def backoff(attempt: int, chance: float) -> timedelta:
    """How long to wait after failed attempt number `attempt` (1, 2, …): 2, 4, 8 s … one hour, times 0.5–1.5.

    `chance` in [0, 1) spreads jobs that failed together.
    """
    wait = min(LONGEST_WAIT.total_seconds(), 2.0 ** min(attempt, 20))
    return timedelta(seconds=wait * (0.5 + chance))


def next_call(planned: datetime, every: timedelta, at: datetime) -> datetime:
    """The first call after `at` on the grid of `planned`: a machine that slept makes one call, not all it missed."""
    if planned > at:
        return planned
    return planned + every * ((at - planned) // every + 1)
