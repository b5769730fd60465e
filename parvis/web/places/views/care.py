"""What one does with a place: name it, change its address or password, let it rest, read it now, take it away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parvis.connectors.contract import AuthExpired, ConnectorError
from parvis.conversations.actions.places import describe, end, keep_for, pause
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows.adding import go_on
from parvis.flows.adding import read_now as read_again
from parvis.flows.places import Changes, needs_of, reconfigure
from parvis.web.places.forms import AddressForm, DescribeForm, NeedsForm, RetentionForm
from parvis.web.places.problems import put, said
from parvis.web.places.rows import row_of
from parvis.web.places.views.look import found, show
from parvis.web.ui.answers import go, status_of
from parvis.web.ui.door import DeskRequest, screen


@screen(Permission.PLACES_EDIT)
@require_http_methods(["GET", "POST"])
def settings(request: DeskRequest, id: int) -> HttpResponse:
    """Address, servers, password: tried for real before anything is kept."""
    place = found(request, id)
    told = needs_of(place)
    posted = request.POST if request.method == "POST" else None
    form = AddressForm(posted, initial={"address": place.address})
    needs = NeedsForm(posted, told, renewing=True)
    if posted is not None and form.is_valid() and needs.is_valid():
        changes = Changes(form.cleaned_data["address"], needs.settings(), needs.secrets())
        try:
            reconfigure(place, changes, by=request.desk.account, at=now())
        except ConnectorError as problem:
            secret = isinstance(problem, AuthExpired) and any(need.secret for need in told)
            put(problem, needs, None) if secret or _names(problem, needs) else put(problem, form, "address")
        else:
            messages.success(request, _("It works: the place is read again now."))
            return go(request, reverse("place", kwargs={"brand": request.desk.brand.slug, "id": place.pk}))
    wrong = bool(posted is not None)
    context = {"place": place, "row": row_of(place, now()), "form": form, "needs": needs}
    return render(request, "places/settings.html", context, status=status_of(request, 422 if wrong else 200))


def _names(problem: ConnectorError, needs: NeedsForm) -> bool:
    return getattr(problem, "field", "") in needs.fields


@screen(Permission.PLACES_EDIT)
@require_POST
def describe_place(request: DeskRequest, id: int) -> HttpResponse:
    place = found(request, id)
    form = DescribeForm(request.POST)
    if not form.is_valid():
        return show(request, place, form, status=422)
    describe(place, **form.cleaned_data, by=request.desk.account, at=now())
    messages.success(request, _("Saved."))
    return _back(request, id)


@screen(Permission.PLACES_EDIT)
@require_POST
def keep_place(request: DeskRequest, id: int) -> HttpResponse:
    """How long posts are kept."""
    place = found(request, id)
    form = RetentionForm(request.POST)
    if not form.is_valid():
        return show(request, place, keeping=form, status=422)
    keep_for(place, form.cleaned_data["days"], by=request.desk.account, at=now())
    messages.success(request, _("Saved."))
    return _back(request, id)


@screen(Permission.PLACES_EDIT)
@require_POST
def pause_place(request: DeskRequest, id: int) -> HttpResponse:
    pause(found(request, id), by=request.desk.account, at=now())
    messages.success(request, _("Paused: nothing is read here until you resume it."))
    return _back(request, id)


@screen(Permission.PLACES_EDIT)
@require_POST
def resume_place(request: DeskRequest, id: int) -> HttpResponse:
    go_on(found(request, id), by=request.desk.account, at=now())
    messages.success(request, _("Listening again, from where we were."))
    return _back(request, id)


@screen(Permission.PLACES_EDIT)
@require_POST
def read_now(request: DeskRequest, id: int) -> HttpResponse:
    place = found(request, id)
    try:
        taken = read_again(place, at=now())
    except ConnectorError as problem:
        messages.error(request, said(problem))
        return _back(request, id)
    if taken is None:
        messages.success(request, _("It is being read: new posts appear here by themselves."))
    else:
        messages.success(request, _("Posts copied: %(n)s.") % {"n": taken.new})
    return _back(request, id)


@screen(Permission.PLACES_EDIT)
@require_POST
def remove(request: DeskRequest, id: int) -> HttpResponse:
    place = found(request, id)
    end(place, by=request.desk.account, at=now())
    messages.success(request, _("“%(name)s” is no longer read. Its posts stay.") % {"name": place.name})
    return redirect("places", brand=request.desk.brand.slug)


def _back(request: DeskRequest, id: int) -> HttpResponse:
    return redirect("place", brand=request.desk.brand.slug, id=id)
