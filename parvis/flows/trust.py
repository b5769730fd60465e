"""Once a day: how far each member is trusted, and what it has earned."""

from __future__ import annotations

from datetime import timedelta

from parvis.community.actions.trust import settle
from parvis.community.models import Community, Member
from parvis.community.queries.trust import count
from parvis.core.clock import now
from parvis.core.jobs import enqueue, task

BATCH = 500


@task(every=timedelta(days=1), queue="slow")
def count_trust() -> None:
    """Each community by itself."""
    for brand_id in Community.objects.filter(ended_at=None).order_by("pk").values_list("pk", flat=True):
        enqueue(count_members, key=f"trust:{brand_id}", brand_id=brand_id, after=0)


@task(queue="slow")
def count_members(brand_id: int, after: int) -> None:
    """A part of them, then a job for the next: no part is long, and none is counted twice on one day."""
    at = now()
    rows = Member.objects.filter(brand_id=brand_id, left_at=None, pk__gt=after).order_by("pk")
    members = list(rows[:BATCH])
    settle(count(members, at), at=at)
    if len(members) == BATCH:
        enqueue(count_members, key=f"trust:{brand_id}:{members[-1].pk}", brand_id=brand_id, after=members[-1].pk)
