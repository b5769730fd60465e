"""Where cases are: asked of a department or an expert, given back, taken back."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Status

from parvis.api.cases_shapes import AskIn, ReturnIn, RoutingShape, VersionIn
from parvis.api.door import asks, enter
from parvis.api.held import CASE, by, case_of, do, standing
from parvis.api.router import router
from parvis.api.shapes import CaseShape
from parvis.core.models import Department, Seat
from parvis.core.roles import Permission
from parvis.engagement.actions import routing
from parvis.engagement.queries.routing import routings_of
from parvis.engagement.rules import RoutingOutcome

WORK = Permission.CASE_WORK


@router.get(
    f"{CASE}/routings",
    response=list[RoutingShape],
    operation_id="list_routings",
    openapi_extra=asks(Permission.INBOX_SEE),
    summary="Where a case was asked about, oldest first",
)
def routings(request: HttpRequest, brand: str, case: int) -> list[RoutingShape]:
    return [
        RoutingShape(
            id=row.pk,
            department=row.department_id,
            expert=row.expert_id,
            question=row.question,
            asked_at=row.asked_at,
            returned_at=row.returned_at,
            outcome=row.outcome,
            answer=row.answer,
        )
        for row in routings_of(case_of(enter(request, brand, Permission.INBOX_SEE), case))
    ]


@router.post(
    f"{CASE}/ask",
    response={201: CaseShape},
    operation_id="ask_about_case",
    openapi_extra=asks(WORK),
    summary="Send a case to a department or an expert with a question",
)
def ask(request: HttpRequest, brand: str, case: int, body: AskIn) -> Status[CaseShape]:
    caller = enter(request, brand, WORK)
    found = case_of(caller, case)
    department = Department.objects.filter(brand=caller.brand, pk=body.department or 0).first()
    expert = (
        Seat.objects.select_related("account").filter(brand=caller.brand, pk=body.expert or 0, ended_at=None).first()
    )
    shares = routing.Shares(body.whole_thread, body.notes, body.person)
    question = routing.Ask(department, expert, body.question, shares)
    do(lambda: routing.ask(caller.brand, found.pk, question, by(caller, body.version)))
    return Status(201, standing(found.pk))


@router.post(
    f"{CASE}/return",
    response=CaseShape,
    operation_id="return_case",
    openapi_extra=asks(WORK),
    summary="Give a case back: answered, needs_more or not_ours",
)
def give_back(request: HttpRequest, brand: str, case: int, body: ReturnIn) -> CaseShape:
    caller = enter(request, brand, WORK)
    found, outcome = case_of(caller, case), RoutingOutcome(body.outcome)
    do(lambda: routing.give_back(caller.brand, found.pk, outcome, body.answer, by(caller, body.version)))
    return standing(found.pk)


@router.post(
    f"{CASE}/withdraw",
    response=CaseShape,
    operation_id="withdraw_question",
    openapi_extra=asks(WORK),
    summary="Take a case back without waiting for those who were asked",
)
def withdraw(request: HttpRequest, brand: str, case: int, body: VersionIn) -> CaseShape:
    caller = enter(request, brand, WORK)
    found = case_of(caller, case)
    do(lambda: routing.withdraw(caller.brand, found.pk, by(caller, body.version)))
    return standing(found.pk)
