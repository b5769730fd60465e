"""Views of the inbox that are kept under a name."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Status

from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.macros import may_share
from parvis.api.router import router
from parvis.api.shapes import DeletedShape
from parvis.api.together_shapes import OpeningIn, OpeningShape, ViewIn, ViewNameIn, ViewShape
from parvis.core.clock import now
from parvis.core.roles import Permission, allows
from parvis.engagement.actions import views as verbs
from parvis.engagement.actions.views import TooManyViews, ViewNameTaken
from parvis.engagement.models import SavedView
from parvis.engagement.queries.views import habit_of, views_of

SEE = Permission.INBOX_SEE
VIEW = "/brands/{brand}/views/{view}"


@router.get(
    "/brands/{brand}/views",
    response=list[ViewShape],
    operation_id="list_views",
    openapi_extra=asks(SEE),
    summary="Kept views of the inbox: the caller's own, then the team's, each in its order",
)
def views(request: HttpRequest, brand: str) -> list[ViewShape]:
    return [_shape(each) for each in views_of(enter(request, brand, SEE).seat)]


@router.post(
    "/brands/{brand}/views",
    response={201: ViewShape},
    operation_id="keep_view",
    openapi_extra=asks(SEE),
    summary="Filters of the inbox under a name",
)
def keep_view(request: HttpRequest, brand: str, body: ViewIn) -> Status[ViewShape]:
    caller = enter(request, brand, SEE)
    seat = None if may_share(caller, body.shared) else caller.seat
    asked = {name: value for name, value in body.asked.model_dump().items() if value}
    try:
        made = verbs.save_view(caller.brand, body.name, asked, seat=seat, by=caller.seat.account, at=now())
    except ViewNameTaken:
        raise Refused(409, "Another view has this name") from None
    except TooManyViews:
        raise Refused(409, "There are too many views: remove one first") from None
    return Status(201, _shape(made))


@router.put(
    VIEW, response=ViewShape, operation_id="rename_view", openapi_extra=asks(SEE), summary="Another name for a view"
)
def rename(request: HttpRequest, brand: str, view: int, body: ViewNameIn) -> ViewShape:
    caller = enter(request, brand, SEE)
    try:
        return _shape(verbs.rename_view(_tended(caller, view), body.name, by=caller.seat.account, at=now()))
    except ViewNameTaken:
        raise Refused(409, "Another view has this name") from None


@router.post(
    f"{VIEW}/up",
    response=list[ViewShape],
    operation_id="move_view_up",
    openapi_extra=asks(SEE),
    summary="One step up in its list; the first stays where it is",
)
def move(request: HttpRequest, brand: str, view: int) -> list[ViewShape]:
    caller = enter(request, brand, SEE)
    found = _tended(caller, view)
    ids = [each.pk for each in views_of(caller.seat) if each.seat_id == found.seat_id]
    place = ids.index(found.pk)
    if place:
        ids[place - 1], ids[place] = ids[place], ids[place - 1]
        verbs.order_views(caller.brand, found.seat, ids)
    return [_shape(each) for each in views_of(caller.seat)]


@router.delete(
    VIEW,
    response=DeletedShape,
    operation_id="remove_view",
    openapi_extra=asks(SEE),
    summary="Take a view away; its cases stay",
)
def remove(request: HttpRequest, brand: str, view: int) -> DeletedShape:
    caller = enter(request, brand, SEE)
    verbs.remove_view(_tended(caller, view), by=caller.seat.account, at=now())
    return DeletedShape(id=view)


@router.get(
    "/brands/{brand}/opening",
    response=OpeningShape,
    operation_id="get_opening_view",
    openapi_extra=asks(SEE),
    summary="With which view the caller's inbox opens",
)
def opening(request: HttpRequest, brand: str) -> OpeningShape:
    habit = habit_of(enter(request, brand, SEE).seat)
    return OpeningShape(view=habit.view_id if habit else None)


@router.put(
    "/brands/{brand}/opening",
    response=OpeningShape,
    operation_id="open_with_view",
    openapi_extra=asks(SEE),
    summary="The caller's inbox opens with this view; null = with all open cases",
)
def open_with(request: HttpRequest, brand: str, body: OpeningIn) -> OpeningShape:
    caller = enter(request, brand, SEE)
    chosen = _seen(caller, body.view) if body.view is not None else None
    verbs.open_with(caller.seat, chosen)
    return OpeningShape(view=chosen.pk if chosen else None)


def _seen(caller: Caller, view: int) -> SavedView:
    found = next((each for each in views_of(caller.seat) if each.pk == view), None)
    if found is None:
        raise Refused(404, "No such view")
    return found


def _tended(caller: Caller, view: int) -> SavedView:
    found = _seen(caller, view)
    if found.seat_id is None and not allows(caller.seat.role, Permission.RULES_EDIT):
        raise Refused(403, "This view belongs to the team: a manager may change it")
    return found


def _shape(view: SavedView) -> ViewShape:
    asked = {name: str(value) for name, value in view.asked.items()}
    return ViewShape(id=view.pk, name=view.name, shared=view.seat_id is None, asked=asked)
