"""How long people wait at most, by network."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.connectors.registry import all_connectors
from parvis.conversations.models import Place
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.engagement.actions.settings import set_target
from parvis.engagement.queries import targets_of
from parvis.engagement.rules import target
from parvis.web.settings.forms.targets import TargetForm, shown
from parvis.web.settings.views.page import show
from parvis.web.ui.door import DeskRequest, screen


@screen(Permission.SETTINGS_SEE)
@require_GET
def targets(request: DeskRequest) -> HttpResponse:
    return _page(request, None)


@screen(Permission.RULES_EDIT)
@require_POST
def save(request: DeskRequest) -> HttpResponse:
    form = TargetForm(request.POST, networks=_networks(request.desk.brand.pk))
    if not form.is_valid():
        return _page(request, form)
    set_target(request.desk.brand, form.cleaned_data["network"], form.minutes(), by=request.desk.account, at=now())
    messages.success(request, _("Saved. Answers owed already keep their time."))
    return redirect("settings_targets", brand=request.desk.brand.slug)


def _page(request: DeskRequest, refused: TargetForm | None) -> HttpResponse:
    """`refused`: the one form of the page that had an error."""
    brand_id = request.desk.brand.pk
    networks, chosen = _networks(brand_id), targets_of(brand_id)
    rows = []
    for network in networks:
        form = refused if refused is not None and refused.data.get("network") == network else None
        if form is None:
            value, unit = shown(chosen[network]) if network in chosen else ("", "hours")
            initial = {"network": network, "value": value, "unit": unit}
            form = TargetForm(initial=initial, networks=networks, auto_id=f"{network or 'others'}_%s")
        else:
            form.auto_id = f"{network or 'others'}_%s"
        others = {"": chosen[""]} if network and "" in chosen else {}
        rows.append((network, form, target(others, network, "post"), network in chosen))
    return show(request, "targets", "settings_targets", {"rows": rows}, status=422 if refused else 200)


def _networks(brand_id: int) -> list[str]:
    """ "" stands for every other network."""
    used = Place.objects.filter(brand_id=brand_id).order_by().values_list("network", flat=True).distinct()
    return ["", *sorted({*all_connectors(), *used})]
