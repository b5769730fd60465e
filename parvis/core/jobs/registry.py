"""The functions that may be called as jobs, by dotted name. A name in the database never imports anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, ParamSpec

P = ParamSpec("P")


class Later(Exception):
    """Raised by a task that cannot work before `at` (a rate limit, say): called again then, not counted as a failure."""

    def __init__(self, at: datetime) -> None:
        super().__init__(f"later, at {at.isoformat()}")
        self.at = at


class UnknownTask(Exception):
    """A job names a function that this installation does not have (removed, or renamed by an update)."""


@dataclass(frozen=True)
class Task(Generic[P]):
    """A registered function; calling it calls the function, here and now.

    `attempts`: calls in all before the job has failed. `every`: None, or the distance of its periodic calls.
    """

    call: Callable[P, None]
    name: str
    queue: str
    attempts: int
    every: timedelta | None

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        self.call(*args, **kwargs)


_tasks: dict[str, Task[...]] = {}


def task(
    *, queue: str = "default", attempts: int = 5, every: timedelta | None = None
) -> Callable[[Callable[P, None]], Task[P]]:
    """Register a plain function of JSON values (ids, mostly). It may be called twice after a crash: make it idempotent.

    `queue`: "default", or "slow" for what takes minutes and must not hold up the rest.
    `every`: call it periodically, without arguments, once over all processes.
    """

    def register(function: Callable[P, None]) -> Task[P]:
        name = f"{function.__module__}.{function.__qualname__}"
        made = Task(function, name, queue, attempts, every)
        _tasks[name] = made
        return made

    return register


def find(name: str) -> Task[...]:
    """Raises UnknownTask."""
    try:
        return _tasks[name]
    except KeyError:
        raise UnknownTask(name) from None


def all_tasks() -> list[Task[...]]:
    return list(_tasks.values())
