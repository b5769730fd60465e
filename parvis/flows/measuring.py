"""What became of recent posts: places whose network counts again are asked for it, a little at a time."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from parvis.connectors.contract import Budget, ConnectorError, Measures
from parvis.connectors.registry import connector_for
from parvis.conversations.actions.metrics import recount
from parvis.conversations.models import Place
from parvis.conversations.queries import countable_places, latest_in
from parvis.core.clock import now
from parvis.core.jobs import enqueue, task
from parvis.flows.sources import source_of

log = logging.getLogger(__name__)

RECENT = timedelta(days=7)
"""After a week, counts hardly move."""
POSTS = 60
BUDGET = Budget(requests=4, items=POSTS, seconds=20)
"""Of one place at a time: reading and answering come first."""


@task(every=timedelta(minutes=20))
def measure_due() -> None:
    """Every place that can be counted gets its own job; one that waits already is not doubled."""
    for place_id in countable_places():
        enqueue(measure_place, key=f"measure:{place_id}", priority=-5, place_id=place_id)


@task(attempts=1)
def measure_place(place_id: int) -> None:
    measure(place_id, now())


def measure(place_id: int, at: datetime) -> int:
    """Count the recent posts of a place again; how many changed. What a network refuses waits for the next time."""
    place = (
        Place.objects.select_related("brand", "credential").filter(pk=place_id, paused_at=None, ended_at=None).first()
    )
    if place is None:
        return 0
    connector = connector_for(place.network)
    posts = latest_in(place, at - RECENT, POSTS)
    if not isinstance(connector, Measures) or not posts:
        return 0
    try:
        counts = connector.metrics(source_of(place, at), posts, BUDGET)
    except ConnectorError as error:
        # Its health is told by the reading of the place, which meets the same trouble.
        log.info("counting in place %s: %s", place_id, error)
        return 0
    return recount(place, counts)
