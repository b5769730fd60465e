"""Two cases made one, one made two, and the way back."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Status

from parvis.api.cases_shapes import CaseMergeIn, CaseMergeShape, SplitIn
from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.finding import one
from parvis.api.held import CASE, by, case_of, do, standing
from parvis.api.router import router
from parvis.api.shapes import CaseShape
from parvis.core.roles import Permission
from parvis.engagement.actions import merging
from parvis.engagement.models import Case, CaseMerge
from parvis.engagement.queries import routed, visible_to
from parvis.engagement.queries.families import merge_into

WORK = Permission.CASE_WORK


@router.post(
    f"{CASE}/merge",
    response=CaseShape,
    operation_id="merge_cases",
    openapi_extra=asks(WORK),
    summary="Another case becomes part of this one",
)
def merge(request: HttpRequest, brand: str, case: int, body: CaseMergeIn) -> CaseShape:
    caller = enter(request, brand, WORK)
    found, other = case_of(caller, case), one(visible_to(caller.seat), body.other, "case")
    do(lambda: merging.merge(caller.brand, found.pk, other.pk, by(caller, body.version)))
    return standing(found.pk)


@router.get(
    f"{CASE}/merges",
    response=list[CaseMergeShape],
    operation_id="list_case_merges",
    openapi_extra=asks(Permission.INBOX_SEE),
    summary="The merges that made this case what it is and stand, latest first",
)
def merges(request: HttpRequest, brand: str, case: int) -> list[CaseMergeShape]:
    caller = enter(request, brand, Permission.INBOX_SEE)
    found = case_of(caller, case)
    rows, only = merge_into(found), routed(caller.seat)
    if only and only.guest:
        seen = set(visible_to(caller.seat).filter(pk__in=[m.loser_id for m in rows]).values_list("pk", flat=True))
        rows = [row for row in rows if row.loser_id in seen]
    return [_merge(row, found) for row in rows]


def _merge(row: CaseMerge, winner: Case) -> CaseMergeShape:
    still = row.winner_left == winner.version and row.loser_left == row.loser.version
    return CaseMergeShape(
        id=row.pk,
        winner=row.winner_id,
        loser=row.loser_id,
        at=row.at,
        undone_at=row.undone_at,
        undoable=row.undone_at is None and still,
    )


@router.post(
    CASE + "/merges/{merge}/undo",
    response=CaseShape,
    operation_id="undo_case_merge",
    openapi_extra=asks(WORK),
    summary="Two cases again as they stood, if nothing happened since",
)
def undo(request: HttpRequest, brand: str, case: int, merge: int) -> CaseShape:
    caller = enter(request, brand, WORK)
    found = case_of(caller, case)
    row = one(CaseMerge.objects.filter(brand=caller.brand, winner=found), merge, "merge")
    _check_in_sight(caller, row.loser_id)
    do(lambda: merging.undo(caller.brand, row.pk, by(caller)))
    return standing(found.pk)


@router.post(
    f"{CASE}/split",
    response={201: CaseShape},
    operation_id="split_case",
    openapi_extra=asks(WORK),
    summary="A conversation, or somebody else's post, gets a case of its own: that one",
)
def split(request: HttpRequest, brand: str, case: int, body: SplitIn) -> Status[CaseShape]:
    caller = enter(request, brand, WORK)
    found, acting, made = case_of(caller, case), by(caller, body.version), list[Case]()
    if (body.member is None) == (body.post is None):
        raise Refused(422, "Say what gets a case of its own: a member or a post")
    if body.member is not None:
        member = body.member
        _check_in_sight(caller, member)
        do(lambda: made.append(merging.split_thread(caller.brand, found.pk, member, acting)))
    else:
        post = one(caller.sight.posts(), body.post, "post")
        do(lambda: made.append(merging.split_post(caller.brand, found.pk, post.pk, acting)))
    return Status(201, standing(made[0].pk))


def _check_in_sight(caller: Caller, member: int) -> None:
    """A guest of an agency acts on what happened in its places only."""
    only = routed(caller.seat)
    rows = Case.objects.filter(brand=caller.brand)
    one(only.of(rows) if only and only.guest else rows, member, "case")
