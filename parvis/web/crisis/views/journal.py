"""The journal of a room: to read, to print, to take away."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from parvis.core.roles import Permission
from parvis.engagement.queries import crisis as reads
from parvis.flows.crisis import as_csv, as_markdown, names_in
from parvis.web.crisis.found import crisis_of
from parvis.web.crisis.words import lines_of
from parvis.web.ui.cursor import cursor_after, cursor_of
from parvis.web.ui.door import DeskRequest, screen

ROWS = 100


@screen(Permission.CRISIS_SEE)
@require_GET
def journal(request: DeskRequest, id: int) -> HttpResponse:
    """A hundred acts at a time; `?all` for the printer."""
    crisis, every = crisis_of(request, id), "all" in request.GET
    events = reads.journal_of(crisis, before=cursor_of(request.GET.get("after", "")), limit=None if every else ROWS + 1)
    last = events[ROWS - 1] if not every and len(events) > ROWS else None
    shown = events if every else events[:ROWS]
    context = {
        "crisis": crisis,
        "lines": lines_of(shown, names_in(request.desk.brand, shown, request.desk.sight)),
        "older": cursor_after(request, last.at, last.pk) if last else "",
    }
    return render(request, "crisis/journal.html", context)


@screen(Permission.CRISIS_SEE)
@require_GET
def markdown(request: DeskRequest, id: int) -> HttpResponse:
    crisis = crisis_of(request, id)
    return _file(as_markdown(crisis, request.desk.sight), "text/markdown", f"crisis-{crisis.pk}.md")


@screen(Permission.CRISIS_SEE)
@require_GET
def table(request: DeskRequest, id: int) -> HttpResponse:
    crisis = crisis_of(request, id)
    return _file(as_csv(crisis, request.desk.sight), "text/csv", f"crisis-{crisis.pk}.csv")


def _file(text: str, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
