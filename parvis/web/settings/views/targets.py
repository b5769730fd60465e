"""How long people wait at most: by network, by kind of message, by priority."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.connectors.registry import all_connectors
from parvis.conversations.models import Place
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.engagement.actions.hours import set_target
from parvis.engagement.models import ResponseTarget
from parvis.engagement.queries.terms import targets_of, terms_of
from parvis.engagement.rules.hours import is_open
from parvis.engagement.rules.targets import has_target
from parvis.web.settings.forms.targets import TargetForm, shown
from parvis.web.settings.views.page import show
from parvis.web.settings.words import codes
from parvis.web.ui.door import DeskRequest, screen
from parvis.web.ui.wording import network_name


@screen(Permission.SETTINGS_SEE)
@require_GET
def targets(request: DeskRequest) -> HttpResponse:
    return _page(request, None)


@screen(Permission.RULES_EDIT)
@require_POST
def save(request: DeskRequest) -> HttpResponse:
    form = TargetForm(request.POST, networks=networks_of(request.desk.brand.pk))
    if not form.is_valid():
        return _page(request, form)
    set_target(request.desk.brand, form.key(), form.target(), by=request.desk.account, at=now())
    messages.success(request, _("Saved. Answers owed already keep their time."))
    return redirect("settings_targets", brand=request.desk.brand.slug)


def _page(request: DeskRequest, refused: TargetForm | None) -> HttpResponse:
    """`refused`: the one form of the page that had an error."""
    brand_id = request.desk.brand.pk
    networks = networks_of(brand_id)
    rows = [(row, _whom(row), _length(row), _form(row, networks)) for row in targets_of(brand_id)]
    context = {
        "rows": rows,
        "new": refused or TargetForm(networks=networks, initial={"unit": "hours"}),
        "refused": refused is not None,
        **preview(brand_id, now()),
    }
    return show(request, "targets", "settings_targets", context, status=422 if refused else 200)


def preview(brand_id: int, at: datetime) -> dict[str, object]:
    """When an answer would be owed to who writes now, network by network; None = at no moment."""
    terms = terms_of(brand_id)
    used = Place.objects.filter(brand_id=brand_id, ended_at=None).order_by().values_list("network", flat=True)
    dues = []
    for network in sorted(set(used)) or ["email", "feed"]:
        due = terms.due(at, network, "mail" if network == "email" else "post")
        dues.append((network, due if has_target(due) else None))
    return {"dues": dues, "open_now": is_open(at, terms.hours)}


def networks_of(brand_id: int) -> list[str]:
    used = Place.objects.filter(brand_id=brand_id).order_by().values_list("network", flat=True).distinct()
    return sorted({*all_connectors(), *used})


def _whom(row: ResponseTarget) -> str:
    said = [network_name(row.network)] if row.network else []
    said += [codes.named(codes.KINDS, row.kind)] if row.kind else []
    said += [str(codes.PRIORITIES.get(row.priority, row.priority))] if row.priority is not None else []
    return " · ".join(said) or _("Everybody")


def _length(row: ResponseTarget) -> str:
    value, unit = shown(row.minutes)
    units = {"minutes": _("%(n)s min"), "hours": _("%(n)s h"), "days": _("%(n)s × 24 h")}
    counted = _("nights and closed days included") if row.around_the_clock else _("of open time")
    return f"{units[unit] % {'n': value}} {counted}"


def _form(row: ResponseTarget, networks: list[str]) -> TargetForm:
    value, unit = shown(row.minutes)
    priority = "" if row.priority is None else row.priority
    initial = {"network": row.network, "kind": row.kind, "priority": priority, "value": value, "unit": unit}
    return TargetForm(
        initial={**initial, "around": row.around_the_clock},
        networks=[*networks, row.network] if row.network and row.network not in networks else networks,
        auto_id=f"target_{row.pk}_%s",
    )
