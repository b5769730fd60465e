"""All explorations; one of them with what it found; its journal; a new one."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows.exploring import caller, set_out
from parvis.listening.discovery.models import Exploration
from parvis.listening.discovery.queries import (
    candidates_of,
    communities_of,
    explorations_of,
    facets_of,
    progress_of,
    visits_of,
    with_counts,
)
from parvis.listening.queries import watches_of
from parvis.listening.query import QueryError
from parvis.web.discovery.forms import ExplorationForm
from parvis.web.discovery.rows import asked_of, minutes_left, pills, row_of, state_of
from parvis.web.ui.cursor import cursor_after, cursor_of
from parvis.web.ui.door import DeskRequest, screen
from parvis.web.ui.wording import say

ROWS = 20
EXPLORATIONS = 50
VISITS = 100


@screen(Permission.PLACES_EDIT)
@require_GET
def explorations(request: DeskRequest) -> HttpResponse:
    rows = with_counts(explorations_of(request.desk.brand.pk)[:EXPLORATIONS])
    context = {"rows": [(one, found, to_decide, state_of(one)) for one, found, to_decide in rows]}
    return render(request, "discovery/list.html", context)


@screen(Permission.PLACES_EDIT)
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """A watch may come in the address: its theme."""
    watches = list(watches_of(request.desk.brand.pk))
    if request.method == "GET":
        watch = request.GET.get("watch", "")
        form = ExplorationForm(
            watches, initial={"size": "tour", "watch": watch, "pages": 300, "hosts": 60, "depth": 3, "minutes": 60}
        )
        return render(request, "discovery/new.html", {"form": form, "agent": caller().agent})
    form = ExplorationForm(watches, request.POST)
    if form.is_valid():
        try:
            made = set_out(request.desk.brand, form.plan(), by=request.desk.account, at=now())
            return redirect("exploration", brand=request.desk.brand.slug, id=made.pk)
        except QueryError as error:
            form.add_error("theme", say(error.problems[0].message))
    return render(request, "discovery/new.html", {"form": form, "agent": caller().agent}, status=422)


@screen(Permission.PLACES_EDIT)
@require_GET
def exploration(request: DeskRequest, id: int) -> HttpResponse:
    one, at = found(request, id), now()
    asked = asked_of(request.GET)
    rows = candidates_of(one, asked, after=_after(request.GET.get("after", "")), limit=ROWS + 1)
    facets = facets_of(one)
    decisions, kinds = pills(request.GET, facets, asked, rounds=one.round > 1)
    context: dict[str, Any] = {
        "one": one,
        "state": state_of(one),
        "progress": progress_of(one),
        "found": sum(facets.decisions.values()),
        "minutes_left": minutes_left(one),
        "rows": [row_of(row, one, at) for row in rows[:ROWS]],
        "older": _next(request, rows[ROWS - 1].score, rows[ROWS - 1].pk) if len(rows) > ROWS else "",
        "decisions": decisions,
        "kinds": kinds,
        "communities": communities_of(one),
        "first_page": "after" not in request.GET,
        "here": request.get_full_path(),
    }
    return render(request, "discovery/exploration.html", context)


@screen(Permission.PLACES_EDIT)
@require_GET
def journal(request: DeskRequest, id: int) -> HttpResponse:
    one = found(request, id)
    rows = visits_of(one)
    after = cursor_of(request.GET.get("after", ""))
    if after:
        rows = rows.filter(at__lte=after[0]).exclude(at=after[0], pk__gte=after[1])
    listed = list(rows[: VISITS + 1])
    last = listed[VISITS - 1] if len(listed) > VISITS else None
    words = {
        "robots": _("What it lets robots read"), "feed": _("A feed was read"), "page": _("A page was read"), "list": _("A list of feeds was read"),
        "moved": _("It is elsewhere now"), "same": _("Nothing has changed"), "other": _("Neither page nor feed"), "forbidden": _("Robots may not: not asked"),
        "busy": _("Asks us to slow down"), "failed": _("Did not answer"), "refused": _("Refused, or not there"),
    }  # fmt: skip
    context = {
        "one": one, "visits": [(visit, words.get(visit.outcome, visit.outcome)) for visit in listed[:VISITS]],
        "older": cursor_after(request, last.at, last.pk) if last else "",
    }  # fmt: skip
    return render(request, "discovery/journal.html", context)


def found(request: DeskRequest, id: int) -> Exploration:
    one = explorations_of(request.desk.brand.pk).filter(pk=id).first()
    if one is None:
        raise Http404
    one.brand = request.desk.brand
    return one


def _after(text: str) -> tuple[float, int] | None:
    """None for the first page, and for a cursor that somebody mistyped."""
    score, _line, pk = text.partition("_")
    try:
        return float(score), int(pk)
    except ValueError:
        return None


def _next(request: DeskRequest, score: float, pk: int) -> str:
    query = request.GET.copy()
    query["after"] = f"{score}_{pk}"
    return f"?{query.urlencode()}"
