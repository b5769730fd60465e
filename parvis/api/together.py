"""Working together at a case: who is there, notes for the team."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Status

from parvis.api.door import asks, enter
from parvis.api.held import CASE, by, case_of, do
from parvis.api.router import router
from parvis.api.together_shapes import CaseNoteIn, CaseNoteShape, HereShape
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.engagement.actions.notes import Left, leave_note
from parvis.engagement.queries.presence import others_at


@router.get(
    f"{CASE}/presence",
    response=list[HereShape],
    operation_id="who_is_here",
    openapi_extra=asks(Permission.INBOX_SEE),
    summary="Colleagues who have this case open now",
)
def who_is_here(request: HttpRequest, brand: str, case: int) -> list[HereShape]:
    caller = enter(request, brand, Permission.INBOX_SEE)
    found = case_of(caller, case)
    here = others_at(caller.seat, [found.pk], now()).get(found.pk, [])
    return [HereShape(name=one.name, typing=one.typing) for one in here]


@router.post(
    f"{CASE}/notes",
    response={201: CaseNoteShape},
    operation_id="leave_note",
    openapi_extra=asks(Permission.CASE_WORK),
    summary="A note for the team; colleagues named with @ find a notice",
)
def note(request: HttpRequest, brand: str, case: int, body: CaseNoteIn) -> Status[CaseNoteShape]:
    caller = enter(request, brand, Permission.CASE_WORK)
    found, left = case_of(caller, case), list[Left]()
    do(lambda: left.append(leave_note(caller.brand, found.pk, body.text, by(caller))))
    told, blind = ([seat.pk for seat in seats] for seats in (left[0].told, left[0].blind))
    return Status(201, CaseNoteShape(id=left[0].event.pk, told=told, blind=blind))
