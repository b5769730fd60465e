"""Asking for a call."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from parvis.core import clock
from parvis.core.jobs.engine import Call, engine
from parvis.core.jobs.registry import Task


def enqueue(
    task: Task[...], *, key: str | None = None, run_at: datetime | None = None, priority: int = 0, **args: Any
) -> bool:
    """Ask for one call of `task(**args)`, in the caller's transaction: committed with it, or not at all.

    `run_at`: not before (default: at once). `priority`: greater goes first. `args`: JSON values; TypeError otherwise.

    `key`: jobs with equal keys are taken for equal. If one waits, no second is added (False), and the waiting one takes the
    earlier `run_at`. It cannot start before the caller's transaction ends, so it sees what this transaction wrote. A
    job that runs already may have read its data: then a second is added, and starts when the first has ended.
    """
    at = clock.now()
    plain = json.loads(json.dumps(args, allow_nan=False))
    call = Call(task.name, task.queue, plain, key, run_at or at, priority, task.attempts)
    return engine().put(call, at)
