"""Signs of life at a case. Pages hear of arrivals, of writing and of leaving, not of every sign: events would pile up.

Raises nothing a page could mend: presence that fails costs nobody their work.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from parvis.core import events
from parvis.core.models import Account, Seat
from parvis.engagement.models import Case, Presence
from parvis.engagement.rules.presence import GONE, is_here, is_typing

TOPIC = "presence"


@transaction.atomic
def sign(seat: Seat, case: Case, *, typing: bool, at: datetime) -> None:
    """This seat has the case before its eyes. Who gave no sign for too long is cleared away on the occasion."""
    _sweep(seat.brand_id, at)
    row = Presence.objects.select_for_update().filter(case=case, seat=seat).first()
    before = (row is not None and is_here(row.seen_at, at), row is not None and is_typing(row.typing_at, at))
    Presence.objects.update_or_create(
        case=case,
        seat=seat,
        defaults={"brand_id": seat.brand_id, "seen_at": at, "typing_at": at if typing else None},
    )
    if before != (True, typing):
        events.publish(seat.brand_id, TOPIC, f"case:{case.pk}", at)


@transaction.atomic
def leave(seat: Seat, case_id: int, *, at: datetime) -> None:
    """The tab was closed, or shows something else. Another tab of theirs says so at its next sign."""
    if Presence.objects.filter(seat=seat, case_id=case_id).delete()[0]:
        events.publish(seat.brand_id, TOPIC, f"case:{case_id}", at)


@transaction.atomic
def leave_all(account: Account, *, at: datetime) -> None:
    """They signed out: gone from every case of every brand."""
    rows = Presence.objects.filter(seat__account=account)
    for brand_id, case_id in list(rows.values_list("brand_id", "case_id")):
        events.publish(brand_id, TOPIC, f"case:{case_id}", at)
    rows.delete()


def _sweep(brand_id: int, at: datetime) -> None:
    gone = Presence.objects.filter(brand_id=brand_id, seen_at__lte=at - GONE)
    left = list(gone.values_list("case_id", flat=True))
    if left:
        gone.delete()
        for case_id in set(left):
            events.publish(brand_id, TOPIC, f"case:{case_id}", at)
