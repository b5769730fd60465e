"""Watches: tried on what was said, kept, reworded, resting, deleted. Each is one call of the flow that the pages use too."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest
from ninja import Status

from parvis.api.bounds import Id, Line
from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.faults import fault
from parvis.api.posts import shape_of
from parvis.api.router import router
from parvis.api.shapes import DeletedShape, Problem, WatchShape
from parvis.api.watches_shapes import ExclusionShape, ProposalShape, TrialShape, TryIn, WatchIn, WatchInFull
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows.watches import preview, resume, save
from parvis.listening.actions import WatchNameTaken, delete_watch, pause_watch
from parvis.listening.models import Watch
from parvis.listening.proposals import Told, proposals
from parvis.listening.queries import watches_of
from parvis.listening.query import QueryError, exclude
from parvis.listening.seen import totals_seen

T = TypeVar("T")


@router.post(
    "/brands/{brand}/watches",
    response={201: WatchShape, 422: Problem},
    operation_id="make_watch",
    openapi_extra=asks(Permission.WATCHES_EDIT),
    summary="A new watch, matched backwards",
)
def make_watch(request: HttpRequest, brand: str, body: WatchIn) -> Status[object]:
    caller = enter(request, brand, Permission.WATCHES_EDIT)
    return Status(201, _save(caller, body))


@router.post(
    "/brands/{brand}/watches/try",
    response=TrialShape,
    operation_id="try_watch",
    openapi_extra=asks(Permission.WATCHES_EDIT),
    summary="What a wording would have caught of the latest posts; nothing is kept",
)
def try_watch(request: HttpRequest, brand: str, body: TryIn) -> TrialShape:
    caller = enter(request, brand, Permission.WATCHES_EDIT)
    query = _readable(lambda: exclude(body.query, body.exclude) if body.exclude.strip() else body.query)
    seen = _readable(lambda: preview(caller.brand.pk, query, shown=body.shown))
    return TrialShape(
        query=query,
        found=seen.found,
        looked_at=seen.looked_at,
        per_day=seen.per_day,
        posts=[shape_of(post) for post in seen.posts],
        exclusions=[ExclusionShape(term=term, posts=n) for term, n in seen.exclusions],
    )


@router.get(
    "/brands/{brand}/watches/proposals",
    response=list[ProposalShape],
    operation_id="list_watch_proposals",
    openapi_extra=asks(Permission.WATCHES_EDIT),
    summary="Watches to begin with, made from what the brand says of itself",
)
def propose(
    request: HttpRequest, brand: str, site: Line = "", rivals: Line = "", words: Line = ""
) -> list[ProposalShape]:
    """`rivals`, `words`: with commas between."""
    caller = enter(request, brand, Permission.WATCHES_EDIT)
    told = Told(caller.brand.name, caller.brand.language, site, _listed(rivals), _listed(words))
    return [
        ProposalShape(name=str(one.name), role=one.role, query=one.query, why=str(one.why)) for one in proposals(told)
    ]


@router.get(
    "/brands/{brand}/watches/{watch}",
    response=WatchInFull,
    operation_id="get_watch",
    openapi_extra=asks(Permission.POSTS_SEE),
    summary="One watch, and how far it has been matched into the past",
)
def get_watch(request: HttpRequest, brand: str, watch: Id) -> Watch:
    caller = enter(request, brand, Permission.POSTS_SEE)
    found = _found(caller, watch)
    if not caller.sight.whole:
        found.hit_count = totals_seen(caller.sight, [found.pk]).get(found.pk, 0)
    return found


@router.put(
    "/brands/{brand}/watches/{watch}",
    response={200: WatchInFull, 422: Problem},
    operation_id="change_watch",
    openapi_extra=asks(Permission.WATCHES_EDIT),
    summary="Another name, role or wording; a new wording is matched backwards again",
)
def change_watch(request: HttpRequest, brand: str, watch: Id, body: WatchIn) -> Watch:
    caller = enter(request, brand, Permission.WATCHES_EDIT)
    return _save(caller, body, _found(caller, watch))


@router.post(
    "/brands/{brand}/watches/{watch}/pause",
    response=WatchInFull,
    operation_id="pause_watch",
    openapi_extra=asks(Permission.WATCHES_EDIT),
    summary="New posts are not compared with it",
)
def rest(request: HttpRequest, brand: str, watch: Id) -> Watch:
    caller = enter(request, brand, Permission.WATCHES_EDIT)
    pause_watch(_found(caller, watch), by=caller.seat.account, at=now())
    return _found(caller, watch)


@router.post(
    "/brands/{brand}/watches/{watch}/resume",
    response=WatchInFull,
    operation_id="resume_watch",
    openapi_extra=asks(Permission.WATCHES_EDIT),
    summary="Listen again, and look for what was said meanwhile",
)
def go_on(request: HttpRequest, brand: str, watch: Id) -> Watch:
    caller = enter(request, brand, Permission.WATCHES_EDIT)
    resume(_found(caller, watch), by=caller.seat.account, at=now())
    return _found(caller, watch)


@router.delete(
    "/brands/{brand}/watches/{watch}",
    response=DeletedShape,
    operation_id="delete_watch",
    openapi_extra=asks(Permission.WATCHES_EDIT),
    summary="The watch and what it caught go; the posts stay",
)
def delete(request: HttpRequest, brand: str, watch: Id) -> DeletedShape:
    caller = enter(request, brand, Permission.WATCHES_EDIT)
    delete_watch(_found(caller, watch), by=caller.seat.account, at=now())
    return DeletedShape(id=watch)


def _found(caller: Caller, watch: int) -> Watch:
    found = watches_of(caller.brand.pk).filter(pk=watch).first()
    if found is None:
        raise Refused(404, "No such watch")
    found.brand = caller.brand
    return found


def _save(caller: Caller, body: WatchIn, watch: Watch | None = None) -> Watch:
    said = {"name": body.name, "query": body.query, "role": body.role}
    try:
        return _readable(lambda: save(caller.brand, **said, by=caller.seat.account, at=now(), watch=watch))
    except WatchNameTaken:
        raise fault("name", "Another watch has this name", status=409) from None


def _readable(act: Callable[[], T]) -> T:
    """Where a query cannot be read: at which characters, why, and the corrected text where there is one."""
    try:
        return act()
    except QueryError as error:
        first = error.problems[0]
        raise Refused(
            422, "This query cannot be read", detail=str(first.message), errors={"query": str(first.message)},
            more={"position": list(first.position), "mend": first.mend or ""},
        ) from None  # fmt: skip


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
