"""Cases in the hands of somebody whose seat ends."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from parvis.core.models import Brand, Seat
from parvis.engagement.actions.cases import By, assign, note, unassign
from parvis.engagement.models import Case
from parvis.engagement.rules import CaseState


def cases_in_hands(seat: Seat) -> QuerySet[Case]:
    """Those that are not closed, oldest first."""
    return Case.objects.filter(brand_id=seat.brand_id, assignee=seat).exclude(state=CaseState.CLOSED).order_by("pk")


@transaction.atomic
def hand_cases(seat: Seat, heir: Seat | None, by: By) -> int:
    """To `heir`, or to nobody: they stand among the unassigned. How many."""
    ids = list(cases_in_hands(seat).values_list("pk", flat=True))
    for pk in ids:
        if heir is None:
            unassign(seat.brand, pk, by)
        else:
            assign(seat.brand, pk, heir, by)
    return len(ids)


@transaction.atomic
def keep_text(brand: Brand, thread_id: int, text: str, by: By) -> bool:
    """A text that nobody took over, as a note of its thread's latest case. False: there is no case, or no text."""
    case = Case.objects.filter(brand=brand, thread_id=thread_id).order_by("-pk").first()
    if case is None or not text.strip():
        return False
    note(brand, case.pk, text, by)
    return True
