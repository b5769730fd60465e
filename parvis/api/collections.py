"""Collections: made, filled, put in order, taken along; a post or a collection put before a colleague."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest
from ninja import Status

from parvis.api.boards_shapes import (
    CollectionIn,
    CollectionShape,
    FileShape,
    ItemIn,
    ItemShape,
    KeepItemIn,
    KeptShape,
    MoveIn,
    OrderShape,
    SendToIn,
    SentToShape,
)
from parvis.api.bounds import Id
from parvis.api.columns import said_as
from parvis.api.cursor import number_of, page_size
from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.faults import fault, refused_by
from parvis.api.finding import one
from parvis.api.posts import shape_of
from parvis.api.router import router
from parvis.api.shapes import DeletedShape, PageOf
from parvis.boards.actions import collections as verbs
from parvis.boards.actions.collections import CollectionForm, CollectionFull, Kept, OnBoardsOfTheTeam
from parvis.boards.models import Collection, CollectionItem
from parvis.boards.queries import collections_of, items_in
from parvis.boards.rules import Visibility, tags_of
from parvis.connectors.contract import Rejected
from parvis.conversations.models import Post
from parvis.core.clock import now
from parvis.core.models import Seat
from parvis.core.roles import Permission, allows
from parvis.engagement.queries.alerts import wish_of
from parvis.flows.collections_out import as_file
from parvis.flows.keeping import NotForThem, keep_link, send_to

SEE = Permission.POSTS_SEE
COLLECTION, ITEM = "/brands/{brand}/collections/{collection}", "/brands/{brand}/items/{item}"


@router.get(
    "/brands/{brand}/collections", response=list[CollectionShape], operation_id="list_collections",
    openapi_extra=asks(SEE), summary="The team's and the caller's own, by name",
)  # fmt: skip
def collections(request: HttpRequest, brand: str) -> list[CollectionShape]:
    return [_shape(each) for each in collections_of(enter(request, brand, SEE).seat)]


@router.post(
    "/brands/{brand}/collections", response={201: CollectionShape}, operation_id="make_collection",
    openapi_extra=asks(SEE), summary="A new one, empty",
)  # fmt: skip
def make(request: HttpRequest, brand: str, body: CollectionIn) -> Status[CollectionShape]:
    caller = enter(request, brand, SEE)
    return Status(201, _shape(verbs.make_collection(caller.seat, _form(caller, body), at=now())))


@router.put(
    COLLECTION, response=CollectionShape, operation_id="change_collection", openapi_extra=asks(SEE),
    summary="Its name, what it is for, who sees it",
)  # fmt: skip
def change(request: HttpRequest, brand: str, collection: Id, body: CollectionIn) -> CollectionShape:
    caller = enter(request, brand, SEE)
    found = _tended(caller, _found(caller, collection))
    try:
        return _shape(verbs.change_collection(found, _form(caller, body), by=caller.seat.account, at=now()))
    except OnBoardsOfTheTeam:
        raise fault("visibility", "A board of the team shows it", status=409) from None


@router.delete(
    COLLECTION, response=DeletedShape, operation_id="delete_collection", openapi_extra=asks(SEE),
    summary="The collection goes; the posts stay",
)  # fmt: skip
def delete(request: HttpRequest, brand: str, collection: Id) -> DeletedShape:
    caller = enter(request, brand, SEE)
    verbs.delete_collection(_tended(caller, _found(caller, collection)), by=caller.seat.account, at=now())
    return DeletedShape(id=collection)


@router.get(
    f"{COLLECTION}/items", response=PageOf[ItemShape], operation_id="list_items", openapi_extra=asks(SEE),
    summary="What is kept, in the order made by hand",
)  # fmt: skip
def items(request: HttpRequest, brand: str, collection: Id, cursor: str = "", limit: int = 50) -> PageOf[ItemShape]:
    caller, size = enter(request, brand, SEE), page_size(limit)
    rows = items_in(_found(caller, collection).pk, caller.sight)
    found = list((rows.filter(position__gt=number_of(cursor)) if cursor else rows)[: size + 1])
    following = str(found[size - 1].position) if len(found) > size else ""
    return PageOf[ItemShape](items=[_item(each) for each in found[:size]], next=following)


@router.post(
    f"{COLLECTION}/items", response={201: KeptShape}, operation_id="keep_item", openapi_extra=asks(SEE),
    summary="Keep a post, or a link whose page is asked for its title",
)  # fmt: skip
def keep(request: HttpRequest, brand: str, collection: Id, body: KeepItemIn) -> Status[KeptShape]:
    caller = enter(request, brand, SEE)
    into = _tended(caller, _found(caller, collection))
    tags, by, at = tags_of(",".join(body.tags)), caller.seat.account, now()
    try:
        if body.post is not None:
            post = one(caller.sight.posts().filter(erased_at=None), body.post, "post")
            item, new = verbs.keep(into, Kept(post=post, note=body.note, tags=tags), by=by, at=at)
        else:
            item, new = keep_link(into, body.url, note=body.note, tags=tags, by=by, at=at)
    except Rejected as problem:
        raise refused_by(problem, "url", address="url") from None
    except CollectionFull:
        raise Refused(409, "This collection is full: begin another one") from None
    return Status(201, KeptShape(**_item(_whole(caller, item)).model_dump(), new=new))


@router.put(ITEM, response=ItemShape, operation_id="change_item", openapi_extra=asks(SEE), summary="Its note and tags")
def change_item(request: HttpRequest, brand: str, item: Id, body: ItemIn) -> ItemShape:
    caller = enter(request, brand, SEE)
    found, tags = _held(caller, item), tags_of(",".join(body.tags))
    return _item(verbs.change_item(found, note=body.note, tags=tags, by=caller.seat.account, at=now()))


@router.post(
    f"{ITEM}/move", response=OrderShape, operation_id="move_item", openapi_extra=asks(SEE),
    summary="To another index of its collection",
)  # fmt: skip
def move(request: HttpRequest, brand: str, item: Id, body: MoveIn) -> OrderShape:
    caller = enter(request, brand, SEE)
    return OrderShape(order=verbs.move_item(_held(caller, item), body.to, by=caller.seat.account, at=now()))


@router.delete(
    ITEM,
    response=DeletedShape,
    operation_id="remove_item",
    openapi_extra=asks(SEE),
    summary="Take it out of its collection",
)
def remove(request: HttpRequest, brand: str, item: Id) -> DeletedShape:
    caller = enter(request, brand, SEE)
    verbs.remove_item(_held(caller, item), by=caller.seat.account, at=now())
    return DeletedShape(id=item)


@router.get(
    f"{COLLECTION}/file", response=FileShape, operation_id="export_collection",
    openapi_extra=asks(Permission.EXPORT), summary="The whole of it as CSV, Markdown or JSON",
)  # fmt: skip
def export(request: HttpRequest, brand: str, collection: Id, kind: Literal["csv", "md", "json"] = "json") -> FileShape:
    caller = enter(request, brand, Permission.EXPORT)
    return FileShape(content=as_file(_found(caller, collection), caller.sight, kind))


@router.post(
    f"{COLLECTION}/send", response=SentToShape, operation_id="send_collection", openapi_extra=asks(SEE),
    summary="Put it before a colleague, among their notices",
)  # fmt: skip
def send_collection(request: HttpRequest, brand: str, collection: Id, body: SendToIn) -> SentToShape:
    caller = enter(request, brand, SEE)
    return _send(caller, _found(caller, collection), body)


@router.post(
    "/brands/{brand}/posts/{post}/send", response=SentToShape, operation_id="send_post", openapi_extra=asks(SEE),
    summary="Put a post before a colleague, among their notices",
)  # fmt: skip
def send_post(request: HttpRequest, brand: str, post: Id, body: SendToIn) -> SentToShape:
    caller = enter(request, brand, SEE)
    return _send(caller, one(caller.sight.posts().filter(erased_at=None), post, "post"), body)


def _send(caller: Caller, what: Post | Collection, body: SendToIn) -> SentToShape:
    seats = Seat.objects.select_related("account", "brand").filter(brand=caller.brand, ended_at=None)
    to, by = one(seats, body.to, "seat"), caller.seat.account
    try:
        sent = send_to(to, what, note=body.note, key=body.key, by=by, at=now(), mail=body.mail)
    except NotForThem:
        raise fault("to", "This colleague may not see it", status=409) from None
    return SentToShape(sent=sent, mails=wish_of(to).mail)


def _found(caller: Caller, pk: int) -> Collection:
    return one(collections_of(caller.seat), pk, "collection")


def _tended(caller: Caller, found: Collection) -> Collection:
    if found.owner_id != caller.seat.pk and not allows(caller.seat.role, Permission.CASE_WORK):
        raise Refused(403, "This collection belongs to the team: whoever works its cases may change it")
    return found


def _held(caller: Caller, pk: int) -> CollectionItem:
    holder = CollectionItem.objects.filter(collection__in=collections_of(caller.seat).values("pk"))
    found = _whole(caller, one(holder, pk, "item"))
    found.collection = _tended(caller, _found(caller, found.collection_id))
    return found


def _whole(caller: Caller, item: CollectionItem) -> CollectionItem:
    return one(items_in(item.collection_id, caller.sight), item.pk, "item")


def _form(caller: Caller, body: CollectionIn) -> CollectionForm:
    if body.visibility == "team" and not allows(caller.seat.role, Permission.CASE_WORK):
        raise Refused(403, "Your role makes collections of your own only")
    return CollectionForm(body.name, body.about, Visibility(body.visibility))


def _shape(found: Collection) -> CollectionShape:
    counted = getattr(found, "n", None)
    return CollectionShape(
        id=found.pk, name=found.name, about=found.about, visibility=found.visibility,
        items=found.items.count() if counted is None else counted,
    )  # fmt: skip


def _item(item: CollectionItem) -> ItemShape:
    return ItemShape(
        id=item.pk, collection=item.collection_id, post=shape_of(item.post) if item.post else None, url=item.link,
        title=item.title, note=item.note, tags=item.tags, added_at=item.added_at,
        problem=said_as(item.problem),
    )  # fmt: skip
