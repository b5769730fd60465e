"""Columns of a board: read, named, moved, taken away; and lists of feeds on their way in."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Status

from parvis.api.boards import column_shape, tended
from parvis.api.boards_shapes import (
    ChosenIn,
    ColumnChangeIn,
    ColumnEntryShape,
    ColumnShape,
    FeedListShape,
    FeedShape,
    FeedsIn,
    MoveIn,
    OrderShape,
    ReadIn,
    UnreadShape,
)
from parvis.api.bounds import Id
from parvis.api.cursor import pack, page_size, unpack
from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.faults import refused_by
from parvis.api.finding import one
from parvis.api.posts import shape_of
from parvis.api.router import router
from parvis.api.shapes import DeletedShape, PageOf
from parvis.boards.actions import boards as verbs
from parvis.boards.actions.feeds import BegunAlready
from parvis.boards.models import Column, FeedList
from parvis.boards.queries import ROWS, Entry, column_of, lists_of, marks_of, stretch
from parvis.connectors.contract import ConnectorError
from parvis.core.clock import now
from parvis.core.messages import Message
from parvis.core.roles import Permission
from parvis.flows import feedlists

SEE, PLACES = Permission.POSTS_SEE, Permission.PLACES_EDIT
COLUMN, FEEDS = "/brands/{brand}/columns/{column}", "/brands/{brand}/feedlists"


@router.get(
    f"{COLUMN}/entries",
    response=PageOf[ColumnEntryShape],
    operation_id="list_column_entries",
    openapi_extra=asks(SEE),
    summary="What a column shows: newest first, a collection in its own order",
)
def entries(
    request: HttpRequest, brand: str, column: Id, cursor: str = "", limit: int = ROWS
) -> PageOf[ColumnEntryShape]:
    caller = enter(request, brand, SEE)
    found = _found(caller, column)
    mark = marks_of([found], caller.seat.account_id).get(found.pk, -1)
    shown = stretch(found, caller.sight, after=unpack(cursor) if cursor else None, limit=page_size(limit))
    following = pack(*shown.entries[-1].cursor) if shown.more else ""
    return PageOf[ColumnEntryShape](items=[_entry(each, mark) for each in shown.entries], next=following)


@router.put(
    COLUMN, response=ColumnShape, operation_id="change_column", openapi_extra=asks(SEE), summary="Its name and width"
)
def change(request: HttpRequest, brand: str, column: Id, body: ColumnChangeIn) -> ColumnShape:
    caller = enter(request, brand, SEE)
    found = _tended(caller, column)
    return column_shape(verbs.change_column(found, name=body.name, wide=body.wide, by=caller.seat.account, at=now()))


@router.post(
    f"{COLUMN}/move", response=OrderShape, operation_id="move_column", openapi_extra=asks(SEE),
    summary="To another index of its board",
)  # fmt: skip
def move(request: HttpRequest, brand: str, column: Id, body: MoveIn) -> OrderShape:
    caller = enter(request, brand, SEE)
    return OrderShape(order=verbs.move_column(_tended(caller, column), body.to, by=caller.seat.account, at=now()))


@router.post(
    f"{COLUMN}/read", response=ColumnShape, operation_id="read_column", openapi_extra=asks(SEE),
    summary="The caller has read it up to an arrival; what came later is new",
)  # fmt: skip
def read(request: HttpRequest, brand: str, column: Id, body: ReadIn) -> ColumnShape:
    caller = enter(request, brand, SEE)
    found = _found(caller, column)
    verbs.mark_read(found, caller.seat.account, body.upto)
    return column_shape(found)


@router.delete(
    COLUMN, response=DeletedShape, operation_id="remove_column", openapi_extra=asks(SEE),
    summary="Take it away; what it showed stays",
)  # fmt: skip
def remove(request: HttpRequest, brand: str, column: Id) -> DeletedShape:
    caller = enter(request, brand, SEE)
    verbs.remove_column(_tended(caller, column), by=caller.seat.account, at=now())
    return DeletedShape(id=column)


@router.post(
    FEEDS, response={201: FeedListShape}, operation_id="read_feeds", openapi_extra=asks(PLACES),
    summary="What an OPML file would bring; nothing is added yet",
)  # fmt: skip
def read_feeds(request: HttpRequest, brand: str, body: FeedsIn) -> Status[FeedListShape]:
    caller = enter(request, brand, PLACES)
    try:
        made = feedlists.read_list(caller.seat, body.content.encode("utf-8", "replace"), body.name, at=now())
    except ConnectorError as problem:
        raise refused_by(problem, "content", file="content") from None
    return Status(201, _listed(made))


@router.get(
    f"{FEEDS}/{{feedlist}}", response=FeedListShape, operation_id="get_feeds", openapi_extra=asks(PLACES),
    summary="How far a list of feeds is",
)  # fmt: skip
def get_feeds(request: HttpRequest, brand: str, feedlist: Id) -> FeedListShape:
    caller = enter(request, brand, PLACES)
    return _listed(one(lists_of(caller.brand.pk), feedlist, "list"))


@router.post(
    f"{FEEDS}/{{feedlist}}/begin", response=FeedListShape, operation_id="let_in_feeds", openapi_extra=asks(PLACES),
    summary="Listen to the chosen ones, by a job",
)  # fmt: skip
def begin(request: HttpRequest, brand: str, feedlist: Id, body: ChosenIn) -> FeedListShape:
    caller = enter(request, brand, PLACES)
    found = one(lists_of(caller.brand.pk), feedlist, "list")
    chosen = [row["address"] for row in found.rows] if body.addresses is None else body.addresses
    try:
        return _listed(feedlists.begin(found, chosen, as_boards=body.as_boards, at=now()))
    except BegunAlready:
        raise Refused(409, "This list was let in already") from None


def _found(caller: Caller, pk: int) -> Column:
    found = column_of(caller.seat, caller.sight, pk)
    if found is None:
        raise Refused(404, "No such column")
    return found


def _tended(caller: Caller, pk: int) -> Column:
    found = _found(caller, pk)
    tended(caller, found.board)
    return found


def _entry(entry: Entry, mark: int) -> ColumnEntryShape:
    item = entry.item
    return ColumnEntryShape(
        key=entry.key, new=entry.key > mark, post=shape_of(entry.post) if entry.post else None,
        url=item.link if item else "", title=item.title if item else "", note=item.note if item else "",
    )  # fmt: skip


def _listed(found: FeedList) -> FeedListShape:
    feeds = [
        FeedShape(
            address=row["address"], title=row["title"], folder=row["folder"], state=row["state"],
            place=row.get("place"), said=said_as(row.get("said")),
        )
        for row in found.rows
    ]  # fmt: skip
    refused = [UnreadShape(line=row["line"], name=row["name"], said=said_as(row["said"])) for row in found.refused]
    return FeedListShape(
        id=found.pk, name=found.name, feeds=feeds, refused=refused, started_at=found.started_at,
        finished_at=found.finished_at,
    )  # fmt: skip


def said_as(told: dict[str, object] | None) -> str:
    """A kept sentence in English, "" for none."""
    if not told:
        return ""
    params = told.get("params")
    return str(Message(str(told.get("text", "")), params if isinstance(params, dict) else {}))
