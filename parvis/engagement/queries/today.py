"""What one person finds in the morning: each read is bounded, whatever the brand holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from parvis.core.models import Seat
from parvis.engagement.models import Case, CaseEvent
from parvis.engagement.queries import InboxRow, rows_of, visible_to
from parvis.engagement.rules import CaseState

FIRST = 5
"""Cases named in each part; its figure opens the rest."""
COUNTED = 100
FIRST_LOOK = timedelta(days=1)
"""How far back "since I last looked" reaches for somebody who never did."""
FARTHEST = timedelta(days=14)


def since(looked_at: datetime | None, at: datetime) -> datetime:
    return max(looked_at, at - FARTHEST) if looked_at else at - FIRST_LOOK


def late_of(seat: Seat, at: datetime) -> int:
    """Late cases in the hands of this seat, at most COUNTED."""
    rows = visible_to(seat).filter(assignee=seat, state=CaseState.OPEN, due_at__lt=at)
    return rows.order_by()[:COUNTED].count()


def waiting(seat: Seat) -> list[int]:
    """Open cases in the hands of this seat, what is owed soonest first: the first of them."""
    rows = visible_to(seat).filter(assignee=seat, state=CaseState.OPEN)
    return list(rows.order_by("due_at", "pk").values_list("pk", flat=True)[:FIRST])


def answered(seat: Seat, since: datetime) -> list[int]:
    """Cases in the hands of this seat where somebody wrote after `since`, latest first, at most COUNTED."""
    wrote = CaseEvent.objects.filter(case=OuterRef("pk"), at__gt=since, kind__in=["came_back", "post"])
    rows = visible_to(seat).filter(Exists(wrote), assignee=seat, updated_at__gt=since).exclude(state=CaseState.CLOSED)
    return list(rows.order_by("-updated_at", "-pk").values_list("pk", flat=True)[:COUNTED])


def waking(seat: Seat, until: datetime) -> list[int]:
    """Cases that this seat put aside and that come back before `until`, soonest first, at most COUNTED."""
    rows = visible_to(seat).filter(assignee=seat, state=CaseState.SNOOZED, snoozed_until__lt=until)
    return list(rows.order_by("snoozed_until", "pk").values_list("pk", flat=True)[:COUNTED])


def named(ids: Iterable[int], at: datetime) -> dict[int, InboxRow]:
    """Rows of these cases, which the caller may see. One query."""
    asked = set(ids)
    return {row.pk: row for row in rows_of(Case.objects.filter(pk__in=asked), at)} if asked else {}


def cases_of_threads(seat: Seat, thread_ids: Iterable[int]) -> dict[int, int]:
    """Thread → its latest case, of those that this seat may see."""
    rows = visible_to(seat).filter(thread_id__in=list(thread_ids)).order_by("pk")
    return dict(rows.values_list("thread_id", "pk"))
