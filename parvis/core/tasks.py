"""What the house does for itself."""

from __future__ import annotations

from datetime import timedelta

from parvis.core import clock, events, handshakes, once, ratelimit
from parvis.core.jobs import task
from parvis.core.jobs.engine import engine

DONE_KEPT = timedelta(days=1)
FAILED_KEPT = timedelta(days=30)


@task(every=timedelta(minutes=10))
def tidy() -> None:
    """Forget ended jobs, old events, full buckets and accesses that nobody came back with."""
    at = clock.now()
    engine().forget(done_before=at - DONE_KEPT, failed_before=at - FAILED_KEPT)
    events.forget(at=at)
    ratelimit.forget(at=at)
    handshakes.forget(at=at)
    once.forget(at=at)
