"""Looking for bursts every few minutes, and keeping the figures of trends whole."""

from __future__ import annotations

from datetime import timedelta

from parvis.conversations.rules import EARLIEST
from parvis.core.clock import now
from parvis.core.jobs import enqueue, task
from parvis.core.models import Brand
from parvis.listening.actions import count_anew, heal
from parvis.listening.bursts.actions import look
from parvis.listening.bursts.places.actions import look_at_places
from parvis.listening.models import Watch
from parvis.listening.trends.actions import trim
from parvis.listening.trends.queries import counted_otherwise

EVERY = timedelta(minutes=5)
HEALED = timedelta(days=3)
"""The stretch whose figures are made anew each night: what posts are edited in as a rule."""
SETTLED = timedelta(days=1)
TRIMMED = timedelta(days=5)


@task(every=EVERY)
def look_for_bursts() -> None:
    """Each brand by itself."""
    for brand_id in Brand.objects.order_by("pk").values_list("pk", flat=True):
        enqueue(look_in, key=f"bursts:{brand_id}", brand_id=brand_id)


@task()
def look_in(brand_id: int) -> None:
    at = now()
    look(brand_id, at)
    look_at_places(brand_id, at)


@task(every=timedelta(days=1), queue="slow")
def keep_figures() -> None:
    """Each watch by itself."""
    for watch_id in Watch.objects.filter(paused_at=None).order_by("pk").values_list("pk", flat=True):
        enqueue(keep_figures_of, key=f"figures:{watch_id}", watch_id=watch_id)


@task(queue="slow")
def keep_figures_of(watch_id: int) -> None:
    """What was counted lately, anew from the hits; of quarters that are over, the most frequent words.

    Everything, once, for a watch whose figures an earlier release counted in another manner.
    """
    at = now()
    new = counted_otherwise(watch_id)
    if new:
        count_anew(watch_id)
    else:
        heal(watch_id, at - HEALED)
    trim(watch_id, EARLIEST if new else at - TRIMMED, at - SETTLED)
