"""A board with its columns; one column alone; what came since."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from parvis.boards.models import Board
from parvis.boards.queries import boards_of, columns_of, marks_of
from parvis.boards.queries import news as news_of
from parvis.core.roles import Permission
from parvis.listening.queries import watches_of
from parvis.web.board.found import board_at, column_at, may_change
from parvis.web.board.shown import shown_board, shown_column
from parvis.web.ui.cursor import cursor_of
from parvis.web.ui.door import DeskRequest, screen

SEE = Permission.POSTS_SEE
PROPOSED = 4


@require_GET
@screen(SEE)
def boards(request: DeskRequest) -> HttpResponse:
    """The first of them; without any, the one that the brand's watches would make."""
    found = list(boards_of(request.desk.seat))
    if found:
        return _page(request, found[0], found)
    proposed = list(watches_of(request.desk.brand.pk).filter(paused_at=None).order_by("-hit_count", "pk")[:PROPOSED])
    return render(request, "board/empty.html", {"boards": [], "board": None, "proposed": proposed})


@require_GET
@screen(SEE)
def board(request: DeskRequest, id: int) -> HttpResponse:
    return _page(request, board_at(request, id), list(boards_of(request.desk.seat)))


def _page(request: DeskRequest, board: Board, boards: list[Board]) -> HttpResponse:
    context = {
        "board": board,
        "boards": boards,
        "columns": shown_board(request.desk, board),
        "may_change": may_change(request.desk, board),
    }
    return render(request, "board/board.html", context)


@require_GET
@screen(SEE)
def column(request: DeskRequest, id: int) -> HttpResponse:
    """Alone: also what its older posts and its news are taken from."""
    one = column_at(request, id)
    mark = marks_of([one], request.desk.account.pk).get(one.pk, -1)
    shown = shown_column(request.desk, one, mark, after=cursor_of(request.GET.get("after", "")))
    context = {"board": one.board, "shown": shown, "may_change": may_change(request.desk, one.board)}
    return render(request, "board/column_page.html", context)


@require_GET
@screen(SEE)
def news(request: DeskRequest, id: int) -> HttpResponse:
    """How many posts came into each column since it was drawn: `since` = "column:arrival", once a column."""
    board = board_at(request, id)
    since: dict[int, int] = {}
    for said in request.GET.getlist("since")[:50]:
        pk, _, key = said.partition(":")
        if pk.isdecimal() and key.isdecimal() and len(said) < 40:
            since[int(pk)] = int(key)
    columns = columns_of(board, request.desk.seat, request.desk.sight)
    counted = [(one, news_of(one, request.desk.sight, since[one.pk])) for one in columns if one.pk in since]
    return render(request, "board/news.html", {"counted": counted})
