"""Views that are kept: saved from the list, tended on a page of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.engagement.actions import views
from parvis.engagement.actions.views import TooManyViews, ViewNameTaken
from parvis.engagement.models import SavedView
from parvis.engagement.queries.views import figures, habit_of, views_of
from parvis.web.inbox import panes
from parvis.web.inbox.address import read, read_kept
from parvis.web.ui.door import DeskRequest, screen


class Name(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name of the view"),
        max_length=60,
        error_messages={"required": gettext_lazy("Give the view a name.")},
    )


@require_GET
@screen(Permission.INBOX_SEE)
def page(request: DeskRequest) -> HttpResponse:
    return _page(request)


@require_GET
@screen(Permission.INBOX_SEE)
def menu(request: DeskRequest) -> HttpResponse:
    """The views with their figures: asked for when the list stands already, so that no list waits for them."""
    return render(request, "inbox/views_menu.html", {**_listed(request), "figured": True})


@require_POST
@screen(Permission.INBOX_SEE)
def save(request: DeskRequest) -> HttpResponse:
    """The filters of the address, under a name."""
    form, shown = Name(request.POST), read(request.GET.dict(), request.desk.seat.pk)
    shared = bool(request.POST.get("shared")) and request.desk.may(Permission.RULES_EDIT)
    address = reverse("inbox", kwargs={"brand": request.desk.brand.slug}) + shown.query()
    if not form.is_valid():
        messages.error(request, _("Give the view a name."))
        return HttpResponseRedirect(address)
    seat = None if shared else request.desk.seat
    try:
        views.save_view(
            request.desk.brand,
            form.cleaned_data["name"],
            shown.parameters(),
            seat=seat,
            by=request.desk.account,
            at=now(),
        )
    except ViewNameTaken:
        messages.error(request, _("Another view has this name."))
    except TooManyViews:
        messages.error(request, _("There are %(n)s views already: remove one first.") % {"n": views.MOST})
    else:
        messages.success(request, _("The view is kept: you find it under “Views”."))
    return HttpResponseRedirect(address)


@require_POST
@screen(Permission.INBOX_SEE)
def default(request: DeskRequest) -> HttpResponse:
    """The view that this seat's inbox opens with; none = all open cases."""
    word = request.POST.get("view", "")
    chosen = next((v for v in views_of(request.desk.seat) if str(v.pk) == word), None)
    views.open_with(request.desk.seat, chosen)
    messages.success(
        request,
        _("Your inbox opens with “%(name)s”.") % {"name": chosen.name}
        if chosen
        else _("Your inbox opens with all open cases."),
    )
    return redirect("views", brand=request.desk.brand.slug)


def _tending(tend: Callable[[DeskRequest, SavedView], HttpResponse | None]) -> Callable[..., HttpResponse]:
    """One's own views, and those of the team for whom may edit its rules."""

    def view(request: DeskRequest, id: int) -> HttpResponse:
        found = next((v for v in views_of(request.desk.seat) if v.pk == id), None)
        if found is None:
            raise Http404
        if found.seat_id is None and not request.desk.may(Permission.RULES_EDIT):
            messages.error(request, _("This view belongs to the team: a manager may change it."))
            return redirect("views", brand=request.desk.brand.slug)
        return tend(request, found) or redirect("views", brand=request.desk.brand.slug)

    view.__module__, view.__qualname__ = tend.__module__, tend.__qualname__
    return require_POST(screen(Permission.INBOX_SEE)(view))


@_tending
def rename(request: DeskRequest, view: SavedView) -> HttpResponse | None:
    form = Name(request.POST, auto_id=f"view-{view.pk}-%s")
    if form.is_valid():
        try:
            views.rename_view(view, form.cleaned_data["name"], by=request.desk.account, at=now())
        except ViewNameTaken:
            form.add_error("name", _("Another view has this name."))
        else:
            return None
    return _page(request, wrong={view.pk: form}, status=422)


@_tending
def move(request: DeskRequest, view: SavedView) -> None:
    """One step up."""
    ids = [v.pk for v in views_of(request.desk.seat) if v.seat_id == view.seat_id]
    place = ids.index(view.pk)
    if place:
        ids[place - 1], ids[place] = ids[place], ids[place - 1]
        views.order_views(request.desk.brand, view.seat, ids)


@_tending
def remove(request: DeskRequest, view: SavedView) -> None:
    views.remove_view(view, by=request.desk.account, at=now())
    messages.success(request, _("The view “%(name)s” is gone; its cases stay.") % {"name": view.name})


def _listed(request: DeskRequest) -> dict[str, Any]:
    seat, at = request.desk.seat, now()
    kept = views_of(seat)
    shown = {v.pk: read_kept(v.asked, seat.pk) for v in kept}
    asked = {pk: panes.narrowed_for(request.desk, one) for pk, one in shown.items()}
    return {
        "kept_views": [(v, shown[v.pk].query()) for v in kept],
        "figures": figures(request.desk.brand.pk, asked, at),
    }


def _page(request: DeskRequest, wrong: dict[int, Name] | None = None, status: int = 200) -> HttpResponse:
    habit, listed = habit_of(request.desk.seat), _listed(request)
    rows = [
        (view, query, (wrong or {}).get(view.pk) or Name({"name": view.name}, auto_id=f"view-{view.pk}-%s"))
        for view, query in listed["kept_views"]
    ]
    choices = [(view.pk, view.name) for view, _query in listed["kept_views"]]
    context = {**listed, "rows": rows, "choices": choices, "default": habit.view_id if habit else None}
    return render(request, "inbox/views.html", context, status=status)
