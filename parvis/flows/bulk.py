"""Many cases at once: the first part while the person waits, the rest by a job that goes on when they have left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from parvis.core.clock import now
from parvis.core.jobs import enqueue, task
from parvis.core.models import Account, Brand
from parvis.engagement.actions import bulk as bulks
from parvis.engagement.models import Bulk
from parvis.engagement.rules.bulk import Act


@task()
def continue_bulk(bulk_id: int) -> None:
    """Part after part, each of them a transaction; called again after a crash, it goes on where it was."""
    while bulks.do_part(bulk_id, now()):
        pass


@task()
def undo_bulk(bulk_id: int) -> None:
    while bulks.undo_part(bulk_id, now()):
        pass


@task(every=timedelta(minutes=10))
def forget_bulks() -> None:
    """What can no longer be undone."""
    bulks.forget(at=now())


def act_on_many(brand: Brand, selected: Sequence[tuple[int, int]], act: Act, *, by: Account, at: datetime) -> Bulk:
    """`selected`: (id, version seen). Raises NotInBrand, NotInFuture, ValueError: nothing was done."""
    with transaction.atomic():
        bulk = bulks.start_bulk(brand, selected, act, by=by, at=at)
        if bulks.do_part(bulk.pk, at):
            enqueue(continue_bulk, key=f"bulk:{bulk.pk}", bulk_id=bulk.pk)
    return bulk


def take_back(bulk: Bulk, *, by: Account, at: datetime) -> None:
    """Every case as it stood, if nobody changed it since. Raises TooLateToUndo."""
    with transaction.atomic():
        bulks.undo(bulk, by=by, at=at)
        if bulks.undo_part(bulk.pk, at):
            enqueue(undo_bulk, key=f"undo:{bulk.pk}", bulk_id=bulk.pk)
