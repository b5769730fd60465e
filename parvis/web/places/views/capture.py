"""Posts brought by hand: one pasted, or a table of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from parvis.connectors.contract import ConnectorError, Rejected
from parvis.connectors.manual.tables import BadLine, Table, look, read_table
from parvis.conversations.models import Place
from parvis.conversations.queries import places_of
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows.capture import NETWORK, Pasted, bring_table, bring_text
from parvis.web.places import uploads
from parvis.web.places.forms import ColumnsForm, FileForm, PasteForm
from parvis.web.places.problems import put, said
from parvis.web.ui.door import DeskRequest, screen

SHOWN_LINES = 50


@screen(Permission.PLACES_EDIT)
@require_http_methods(["GET", "POST"])
def paste(request: DeskRequest) -> HttpResponse:
    form = PasteForm(request.POST if request.method == "POST" else None, initial=_proposed(request))
    if request.method == "POST" and form.is_valid():
        said_of_it = form.cleaned_data
        try:
            pasted = Pasted(said_of_it["text"], said_of_it["author"], "", said_of_it["link"], said_of_it["at"])
            place, taken = bring_text(
                request.desk.brand, said_of_it["place"], pasted, by=request.desk.account, at=now()
            )
        except Rejected as problem:
            form.add_error("link" if problem.field == "address" else "text", said(problem))
        else:
            messages.success(request, _("The post is kept.") if taken.new else _("This post was there already."))
            return redirect("place", brand=request.desk.brand.slug, id=place.pk)
    context = {"form": form, "names": _by_hand(request), "file_form": FileForm()}
    return render(request, "places/capture.html", context, status=422 if form.errors else 200)


def _by_hand(request: DeskRequest) -> list[str]:
    return list(
        places_of(request.desk.brand.pk)
        .prefetch_related(None)
        .filter(network=NETWORK)
        .values_list("name", flat=True)[:50]
    )


def _proposed(request: DeskRequest) -> dict[str, str]:
    """What the address brings: the capture button of a browser fills it in."""
    asked = request.GET
    place = asked.get("place", "")[:200] or _("Captured by hand")
    return {"place": place, "text": asked.get("text", "")[:20_000], "link": asked.get("link", "")[:2000]}


@screen(Permission.PLACES_EDIT)
@require_http_methods(["GET", "POST"])
def table(request: DeskRequest) -> HttpResponse:
    """A file to look at: its columns as they would be read, its first rows, the lines that would be left out."""
    if request.method == "GET":
        return redirect("place_capture", brand=request.desk.brand.slug)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            seen = look(content)
        except ConnectorError as problem:
            put(problem, form, "file")
        else:
            token = uploads.keep(request.desk.brand.pk, content)
            columns = ColumnsForm(None, seen.headings, seen.mapping)
            return _preview(request, Seen(token, content, seen, dict(seen.mapping)), columns)
    context = {"form": PasteForm(initial=_proposed(request)), "names": _by_hand(request), "file_form": form}
    return render(request, "places/capture.html", context, status=422)


class Seen:
    """A file under review: its token, content, table and the mapping that would be used."""

    def __init__(self, token: str, content: bytes, table: Table, mapping: dict[str, str]) -> None:
        self.token, self.content, self.table, self.mapping = token, content, table, mapping


@screen(Permission.PLACES_EDIT)
@require_POST
def import_rows(request: DeskRequest) -> HttpResponse:
    """Look again with other columns, or import."""
    brand = request.desk.brand
    token = request.POST.get("token", "")
    content = uploads.kept(brand.pk, token)
    if content is None:
        messages.error(request, _("The file is no longer here. Give it again."))
        return redirect("place_capture", brand=brand.slug)
    seen = look(content)
    columns = ColumnsForm(request.POST, seen.headings, seen.mapping)
    if not columns.is_valid():
        return _preview(request, Seen(token, content, seen, dict(seen.mapping)), columns, status=422)
    if "look" in request.POST:
        return _preview(request, Seen(token, content, seen, columns.mapping()), columns)
    name = request.POST.get("place", "").strip()[:200] or _("Captured by hand")
    place, done = bring_table(brand, name, content, columns.mapping(), by=request.desk.account, at=now())
    uploads.drop(brand.pk, token)
    return _told(request, place, done)


def _told(request: DeskRequest, place: Place, done: Any) -> HttpResponse:
    context = {"place": place, "done": done, "bad": done.bad[:SHOWN_LINES], "more": max(0, len(done.bad) - SHOWN_LINES)}
    return render(request, "places/imported.html", context)


def _preview(request: DeskRequest, seen: Seen, columns: ColumnsForm, status: int = 200) -> HttpResponse:
    read = list(read_table(seen.content, seen.mapping))
    bad = [line for line in read if isinstance(line, BadLine)]
    good = [item for item in read if not isinstance(item, BadLine)]
    context = {
        "seen": seen,
        "columns": columns,
        "items": good[:5],
        "good": len(good),
        "bad": bad[:SHOWN_LINES],
        "more": max(0, len(bad) - SHOWN_LINES),
        "headline": ngettext("%(n)s post can be read", "%(n)s posts can be read", len(good)) % {"n": len(good)},
        "place_name": request.POST.get("place", "").strip()[:200] or _("Captured by hand"),
        "names": _by_hand(request),
    }
    return render(request, "places/table.html", context, status=status)
