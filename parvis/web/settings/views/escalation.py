"""What happens by itself when an answer takes too long; what happened; how long departments take."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.engagement.actions import escalation as acts
from parvis.engagement.models import EscalationStep
from parvis.engagement.queries.escalation import latest_escalations, steps_of
from parvis.engagement.queries.routing import waits_of
from parvis.web.settings.forms.escalation import StepForm
from parvis.web.settings.views.page import show
from parvis.web.settings.words.escalation import act_words, moment_words, whom_words
from parvis.web.ui.door import DeskRequest, screen

MEASURED = timedelta(days=90)


@screen(Permission.SETTINGS_SEE)
@require_GET
def escalation(request: DeskRequest) -> HttpResponse:
    return _page(request, StepForm(brand=request.desk.brand, initial={"amount": 80}))


@screen(Permission.RULES_EDIT)
@require_POST
def add(request: DeskRequest) -> HttpResponse:
    desk, form = request.desk, StepForm(request.POST, brand=request.desk.brand)
    if form.is_valid():
        try:
            acts.add_step(desk.brand, form.draft(), by=desk.account, at=now())
        except acts.BadStep as bad:
            form.add_error(bad.field, _why(bad.field))
        except acts.TooManySteps:
            form.add_error(None, _("Twenty steps at most: beyond, nobody knows what will happen."))
        else:
            messages.success(request, _("Kept. It acts on moments from now on."))
            return redirect("settings_escalation", brand=desk.brand.slug)
    return _page(request, form)


@screen(Permission.RULES_EDIT)
@require_POST
def remove(request: DeskRequest, id: int) -> HttpResponse:
    step = get_object_or_404(EscalationStep.objects.select_related("brand"), pk=id, brand=request.desk.brand)
    acts.remove_step(step, by=request.desk.account, at=now())
    messages.success(request, _("Removed. What it did stays done."))
    return redirect("settings_escalation", brand=request.desk.brand.slug)


def _why(field: str) -> str:
    return {
        "amount": _("At most 1000 % of the target, or sixty days of open time."),
        "department": _("Choose which department gets the case."),
        "seat": _("This person has no seat here any more."),
    }[field]


def _page(request: DeskRequest, form: StepForm) -> HttpResponse:
    brand_id, at = request.desk.brand.pk, now()
    context = {
        "form": form,
        "steps": [(step, moment_words(step), act_words(step), whom_words(step)) for step in steps_of(brand_id)],
        "latest": [(e, act_words(e.step)) for e in latest_escalations(brand_id, limit=10)],
        "waits": waits_of(brand_id, at - MEASURED, at),
    }
    return show(request, "escalation", "settings_escalation", context, status=422 if form.errors else 200)
