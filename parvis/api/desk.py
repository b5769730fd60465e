"""The desk for programs: hours and targets, where cases are, merging and taking apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from ninja import Schema, Status

from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.reads import case_shape
from parvis.api.router import router
from parvis.api.shapes import CaseShape
from parvis.core.clock import now
from parvis.core.models import Brand, Department, Seat
from parvis.core.roles import Permission
from parvis.engagement.actions import merging, routing
from parvis.engagement.actions.held import By, MergedAway, StaleCase
from parvis.engagement.models import Case, OpeningHours
from parvis.engagement.queries import visible_to
from parvis.engagement.queries.routing import routings_of, waits_of
from parvis.engagement.queries.terms import opening_of, targets_of
from parvis.engagement.rules import RoutingOutcome

MEASURED = timedelta(days=90)


class HoursShape(Schema):
    """`week`: seven lists of [opens, closes] in minutes of the day, Monday first; [] = always open.

    `version`: to be given back with a change; 0 = nobody said anything yet.
    """

    timezone: str
    week: list[list[tuple[int, int]]]
    country: str
    region: str
    closings: list[dict[str, str]]
    version: int


class TargetShape(Schema):
    network: str
    kind: str
    priority: int | None
    minutes: int
    around_the_clock: bool


class RoutingShape(Schema):
    """Times in UTC; `outcome` "" = the case is there now."""

    id: int
    department: int | None
    expert: int | None
    question: str
    asked_at: Any
    returned_at: Any
    outcome: str
    answer: str


class WaitShape(Schema):
    """In seconds of open time, over the last 90 days."""

    name: str
    settled: int
    typical: float | None
    standing: int
    oldest: float


class AskIn(Schema):
    """One of `department`, `expert` (a seat). `version`: the one that was seen; null = whatever stands."""

    department: int | None = None
    expert: int | None = None
    question: str = ""
    whole_thread: bool = True
    notes: bool = False
    person: bool = False
    version: int | None = None


class ReturnIn(Schema):
    outcome: str = ""
    answer: str = ""
    version: int | None = None


class MergeIn(Schema):
    other: int = 0
    version: int | None = None


@router.get(
    "/brands/{brand}/hours",
    response=HoursShape,
    operation_id="get_hours",
    openapi_extra=asks(Permission.SETTINGS_SEE),
    summary="When the brand is at work",
)
def hours(request: HttpRequest, brand: str) -> HoursShape:
    caller = enter(request, brand, Permission.SETTINGS_SEE)
    return hours_shape(caller.brand, opening_of(caller.brand))


def hours_shape(brand: Brand, row: OpeningHours) -> HoursShape:
    return HoursShape(
        timezone=brand.timezone, week=row.week, country=row.country, region=row.region, closings=row.closings,
        version=row.version,
    )  # fmt: skip


@router.get(
    "/brands/{brand}/targets",
    response=list[TargetShape],
    operation_id="list_targets",
    openapi_extra=asks(Permission.SETTINGS_SEE),
    summary="How long people wait at most",
)
def targets(request: HttpRequest, brand: str) -> object:
    return targets_of(enter(request, brand, Permission.SETTINGS_SEE).brand.pk)


@router.get(
    "/brands/{brand}/departments/waits",
    response=list[WaitShape],
    operation_id="list_department_waits",
    openapi_extra=asks(Permission.SETTINGS_SEE),
    summary="How long departments take",
)
def waits(request: HttpRequest, brand: str) -> list[WaitShape]:
    caller, at = enter(request, brand, Permission.SETTINGS_SEE), now()
    return [
        WaitShape(
            name=wait.name,
            settled=wait.settled,
            typical=wait.typical.total_seconds() if wait.typical is not None else None,
            standing=wait.standing,
            oldest=wait.oldest.total_seconds(),
        )
        for wait in waits_of(caller.brand.pk, at - MEASURED, at)
    ]


@router.get(
    "/brands/{brand}/cases/{case}/routings",
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
        for row in routings_of(_case(enter(request, brand, Permission.INBOX_SEE), case))
    ]


@router.post(
    "/brands/{brand}/cases/{case}/ask",
    response={201: CaseShape},
    operation_id="ask_about_case",
    openapi_extra=asks(Permission.CASE_WORK),
    summary="Send a case to a department or an expert with a question",
)
def ask(request: HttpRequest, brand: str, case: int, body: AskIn) -> Status[object]:
    caller = enter(request, brand, Permission.CASE_WORK)
    found = _case(caller, case)
    department = Department.objects.filter(brand=caller.brand, pk=body.department or 0).first()
    expert = (
        Seat.objects.select_related("account").filter(brand=caller.brand, pk=body.expert or 0, ended_at=None).first()
    )
    shares = routing.Shares(body.whole_thread, body.notes, body.person)
    question = routing.Ask(department, expert, body.question, shares)
    _do(lambda: routing.ask(caller.brand, found.pk, question, _by(caller, body.version)))
    return Status(201, _now(found))


@router.post(
    "/brands/{brand}/cases/{case}/return",
    response=CaseShape,
    operation_id="return_case",
    openapi_extra=asks(Permission.CASE_WORK),
    summary="Give a case back: answered, needs_more or not_ours",
)
def give_back(request: HttpRequest, brand: str, case: int, body: ReturnIn) -> CaseShape:
    caller = enter(request, brand, Permission.CASE_WORK)
    found = _case(caller, case)
    if body.outcome not in ("answered", "needs_more", "not_ours"):
        raise Refused(422, "The outcome is answered, needs_more or not_ours")
    outcome = RoutingOutcome(body.outcome)
    _do(lambda: routing.give_back(caller.brand, found.pk, outcome, body.answer, _by(caller, body.version)))
    return _now(found)


@router.post(
    "/brands/{brand}/cases/{case}/merge",
    response=CaseShape,
    operation_id="merge_cases",
    openapi_extra=asks(Permission.CASE_WORK),
    summary="Another case becomes part of this one",
)
def merge(request: HttpRequest, brand: str, case: int, body: MergeIn) -> CaseShape:
    caller = enter(request, brand, Permission.CASE_WORK)
    found, other = _case(caller, case), _case(caller, body.other)
    _do(lambda: merging.merge(caller.brand, found.pk, other.pk, _by(caller, body.version)))
    return _now(found)


def _case(caller: Caller, case: int) -> Case:
    found = visible_to(caller.seat).filter(pk=case).first()
    if found is None:
        raise Refused(404, "No such case")
    return found


def _now(case: Case) -> CaseShape:
    return case_shape(Case.objects.get(pk=case.pk))


def _by(caller: Caller, version: int | None) -> By:
    return By(caller.seat.account, now(), version)


def _do(act: Callable[[], object]) -> None:
    """The verb, its refusals as the API says them."""
    try:
        act()
    except StaleCase as refused:
        raise Refused(409, f"Somebody changed the case: version {refused.stored.version} stands") from None
    except MergedAway as refused:
        raise Refused(409, f"The case is part of case {refused.case.pk} now") from None
    except routing.NobodyAsked:
        raise Refused(422, "Name a department or an expert of this brand") from None
    except (routing.NotAway, routing.CaseClosed) as refused:
        raise Refused(409, (refused.__doc__ or "").split("\n")[0]) from None
    except (merging.SameCase, merging.Ended, merging.Moving, merging.Away) as refused:
        raise Refused(409, (refused.__doc__ or "").split("\n")[0]) from None
