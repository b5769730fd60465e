"""One act on many cases, how far it has come, and the way back."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Status

from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.finding import one
from parvis.api.router import exact
from parvis.api.together_shapes import BulkIn, BulkShape, UndoIn, UndoShape
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.engagement.actions.bulk import TooLateToUndo
from parvis.engagement.actions.cases import NotInBrand, NotInFuture
from parvis.engagement.models import Bulk, BulkCase
from parvis.engagement.queries import visible_to
from parvis.engagement.rules.bulk import KINDS, Act
from parvis.flows.bulk import act_on_many, take_back

WORK = Permission.CASE_WORK


@exact.post(
    "/brands/{brand}/cases/bulk",
    response={201: BulkShape},
    operation_id="act_on_many",
    openapi_extra=asks(WORK),
    summary="One act on many cases; what has another version than the one given is left as it is",
)
def bulk(request: HttpRequest, brand: str, body: BulkIn) -> Status[BulkShape]:
    caller = enter(request, brand, WORK)
    kind, _sep, value = body.act.partition(":")
    act = next((Act(each, value) for each in KINDS if each == kind), None)
    if act is None:
        raise Refused(422, "No such act", errors={"act": f"One of {', '.join(KINDS)}"})
    asked = {each.id: each.version for each in body.cases}
    seen = visible_to(caller.seat).filter(pk__in=list(asked)).values_list("pk", flat=True)
    try:
        made = act_on_many(caller.brand, [(pk, asked[pk]) for pk in seen], act, by=caller.seat.account, at=now())
    except (NotInBrand, NotInFuture, ValueError, TypeError):
        raise Refused(422, "That cannot be done to a case") from None
    return Status(201, _shape(made))


@exact.post(
    "/brands/{brand}/cases/bulk/undo",
    response=UndoShape,
    operation_id="undo_on_many",
    openapi_extra=asks(WORK),
    summary="Each case as it stood before, if nobody changed it since",
)
def undo(request: HttpRequest, brand: str, body: UndoIn) -> UndoShape:
    caller = enter(request, brand, WORK)
    mine = _mine(caller).filter(undone_at=None).order_by("-pk")
    chosen = (mine.filter(pk=body.bulk) if body.bulk is not None else mine).first()
    if chosen is None:
        return UndoShape(undone=None)
    try:
        take_back(chosen, by=caller.seat.account, at=now())
    except TooLateToUndo:
        return UndoShape(undone=None)
    chosen.refresh_from_db()
    return UndoShape(undone=_shape(chosen))


@exact.get(
    "/brands/{brand}/cases/bulk/{bulk}",
    response=BulkShape,
    operation_id="get_bulk",
    openapi_extra=asks(WORK),
    summary="How far an act of the caller's on many cases has come",
)
def get_bulk(request: HttpRequest, brand: str, bulk: int) -> BulkShape:
    return _shape(one(_mine(enter(request, brand, WORK)), bulk, "act on many cases"))


def _mine(caller: Caller) -> QuerySet[Bulk]:
    """Nothing of a colleague's: it names cases."""
    return Bulk.objects.select_related("brand").filter(brand=caller.brand, account=caller.seat.account)


def _shape(bulk: Bulk) -> BulkShape:
    rows = list(BulkCase.objects.filter(bulk=bulk).values_list("case_id", "state"))
    return BulkShape(
        id=bulk.pk, act=bulk.act, at=bulk.at, undone_at=bulk.undone_at,
        done=sum(state in ("done", "back", "kept") for _pk, state in rows),
        todo=sum(state == "todo" for _pk, state in rows),
        left=[pk for pk, state in rows if state in ("stale", "kept")],
    )  # fmt: skip
