"""Lists of feeds on their way in: what was read, what was chosen, how far it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from parvis.boards.models import FeedList
from parvis.core import events, journal
from parvis.core.models import Seat
from parvis.people.rules import clip

Row = dict[str, Any]


class BegunAlready(Exception):
    """This list was let in before."""


@transaction.atomic
def keep_list(seat: Seat, name: str, rows: Sequence[Row], refused: Sequence[Row], *, at: datetime) -> FeedList:
    """What a file holds, before anybody chose."""
    return FeedList.objects.create(
        brand=seat.brand,
        by=seat.account,
        seat=seat,
        name=clip(name, 120),
        rows=list(rows),
        refused=list(refused),
        at=at,
    )


@transaction.atomic
def choose(listed: FeedList, addresses: Collection[str], *, as_boards: bool, at: datetime) -> FeedList:
    """The others are skipped; what is known already stays so. Raises BegunAlready."""
    held = FeedList.objects.select_for_update().get(pk=listed.pk)
    if held.started_at:
        raise BegunAlready
    for row in held.rows:
        row["chosen"] = row["address"] in addresses
        if row["state"] == "new" and not row["chosen"]:
            row["state"] = "skipped"
    held.as_boards, held.started_at = as_boards, at
    held.save(update_fields=["rows", "as_boards", "started_at"])
    said = {"feeds": sum(row["chosen"] for row in held.rows)}
    journal.record(held.brand, actor=held.by, verb="feeds.chosen", object=f"feedlist:{held.pk}", data=said, at=at)
    return held


@transaction.atomic
def settled(list_id: int, came: Mapping[str, Row], at: datetime) -> bool:
    """What came of some addresses. False when the list is gone or finished."""
    held = FeedList.objects.select_for_update().filter(pk=list_id, finished_at=None).first()
    if held is None:
        return False
    for row in held.rows:
        row.update(came.get(row["address"], {}))
    held.save(update_fields=["rows"])
    events.publish(held.brand_id, "boards", f"feedlist:{held.pk}", at)
    return True


@transaction.atomic
def finished(list_id: int, at: datetime) -> bool:
    """True for the one who ends it."""
    ended = FeedList.objects.filter(pk=list_id, finished_at=None).update(finished_at=at)
    brand_id = FeedList.objects.filter(pk=list_id).values_list("brand_id", flat=True).first()
    if ended and brand_id:
        events.publish(brand_id, "boards", f"feedlist:{list_id}", at)
    return bool(ended)


@transaction.atomic
def forget_lists(before: datetime) -> int:
    return FeedList.objects.filter(at__lt=before).delete()[0]
