"""Who is at which case now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from parvis.core.models import Account, Seat
from parvis.engagement.models import Case, Presence
from parvis.engagement.rules.presence import GONE, is_typing
from parvis.outbox.models import Outgoing


@dataclass(frozen=True, slots=True)
class Here:
    """One colleague at one case."""

    name: str
    typing: bool


def others_at(seat: Seat, case_ids: Iterable[int], at: datetime) -> dict[int, list[Here]]:
    """Colleagues at these cases, by case, those who write first. One query. The caller shows only cases it may show."""
    asked, told = set(case_ids), dict[int, list[Here]]()
    # All of the brand: a colleague is at one case, and these are fewer than the cases of a page.
    rows = Presence.objects.filter(brand_id=seat.brand_id, seen_at__gt=at - GONE, seat__ended_at=None)
    for case_id, seat_id, name, typing_at in rows.values_list("case_id", "seat_id", "seat__account__name", "typing_at"):
        if case_id in asked and seat_id != seat.pk:
            told.setdefault(case_id, []).append(Here(name, is_typing(typing_at, at)))
    return {case_id: sorted(those, key=lambda one: (not one.typing, one.name)) for case_id, those in told.items()}


def last_outgoing(case: Case) -> int:
    """The newest message of ours in the thread that has left the draft: what a reply box says that it knows of."""
    return _ours(case).values_list("pk", flat=True).order_by("-pk").first() or 0


def answered_since(case: Case, known: int, me: Account) -> list[Outgoing]:
    """Answers of colleagues that somebody who knows of `known` has not seen, oldest first."""
    rows = _ours(case).filter(pk__gt=known).exclude(author=me)
    return list(rows.select_related("author").order_by("pk")[:5])


def _ours(case: Case) -> QuerySet[Outgoing]:
    return Outgoing.objects.filter(brand_id=case.brand_id, thread_id=case.thread_id).exclude(Q(state="draft"))
