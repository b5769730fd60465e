"""Many cases at once: the act, how far it has come, and the way back."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.engagement import queries as cases
from parvis.engagement.actions.bulk import TooLateToUndo
from parvis.engagement.actions.cases import NotInBrand, NotInFuture
from parvis.engagement.models import Bulk
from parvis.engagement.rules.bulk import KINDS, MOST, Act
from parvis.flows import bulk as flow
from parvis.web.inbox import panes
from parvis.web.inbox.address import Shown, read
from parvis.web.inbox.forms import snooze_times
from parvis.web.inbox.many import shown_bulk
from parvis.web.ui.door import DeskRequest, screen


@require_POST
@screen(Permission.CASE_WORK)
def act(request: DeskRequest) -> HttpResponse:
    """`act`: "close:resolved"; `case`: "id:version" for each, or `all` for the whole view of the address."""
    at, shown = now(), read(request.GET.dict(), request.desk.seat.pk)
    asked = _act(request.POST.get("act", ""), at)
    chosen = _whole_view(request, shown, at) if request.POST.get("all") else _picked(request)
    if asked is None or not chosen:
        messages.warning(request, _("Choose cases first, then what to do with them."))
        return _back(request, shown)
    try:
        made = flow.act_on_many(request.desk.brand, chosen, asked, by=request.desk.account, at=at)
    except (NotInBrand, NotInFuture, ValueError):
        messages.error(request, _("That cannot be done: choose again."))
        return _back(request, shown)
    return _back(request, shown, made)


@require_GET
@screen(Permission.CASE_WORK)
def progress(request: DeskRequest, bulk: int) -> HttpResponse:
    """How far it has come: the strip above the list alone. Nothing of a colleague's: it names cases."""
    found, shown = (
        get_object_or_404(Bulk, pk=bulk, brand=request.desk.brand),
        read(request.GET.dict(), request.desk.seat.pk),
    )
    if found.account_id != request.desk.account.pk:
        return HttpResponse("")
    return render(request, "inbox/bulk_told.html", {"bulk": shown_bulk(found, now()), "shown": shown})


@require_POST
@screen(Permission.CASE_WORK)
def undo(request: DeskRequest, bulk: int) -> HttpResponse:
    found, shown = _mine(request, bulk), read(request.GET.dict(), request.desk.seat.pk)
    try:
        flow.take_back(found, by=request.desk.account, at=now())
    except TooLateToUndo:
        messages.warning(request, _("It is too late to undo this: change the cases one by one."))
    return _back(request, shown, found)


def _mine(request: DeskRequest, bulk: int) -> Bulk:
    return get_object_or_404(Bulk, pk=bulk, brand=request.desk.brand, account=request.desk.account)


def _act(word: str, at: datetime) -> Act | None:
    kind, _sep, value = word.partition(":")
    found = next((one for one in KINDS if one == kind), None)
    if found is None:
        return None
    if found == "snooze":
        times = snooze_times(at)
        return Act(found, times[value].isoformat()) if value in times else None
    return Act(found, value)


def _picked(request: DeskRequest) -> list[tuple[int, int]]:
    asked: dict[int, int] = {}
    for word in request.POST.getlist("case")[:MOST]:
        pk, _sep, version = word.partition(":")
        if pk.isdecimal() and version.isdecimal() and len(pk) < 18 and len(version) < 9:
            asked[int(pk)] = int(version)
    seen = cases.visible_to(request.desk.seat).filter(pk__in=list(asked)).values_list("pk", flat=True)
    return [(pk, asked[pk]) for pk in seen]


def _whole_view(request: DeskRequest, shown: Shown, at: datetime) -> list[tuple[int, int]]:
    filters = panes.narrowed_for(request.desk, shown)
    rows = cases.selected(request.desk.brand.pk, filters, at).order_by("pk")
    return list(rows.values_list("pk", "version")[:MOST])


def _back(request: DeskRequest, shown: Shown, made: Bulk | None = None) -> HttpResponse:
    address = reverse("inbox", kwargs={"brand": request.desk.brand.slug}) + shown.query()
    return HttpResponseRedirect(address + (f"&bulk={made.pk}" if made else ""))
