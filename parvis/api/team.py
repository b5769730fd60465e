"""Seats and departments: who sits where, in what quality, and how a seat ends.

A seat is offered by an invitation. Making somebody's account with a password for them stays with the page: a password is handed
over by a person.
"""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Status

from parvis.api.bounds import Id
from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.faults import fault
from parvis.api.router import router
from parvis.api.shapes import DeletedShape
from parvis.api.team_shapes import DepartmentIn, DepartmentShape, DeskShape, EndedShape, EndIn, SeatIn, SeatShape
from parvis.conversations.actions.seats import places_given, places_given_to
from parvis.conversations.models import Place
from parvis.core import team
from parvis.core.clock import now
from parvis.core.models import Department, Seat
from parvis.core.roles import Permission
from parvis.flows.leaving import desk_of, leave
from parvis.flows.seating import change

OWNERS_ONLY = "Only an owner gives or takes away the role of owner"
LAST_OWNER = "The brand would have no owner left"


@router.get(
    "/brands/{brand}/seats",
    response=list[SeatShape],
    operation_id="list_seats",
    openapi_extra=asks(Permission.SETTINGS_SEE),
    summary="The team, by name",
)
def seats(request: HttpRequest, brand: str) -> list[SeatShape]:
    caller = enter(request, brand, Permission.SETTINGS_SEE)
    given = places_given_to(caller.brand.pk)
    return [_told(one, given.get(one.pk, [])) for one in team.team_of(caller.brand)]


@router.put(
    "/brands/{brand}/seats/{seat}",
    response=SeatShape,
    operation_id="change_seat",
    openapi_extra=asks(Permission.TEAM_EDIT),
    summary="Another role, department, places; it counts from their next request on",
)
def change_seat(request: HttpRequest, brand: str, seat: Id, body: SeatIn) -> SeatShape:
    caller = enter(request, brand, Permission.TEAM_EDIT)
    found = _seat(caller, seat)
    quality = team.Quality(
        body.role, department_for(caller, body.department), list(dict.fromkeys(body.languages)), body.hours_per_week
    )
    try:
        change(found, quality, places_for(caller, body.places), by=caller.seat, at=now())
    except team.OwnersOnly:
        raise fault("role", OWNERS_ONLY, status=403) from None
    except team.LastOwner:
        raise fault("role", LAST_OWNER, status=409) from None
    now_stands = _seat(caller, seat)
    return _told(now_stands, places_given(now_stands))


@router.get(
    "/brands/{brand}/seats/{seat}/desk",
    response=DeskShape,
    operation_id="get_desk",
    openapi_extra=asks(Permission.TEAM_EDIT),
    summary="What waits on somebody's desk, before their seat ends",
)
def desk(request: HttpRequest, brand: str, seat: Id) -> object:
    return desk_of(_seat(enter(request, brand, Permission.TEAM_EDIT), seat))


@router.post(
    "/brands/{brand}/seats/{seat}/end",
    response=EndedShape,
    operation_id="end_seat",
    openapi_extra=asks(Permission.TEAM_EDIT),
    summary="The seat ends; what waited on its desk goes to an heir, or back to everybody",
)
def end_seat(request: HttpRequest, brand: str, seat: Id, body: EndIn) -> EndedShape:
    caller, at = enter(request, brand, Permission.TEAM_EDIT), now()
    found, heir = _seat(caller, seat), None
    if body.heir is not None:
        heir = next((one for one in team.team_of(caller.brand) if one.pk == body.heir and one.account.is_active), None)
        if heir is None or heir.pk == found.pk:
            raise fault("heir", "Nobody else of the team has this seat")
    try:
        leave(found, heir, by=caller.seat, at=at)
    except team.OwnSeat:
        raise Refused(409, "This is your own seat: ask another manager to end it") from None
    except team.LastOwner:
        raise Refused(409, LAST_OWNER) from None
    except team.OwnersOnly:
        raise Refused(403, OWNERS_ONLY) from None
    return EndedShape(id=seat, ended_at=at)


@router.get(
    "/brands/{brand}/departments",
    response=list[DepartmentShape],
    operation_id="list_departments",
    openapi_extra=asks(Permission.SETTINGS_SEE),
    summary="Departments, by name",
)
def departments(request: HttpRequest, brand: str) -> object:
    return team.departments_of(enter(request, brand, Permission.SETTINGS_SEE).brand)


@router.post(
    "/brands/{brand}/departments",
    response={201: DepartmentShape},
    operation_id="add_department",
    openapi_extra=asks(Permission.TEAM_EDIT),
    summary="One more department",
)
def add_department(request: HttpRequest, brand: str, body: DepartmentIn) -> Status[Department]:
    caller = enter(request, brand, Permission.TEAM_EDIT)
    try:
        return Status(201, team.add_department(caller.brand, body.name, by=caller.seat.account, at=now()))
    except team.DepartmentNameTaken:
        raise fault("name", "There is a department of this name", status=409) from None


@router.put(
    "/brands/{brand}/departments/{department}",
    response=DepartmentShape,
    operation_id="rename_department",
    openapi_extra=asks(Permission.TEAM_EDIT),
    summary="Another name",
)
def rename_department(request: HttpRequest, brand: str, department: Id, body: DepartmentIn) -> Department:
    caller = enter(request, brand, Permission.TEAM_EDIT)
    try:
        return team.rename_department(_department(caller, department), body.name, by=caller.seat.account, at=now())
    except team.DepartmentNameTaken:
        raise fault("name", "There is a department of this name", status=409) from None


@router.delete(
    "/brands/{brand}/departments/{department}",
    response=DeletedShape,
    operation_id="remove_department",
    openapi_extra=asks(Permission.TEAM_EDIT),
    summary="Its cases and seats stay, without a department",
)
def remove_department(request: HttpRequest, brand: str, department: Id) -> DeletedShape:
    caller = enter(request, brand, Permission.TEAM_EDIT)
    team.remove_department(_department(caller, department), by=caller.seat.account, at=now())
    return DeletedShape(id=department)


def department_for(caller: Caller, department: int | None) -> Department | None:
    """Raises Refused(422) at the field for one that is not the brand's."""
    if department is None:
        return None
    found = Department.objects.filter(brand=caller.brand, pk=department).first()
    if found is None:
        raise fault("department", "The brand has no such department")
    return found


def places_for(caller: Caller, places: list[int]) -> list[int]:
    """Raises Refused(422) at the field where one is not the brand's."""
    known = set(Place.objects.filter(brand=caller.brand, pk__in=places, ended_at=None).values_list("pk", flat=True))
    if not set(places) <= known:
        raise fault("places", "The brand does not listen to all of these places")
    return places


def _seat(caller: Caller, seat: int) -> Seat:
    rows = Seat.objects.select_related("account", "brand", "department")
    found = rows.filter(brand=caller.brand, pk=seat, ended_at=None).first()
    if found is None:
        raise Refused(404, "No such seat")
    return found


def _department(caller: Caller, department: int) -> Department:
    found = Department.objects.select_related("brand").filter(brand=caller.brand, pk=department).first()
    if found is None:
        raise Refused(404, "No such department")
    return found


def _told(one: Seat, places: list[int]) -> SeatShape:
    return SeatShape(
        id=one.pk, name=one.account.name, email=one.account.email, role=one.role, department=one.department_id,
        languages=one.languages, hours_per_week=one.hours_per_week, places=places, since=one.created_at,
    )  # fmt: skip
