"""Whole lists of feeds, in and out (OPML)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from parvis.connectors.contract import ConnectorError
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows.places import export_opml, import_opml
from parvis.web.places.forms import FileForm
from parvis.web.places.problems import put
from parvis.web.ui.door import DeskRequest, screen


@screen(Permission.PLACES_EDIT)
@require_http_methods(["GET", "POST"])
def import_list(request: DeskRequest) -> HttpResponse:
    """The answer to a POST says what was added, what was known, what was left out and why."""
    if request.method == "GET":
        return render(request, "places/import.html", {"form": FileForm(), "done": None})
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            done = import_opml(request.desk.brand, content, by=request.desk.account, at=now())
        except ConnectorError as problem:
            put(problem, form, "file")
        else:
            return render(request, "places/import.html", {"form": FileForm(), "done": done})
    return render(request, "places/import.html", {"form": form, "done": None}, status=422)


@screen(Permission.EXPORT)
@require_GET
def export_list(request: DeskRequest) -> HttpResponse:
    name = f"parvis-{request.desk.brand.slug}.opml"
    return HttpResponse(
        export_opml(request.desk.brand),
        content_type="text/x-opml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
