"""Work that outlives a request. `@task` names a function, `enqueue` asks for one call of it, a worker makes the call."""

from parvis.core.jobs.queue import enqueue
from parvis.core.jobs.registry import Later, Task, task

__all__ = ["Later", "Task", "enqueue", "task"]
