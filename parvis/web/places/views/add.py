"""Paste any address: what it is, what Parvis can do there, what it needs; then listen."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parvis.connectors.contract import ConnectorError, Finding
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows.adding import Added, Given
from parvis.flows.adding import add as add_place
from parvis.flows.places import look_at
from parvis.web.places.forms import AddressForm, NeedsForm
from parvis.web.places.problems import put, said
from parvis.web.ui.answers import go, status_of
from parvis.web.ui.door import DeskRequest, screen


@screen(Permission.PLACES_EDIT)
@require_http_methods(["GET", "POST"])
def add(request: DeskRequest) -> HttpResponse:
    """Step one: the address. A POST looks at it; the answer shows step two, or what is wrong beside the address."""
    if request.method == "GET":
        return _page(request, AddressForm(initial={"address": request.GET.get("address", "")}))
    form = AddressForm(request.POST)
    finding = _look(form)
    if finding is None:
        return _page(request, form, status=422)
    return _page(request, form, finding=finding, needs=NeedsForm(None, finding.needs))


@screen(Permission.PLACES_EDIT)
@require_POST
def confirm(request: DeskRequest) -> HttpResponse:
    """Step two: what the network needs is tried for real before the place is kept."""
    form = AddressForm(request.POST)
    chosen = request.POST.get("choice", "")
    finding = _look(AddressForm({"address": chosen}) if chosen else form)
    if finding is None:
        form.add_error("address", _("The address chosen could not be read. Choose another, or try again."))
        return _page(request, form, status=422)
    needs = NeedsForm(request.POST, finding.needs)
    if not needs.is_valid():
        return _page(request, form, finding=finding, needs=needs, status=422)
    given = Given(needs.settings(), needs.secrets(), _name(request))
    try:
        added = add_place(request.desk.brand, finding, given, by=request.desk.account, at=now())
    except ConnectorError as problem:
        put(problem, needs)
        return _page(request, form, finding=finding, needs=needs, status=422)
    _first_words(request, added)
    return go(request, reverse("place", kwargs={"brand": request.desk.brand.slug, "id": added.place.pk}))


def _first_words(request: DeskRequest, added: Added) -> None:
    if not added.new:
        messages.info(request, _("You listen to this place already."))
    if added.copied is not None:
        messages.success(request, _("Posts copied: %(n)s.") % {"n": added.copied})
    if added.problem is not None:
        messages.warning(request, said(added.problem))


def _look(form: AddressForm) -> Finding | None:
    if not form.is_valid():
        return None
    try:
        return look_at(form.cleaned_data["address"])
    except ConnectorError as problem:
        put(problem, form, "address")
        return None


def _name(request: DeskRequest) -> str:
    return request.POST.get("name", "").strip()[:200]


def _page(
    request: DeskRequest,
    form: AddressForm,
    *,
    finding: Finding | None = None,
    needs: NeedsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "finding": finding,
        "needs": needs,
        "abilities": [(one.value, said.state, said.reason) for one, said in finding.support.items()] if finding else [],
        "name": _name(request) or (finding.title if finding else ""),
        "chosen": request.POST.get("choice", ""),
    }
    return render(request, "places/add.html", context, status=status_of(request, status))
