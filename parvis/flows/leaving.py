"""Somebody leaves a team: their seat ends, and what waited on their desk goes to a colleague or back to everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from parvis.core import journal, team
from parvis.core.models import Seat
from parvis.engagement.actions.cases import By
from parvis.engagement.actions.hands import cases_in_hands, hand_cases, keep_text
from parvis.outbox.actions.handing import hand_messages, written_by
from parvis.outbox.actions.personas import end_persona
from parvis.outbox.models import Persona
from parvis.outbox.rules import State


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits on somebody's desk. `scheduled`: of the messages, those that would leave by themselves."""

    cases: int
    messages: int
    scheduled: int
    personas: int


def desk_of(seat: Seat) -> Desk:
    messages = written_by(seat.brand, seat.account)
    return Desk(
        cases=cases_in_hands(seat).count(),
        messages=messages.count(),
        scheduled=messages.filter(state=State.QUEUED).count(),
        personas=Persona.objects.filter(brand=seat.brand, account=seat.account, ended_at=None).count(),
    )


@transaction.atomic
def leave(seat: Seat, heir: Seat | None, *, by: Seat, at: datetime) -> None:
    """End the seat, all or nothing. Nothing leaves any more under the name of who is gone, and no text is lost: what nobody
    takes over becomes a note of its case. What was sent keeps its signature. Raises what `team.end_seat` raises."""
    if seat.ended_at is not None:
        return
    team.end_seat(seat, by=by, at=at)
    acting = By(by.account, at)
    cases = hand_cases(seat, heir, acting)
    handed = hand_messages(seat.brand, seat.account, heir.account if heir else None, at=at)
    for thread_id, text in handed.left:
        keep_text(seat.brand, thread_id, text, acting)
    for persona in Persona.objects.filter(brand=seat.brand, account=seat.account, ended_at=None):
        end_persona(persona, by=by.account, at=at)
    said = {
        "name": seat.account.name, "to": heir.account.name if heir else "", "cases": cases, "messages": handed.given,
        "notes": len(handed.left),
    }  # fmt: skip
    journal.record(seat.brand, actor=by.account, verb="seat.handed_over", object=f"seat:{seat.pk}", data=said, at=at)
