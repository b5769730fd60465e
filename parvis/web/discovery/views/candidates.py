"""One place that was found: why, what is said there, who links to it; and what one decides."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.connectors.contract import ConnectorError
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows.accepting import listen_to_candidate
from parvis.listening.discovery.actions import candidates as actions
from parvis.listening.discovery.models import Candidate
from parvis.listening.discovery.queries import candidate_of, links_with
from parvis.web.discovery.forms import RefusalForm
from parvis.web.discovery.rows import row_of
from parvis.web.places.problems import said
from parvis.web.ui.door import DeskRequest, screen


@screen(Permission.PLACES_EDIT)
@require_GET
def candidate(request: DeskRequest, id: int) -> HttpResponse:
    one = found(request, id)
    to, of = links_with(one)
    context: dict[str, Any] = {
        "row": row_of(one, one.exploration, now()),
        "one": one,
        "exploration": one.exploration,
        "samples": [(sample, _moment(sample.get("at", ""))) for sample in one.samples],
        "citing": _each_once(link.source for link in to),
        "cited": _each_once(link.target for link in of),
    }
    return render(request, "discovery/candidate.html", context)


@screen(Permission.PLACES_EDIT)
@require_POST
def accept(request: DeskRequest, id: int) -> HttpResponse:
    """Looked at for real, then listened to."""
    one = found(request, id)
    try:
        added = listen_to_candidate(one, by=request.desk.account, at=now())
    except ConnectorError as problem:
        messages.error(request, said(problem))
        return redirect("candidate", brand=request.desk.brand.slug, id=id)
    messages.success(request, _("You listen to “%(name)s” now.") % {"name": added.place.name})
    return _back(request, one)


@screen(Permission.PLACES_EDIT)
@require_POST
def refuse(request: DeskRequest, id: int) -> HttpResponse:
    one, form = found(request, id), RefusalForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    actions.refuse(one, reason, by=request.desk.account, at=now())
    messages.success(request, _("Refused: it will not be proposed again."))
    return _back(request, one)


@screen(Permission.PLACES_EDIT)
@require_POST
def later(request: DeskRequest, id: int) -> HttpResponse:
    one = found(request, id)
    actions.put_off(one, by=request.desk.account, at=now())
    messages.success(request, _("Put aside: it stands under “Later”."))
    return _back(request, one)


@screen(Permission.PLACES_EDIT)
@require_POST
def back(request: DeskRequest, id: int) -> HttpResponse:
    one = found(request, id)
    actions.reconsider(one, by=request.desk.account, at=now())
    messages.success(request, _("It is to be decided again."))
    return redirect("candidate", brand=request.desk.brand.slug, id=id)


def found(request: DeskRequest, id: int) -> Candidate:
    one = candidate_of(request.desk.brand.pk, id)
    if one is None:
        raise Http404
    return one


def _back(request: DeskRequest, one: Candidate) -> HttpResponse:
    return redirect("exploration", brand=request.desk.brand.slug, id=one.exploration_id)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def _each_once(sites: Any) -> list[str]:
    return list(dict.fromkeys(sites))
