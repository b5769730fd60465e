"""A save that came too late: what was wanted and typed, beside what happened meanwhile. Nothing is lost, nothing is done."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from parvis.core.clock import now
from parvis.engagement.models import Case
from parvis.engagement.queries import case_of, routed
from parvis.engagement.queries.history import since_version
from parvis.web.inbox import panes, words
from parvis.web.inbox.address import read
from parvis.web.inbox.forms import snooze_times
from parvis.web.ui.door import DeskRequest

NOT_TYPED = frozenset({"csrfmiddlewaretoken", "version"})


def stale(request: DeskRequest, case: int, stored: Case) -> HttpResponse:
    """The case as it stands, with the form that was refused on top: once more, and it is done on what one sees now."""
    try:
        found = case_of(request.desk.brand.pk, stored.pk, routed(request.desk.seat))
    except Case.DoesNotExist:
        raise Http404 from None
    at, shown = now(), read(request.GET.dict(), request.desk.seat.pk)
    context = panes.case_pane(request.desk, found, shown, at)
    context["snooze_times"] = snooze_times(at)
    context["stale"] = _refused(request, case, found)
    if request.headers.get("HX-Request"):
        return render(request, "inbox/case.html", context)
    context.update(panes.list_pane(request.desk, shown, at, open_case=found.pk))
    return render(request, "inbox/desk.html", context, status=409)


def _refused(request: DeskRequest, case: int, found: Case) -> dict[str, Any]:
    seen = request.POST.get("version", "")
    match = request.resolver_match
    name = (match.url_name if match else None) or "case"
    asked = [(key, value) for key in request.POST if key not in NOT_TYPED for value in request.POST.getlist(key)]
    return {
        "address": name,
        "wanted": words.VERBS.get(name, ""),
        "fields": [(key, words.FIELDS.get(key, ""), value) for key, value in asked],
        "since": since_version(found, int(seen) if seen.isdecimal() else 0) if found.pk == case else [],
        "merged": found.pk != case,
    }
