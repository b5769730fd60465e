"""Boards made, named, put in order, deleted."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parvis.boards.actions.boards import (
    NotForColumns,
    Source,
    TooManyBoards,
    add_column,
    change_board,
    delete_board,
    make_board,
)
from parvis.boards.queries import columns_of
from parvis.boards.rules import MOST_BOARDS, MOST_COLUMNS
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.listening.queries import watches_of
from parvis.web.board.forms import AboutBoard
from parvis.web.board.found import board_at, tended
from parvis.web.ui.door import DeskRequest, screen

SEE = Permission.POSTS_SEE


@require_http_methods(["GET", "HEAD", "POST"])
@screen(SEE)
def new(request: DeskRequest) -> HttpResponse:
    """`watch`: watches that are its first columns, as the empty page proposes."""
    form = AboutBoard(request.POST or None, desk=request.desk)
    if request.method == "POST" and form.is_valid():
        try:
            made = make_board(request.desk.seat, form.said(), at=now())
        except TooManyBoards:
            form.add_error(None, _("You have %(n)s boards already: delete one first.") % {"n": MOST_BOARDS})
        else:
            chosen = [int(pk) for pk in request.POST.getlist("watch")[:MOST_COLUMNS] if pk.isdecimal() and len(pk) < 19]
            for watch in watches_of(request.desk.brand.pk).filter(pk__in=chosen):
                add_column(made, Source(watch=watch), by=request.desk.account, at=now())
            messages.success(request, _("The board is there."))
            return redirect("board", brand=request.desk.brand.slug, id=made.pk)
    return render(request, "board/new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@screen(SEE)
def edit(request: DeskRequest, id: int) -> HttpResponse:
    board = board_at(request, id)

    def act() -> HttpResponse:
        now_is = {"name": board.name, "visibility": board.visibility, "density": board.density}
        form = AboutBoard(request.POST or None, initial=now_is, desk=request.desk)
        if request.method == "POST" and form.is_valid():
            try:
                change_board(board, form.said(), by=request.desk.account, at=now())
            except NotForColumns:
                form.add_error("visibility", _("One of its columns shows a collection that is only yours."))
            else:
                messages.success(request, _("Saved."))
                return redirect("board", brand=request.desk.brand.slug, id=board.pk)
        columns = columns_of(board, request.desk.seat, request.desk.sight)
        context = {"board": board, "form": form, "columns": columns}
        return render(request, "board/edit.html", context, status=422 if form.is_bound else 200)

    return tended(request, board, act)


@require_POST
@screen(SEE)
def delete(request: DeskRequest, id: int) -> HttpResponse:
    board = board_at(request, id)

    def act() -> HttpResponse:
        name = board.name
        delete_board(board, by=request.desk.account, at=now())
        messages.success(request, _("The board “%(name)s” is deleted; what it showed stays.") % {"name": name})
        return redirect("boards", brand=request.desk.brand.slug)

    return tended(request, board, act)
