"""Forums brought into the community, and the community taken away as an archive."""

from __future__ import annotations

import base64
import binascii
import io

from django.http import HttpRequest
from django.urls import reverse
from ninja import Status

from parvis.api.bounds import Id
from parvis.api.bringing_shapes import (
    ArchiveIn,
    ArchiveShape,
    BringingIn,
    BringingShape,
    ChoiceIn,
    LedShape,
    OldAddressesIn,
)
from parvis.api.cursor import number_of, page_size
from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.faults import refused_by
from parvis.api.finding import one
from parvis.api.router import router
from parvis.api.shapes import PageOf
from parvis.community.actions.bringing import Choice, NotNow, lead_on
from parvis.community.models import ArchiveOut, Bringing
from parvis.community.queries.oldways import target_of
from parvis.community.queries.rooms import community_for
from parvis.connectors.contract import Rejected
from parvis.connectors.forums.readers import SITE
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows import archive as away
from parvis.flows import bringing_in

EDIT, OWN = Permission.COMMUNITY_EDIT, Permission.COMMUNITY_ARCHIVE
IMPORTS, IMPORT = "/brands/{brand}/community/imports", "/brands/{brand}/community/imports/{bringing}"
ARCHIVES = "/brands/{brand}/community/archives"


@router.get(
    IMPORTS,
    response=PageOf[BringingShape],
    operation_id="list_imports",
    openapi_extra=asks(EDIT),
    summary="Newest first",
)
def imports(request: HttpRequest, brand: str, cursor: str = "", limit: int = 50) -> PageOf[BringingShape]:
    found, size = Bringing.objects.filter(brand=enter(request, brand, EDIT).brand).order_by("-pk"), page_size(limit)
    rows = list(found.filter(pk__lt=number_of(cursor))[: size + 1] if cursor else found[: size + 1])
    return PageOf(items=[_shape(row) for row in rows[:size]], next=str(rows[size - 1].pk) if len(rows) > size else "")


@router.post(
    IMPORTS, response={201: BringingShape}, operation_id="begin_import", openapi_extra=asks(EDIT),
    summary="Read a forum: a trial that changes nothing",
)  # fmt: skip
def begin(request: HttpRequest, brand: str, body: BringingIn) -> Status[BringingShape]:
    caller = _inside(request, brand)
    by = caller.seat.account
    if body.kind == SITE:
        try:
            return Status(201, _shape(bringing_in.begin_site(caller.brand, body.address, by=by, at=now())))
        except Rejected as problem:
            raise refused_by(problem, "address") from None
    try:
        content = base64.b64decode(body.content, validate=True)
    except (binascii.Error, ValueError):
        raise Refused(422, "What was sent does not fit", errors={"content": "Give the file in base64"}) from None
    if not content:
        raise Refused(422, "What was sent does not fit", errors={"content": "The file is empty"})
    file = io.BytesIO(content)
    made = bringing_in.begin_file(
        caller.brand, body.kind, file, body.name or body.kind, origin=body.origin, by=by, at=now()
    )
    return Status(201, _shape(made))


@router.get(
    IMPORT, response=BringingShape, operation_id="get_import", openapi_extra=asks(EDIT), summary="How far it is"
)
def bringing(request: HttpRequest, brand: str, bringing: Id) -> BringingShape:
    return _shape(_found(enter(request, brand, EDIT), bringing))


@router.post(
    f"{IMPORT}/entry", response=BringingShape, operation_id="let_import_in", openapi_extra=asks(EDIT),
    summary="What the trial showed comes in",
)  # fmt: skip
def let_in(request: HttpRequest, brand: str, bringing: Id, body: ChoiceIn) -> BringingShape:
    caller = _inside(request, brand)
    found = _found(caller, bringing)
    choice = Choice(body.private, body.opening)
    try:
        bringing_in.let_in(found, choice, by=caller.seat.account, at=now())
    except NotNow:
        raise Refused(409, "It has not been looked at, or was decided already") from None
    return _shape(_found(caller, bringing))


@router.post(
    f"{IMPORT}/again", response=BringingShape, operation_id="go_on_with_import", openapi_extra=asks(EDIT),
    summary="Once what had stopped it is mended",
)  # fmt: skip
def go_on(request: HttpRequest, brand: str, bringing: Id) -> BringingShape:
    caller = enter(request, brand, EDIT)
    bringing_in.go_on(_found(caller, bringing))
    return _shape(_found(caller, bringing))


@router.delete(
    IMPORT, response=BringingShape, operation_id="undo_import", openapi_extra=asks(EDIT),
    summary="All that it brought goes; topics in which members have answered since stay",
)  # fmt: skip
def undo(request: HttpRequest, brand: str, bringing: Id) -> BringingShape:
    caller = enter(request, brand, EDIT)
    try:
        bringing_in.let_go(_found(caller, bringing), by=caller.seat.account, at=now())
    except NotNow:
        raise Refused(409, "It is being taken away already") from None
    return _shape(_found(caller, bringing))


@router.post(
    "/brands/{brand}/community/old-addresses", response=LedShape, operation_id="lead_old_addresses_on",
    openapi_extra=asks(EDIT), summary="Where addresses of an old site lead",
)  # fmt: skip
def addresses(request: HttpRequest, brand: str, body: OldAddressesIn) -> LedShape:
    caller = _inside(request, brand)
    found = [(pair.old, target_of(caller.brand.pk, pair.new)) for pair in body.addresses]
    rows = [(old, *target) for old, target in found if target is not None]
    if len(rows) < len(found):
        raise Refused(422, "What was sent does not fit", errors={"addresses": "A new address leads nowhere"})
    return LedShape(count=lead_on(caller.brand, rows, by=caller.seat.account, at=now()))


@router.get(
    ARCHIVES, response=list[ArchiveShape], operation_id="list_archives", openapi_extra=asks(OWN), summary="Newest first"
)
def archives(request: HttpRequest, brand: str) -> list[ArchiveShape]:
    caller = enter(request, brand, OWN)
    return [_told(row, brand) for row in ArchiveOut.objects.filter(brand=caller.brand).order_by("-pk")[:50]]


@router.post(
    ARCHIVES, response={201: ArchiveShape}, operation_id="make_archive", openapi_extra=asks(OWN),
    summary="The whole community as one file; a job writes it",
)  # fmt: skip
def make(request: HttpRequest, brand: str, body: ArchiveIn) -> Status[ArchiveShape]:
    caller = _inside(request, brand, OWN)
    language = caller.brand.language
    return Status(
        201,
        _told(away.ask(caller.brand, sealed=body.sealed, language=language, by=caller.seat.account, at=now()), brand),
    )


def _inside(request: HttpRequest, brand: str, permission: Permission = EDIT) -> Caller:
    """Where a community is open. Raises Refused(404)."""
    caller = enter(request, brand, permission)
    found = community_for(caller.brand.pk)
    if found is None or found.ended_at is not None:
        raise Refused(404, "No community is open")
    return caller


def _found(caller: Caller, bringing: int) -> Bringing:
    return one(Bringing.objects.select_related("brand").filter(brand=caller.brand), bringing, "import")


def _state(row: Bringing) -> str:
    if row.undo_at is not None:
        return "gone" if row.undone_at else "going"
    if row.problem:
        return "stopped"
    if row.decided_at is not None:
        return "here" if row.finished_at else "coming"
    return "looked" if row.looked_at else "reading"


def _shape(row: Bringing) -> BringingShape:
    problem = row.problem["text"] % row.problem["params"] if row.problem else ""
    return BringingShape(
        id=row.pk, kind=row.kind, name=row.name, origin=row.origin, state=_state(row), at=row.at, read=row.read,
        counts=row.counts, problems=[{"line": p["line"], "said": p["text"] % p["params"]} for p in row.problems],
        problem=problem, done=row.done, total=row.total, people=row.people, rooms=row.rooms, topics=row.topics,
        posts=row.posts, kept=row.kept,
    )  # fmt: skip


def _told(row: ArchiveOut, brand: str) -> ArchiveShape:
    url = reverse("archive_file", kwargs={"brand": brand, "id": row.pk}) if row.ready_at else ""
    return ArchiveShape(id=row.pk, at=row.at, sealed=row.sealed, ready=row.ready_at is not None, size=row.size, url=url)
