"""Which cases a seat may see: everybody all of their brand, an expert only what was routed to them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from parvis.core.models import Seat
from parvis.core.roles import Role
from parvis.engagement.models import Case


def visible_to(seat: Seat) -> QuerySet[Case]:
    """Cases of the seat's brand; for an expert, those of their department or in their own hands."""
    cases = Case.objects.filter(brand_id=seat.brand_id)
    if seat.role != Role.EXPERT:
        return cases
    mine = Q(assignee_id=seat.pk)
    return cases.filter(mine | Q(department_id=seat.department_id) if seat.department_id else mine)


def cases_of_person(seat: Seat, person_id: int, *, limit: int = 10) -> list[Case]:
    """The person's latest cases that this seat may see, each with its thread and post."""
    cases = visible_to(seat).filter(person_id=person_id).select_related("thread", "post")
    return list(cases.order_by("-updated_at", "-pk")[:limit])
