"""Writes: a watch, a note on a case. Each is one call of the flow that the page uses too."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Status

from parvis.api.door import Refused, asks, enter
from parvis.api.router import router
from parvis.api.shapes import Problem, WatchIn, WatchShape
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows.watches import save
from parvis.listening.models import Watch
from parvis.listening.query import QueryError


@router.post(
    "/brands/{brand}/watches",
    response={201: WatchShape, 422: Problem},
    operation_id="make_watch",
    openapi_extra=asks(Permission.WATCHES_EDIT),
    summary="A new watch, matched backwards",
)
def make_watch(request: HttpRequest, brand: str, body: WatchIn) -> Status[object]:
    caller = enter(request, brand, Permission.WATCHES_EDIT)
    if not body.name.strip() or Watch.objects.filter(brand=caller.brand, name=body.name).exists():
        raise Refused(409, "A watch needs a name of its own")
    if body.role not in ("brand", "rival", "topic", "crisis"):
        raise Refused(422, "A watch is about the brand, a rival, a topic or a crisis")
    try:
        made = save(caller.brand, name=body.name, query=body.query, role=body.role, by=caller.seat.account, at=now())
    except QueryError as error:
        first = error.problems[0]
        problem = Problem(
            title="This query cannot be read",
            status=422,
            detail=str(first.message),
            position=first.position,
            mend=first.mend or "",
        )
        return Status(422, problem)
    return Status(201, made)
