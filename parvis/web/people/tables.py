"""Contacts in and out: a table that comes in with its progress and its report, and one that goes out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import chain
from typing import cast

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from parvis.connectors.contract import Rejected
from parvis.core.clock import now
from parvis.core.models import Brand
from parvis.core.roles import Permission
from parvis.flows.contacts import begin
from parvis.people.actions.dossier import exported_contacts
from parvis.people.models import Consent, Import, Person, RefusedLine
from parvis.people.queries import contacts_of
from parvis.web.people.dossier_forms import TableForm
from parvis.web.ui.door import DeskRequest, screen
from parvis.web.ui.wording import say, stage_name

SHOWN, STRETCH = 50, 1000


@screen(Permission.PEOPLE_EDIT)
@require_http_methods(["GET", "POST"])
def bring(request: DeskRequest) -> HttpResponse:
    form = TableForm(request.POST or None, request.FILES or None) if request.method == "POST" else TableForm()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            made = begin(request.desk.brand, given.file, given.name, by=request.desk.account, at=now())
        except Rejected as problem:
            form.add_error("file", " ".join(filter(None, (say(problem.message), say(problem.mend)))))
        else:
            return redirect("people_import_done", brand=request.desk.brand.slug, table=made.pk)
    earlier = Import.objects.filter(brand=request.desk.brand).select_related("by").order_by("-pk")[:SHOWN]
    context = {"form": form, "earlier": list(earlier)}
    return render(request, "people/import.html", context, status=422 if form.errors else 200)


@screen(Permission.PEOPLE_EDIT)
@require_GET
def brought(request: DeskRequest, table: int) -> HttpResponse:
    made = _found(request, table)
    lines = list(RefusedLine.objects.filter(brand=request.desk.brand, table=made).order_by("number")[:SHOWN])
    context = {"made": made, "lines": lines, "more": max(0, made.refused - SHOWN)}
    return render(request, "people/imported.html", context)


@screen(Permission.PEOPLE_EDIT)
@require_GET
def refused(request: DeskRequest, table: int) -> HttpResponse:
    """Every line that was left out, and why, as a table."""
    made = _found(request, table)
    lines = RefusedLine.objects.filter(brand=request.desk.brand, table=made).order_by("number")
    rows = ([str(line.number), say(line.reason)] for line in lines.iterator(chunk_size=STRETCH))
    return _csv(f"parvis-{made.pk}.csv", [_("Line"), _("Why")], rows)


@screen(Permission.EXPORT)
@require_GET
def export(request: DeskRequest) -> HttpResponse:
    """One line an identity: what a table that comes in may hold."""
    brand = request.desk.brand
    exported_contacts(brand, by=request.desk.account, at=now())
    headings = [_("Name"), _("E-mail"), _("Handle"), _("Network"), _("Stage"), _("Consent")]
    return _csv(f"parvis-{brand.slug}-contacts.csv", headings, _rows(brand))


def _rows(brand: Brand) -> Iterator[list[str]]:
    after = 0
    while people := contacts_of(brand.pk, after=after, limit=STRETCH):
        allowed = _newsletter(brand, people)
        for person in people:
            leave = {True: _("yes"), False: _("no"), None: ""}[allowed.get(person.pk)]
            for identity in person.identities.all():
                mail = identity.remote_id if identity.network == "email" else ""
                handle = "" if mail else (identity.handle or identity.name).lstrip("@")
                yield [person.name, mail, handle, identity.network, stage_name(person.stage), leave]
        after = people[-1].pk


def _newsletter(brand: Brand, people: list[Person]) -> dict[int, bool]:
    """What each last said of the newsletter by e-mail."""
    acts = Consent.objects.filter(brand=brand, person__in=people, channel="email", purpose="newsletter")
    return dict(acts.order_by("at", "pk").values_list("person_id", "given"))


def _found(request: DeskRequest, table: int) -> Import:
    made = Import.objects.filter(brand=request.desk.brand, pk=table).first()
    if made is None:
        raise Http404
    return made


def _csv(name: str, headings: list[str], rows: Iterator[list[str]]) -> HttpResponse:
    """Row by row: as much memory for ten people as for a million."""

    def lines() -> Iterator[bytes]:
        yield "\ufeff".encode()  # without it, spreadsheets take UTF-8 for something else
        for row in chain([headings], rows):
            out = io.StringIO()
            csv.writer(out).writerow([_harmless(cell) for cell in row])
            yield out.getvalue().encode()

    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    streamed = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8", headers=headers)
    return cast(HttpResponse, streamed)  # Django's types know no common parent that the door could name


def _harmless(cell: str) -> str:
    """A spreadsheet computes what begins so: people choose their names themselves."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
