"""What an address of these pages names, or 404; and whether this seat may change it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from parvis.boards.models import Board, Column
from parvis.boards.queries import boards_of, column_of
from parvis.boards.rules import Visibility
from parvis.core.roles import Permission
from parvis.web.ui.door import Desk, DeskRequest


def board_at(request: DeskRequest, id: int) -> Board:
    found = boards_of(request.desk.seat).filter(pk=id).first()
    if found is None:
        raise Http404
    found.brand = request.desk.brand
    return found


def column_at(request: DeskRequest, id: int) -> Column:
    found = column_of(request.desk.seat, request.desk.sight, id)
    if found is None:
        raise Http404
    found.board.brand = request.desk.brand
    return found


def may_change(desk: Desk, board: Board) -> bool:
    """One's own; those of the team are changed by whoever tends its watches."""
    if board.visibility == Visibility.PRIVATE:
        return board.owner_id == desk.seat.pk
    return desk.may(Permission.WATCHES_EDIT)


def tended(request: DeskRequest, board: Board, act: Callable[[], HttpResponse]) -> HttpResponse:
    """`act`, or back to the board with the reason why not."""
    if not may_change(request.desk, board):
        messages.error(request, _("This board belongs to the team: a community manager may change it."))
        return redirect("board", brand=request.desk.brand.slug, id=board.pk)
    return act()
