"""What the team arranges of articles and of the showcase: categories, members presented, collections shown."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Field, Schema, Status

from parvis.api.boards_shapes import MoveIn, OrderShape
from parvis.api.bounds import Id, Line, Name
from parvis.api.community_shapes import HandleIn
from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.faults import fault
from parvis.api.finding import one
from parvis.api.router import router
from parvis.api.shapes import DeletedShape
from parvis.boards.models import Collection
from parvis.boards.rules import Visibility
from parvis.community.actions import categories as sorting
from parvis.community.actions import showcase as acts
from parvis.community.actions.shelves import show_collection, take_down
from parvis.community.models import Category, Space, Spotlight
from parvis.community.queries.articles import categories_of, category_in
from parvis.community.queries.rooms import community_for, member_named, spaces_of
from parvis.community.queries.shelves import desk_collections, shelf_of
from parvis.community.queries.showcase import asked
from parvis.core.clock import now
from parvis.core.roles import Permission

EDIT = Permission.COMMUNITY_EDIT
CATEGORIES, CATEGORY = "/brands/{brand}/spaces/{space}/categories", "/brands/{brand}/categories/{category}"
SPOTLIGHTS, SPOTLIGHT = "/brands/{brand}/spotlights", "/brands/{brand}/spotlights/{spotlight}"
SHOWN = "/brands/{brand}/collections/{collection}/shown"


class CategoryIn(Schema):
    name: Annotated[Name, Field(max_length=60)]


class CategoryShape(Schema):
    id: int
    space: int
    slug: str
    name: str


class SpotlightIn(HandleIn):
    """`text`: what would be said of the member, who agrees to these very words or not."""

    text: Annotated[Line, Field(min_length=1, max_length=600)]


class SpotlightShape(Schema):
    """`agreed_at` None: the member has not said yes, and nobody sees it."""

    id: int
    handle: str
    name: str
    text: str
    asked_at: datetime
    agreed_at: datetime | None


class ShownIn(Schema):
    access: Literal["public", "members"] = "public"


class ShownShape(Schema):
    """`access` "" = the team alone sees it. `url`: in the community, where it is shown."""

    collection: int
    name: str
    access: str
    url: str


@router.get(
    CATEGORIES, response=list[CategoryShape], operation_id="list_categories", openapi_extra=asks(EDIT),
    summary="Of a space of articles, in their order",
)  # fmt: skip
def categories(request: HttpRequest, brand: str, space: Id) -> list[CategoryShape]:
    return [_sorted(found) for found in categories_of(_space(enter(request, brand, EDIT), space).pk)]


@router.post(
    CATEGORIES, response={201: CategoryShape}, operation_id="add_category", openapi_extra=asks(EDIT),
    summary="After the others; one of this name that is there is given back",
)  # fmt: skip
def add(request: HttpRequest, brand: str, space: Id, body: CategoryIn) -> Status[CategoryShape]:
    caller = enter(request, brand, EDIT)
    made = sorting.add_category(_space(caller, space), body.name, by=caller.seat.account, at=now())
    return Status(201, _sorted(made))


@router.put(
    CATEGORY, response=CategoryShape, operation_id="rename_category", openapi_extra=asks(EDIT),
    summary="Its address stays",
)  # fmt: skip
def rename(request: HttpRequest, brand: str, category: Id, body: CategoryIn) -> CategoryShape:
    caller = enter(request, brand, EDIT)
    found = _category(caller, category)
    sorting.rename_category(found, body.name, by=caller.seat.account, at=now())
    return _sorted(found)


@router.post(
    f"{CATEGORY}/move", response=OrderShape, operation_id="move_category", openapi_extra=asks(EDIT),
    summary="To another index of its space",
)  # fmt: skip
def move(request: HttpRequest, brand: str, category: Id, body: MoveIn) -> OrderShape:
    caller = enter(request, brand, EDIT)
    return OrderShape(
        order=sorting.move_category(_category(caller, category), body.to, by=caller.seat.account, at=now())
    )


@router.delete(
    CATEGORY, response=DeletedShape, operation_id="delete_category", openapi_extra=asks(EDIT),
    summary="Its articles stay, without one",
)  # fmt: skip
def delete(request: HttpRequest, brand: str, category: Id) -> DeletedShape:
    caller = enter(request, brand, EDIT)
    sorting.delete_category(_category(caller, category), by=caller.seat.account, at=now())
    return DeletedShape(id=category)


@router.get(
    SPOTLIGHTS, response=list[SpotlightShape], operation_id="list_spotlights", openapi_extra=asks(EDIT),
    summary="Members presented, agreed or asked, in their order",
)  # fmt: skip
def spotlights(request: HttpRequest, brand: str) -> list[SpotlightShape]:
    return [_presented(found) for found in asked(enter(request, brand, EDIT).brand.pk)]


@router.post(
    SPOTLIGHTS, response={201: SpotlightShape}, operation_id="present_member", openapi_extra=asks(EDIT),
    summary="Ask a member, who is shown once it agrees; other words are asked anew",
)  # fmt: skip
def present(request: HttpRequest, brand: str, body: SpotlightIn) -> Status[SpotlightShape]:
    caller = enter(request, brand, EDIT)
    _open(caller)
    member = member_named(caller.brand.pk, body.handle)
    if member is None:
        raise fault("handle", "Nobody here has this handle")
    return Status(201, _presented(acts.present(member, body.text, by=caller.seat.account, at=now())))


@router.post(
    f"{SPOTLIGHT}/move", response=OrderShape, operation_id="move_spotlight", openapi_extra=asks(EDIT),
    summary="To another index",
)  # fmt: skip
def move_spotlight(request: HttpRequest, brand: str, spotlight: Id, body: MoveIn) -> OrderShape:
    caller = enter(request, brand, EDIT)
    found = _spotlight(caller, spotlight)
    return OrderShape(order=acts.move_spotlight(found, body.to, by=caller.seat.account, at=now()))


@router.delete(
    SPOTLIGHT, response=DeletedShape, operation_id="end_spotlight", openapi_extra=asks(EDIT),
    summary="Presented no more",
)  # fmt: skip
def end(request: HttpRequest, brand: str, spotlight: Id) -> DeletedShape:
    caller = enter(request, brand, EDIT)
    acts.take_back(_spotlight(caller, spotlight), by=caller.seat.account, at=now())
    return DeletedShape(id=spotlight)


@router.get(
    "/brands/{brand}/community/collections", response=list[ShownShape], operation_id="list_shown_collections",
    openapi_extra=asks(EDIT), summary="The team’s collections, and who sees each in the community",
)  # fmt: skip
def collections(request: HttpRequest, brand: str) -> list[ShownShape]:
    return [_shown(found) for found in desk_collections(enter(request, brand, EDIT).brand.pk)]


@router.put(
    SHOWN, response=ShownShape, operation_id="show_collection", openapi_extra=asks(EDIT),
    summary="To everybody, or to members; of what it holds each reader sees what they may read",
)  # fmt: skip
def show(request: HttpRequest, brand: str, collection: Id, body: ShownIn) -> ShownShape:
    caller = enter(request, brand, EDIT)
    _open(caller)
    found = _collection(caller, collection)
    show_collection(found, body.access, by=caller.seat.account, at=now())
    return _shown(found)


@router.delete(
    SHOWN,
    response=ShownShape,
    operation_id="hide_collection",
    openapi_extra=asks(EDIT),
    summary="The team alone sees it",
)
def hide(request: HttpRequest, brand: str, collection: Id) -> ShownShape:
    caller = enter(request, brand, EDIT)
    found = _collection(caller, collection)
    if (shown := shelf_of(found)) is not None:
        take_down(shown, by=caller.seat.account, at=now())
    return _shown(found)


def _open(caller: Caller) -> None:
    found = community_for(caller.brand.pk)
    if found is None or found.ended_at is not None:
        raise Refused(404, "No community is open")


def _space(caller: Caller, pk: int) -> Space:
    _open(caller)
    return one(spaces_of(caller.brand.pk), pk, "space")


def _category(caller: Caller, pk: int) -> Category:
    found = category_in(caller.brand.pk, pk)
    if found is None:
        raise Refused(404, "No such category")
    return found


def _spotlight(caller: Caller, pk: int) -> Spotlight:
    return one(asked(caller.brand.pk), pk, "spotlight")


def _collection(caller: Caller, pk: int) -> Collection:
    return one(Collection.objects.filter(brand=caller.brand, visibility=Visibility.TEAM.value), pk, "collection")


def _sorted(found: Category) -> CategoryShape:
    return CategoryShape(id=found.pk, space=found.space_id, slug=found.slug, name=found.name)


def _presented(found: Spotlight) -> SpotlightShape:
    return SpotlightShape(
        id=found.pk, handle=found.member.handle, name=found.member.name, text=found.text, asked_at=found.asked_at,
        agreed_at=found.agreed_at,
    )  # fmt: skip


def _shown(found: Collection) -> ShownShape:
    shelf = shelf_of(found)
    url = f"/c/{found.brand.slug}/collections/{shelf.pk}" if shelf else ""
    return ShownShape(collection=found.pk, name=found.name, access=shelf.access if shelf else "", url=url)
