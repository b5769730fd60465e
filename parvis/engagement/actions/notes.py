"""Notes for the team, and the colleagues whom they name."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from parvis.core.models import Brand, Seat
from parvis.engagement.actions import cases, notices
from parvis.engagement.actions.cases import By
from parvis.engagement.models import CaseEvent
from parvis.engagement.queries import visible_to
from parvis.engagement.rules.mentions import mentioned

MENTION = "mention"


@dataclass(frozen=True, slots=True)
class Left:
    """A note that stands. `told`: who hears of it; `blind`: who is named but may not see this case, and hears nothing."""

    event: CaseEvent
    told: list[Seat]
    blind: list[Seat]


@transaction.atomic
def leave_note(brand: Brand, case_id: int, text: str, by: By) -> Left:
    """Colleagues named with @ find a notice. The notice says who wrote and where, never what: rights may change."""
    event = cases.note(brand, case_id, text, by)
    team = {
        seat.pk: seat
        for seat in Seat.objects.filter(brand=brand, ended_at=None, account__is_active=True).select_related("account")
    }
    called = mentioned(text, {pk: seat.account.name for pk, seat in team.items()})
    named = [team[pk] for pk in sorted(called) if team[pk].account_id != by.account.pk]
    told = [seat for seat in named if visible_to(seat).filter(pk=case_id).exists()]
    if told:
        said = {"by": by.account.name, "note": event.pk}
        notices.tell(brand, [s.account_id for s in told], MENTION, at=by.at, case=event.case, data=said)
    return Left(event, told, [seat for seat in named if seat not in told])
