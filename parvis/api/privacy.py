"""A person's own data: copies, the erasure; contacts by table; how long places keep posts."""

from __future__ import annotations

import io

from django.http import HttpRequest
from django.urls import reverse
from ninja import Status

from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.dossier import PERSON, whom
from parvis.api.dossier_shapes import (
    CopyShape,
    EraseIn,
    RefusedShape,
    RetentionIn,
    TableIn,
    TableShape,
    TollShape,
)
from parvis.api.finding import one
from parvis.api.router import router
from parvis.api.shapes import PageOf, PlaceShape
from parvis.connectors.contract import Rejected
from parvis.conversations.actions.places import keep_for
from parvis.conversations.models import Place
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows.contacts import begin
from parvis.flows.erase import erase
from parvis.flows.portable import ask
from parvis.people.models import Export, Import, Person, RefusedLine

LINES = 200
LONGEST_DAYS = 36_500


@router.post(
    f"{PERSON}/copies",
    response={201: CopyShape},
    operation_id="ask_copy",
    openapi_extra=asks(Permission.EXPORT),
    summary="Ask for a copy of all that the house holds of a person",
)
def post_copy(request: HttpRequest, brand: str, person: int) -> Status[object]:
    caller = enter(request, brand, Permission.EXPORT)
    made = ask(whom(caller, person), language=caller.brand.language, by=caller.seat.account, at=now())
    return Status(201, _copy(caller, made))


@router.get(
    PERSON + "/copies/{copy}",
    response=CopyShape,
    operation_id="get_copy",
    openapi_extra=asks(Permission.EXPORT),
    summary="How far a copy is, and where it can be fetched",
)
def get_copy(request: HttpRequest, brand: str, person: int, copy: int) -> CopyShape:
    caller = enter(request, brand, Permission.EXPORT)
    return _copy(caller, one(Export.objects.filter(brand=caller.brand, person=whom(caller, person)), copy, "copy"))


def _copy(caller: Caller, made: Export) -> CopyShape:
    where = reverse(
        "person_export_file", kwargs={"brand": caller.brand.slug, "person": made.person_id, "copy": made.pk}
    )
    return CopyShape(id=made.pk, at=made.at, done=made.done, total=made.total, ready_at=made.ready_at, file=where)


@router.post(
    f"{PERSON}/erasure",
    response=TollShape,
    operation_id="erase_person",
    openapi_extra=asks(Permission.PEOPLE_EDIT),
    summary="Erase a person for good",
)
def erase_person(request: HttpRequest, brand: str, person: int, body: EraseIn) -> TollShape:
    caller = enter(request, brand, Permission.PEOPLE_EDIT)
    who = whom(caller, person)
    if body.name.strip().casefold() != who.name.strip().casefold():
        raise Refused(422, "This is not the person's name: nothing was erased")
    try:
        toll = erase(caller.brand, who, by=caller.seat.account, at=now())
    except Person.DoesNotExist:
        raise Refused(404, "No such person") from None
    return TollShape(identities=toll.identities, posts=toll.posts, answers=toll.answers, cases=toll.cases)


@router.post(
    "/brands/{brand}/contacts/tables",
    response={201: TableShape},
    operation_id="import_contacts",
    openapi_extra=asks(Permission.PEOPLE_EDIT),
    summary="Bring a table of contacts; it is read in the background",
)
def post_table(request: HttpRequest, brand: str, body: TableIn) -> Status[object]:
    caller = enter(request, brand, Permission.PEOPLE_EDIT)
    try:
        content = io.BytesIO(body.content.encode("utf-8", "replace"))
        made = begin(caller.brand, content, body.file_name, by=caller.seat.account, at=now())
    except Rejected as problem:
        raise Refused(422, str(problem.message)) from problem
    return Status(201, made)


@router.get(
    "/brands/{brand}/contacts/tables/{table}",
    response=TableShape,
    operation_id="get_contacts_table",
    openapi_extra=asks(Permission.PEOPLE_EDIT),
    summary="How far a table of contacts is read",
)
def get_table(request: HttpRequest, brand: str, table: int) -> object:
    return _table(enter(request, brand, Permission.PEOPLE_EDIT), table)


@router.get(
    "/brands/{brand}/contacts/tables/{table}/refused",
    response=PageOf[RefusedShape],
    operation_id="list_refused_lines",
    openapi_extra=asks(Permission.PEOPLE_EDIT),
    summary="Lines that were left out, and why",
)
def get_refused(request: HttpRequest, brand: str, table: int, cursor: int = 0) -> PageOf[RefusedShape]:
    made = _table(enter(request, brand, Permission.PEOPLE_EDIT), table)
    lines = RefusedLine.objects.filter(brand_id=made.brand_id, table=made, number__gt=cursor).order_by("number")
    found = list(lines[: LINES + 1])
    items = [
        RefusedShape(number=line.number, reason=str(line.reason["text"]) % line.reason.get("params", {}))
        for line in found[:LINES]
    ]
    return PageOf[RefusedShape](items=items, next=str(items[-1].number) if len(found) > LINES else "")


def _table(caller: Caller, table: int) -> Import:
    return one(Import.objects.filter(brand=caller.brand), table, "table")


@router.put(
    "/brands/{brand}/places/{place}/retention",
    response=PlaceShape,
    operation_id="keep_posts_for",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="How long a place keeps its posts",
)
def put_retention(request: HttpRequest, brand: str, place: int, body: RetentionIn) -> object:
    caller = enter(request, brand, Permission.PLACES_EDIT)
    found = one(Place.objects.select_related("brand").filter(brand=caller.brand), place, "place")
    if body.days is not None and not 1 <= body.days <= LONGEST_DAYS:
        raise Refused(422, f"Posts are kept for 1 to {LONGEST_DAYS} days, or for ever")
    keep_for(found, body.days, by=caller.seat.account, at=now())
    return found
