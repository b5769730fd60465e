"""What happens by itself when an answer takes too long."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Field, Schema, Status

from parvis.api.bounds import Id
from parvis.api.door import Refused, asks, enter
from parvis.api.faults import fault
from parvis.api.router import router
from parvis.api.shapes import DeletedShape
from parvis.api.team import department_for
from parvis.core.clock import now
from parvis.core.models import Seat
from parvis.core.roles import Permission
from parvis.engagement.actions import escalation as acts
from parvis.engagement.models import EscalationStep
from parvis.engagement.queries.escalation import steps_of
from parvis.engagement.rules import CaseType
from parvis.engagement.rules.escalation import Act, Unit

WHY = {
    "amount": "At most 1000 % of the target, or sixty days of open time",
    "department": "Name the department that gets the case",
    "seat": "This person has no seat here any more",
}


class StepShape(Schema):
    id: int
    unit: str
    amount: int
    act: str
    type: str
    seat: int | None
    department: int | None


class StepIn(Schema):
    """After `amount` percent of the target (100 = when it is due), or minutes of open time. `type` "" = every case.

    `seat`: whom `tell_lead` tells, null = owners and managers; `department`: where `send` sends.
    """

    unit: Unit = Unit.PERCENT
    amount: Annotated[int, Field(ge=1, le=2**31 - 1)]
    act: Act
    type: CaseType | Literal[""] = ""
    seat: Id | None = None
    department: Id | None = None


@router.get(
    "/brands/{brand}/escalation",
    response=list[StepShape],
    operation_id="list_steps",
    openapi_extra=asks(Permission.SETTINGS_SEE),
    summary="Steps that act, the earliest first",
)
def steps(request: HttpRequest, brand: str) -> list[StepShape]:
    return [_told(one) for one in steps_of(enter(request, brand, Permission.SETTINGS_SEE).brand.pk)]


@router.post(
    "/brands/{brand}/escalation",
    response={201: StepShape},
    operation_id="add_step",
    openapi_extra=asks(Permission.RULES_EDIT),
    summary="One more step; it acts on moments from now on",
)
def add_step(request: HttpRequest, brand: str, body: StepIn) -> Status[StepShape]:
    caller = enter(request, brand, Permission.RULES_EDIT)
    seat = Seat.objects.filter(brand=caller.brand, pk=body.seat, ended_at=None).first() if body.seat else None
    if body.seat is not None and seat is None:
        raise fault("seat", WHY["seat"])
    department = department_for(caller, body.department)
    draft = acts.StepForm(body.unit, body.amount, body.act, str(body.type), seat, department)
    try:
        return Status(201, _told(acts.add_step(caller.brand, draft, by=caller.seat.account, at=now())))
    except acts.BadStep as bad:
        raise fault(bad.field, WHY[bad.field]) from None
    except acts.TooManySteps:
        raise Refused(409, "Twenty steps at most: beyond, nobody knows what will happen") from None


@router.delete(
    "/brands/{brand}/escalation/{step}",
    response=DeletedShape,
    operation_id="remove_step",
    openapi_extra=asks(Permission.RULES_EDIT),
    summary="It acts no more; what it did stays done",
)
def remove_step(request: HttpRequest, brand: str, step: Id) -> DeletedShape:
    caller = enter(request, brand, Permission.RULES_EDIT)
    found = EscalationStep.objects.select_related("brand").filter(brand=caller.brand, pk=step).first()
    if found is None:
        raise Refused(404, "No such step")
    acts.remove_step(found, by=caller.seat.account, at=now())
    return DeletedShape(id=step)


def _told(step: EscalationStep) -> StepShape:
    return StepShape(
        id=step.pk, unit=step.unit, amount=step.amount, act=step.act, type=step.type, seat=step.seat_id,
        department=step.department_id,
    )  # fmt: skip
