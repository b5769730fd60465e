"""The jobs: ids in, one call into a flow. What runs by itself, and how often."""

from __future__ import annotations

from datetime import timedelta

from parvis.conversations.queries import due_streams
from parvis.core.clock import now
from parvis.core.jobs import enqueue, task
from parvis.flows.intake import poll
from parvis.flows.watches import match_back


@task(queue="listen", attempts=3)
def poll_stream(stream_id: int) -> None:
    """Read one stream."""
    poll(stream_id, now())


@task(queue="listen", every=timedelta(seconds=20))
def poll_due() -> None:
    """Every stream whose time has come gets its own job; one that waits already is not doubled."""
    for stream_id in due_streams(now()):
        enqueue(poll_stream, key=f"poll:{stream_id}", stream_id=stream_id)


@task(queue="listen", attempts=5)
def match_watch_back(watch_id: int) -> None:
    """Match one watch against history, a stretch at a time, until the past is read."""
    if match_back(watch_id, now()):
        enqueue(match_watch_back, key=f"back:{watch_id}", watch_id=watch_id)
