"""Places: what an address is, listening there, resting, taking away. Each is one call of the flow that the pages use too."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Status

from parvis.api.bounds import Id
from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.faults import fault, refused_by
from parvis.api.place_told import finding_shape, place_in_full, words_of
from parvis.api.places_shapes import (
    AddedShape,
    AddIn,
    AddressesIn,
    AddressIn,
    DescribeIn,
    FindingShape,
    PlaceInFull,
    ReadShape,
    SettingsIn,
    TriedShape,
)
from parvis.api.router import router
from parvis.connectors.contract import ConnectorError
from parvis.conversations.actions.places import describe, end, pause
from parvis.conversations.models import Place
from parvis.conversations.queries import places_of
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows.adding import Given, add, go_on, read_now
from parvis.flows.beginning import Tried, listen_to_all
from parvis.flows.places import Changes, look_at, reconfigure


@router.post(
    "/brands/{brand}/places/look",
    response=FindingShape,
    operation_id="look_at_address",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="What an address is, what Parvis can do there, what it needs; nothing is kept",
)
def look(request: HttpRequest, brand: str, body: AddressIn) -> FindingShape:
    enter(request, brand, Permission.PLACES_EDIT)
    try:
        return finding_shape(look_at(body.address))
    except ConnectorError as problem:
        raise refused_by(problem, "address") from None


@router.post(
    "/brands/{brand}/places",
    response={201: AddedShape},
    operation_id="add_place",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="Listen to an address: what it needs is tried for real first",
)
def add_place(request: HttpRequest, brand: str, body: AddIn) -> Status[AddedShape]:
    caller, at = enter(request, brand, Permission.PLACES_EDIT), now()
    usual = "address"
    try:
        finding = look_at(body.address)
        usual = "settings"
        for need in finding.needs:
            where = body.secrets if need.secret else body.settings
            if need.required and not where.get(need.name) and (need.secret or not need.default):
                raise fault(f"{'secrets' if need.secret else 'settings'}.{need.name}", f"{need.label} is needed here")
        proposed = {need.name: need.default for need in finding.needs if not need.secret}
        given = Given(proposed | body.settings, body.secrets, body.name.strip())
        added = add(caller.brand, finding, given, by=caller.seat.account, at=at)
    except ConnectorError as problem:
        raise refused_by(problem, usual) from None
    told = AddedShape(
        place=_now(caller, added.place), new=added.new, copied=added.copied,
        problem=words_of(added.problem) if added.problem else "",
    )  # fmt: skip
    return Status(201, told)


@router.post(
    "/brands/{brand}/places/many",
    response=list[TriedShape],
    operation_id="add_places",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="Several addresses side by side: each listened to, or told why not",
)
def add_places(request: HttpRequest, brand: str, body: AddressesIn) -> list[TriedShape]:
    caller = enter(request, brand, Permission.PLACES_EDIT)
    addresses = list(dict.fromkeys(body.addresses))
    return [_tried(one) for one in listen_to_all(caller.brand, addresses, by=caller.seat.account, at=now())]


def _tried(one: Tried) -> TriedShape:
    return TriedShape(
        address=one.address,
        place=one.place.pk if one.place else None,
        new=one.new,
        finding=finding_shape(one.finding) if one.asks and one.finding else None,
        problem=words_of(one.problem) if one.problem else "",
    )


@router.get(
    "/brands/{brand}/places/{place}",
    response=PlaceInFull,
    operation_id="get_place",
    openapi_extra=asks(Permission.PLACES_SEE),
    summary="One place: how it is doing, what can be done there, what it needs",
)
def get_place(request: HttpRequest, brand: str, place: Id) -> PlaceInFull:
    caller = enter(request, brand, Permission.PLACES_SEE)
    return place_in_full(place_for(caller, place), now())


@router.put(
    "/brands/{brand}/places/{place}/name",
    response=PlaceInFull,
    operation_id="describe_place",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="What the team calls it, and the language spoken there",
)
def describe_place(request: HttpRequest, brand: str, place: Id, body: DescribeIn) -> PlaceInFull:
    caller = enter(request, brand, Permission.PLACES_EDIT)
    found = place_for(caller, place)
    describe(found, name=body.name, language=body.language, by=caller.seat.account, at=now())
    return _now(caller, found)


@router.put(
    "/brands/{brand}/places/{place}/settings",
    response=PlaceInFull,
    operation_id="configure_place",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="Another address, settings or secrets: tried for real, then kept and read at once",
)
def configure_place(request: HttpRequest, brand: str, place: Id, body: SettingsIn) -> PlaceInFull:
    caller = enter(request, brand, Permission.PLACES_EDIT)
    found = place_for(caller, place)
    secrets = {name: value for name, value in body.secrets.items() if value}
    try:
        reconfigure(found, Changes(body.address, body.settings, secrets), by=caller.seat.account, at=now())
    except ConnectorError as problem:
        raise refused_by(problem, "address") from None
    return _now(caller, found)


@router.post(
    "/brands/{brand}/places/{place}/pause",
    response=PlaceInFull,
    operation_id="pause_place",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="Nothing is read there until somebody resumes it",
)
def pause_place(request: HttpRequest, brand: str, place: Id) -> PlaceInFull:
    caller = enter(request, brand, Permission.PLACES_EDIT)
    found = place_for(caller, place)
    pause(found, by=caller.seat.account, at=now())
    return _now(caller, found)


@router.post(
    "/brands/{brand}/places/{place}/resume",
    response=PlaceInFull,
    operation_id="resume_place",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="Listen again, from where we were",
)
def resume_place(request: HttpRequest, brand: str, place: Id) -> PlaceInFull:
    caller = enter(request, brand, Permission.PLACES_EDIT)
    found = place_for(caller, place)
    go_on(found, by=caller.seat.account, at=now())
    return _now(caller, found)


@router.post(
    "/brands/{brand}/places/{place}/read",
    response=ReadShape,
    operation_id="read_place",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="Read it now",
)
def read_place(request: HttpRequest, brand: str, place: Id) -> ReadShape:
    found = place_for(enter(request, brand, Permission.PLACES_EDIT), place)
    try:
        taken = read_now(found, at=now())
    except ConnectorError as problem:
        raise refused_by(problem, "place") from None
    return ReadShape(copied=taken.new if taken else None)


@router.delete(
    "/brands/{brand}/places/{place}",
    response=PlaceInFull,
    operation_id="remove_place",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="Never read again unless somebody resumes it; what was said there stays",
)
def remove_place(request: HttpRequest, brand: str, place: Id) -> PlaceInFull:
    caller = enter(request, brand, Permission.PLACES_EDIT)
    found = place_for(caller, place)
    end(found, by=caller.seat.account, at=now())
    return _now(caller, found)


def place_for(caller: Caller, place: int) -> Place:
    """Raises Refused(404) for a place of another brand, or out of sight."""
    found = caller.sight.places(places_of(caller.brand.pk)).filter(pk=place).first()
    if found is None:
        raise Refused(404, "No such place")
    found.brand = caller.brand
    return found


def _now(caller: Caller, place: Place) -> PlaceInFull:
    return place_in_full(place_for(caller, place.pk), now())
