"""Explorations: from a theme and a few addresses outward. Each is one call of the flow that the pages use too."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Status

from parvis.api.bounds import Id
from parvis.api.cursor import one_page, unpack
from parvis.api.discovery_shapes import (
    ExplorationIn,
    ExplorationInFull,
    ExplorationShape,
    VisitShape,
    VisitsPage,
)
from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.faults import fault, refused_by
from parvis.api.router import router
from parvis.api.shapes import DeletedShape, Problem
from parvis.connectors.contract import Rejected
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows import exploring
from parvis.flows.seeding import read_seeds
from parvis.listening.discovery.actions import explorations as actions
from parvis.listening.discovery.actions.explorations import Plan
from parvis.listening.discovery.models import Exploration
from parvis.listening.discovery.queries import explorations_of, progress_of, visits_of
from parvis.listening.discovery.rules import Budget, minutes_for
from parvis.listening.discovery.theme import theme_of_lines
from parvis.listening.queries import watches_of
from parvis.listening.query import QueryError

LATEST = 200


@router.get(
    "/brands/{brand}/explorations",
    response=list[ExplorationShape],
    operation_id="list_explorations",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="The latest explorations",
)
def list_explorations(request: HttpRequest, brand: str) -> list[ExplorationShape]:
    caller = enter(request, brand, Permission.PLACES_EDIT)
    return [ExplorationShape(**_told(one)) for one in explorations_of(caller.brand.pk)[:LATEST]]


@router.post(
    "/brands/{brand}/explorations",
    response={201: ExplorationInFull, 422: Problem},
    operation_id="begin_exploration",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="Set out from a theme and seeds, within a budget",
)
def begin_exploration(request: HttpRequest, brand: str, body: ExplorationIn) -> Status[ExplorationInFull]:
    caller = enter(request, brand, Permission.PLACES_EDIT)
    watch = watches_of(caller.brand.pk).filter(pk=body.watch).first() if body.watch else None
    if body.watch and watch is None:
        raise fault("watch", "No such watch")
    if not body.theme.strip() and watch is None:
        raise fault("theme", "Say at least a word, or name a watch")
    theme = theme_of_lines(body.theme) if body.theme.strip() or watch is None else watch.query
    try:
        seeds = read_seeds("\n".join(body.seeds))
        plan = Plan(
            body.name,
            theme,
            seeds,
            Budget(body.pages, body.hosts, body.depth, body.minutes),
            watch.pk if watch else None,
        )
        made = exploring.set_out(caller.brand, plan, by=caller.seat.account, at=now())
    except Rejected as problem:
        raise refused_by(problem, "seeds", address="seeds") from None
    except QueryError as error:
        raise fault("theme", str(error.problems[0].message)) from None
    return Status(201, _in_full(made))


@router.get(
    "/brands/{brand}/explorations/{exploration}",
    response=ExplorationInFull,
    operation_id="get_exploration",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="One exploration, and how far it is",
)
def get_exploration(request: HttpRequest, brand: str, exploration: Id) -> ExplorationInFull:
    return _in_full(found(enter(request, brand, Permission.PLACES_EDIT), exploration))


@router.get(
    "/brands/{brand}/explorations/{exploration}/visits",
    response=VisitsPage,
    operation_id="list_visits",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="Every address that was asked for, the latest first",
)
def list_visits(request: HttpRequest, brand: str, exploration: Id, cursor: str = "", limit: int = 100) -> VisitsPage:
    one = found(enter(request, brand, Permission.PLACES_EDIT), exploration)
    rows = visits_of(one)
    if cursor:
        at, pk = unpack(cursor)
        rows = rows.filter(at__lte=at).exclude(at=at, pk__gte=pk)
    items, after = one_page(rows, limit, lambda visit: visit.at)
    shapes = [VisitShape(**{name: getattr(visit, name) for name in VisitShape.model_fields}) for visit in items]
    return VisitsPage(items=shapes, next=after)


@router.post(
    "/brands/{brand}/explorations/{exploration}/pause",
    response=ExplorationInFull,
    operation_id="pause_exploration",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="It rests, and keeps its way in mind",
)
def pause_exploration(request: HttpRequest, brand: str, exploration: Id) -> ExplorationInFull:
    caller = enter(request, brand, Permission.PLACES_EDIT)
    actions.pause(found(caller, exploration), by=caller.seat.account, at=now())
    return _in_full(found(caller, exploration))


@router.post(
    "/brands/{brand}/explorations/{exploration}/resume",
    response=ExplorationInFull,
    operation_id="resume_exploration",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="It goes on where it was",
)
def resume_exploration(request: HttpRequest, brand: str, exploration: Id) -> ExplorationInFull:
    caller = enter(request, brand, Permission.PLACES_EDIT)
    exploring.go_on(found(caller, exploration), by=caller.seat.account, at=now())
    return _in_full(found(caller, exploration))


@router.post(
    "/brands/{brand}/explorations/{exploration}/stop",
    response=ExplorationInFull,
    operation_id="stop_exploration",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="For good; what it found stays",
)
def stop_exploration(request: HttpRequest, brand: str, exploration: Id) -> ExplorationInFull:
    caller = enter(request, brand, Permission.PLACES_EDIT)
    actions.stop(found(caller, exploration), by=caller.seat.account, at=now())
    return _in_full(found(caller, exploration))


@router.post(
    "/brands/{brand}/explorations/{exploration}/again",
    response={200: ExplorationInFull, 409: Problem},
    operation_id="repeat_exploration",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="A new round once it has ended: what is found first in it is new",
)
def repeat_exploration(request: HttpRequest, brand: str, exploration: Id) -> ExplorationInFull:
    caller = enter(request, brand, Permission.PLACES_EDIT)
    if not exploring.again(found(caller, exploration), by=caller.seat.account, at=now()):
        raise Refused(409, "It is on its way already")
    return _in_full(found(caller, exploration))


@router.put(
    "/brands/{brand}/explorations/{exploration}/monthly",
    response=ExplorationInFull,
    operation_id="repeat_exploration_monthly",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="It sets out again by itself a month after each end",
)
def repeat_monthly(request: HttpRequest, brand: str, exploration: Id) -> ExplorationInFull:
    caller = enter(request, brand, Permission.PLACES_EDIT)
    actions.repeat_monthly(found(caller, exploration), by=caller.seat.account, at=now())
    return _in_full(found(caller, exploration))


@router.delete(
    "/brands/{brand}/explorations/{exploration}/monthly",
    response=ExplorationInFull,
    operation_id="repeat_exploration_no_more",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="It does not set out again by itself",
)
def repeat_no_more(request: HttpRequest, brand: str, exploration: Id) -> ExplorationInFull:
    caller = enter(request, brand, Permission.PLACES_EDIT)
    actions.repeat_no_more(found(caller, exploration), by=caller.seat.account, at=now())
    return _in_full(found(caller, exploration))


@router.delete(
    "/brands/{brand}/explorations/{exploration}",
    response=DeletedShape,
    operation_id="delete_exploration",
    openapi_extra=asks(Permission.PLACES_EDIT),
    summary="What it found goes; places that were accepted, and refusals, stay",
)
def delete_exploration(request: HttpRequest, brand: str, exploration: Id) -> DeletedShape:
    caller = enter(request, brand, Permission.PLACES_EDIT)
    actions.delete(found(caller, exploration), by=caller.seat.account, at=now())
    return DeletedShape(id=exploration)


def found(caller: Caller, exploration: int) -> Exploration:
    """Raises Refused(404)."""
    one = explorations_of(caller.brand.pk).filter(pk=exploration).first()
    if one is None:
        raise Refused(404, "No such exploration")
    one.brand = caller.brand
    return one


def _told(one: Exploration) -> dict[str, Any]:
    named = {name: getattr(one, name) for name in ExplorationShape.model_fields if name != "estimate"}
    return {**named, "estimate": minutes_for(Budget(one.most_pages, one.most_hosts, one.most_depth, one.most_minutes))}


def _in_full(one: Exploration) -> ExplorationInFull:
    progress = progress_of(one)
    return ExplorationInFull(**_told(one), hosts=progress.hosts, waiting=progress.waiting)
