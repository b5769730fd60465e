"""What raises alerts: the rules, one of them being worded and tried, resting, removed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.engagement.actions import alerts as acts
from parvis.engagement.models import AlertRule
from parvis.engagement.queries import alerts as reads
from parvis.engagement.rules.alerts import Replay
from parvis.flows.alerts import TRIED_ON, try_rule
from parvis.web.alerts.forms import AlertRuleForm
from parvis.web.alerts.tabs import tabs_of
from parvis.web.alerts.words import WHY, limits_said, rule_said
from parvis.web.ui.door import DeskRequest, screen

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Trial:
    """How a rule would have fared. `latest`: (moment, posts), the newest first."""

    replay: Replay

    @property
    def alerts(self) -> int:
        return self.replay.at_once + self.replay.digest

    @property
    def latest(self) -> list[tuple[Any, int]]:
        return list(reversed(self.replay.moments or []))[:SHOWN]


@screen(Permission.POSTS_SEE)
@require_GET
def rules(request: DeskRequest) -> HttpResponse:
    found = list(reads.rules_of(request.desk.brand.pk))
    raised = reads.alerts_by_rule([rule.pk for rule in found], now() - TRIED_ON)
    context = {
        "tabs": tabs_of(request.desk, "alert_rules"),
        "rules": [(rule, rule_said(rule), limits_said(rule), raised.get(rule.pk, 0)) for rule in found],
        "whole": request.desk.sight.whole,
    }
    return render(request, "alerts/rules.html", context)


@screen(Permission.WATCHES_EDIT)
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    return _edit(request, None)


@screen(Permission.WATCHES_EDIT)
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, id: int) -> HttpResponse:
    return _edit(request, _found(request, id))


@screen(Permission.WATCHES_EDIT)
@require_POST
def try_new(request: DeskRequest) -> HttpResponse:
    return _try(request, None)


@screen(Permission.WATCHES_EDIT)
@require_POST
def try_edit(request: DeskRequest, id: int) -> HttpResponse:
    return _try(request, _found(request, id))


def _edit(request: DeskRequest, rule: AlertRule | None) -> HttpResponse:
    brand, account = request.desk.brand, request.desk.account
    if request.method == "GET":
        begun = AlertRuleForm.told(rule) if rule else _begun(request)
        return _show(request, rule, AlertRuleForm(initial=begun, brand=brand))
    form = AlertRuleForm(request.POST, brand=brand)
    if form.is_valid():
        try:
            if rule is None:
                acts.add_alert_rule(brand, form.draft(), by=account, at=now())
            else:
                acts.change_alert_rule(rule, form.draft(), by=account, at=now())
        except acts.BadRule as bad:
            form.add_error(bad.field, str(WHY[bad.field, bad.why]))
        else:
            messages.success(request, _("Kept. It looks at what is heard from now on."))
            return redirect("alert_rules", brand=brand.slug)
    return _show(request, rule, form, status=422)


def _begun(request: DeskRequest) -> dict[str, Any]:
    """A new rule tells who makes it; a watch may come in the address."""
    watch = request.GET.get("watch", "")
    begun = {"watch": int(watch) if watch.isdecimal() and len(watch) < 18 else "", "kind": "volume", "amount": 10}
    return {**begun, "hours": 1, "seats": [request.desk.seat.pk], "page": True, "mail": True, "window": 60, "a_day": 5}


def _try(request: DeskRequest, rule: AlertRule | None) -> HttpResponse:
    form, trial = AlertRuleForm(request.POST, brand=request.desk.brand), None
    if form.is_valid():
        try:
            trial = Trial(try_rule(request.desk.brand, form.draft(), now()))
        except acts.BadRule as bad:
            form.add_error(bad.field, str(WHY[bad.field, bad.why]))
    return _show(request, rule, form, trial=trial, status=422 if trial is None else 200)


def _show(
    request: DeskRequest, rule: AlertRule | None, form: AlertRuleForm, *, trial: Trial | None = None, status: int = 200
) -> HttpResponse:
    context = {"rule": rule, "form": form, "trial": trial, "tabs": tabs_of(request.desk, "alert_rules")}
    return render(request, "alerts/rule.html", context, status=status)


def _done(act: Callable[..., None], said: Callable[[], str]) -> Callable[..., HttpResponse]:
    @screen(Permission.WATCHES_EDIT)
    @require_POST
    def view(request: DeskRequest, id: int) -> HttpResponse:
        act(_found(request, id), by=request.desk.account, at=now())
        messages.success(request, said())
        return redirect("alert_rules", brand=request.desk.brand.slug)

    return view


pause = _done(acts.pause_alert_rule, lambda: _("Paused: it looks at nothing."))
resume = _done(acts.resume_alert_rule, lambda: _("It looks again; what was said meanwhile raises nothing."))
remove = _done(acts.remove_alert_rule, lambda: _("Removed. What it raised stays."))


def _found(request: DeskRequest, id: int) -> AlertRule:
    rule = reads.rules_of(request.desk.brand.pk).filter(pk=id).first()
    if rule is None:
        raise Http404
    return rule
