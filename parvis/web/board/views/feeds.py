"""Lists of feeds (OPML), in and out."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.boards.actions.feeds import BegunAlready
from parvis.boards.models import FeedList
from parvis.boards.queries import lists_of
from parvis.connectors.contract import ConnectorError
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows import feedlists as flow
from parvis.web.board.found import board_at
from parvis.web.places.forms import FileForm
from parvis.web.places.problems import put
from parvis.web.ui.door import DeskRequest, screen

EDIT = Permission.PLACES_EDIT


@require_http_methods(["GET", "HEAD", "POST"])
@screen(EDIT)
def bring(request: DeskRequest) -> HttpResponse:
    """The file is read; what it would bring stands on the next page."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            made = flow.read_list(request.desk.seat, given.read(), given.name, at=now())
        except ConnectorError as problem:
            put(problem, form, "file")
        else:
            return redirect("feedlist", brand=request.desk.brand.slug, id=made.pk)
    return render(request, "board/bring.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
@screen(EDIT)
def listed(request: DeskRequest, id: int) -> HttpResponse:
    """Before: what to choose from; then how far it is; in the end what came of it."""
    one = _list_at(request, id)
    folders: dict[str, list[dict[str, object]]] = {}
    for row in one.rows:
        folders.setdefault(row["folder"], []).append(row)
    states = [row["state"] for row in {row["address"]: row for row in one.rows}.values()]
    counts = {state: states.count(state) for state in ("new", "known", "added", "failed", "asks", "skipped")}
    chosen = sum(1 for state in states if state not in ("known", "skipped"))
    context = {"listed": one, "folders": folders, "counts": counts, "chosen": chosen, "done": chosen - counts["new"]}
    return render(request, "board/feeds.html", context)


@require_POST
@screen(EDIT)
def begin(request: DeskRequest, id: int) -> HttpResponse:
    one = _list_at(request, id)
    try:
        flow.begin(one, request.POST.getlist("feed"), as_boards=bool(request.POST.get("as_boards")), at=now())
    except BegunAlready:
        messages.info(request, _("This list was let in already."))
    return redirect("feedlist", brand=request.desk.brand.slug, id=one.pk)


@require_GET
@screen(Permission.EXPORT)
def take(request: DeskRequest, id: int) -> HttpResponse:
    board = board_at(request, id)
    return _file(f"board-{board.pk}", flow.board_as_opml(board, request.desk.seat, request.desk.sight))


@require_GET
@screen(Permission.EXPORT)
def take_all(request: DeskRequest) -> HttpResponse:
    return _file(request.desk.brand.slug, flow.boards_as_opml(request.desk.seat, request.desk.sight))


def _list_at(request: DeskRequest, id: int) -> FeedList:
    found = lists_of(request.desk.brand.pk).filter(pk=id).first()
    if found is None:
        raise Http404
    return found


def _file(name: str, content: str) -> HttpResponse:
    kept = {"Content-Disposition": f'attachment; filename="parvis-{name}.opml"'}
    return HttpResponse(content, content_type="text/x-opml; charset=utf-8", headers=kept)
