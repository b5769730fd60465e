"""Triage rules: read in order, the first that fits decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.connectors.registry import all_connectors
from parvis.conversations.models import Place
from parvis.core.clock import now
from parvis.core.models import Account
from parvis.core.roles import Permission
from parvis.engagement.actions import settings as acts
from parvis.engagement.models import TriageRule
from parvis.engagement.queries import rules_of
from parvis.engagement.rules import BadCondition
from parvis.engagement.trial import try_in_place
from parvis.web.settings.forms.rules import RuleForm
from parvis.web.settings.views.page import show
from parvis.web.settings.words.rules import condition_words, decision_words, known_to
from parvis.web.ui.door import DeskRequest, screen
from parvis.web.ui.wording import say

SHOWN = 20
"""Posts of a trial that are listed; the figures count them all."""


@screen(Permission.SETTINGS_SEE)
@require_GET
def rules(request: DeskRequest) -> HttpResponse:
    brand = request.desk.brand
    known = known_to(brand.pk)
    told = [(r, condition_words(r.conditions, known), decision_words(r)) for r in rules_of(brand.pk)]
    return show(request, "rules", "settings_rules", {"rules": told})


@screen(Permission.RULES_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: DeskRequest) -> HttpResponse:
    return _edit(request, None)


@screen(Permission.RULES_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: DeskRequest, id: int) -> HttpResponse:
    return _edit(request, _found(request, id))


@screen(Permission.RULES_EDIT)
@require_POST
def move(request: DeskRequest, id: int, way: str) -> HttpResponse:
    """`way`: up or down, by one."""
    brand = request.desk.brand
    order = [rule.pk for rule in rules_of(brand.pk)]
    if id not in order:
        raise Http404
    here = order.index(id)
    there = max(0, here - 1) if way == "up" else min(len(order) - 1, here + 1)
    if there != here:
        order.insert(there, order.pop(here))
        acts.order_rules(brand, order, by=request.desk.account, at=now())
    return redirect("settings_rules", brand=brand.slug)


def _turn(act: Callable[..., None], done: Callable[[], str]) -> Callable[..., HttpResponse]:
    @screen(Permission.RULES_EDIT)
    @require_POST
    def view(request: DeskRequest, id: int) -> HttpResponse:
        by: Account = request.desk.account
        at: datetime = now()
        act(_found(request, id), by=by, at=at)
        messages.success(request, done())
        return redirect("settings_rules", brand=request.desk.brand.slug)

    return view


pause = _turn(acts.pause_rule, lambda: _("The rule rests: posts pass it by."))
resume = _turn(acts.resume_rule, lambda: _("The rule is at work again."))
remove = _turn(acts.remove_rule, lambda: _("The rule is removed. Its cases stay."))


def _edit(request: DeskRequest, rule: TriageRule | None) -> HttpResponse:
    brand, known = request.desk.brand, known_to(request.desk.brand.pk)
    form = RuleForm(request.POST or None, brand=brand, known=known, networks=_networks(brand.pk), rule=rule)
    trial = None
    if request.method == "POST" and form.is_valid():
        if "try" in request.POST:
            trial = try_in_place(brand.pk, form.rule(), rule.pk if rule else None)
        elif _saved(request, form, rule):
            return redirect("settings_rules", brand=brand.slug)
    context = {"form": form, "rule": rule, "trial": trial, "shown": SHOWN}
    return show(request, "rule", "settings_rules", context, status=422 if form.errors else 200)


def _saved(request: DeskRequest, form: RuleForm, rule: TriageRule | None) -> bool:
    desk = request.desk
    try:
        if rule is None:
            acts.add_rule(desk.brand, form.draft(), by=desk.account, at=now())
        else:
            acts.edit_rule(rule, form.draft(), by=desk.account, at=now())
    except BadCondition as bad:
        form.add_error(bad.field if bad.field in form.fields else None, say(bad.message))
        return False
    except acts.RuleNameTaken:
        form.add_error("name", _("Another rule has this name: cases would not tell which one opened them."))
        return False
    messages.success(request, _("The rule is saved. It decides on the posts that come from now on."))
    return True


def _networks(brand_id: int) -> list[str]:
    used = Place.objects.filter(brand_id=brand_id).order_by().values_list("network", flat=True).distinct()
    return sorted({*all_connectors(), *used})


def _found(request: DeskRequest, id: int) -> TriageRule:
    found = TriageRule.objects.select_related("department", "brand").filter(brand=request.desk.brand, pk=id).first()
    if found is None:
        raise Http404
    return found
