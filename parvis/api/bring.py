"""Posts and lists of places that a program brings or takes away: one post, a table of them, OPML."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Status

from parvis.api.door import asks, enter
from parvis.api.faults import refused_by
from parvis.api.places_shapes import (
    BadLineShape,
    BroughtShape,
    CapturedShape,
    ImportedShape,
    ListIn,
    ListShape,
    PostIn,
    SeenSheetShape,
    SheetIn,
    SheetPostsIn,
)
from parvis.api.router import router
from parvis.connectors.contract import ConnectorError
from parvis.connectors.manual.tables import BadLine, look, read_table
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows.capture import Pasted, bring_table, bring_text
from parvis.flows.places import export_opml, import_opml

SHOWN_LINES = 50


@router.post(
    "/brands/{brand}/captures",
    response={201: CapturedShape},
    operation_id="capture_post",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="A post that somebody saw where Parvis does not listen",
)
def capture_post(request: HttpRequest, brand: str, body: PostIn) -> Status[CapturedShape]:
    caller = enter(request, brand, Permission.PLACES_EDIT)
    pasted = Pasted(body.text, body.author, "", body.link, body.at)
    try:
        place, taken = bring_text(caller.brand, body.place, pasted, by=caller.seat.account, at=now())
    except ConnectorError as problem:
        raise refused_by(problem, "text", address="link") from None
    return Status(201, CapturedShape(place=place.pk, new=bool(taken.new)))


@router.post(
    "/brands/{brand}/captures/look",
    response=SeenSheetShape,
    operation_id="look_at_sheet",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="How a table of posts would be read; nothing is stored",
)
def look_at_sheet(request: HttpRequest, brand: str, body: SheetIn) -> SeenSheetShape:
    enter(request, brand, Permission.PLACES_EDIT)
    content = body.content.encode()
    try:
        seen = look(content)
        columns = body.columns or dict(seen.mapping)
        read = list(read_table(content, columns))
    except ConnectorError as problem:
        raise refused_by(problem, "content", file="content") from None
    bad = [line for line in read if isinstance(line, BadLine)]
    return SeenSheetShape(headings=list(seen.headings), columns=columns, good=len(read) - len(bad), bad=_bad(bad))


@router.post(
    "/brands/{brand}/captures/sheet",
    response={201: BroughtShape},
    operation_id="capture_sheet",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="Every row that can be read becomes a post; bringing it twice adds nothing",
)
def capture_sheet(request: HttpRequest, brand: str, body: SheetPostsIn) -> Status[BroughtShape]:
    caller, content = enter(request, brand, Permission.PLACES_EDIT), body.content.encode()
    try:
        columns = body.columns or dict(look(content).mapping)
        place, done = bring_table(caller.brand, body.place, content, columns, by=caller.seat.account, at=now())
    except ConnectorError as problem:
        raise refused_by(problem, "content", file="content") from None
    told = BroughtShape(place=place.pk, new=done.new, edited=done.edited, known=done.known, bad=_bad(done.bad))
    return Status(201, told)


def _bad(lines: list[BadLine]) -> list[BadLineShape]:
    return [BadLineShape(line=one.number, reason=str(one.message)) for one in lines[:SHOWN_LINES]]


@router.post(
    "/brands/{brand}/places/opml",
    response=ImportedShape,
    operation_id="import_places",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="Every feed of an OPML list becomes a place",
)
def import_places(request: HttpRequest, brand: str, body: ListIn) -> ImportedShape:
    caller = enter(request, brand, Permission.PLACES_EDIT)
    try:
        done = import_opml(caller.brand, body.content.encode(), by=caller.seat.account, at=now())
    except ConnectorError as problem:
        raise refused_by(problem, "content", file="content") from None
    return ImportedShape(added=done.added, known=done.known, notices=[str(one) for one in done.notices])


@router.get(
    "/brands/{brand}/places/opml",
    response=ListShape,
    operation_id="export_places",
    openapi_extra=asks(Permission.EXPORT),
    summary="Every feed of the brand as OPML, to take elsewhere",
)
def export_places(request: HttpRequest, brand: str) -> ListShape:
    return ListShape(content=export_opml(enter(request, brand, Permission.EXPORT).brand))
