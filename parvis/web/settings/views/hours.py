"""When the brand is at work: its week, the holidays that close it, days of its own."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.engagement.actions import hours as acts
from parvis.engagement.queries.terms import calendar_of, opening_of
from parvis.engagement.rules.calendar import Closing
from parvis.web.settings.forms.hours import SLOTS, ClosingForm, HoursForm, shown
from parvis.web.settings.views.page import show
from parvis.web.settings.views.targets import preview
from parvis.web.ui.door import DeskRequest, screen


@screen(Permission.SETTINGS_SEE)
@require_GET
def hours(request: DeskRequest) -> HttpResponse:
    return _page(request)


@screen(Permission.RULES_EDIT)
@require_POST
def save(request: DeskRequest) -> HttpResponse:
    desk = request.desk
    if "copy" in request.POST:
        return _page(request, HoursForm(initial=_copied(request.POST), country=request.POST.get("country", "")))
    form = HoursForm(request.POST, country=request.POST.get("country", ""))
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        acts.set_hours(desk.brand, form.opening(), by=desk.account, at=now(), version=form.cleaned_data["version"])
    except acts.StaleHours as refused:
        data = request.POST.copy()
        data["version"] = str(refused.stored.version)
        again = HoursForm(data, country=request.POST.get("country", ""))
        return _page(request, again, status=409)
    messages.success(request, _("Saved. Answers owed already keep their time."))
    return redirect("settings_hours", brand=desk.brand.slug)


@screen(Permission.RULES_EDIT)
@require_POST
def close(request: DeskRequest) -> HttpResponse:
    form = ClosingForm(request.POST)
    if form.is_valid():
        try:
            acts.add_closing(request.desk.brand, form.closing(), by=request.desk.account, at=now())
            messages.success(request, _("Closed on these days."))
            return redirect("settings_hours", brand=request.desk.brand.slug)
        except acts.BackwardClosing:
            form.add_error("last", _("It ends before it begins."))
        except acts.TooManyClosings:
            form.add_error(None, _("Two hundred at most: remove some that are past first."))
    return _page(request, closing=form, status=422)


@screen(Permission.RULES_EDIT)
@require_POST
def reopen(request: DeskRequest) -> HttpResponse:
    try:
        first, last = (date.fromisoformat(request.POST.get(name, "")) for name in ("first", "last"))
    except ValueError:
        return redirect("settings_hours", brand=request.desk.brand.slug)
    acts.remove_closing(request.desk.brand, Closing(first, last), by=request.desk.account, at=now())
    messages.success(request, _("Open on these days again."))
    return redirect("settings_hours", brand=request.desk.brand.slug)


def _page(
    request: DeskRequest, form: HoursForm | None = None, *, closing: ClosingForm | None = None, status: int = 200
) -> HttpResponse:
    brand, at = request.desk.brand, now()
    opening = opening_of(brand)
    calendar = calendar_of(opening)
    context = {
        "form": form or HoursForm(initial=shown(opening), country=opening.country),
        "stale": status == 409,
        "opening": opening,
        "closing": closing or ClosingForm(),
        "closings": calendar.closings,
        "next_closed": calendar.next_closed(timezone.localdate(at), get_language() or "fr", limit=12),
        **preview(brand.pk, at),
    }
    return show(request, "hours", "settings_hours", context, status=status)


def _copied(given: QueryDict) -> dict[str, str]:
    """What was typed, Tuesday to Friday as Monday: shown again, saved by nobody yet."""
    typed = {name: str(given[name]) for name in given}
    for slot in range(SLOTS):
        for edge in ("from", "to"):
            for day in range(1, 5):
                typed[f"{edge}_{day}_{slot}"] = typed.get(f"{edge}_0_{slot}", "")
    return typed
