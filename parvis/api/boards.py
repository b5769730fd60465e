"""Boards: made, named, shared, taken along; their columns added."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from ninja import Status

from parvis.api.boards_shapes import (
    BoardIn,
    BoardInFull,
    BoardShape,
    BoardShareShape,
    ColumnIn,
    ColumnShape,
    FileShape,
    ShareIn,
    ShareMadeShape,
)
from parvis.api.bounds import Id
from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.faults import fault
from parvis.api.finding import one
from parvis.api.router import exact, router
from parvis.api.shapes import DeletedShape
from parvis.boards.actions import boards as verbs
from parvis.boards.actions.boards import BoardForm, NotForColumns, Source, TooManyBoards, TooManyColumns
from parvis.boards.models import Board, BoardShare, Column
from parvis.boards.queries import boards_of, collections_of, columns_of, shares_of
from parvis.boards.rules import GOOD_FOR, Density, Visibility
from parvis.core.clock import now
from parvis.core.roles import Permission, allows
from parvis.flows import feedlists
from parvis.listening.models import Watch

SEE = Permission.POSTS_SEE
BOARD = "/brands/{brand}/boards/{board}"


@exact.get(
    "/brands/{brand}/boards/opml",
    response=FileShape,
    operation_id="export_boards",
    openapi_extra=asks(Permission.EXPORT),
    summary="Every feed as OPML, a folder a board",
)
def export_boards(request: HttpRequest, brand: str) -> FileShape:
    caller = enter(request, brand, Permission.EXPORT)
    return FileShape(content=feedlists.boards_as_opml(caller.seat, caller.sight))


@router.get(
    "/brands/{brand}/boards",
    response=list[BoardShape],
    operation_id="list_boards",
    openapi_extra=asks(SEE),
    summary="The team's boards and the caller's own, by name",
)
def boards(request: HttpRequest, brand: str) -> list[BoardShape]:
    return [_shape(found) for found in boards_of(enter(request, brand, SEE).seat)]


@router.post(
    "/brands/{brand}/boards",
    response={201: BoardShape},
    operation_id="make_board",
    openapi_extra=asks(SEE),
    summary="A new board, without columns",
)
def make(request: HttpRequest, brand: str, body: BoardIn) -> Status[BoardShape]:
    caller = enter(request, brand, SEE)
    try:
        return Status(201, _shape(verbs.make_board(caller.seat, _form(caller, body), at=now())))
    except TooManyBoards:
        raise Refused(409, "There are too many boards: delete one first") from None


@router.get(
    BOARD, response=BoardInFull, operation_id="get_board", openapi_extra=asks(SEE), summary="A board and its columns"
)
def get(request: HttpRequest, brand: str, board: Id) -> BoardInFull:
    caller = enter(request, brand, SEE)
    found = one(boards_of(caller.seat), board, "board")
    columns = [column_shape(each) for each in columns_of(found, caller.seat, caller.sight)]
    return BoardInFull(**_shape(found).model_dump(), columns=columns)


@router.put(
    BOARD,
    response=BoardShape,
    operation_id="change_board",
    openapi_extra=asks(SEE),
    summary="Its name, who sees it, how",
)
def change(request: HttpRequest, brand: str, board: Id, body: BoardIn) -> BoardShape:
    caller = enter(request, brand, SEE)
    found = tended(caller, one(boards_of(caller.seat), board, "board"))
    try:
        return _shape(verbs.change_board(found, _form(caller, body), by=caller.seat.account, at=now()))
    except NotForColumns:
        raise fault("visibility", "One of its columns shows a collection of one person", status=409) from None


@router.delete(
    BOARD, response=DeletedShape, operation_id="delete_board", openapi_extra=asks(SEE),
    summary="The board and its links go; what it showed stays",
)  # fmt: skip
def delete(request: HttpRequest, brand: str, board: Id) -> DeletedShape:
    caller = enter(request, brand, SEE)
    verbs.delete_board(tended(caller, one(boards_of(caller.seat), board, "board")), by=caller.seat.account, at=now())
    return DeletedShape(id=board)


@router.post(
    f"{BOARD}/columns",
    response={201: ColumnShape},
    operation_id="add_column",
    openapi_extra=asks(SEE),
    summary="A column at the end: of a watch, a place, a collection or a search",
)
def add(request: HttpRequest, brand: str, board: Id, body: ColumnIn) -> Status[ColumnShape]:
    caller = enter(request, brand, SEE)
    found = tended(caller, one(boards_of(caller.seat), board, "board"))
    source = _source(caller, body)
    try:
        made = verbs.add_column(found, source, name=body.name, by=caller.seat.account, at=now())
    except TooManyColumns:
        raise Refused(409, "There are too many columns: take one away first") from None
    except NotForColumns:
        raise Refused(409, "This is not for the columns of this board") from None
    return Status(201, column_shape(made))


@router.get(
    f"{BOARD}/opml", response=FileShape, operation_id="export_board", openapi_extra=asks(Permission.EXPORT),
    summary="The feeds among its columns, as OPML",
)  # fmt: skip
def export(request: HttpRequest, brand: str, board: Id) -> FileShape:
    caller = enter(request, brand, Permission.EXPORT)
    found = one(boards_of(caller.seat), board, "board")
    return FileShape(content=feedlists.board_as_opml(found, caller.seat, caller.sight))


@router.get(
    f"{BOARD}/shares", response=list[BoardShareShape], operation_id="list_board_shares",
    openapi_extra=asks(Permission.EXPORT), summary="Links that open it now, latest first",
)  # fmt: skip
def shares(request: HttpRequest, brand: str, board: Id) -> list[BoardShareShape]:
    caller = enter(request, brand, Permission.EXPORT)
    return [_share(each) for each in shares_of(one(boards_of(caller.seat), board, "board"), now())]


@router.post(
    f"{BOARD}/shares",
    response={201: ShareMadeShape},
    operation_id="share_board",
    openapi_extra=asks(Permission.EXPORT),
    summary="A secret link to the public part of the board, told this once",
)
def share(request: HttpRequest, brand: str, board: Id, body: ShareIn) -> Status[ShareMadeShape]:
    caller = enter(request, brand, Permission.EXPORT)
    found = one(boards_of(caller.seat), board, "board")
    made, token = verbs.share_board(found, good_for=GOOD_FOR[body.lasts], by=caller.seat.account, at=now())
    path = reverse("shared-board", kwargs={"token": token})
    return Status(201, ShareMadeShape(**_share(made).model_dump(), path=path))


@router.delete(
    "/brands/{brand}/shares/{share}",
    response=DeletedShape,
    operation_id="revoke_share",
    openapi_extra=asks(Permission.EXPORT),
    summary="The link opens nothing any more",
)
def revoke(request: HttpRequest, brand: str, share: Id) -> DeletedShape:
    caller = enter(request, brand, Permission.EXPORT)
    mine = BoardShare.objects.select_related("board__brand").filter(board__in=boards_of(caller.seat))
    verbs.revoke_share(one(mine, share, "share"), by=caller.seat.account, at=now())
    return DeletedShape(id=share)


def tended(caller: Caller, board: Board) -> Board:
    """Raises Refused(403): the team's boards are changed by whoever tends its watches."""
    if board.visibility == Visibility.TEAM and not allows(caller.seat.role, Permission.WATCHES_EDIT):
        raise Refused(403, "This board belongs to the team: a community manager may change it")
    return board


def column_shape(column: Column) -> ColumnShape:
    return ColumnShape(
        id=column.pk, board=column.board_id, name=column.title, kind=column.kind, watch=column.watch_id,
        place=column.place_id, collection=column.collection_id, asked=column.asked, wide=column.wide, gone=column.gone,
    )  # fmt: skip


def _form(caller: Caller, body: BoardIn) -> BoardForm:
    if body.visibility == "team" and not allows(caller.seat.role, Permission.WATCHES_EDIT):
        raise Refused(403, "Your role makes boards of your own only")
    return BoardForm(body.name, Visibility(body.visibility), Density(body.density))


def _source(caller: Caller, body: ColumnIn) -> Source:
    given = [each for each in (body.watch, body.place, body.collection, body.search) if each is not None]
    if len(given) != 1:
        raise fault("watch", "Give one of watch, place, collection, search")
    if body.watch is not None:
        return Source(watch=one(Watch.objects.filter(brand=caller.brand), body.watch, "watch"))
    if body.place is not None:
        return Source(place=one(caller.sight.places(), body.place, "place"))
    if body.collection is not None:
        return Source(collection=one(collections_of(caller.seat), body.collection, "collection"))
    if not body.name.strip():
        raise fault("name", "A search needs a name")
    return Source(asked=body.search.model_dump() if body.search else {})


def _shape(board: Board) -> BoardShape:
    return BoardShape(id=board.pk, name=board.name, visibility=board.visibility, density=board.density)


def _share(share: BoardShare) -> BoardShareShape:
    return BoardShareShape(id=share.pk, board=share.board_id, at=share.at, expires_at=share.expires_at)
