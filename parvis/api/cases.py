"""Cases: the views of the inbox, one case with its conversation, and what one does with it."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Schema, Status

from parvis.api.bounds import Id
from parvis.api.cases_shapes import (
    AssignIn,
    ClassifyIn,
    CloseIn,
    CountsShape,
    EventShape,
    SnoozeIn,
    VersionIn,
    View,
)
from parvis.api.cursor import one_page, pack, page_size, unpack
from parvis.api.door import Caller, asks, enter
from parvis.api.finding import one
from parvis.api.held import CASE, by, case_of, case_shape, do, standing
from parvis.api.posts import SIZE, conversation
from parvis.api.router import exact, router
from parvis.api.shapes import CaseShape, PageOf, PostShape
from parvis.core.clock import now
from parvis.core.models import Seat
from parvis.core.roles import Permission
from parvis.engagement.actions import cases as verbs
from parvis.engagement.actions.cases import AlreadyOpen
from parvis.engagement.models import Case
from parvis.engagement.queries import BY_DUE, After, Filters, counts, history_of, page_of, routed, visible_to
from parvis.engagement.queries.families import strand_of
from parvis.engagement.queries.routing import limits_for
from parvis.engagement.rules import Outcome

SEE, WORK = Permission.INBOX_SEE, Permission.CASE_WORK


class CaseFilters(Schema):
    """As the inbox narrows a view. `q`: in titles of threads and names of people."""

    place: Id | None = None
    network: str = ""
    type: str = ""
    assignee: Id | None = None
    department: Id | None = None
    watch: Id | None = None
    q: str = ""


@router.get(
    "/brands/{brand}/cases",
    response=PageOf[CaseShape],
    operation_id="list_cases",
    openapi_extra=asks(SEE),
    summary="Cases: of a state, latest change first; or a view of the inbox, in its order and with its filters",
)
def list_cases(
    request: HttpRequest,
    brand: str,
    filters: Query[CaseFilters],
    state: str = "open",
    view: View | None = None,
    cursor: str = "",
    limit: int = SIZE,
) -> PageOf[CaseShape]:
    caller = enter(request, brand, SEE)
    if view is not None:
        return _view(caller, _narrowed(caller, filters, view), cursor, limit)
    rows = visible_to(caller.seat).select_related("author").filter(state=state).order_by("-updated_at", "-pk")
    if cursor:
        at, pk = unpack(cursor)
        rows = rows.filter(Q(updated_at__lt=at) | Q(updated_at=at, pk__lt=pk))
    found, following = one_page(rows, limit, lambda case: case.updated_at)
    return PageOf[CaseShape](items=[case_shape(c) for c in found], next=following)


def _narrowed(caller: Caller, asked: CaseFilters, view: View) -> Filters:
    return Filters(
        view=view,
        seat_id=caller.seat.pk,
        place_id=asked.place,
        network=asked.network,
        type=asked.type,
        assignee_id=asked.assignee,
        department_id=asked.department,
        watch_id=asked.watch,
        text=asked.q.strip()[:100],
        only=routed(caller.seat),
    )


def _view(caller: Caller, filters: Filters, cursor: str, limit: int) -> PageOf[CaseShape]:
    size, after = page_size(limit), After(*unpack(cursor)) if cursor else None
    ids = page_of(caller.brand.pk, filters, now(), after=after, limit=size + 1)
    found = Case.objects.select_related("author").in_bulk(ids)
    rows = [found[pk] for pk in ids if pk in found]
    last = rows[size - 1] if len(rows) > size else None
    moment = (last.due_at if filters.view in BY_DUE else last.updated_at) if last else None
    following = pack(moment, last.pk) if last and moment else ""
    return PageOf[CaseShape](items=[case_shape(c) for c in rows[:size]], next=following)


@exact.get(
    "/brands/{brand}/cases/counts",
    response=CountsShape,
    operation_id="count_cases",
    openapi_extra=asks(SEE),
    summary="How many cases each view of the caller's inbox holds",
)
def count_cases(request: HttpRequest, brand: str) -> dict[str, int]:
    caller = enter(request, brand, SEE)
    told = counts(caller.brand.pk, caller.seat.pk, now(), routed(caller.seat))
    return {str(view): n for view, n in told.items()}


@router.get(CASE, response=CaseShape, operation_id="get_case", openapi_extra=asks(SEE), summary="One case")
def get_case(request: HttpRequest, brand: str, case: int) -> CaseShape:
    return standing(case_of(enter(request, brand, SEE), case).pk)


@router.get(
    f"{CASE}/posts",
    response=PageOf[PostShape],
    operation_id="list_case_posts",
    openapi_extra=asks(SEE),
    summary="The conversation of a case in reading order, its latest posts first; `next` leads to earlier ones",
)
def list_case_posts(
    request: HttpRequest, brand: str, case: int, thread: Id | None = None, cursor: str = "", limit: int = SIZE
) -> PageOf[PostShape]:
    """`thread`: which conversation, where cases were merged."""
    caller = enter(request, brand, SEE)
    found = case_of(caller, case)
    strand, limits = strand_of(caller.seat, found, thread), limits_for(caller.seat, found)
    only = strand.post_id if limits is not None and not limits.whole_thread else None
    return conversation(caller.brand.pk, strand.thread_id, cursor, limit, only=only)


@router.get(
    f"{CASE}/history",
    response=list[EventShape],
    operation_id="get_case_history",
    openapi_extra=asks(SEE),
    summary="What happened to a case, notes too, oldest first",
)
def get_case_history(request: HttpRequest, brand: str, case: int) -> list[EventShape]:
    caller = enter(request, brand, SEE)
    found = case_of(caller, case)
    limits, told = limits_for(caller.seat, found), history_of(found, routed(caller.seat))
    if limits is not None and not limits.notes:
        told = [event for event in told if event.kind != "note" or event.actor_id == caller.seat.account_id]
    return [
        EventShape(
            id=event.pk,
            case=event.case_id,
            at=event.at,
            kind=event.kind,
            actor=event.actor.name if event.actor else "",
            version=event.version,
            data=event.data,
        )
        for event in told
    ]


@router.post(
    "/brands/{brand}/posts/{post}/case",
    response={200: CaseShape, 201: CaseShape},
    operation_id="open_case",
    openapi_extra=asks(WORK),
    summary="A case about a post; the one that its conversation has already (200)",
)
def open_case(request: HttpRequest, brand: str, post: int) -> Status[CaseShape]:
    caller = enter(request, brand, WORK)
    about = one(caller.sight.posts().select_related("place", "author"), post, "post")
    try:
        return Status(201, standing(verbs.open_case(about, by(caller)).pk))
    except AlreadyOpen as there:
        return Status(200, standing(one(visible_to(caller.seat), there.case.pk, "case").pk))


@router.post(
    f"{CASE}/assign",
    response=CaseShape,
    operation_id="assign_case",
    openapi_extra=asks(WORK),
    summary="Into somebody's hands, or into nobody's",
)
def assign(request: HttpRequest, brand: str, case: int, body: AssignIn) -> CaseShape:
    caller = enter(request, brand, WORK)
    found, acting = case_of(caller, case), by(caller, body.version)
    if body.seat is None:
        do(lambda: verbs.unassign(caller.brand, found.pk, acting))
    else:
        team = Seat.objects.select_related("account").filter(brand=caller.brand, ended_at=None)
        to = one(team, body.seat, "seat")
        do(lambda: verbs.assign(caller.brand, found.pk, to, acting))
    return standing(found.pk)


@router.post(
    f"{CASE}/classify",
    response=CaseShape,
    operation_id="classify_case",
    openapi_extra=asks(WORK),
    summary="What it is about, and how pressing",
)
def classify(request: HttpRequest, brand: str, case: int, body: ClassifyIn) -> CaseShape:
    caller = enter(request, brand, WORK)
    found, acting = case_of(caller, case), by(caller, body.version)
    do(lambda: verbs.classify(caller.brand, found.pk, acting, kind=body.type, priority=body.priority))
    return standing(found.pk)


@router.post(
    f"{CASE}/snooze",
    response=CaseShape,
    operation_id="snooze_case",
    openapi_extra=asks(WORK),
    summary="Put aside until a moment, or until the person writes again",
)
def snooze(request: HttpRequest, brand: str, case: int, body: SnoozeIn) -> CaseShape:
    caller = enter(request, brand, WORK)
    found, acting = case_of(caller, case), by(caller, body.version)
    do(lambda: verbs.snooze(caller.brand, found.pk, body.until, acting))
    return standing(found.pk)


@router.post(
    f"{CASE}/close", response=CaseShape, operation_id="close_case", openapi_extra=asks(WORK), summary="How it ended"
)
def close(request: HttpRequest, brand: str, case: int, body: CloseIn) -> CaseShape:
    caller = enter(request, brand, WORK)
    found, acting = case_of(caller, case), by(caller, body.version)
    do(lambda: verbs.close(caller.brand, found.pk, Outcome(body.outcome), acting))
    return standing(found.pk)


@router.post(
    f"{CASE}/reopen",
    response=CaseShape,
    operation_id="reopen_case",
    openapi_extra=asks(WORK),
    summary="Somebody looks at it again, from now",
)
def reopen(request: HttpRequest, brand: str, case: int, body: VersionIn) -> CaseShape:
    caller = enter(request, brand, WORK)
    found, acting = case_of(caller, case), by(caller, body.version)
    do(lambda: verbs.reopen(caller.brand, found.pk, acting))
    return standing(found.pk)
