"""Columns added, named, moved, read, taken away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parvis.boards.actions.boards import (
    NotForColumns,
    TooManyColumns,
    add_column,
    change_column,
    mark_read,
    move_column,
    remove_column,
)
from parvis.boards.models import Board, Column
from parvis.boards.queries import boards_of
from parvis.boards.rules import MOST_COLUMNS, searched
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.web.board.forms import NewColumn
from parvis.web.board.found import column_at, may_change, tended
from parvis.web.ui.answers import by_htmx
from parvis.web.ui.door import DeskRequest, screen

SEE = Permission.POSTS_SEE


@require_http_methods(["GET", "HEAD", "POST"])
@screen(SEE)
def new(request: DeskRequest) -> HttpResponse:
    """`board`: on which; the filters of the page of posts become a search."""
    boards = [one for one in boards_of(request.desk.seat) if may_change(request.desk, one)]
    if not boards:
        messages.info(request, _("Make a board first: its columns come then."))
        return redirect("boards_new", brand=request.desk.brand.slug)
    asked = "&".join(f"{name}={value}" for name, value in searched(request.GET.dict()).items())
    asked = "" if "board" in request.GET else asked
    first = {"board": request.GET.get("board"), "source": f"search:{asked}" if asked else None}
    form = NewColumn(request.POST or None, initial=first, desk=request.desk, boards=boards, asked=asked)
    if request.method == "POST" and form.is_valid():
        board, source, name = form.chosen()
        try:
            add_column(board, source, name=name, by=request.desk.account, at=now())
        except TooManyColumns:
            form.add_error("board", _("It has %(n)s columns: take one away first.") % {"n": MOST_COLUMNS})
        except NotForColumns:
            form.add_error("source", _("This collection is only yours: share it with the team first."))
        else:
            return redirect("board", brand=request.desk.brand.slug, id=board.pk)
    return render(request, "board/column_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@screen(SEE)
def edit(request: DeskRequest, id: int) -> HttpResponse:
    column = column_at(request, id)

    def act() -> HttpResponse:
        name, wide = request.POST.get("name", ""), bool(request.POST.get("wide"))
        change_column(column, name=name, wide=wide, by=request.desk.account, at=now())
        return _care(request, column.board)

    return tended(request, column.board, act)


@require_POST
@screen(SEE)
def move(request: DeskRequest, id: int) -> HttpResponse:
    """`to`: its index on the board. Dragged, nothing is drawn anew."""
    column = column_at(request, id)

    def act() -> HttpResponse:
        to = request.POST.get("to", "")
        move_column(column, int(to) if to.isdecimal() and len(to) < 4 else 0, by=request.desk.account, at=now())
        return HttpResponse(status=204) if by_htmx(request) else _care(request, column.board)

    return tended(request, column.board, act)


@require_POST
@screen(SEE)
def remove(request: DeskRequest, id: int) -> HttpResponse:
    column = column_at(request, id)

    def act() -> HttpResponse:
        remove_column(column, by=request.desk.account, at=now())
        return _care(request, column.board)

    return tended(request, column.board, act)


@require_POST
@screen(SEE)
def read(request: DeskRequest, id: int) -> HttpResponse:
    """`upto`: the arrival up to which this person has read it."""
    column = column_at(request, id)
    upto = request.POST.get("upto", "")
    if upto.isdecimal() and len(upto) < 17:
        mark_read(column, request.desk.account, int(upto))
    return HttpResponse(status=204) if by_htmx(request) else redirect(_where(request, column))


def _care(request: DeskRequest, board: Board) -> HttpResponse:
    return redirect("board_edit", brand=request.desk.brand.slug, id=board.pk)


def _where(request: DeskRequest, column: Column) -> str:
    there = reverse("board", kwargs={"brand": request.desk.brand.slug, "id": column.board_id})
    return f"{there}#column-{column.pk}"
