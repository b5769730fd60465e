"""A board shown to whoever holds a secret link: what it would show is said first; and that page itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.boards.actions.boards import revoke_share, share_board
from parvis.boards.models import Board, BoardShare
from parvis.boards.queries import ROWS, boards_of, columns_of, shared_stretch, shares_of
from parvis.boards.queries import shared as share_of
from parvis.boards.rules import GOOD_FOR
from parvis.conversations.sight import Sight
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.web.board.forms import ShareForm
from parvis.web.board.found import board_at
from parvis.web.ui.door import DeskRequest, open_to_all, screen


@require_http_methods(["GET", "HEAD", "POST"])
@screen(Permission.EXPORT)
def share(request: DeskRequest, id: int) -> HttpResponse:
    """The link is shown once, in the answer to the form."""
    board = board_at(request, id)
    form, link = ShareForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        lasts = GOOD_FOR[form.cleaned_data["lasts"]]
        _made, token = share_board(board, good_for=lasts, by=request.desk.account, at=now())
        link = request.build_absolute_uri(reverse("shared-board", kwargs={"token": token}))
    context = {
        "board": board, "form": form, "link": link, "columns": _public(board), "most": ROWS, "shares": shares_of(board, now()),
    }  # fmt: skip
    answer = render(request, "board/share.html", context, status=422 if form.is_bound and not link else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
@screen(Permission.EXPORT)
def revoke(request: DeskRequest, id: int) -> HttpResponse:
    found = BoardShare.objects.select_related("board__brand").filter(pk=id, board__in=boards_of(request.desk.seat))
    one = found.first()
    if one is None:
        raise Http404
    if revoke_share(one, by=request.desk.account, at=now()):
        messages.success(request, _("The link is revoked: it opens nothing any more."))
    return redirect("board_share", brand=request.desk.brand.slug, id=one.board_id)


@open_to_all
@require_GET
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """For strangers: in the language of the brand, out of every index, kept by no cache, named to no other site."""
    found = share_of(token, now())
    board = found.board if found else None
    with translation.override(board.brand.language if board else None), timezone.override(_zone(board)):
        context: dict[str, Any] = {"share": found, "board": board, "columns": _public(board) if board else []}
        answer = render(request, "board/shared.html", context, status=200 if found else 410)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _zone(board: Board | None) -> str | None:
    return board.brand.timezone if board else None


def _public(board: Board) -> list[tuple[Any, Any]]:
    """As its owner sees the columns, and only what is public of each."""
    columns = columns_of(board, board.owner, Sight(board.brand_id))
    return [(one, shared_stretch(one)) for one in columns]
