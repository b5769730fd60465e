"""How one is told: by mail or not, when, and what one has silenced."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.engagement.actions import telling
from parvis.engagement.models import AlertRule
from parvis.engagement.queries import alerts as reads
from parvis.web.alerts.forms import WishForm
from parvis.web.alerts.tabs import tabs_of
from parvis.web.ui.door import DeskRequest, screen


@screen(Permission.INBOX_SEE)
@require_GET
def mine(request: DeskRequest) -> HttpResponse:
    return _page(request, WishForm(initial=WishForm.told(reads.wish_of(request.desk.seat))))


@screen(Permission.INBOX_SEE)
@require_POST
def save(request: DeskRequest) -> HttpResponse:
    form = WishForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    telling.wish(request.desk.seat, form.wanted(), at=now())
    messages.success(request, _("Saved. What waits already keeps its time."))
    return redirect("alerts_mine", brand=request.desk.brand.slug)


@screen(Permission.INBOX_SEE)
@require_POST
def hear(request: DeskRequest, id: int) -> HttpResponse:
    """Mail of a rule again."""
    rule = get_object_or_404(AlertRule, pk=id, brand=request.desk.brand)
    telling.unquieten(rule, f"seat:{request.desk.seat.pk}", at=now())
    messages.success(request, _("You get its mails again."))
    return redirect("alerts_mine", brand=request.desk.brand.slug)


def _page(request: DeskRequest, form: WishForm) -> HttpResponse:
    context = {
        "form": form,
        "tabs": tabs_of(request.desk, "alerts_mine"),
        "silent": reads.quiets_of(request.desk.brand.pk, f"seat:{request.desk.seat.pk}"),
    }
    return render(request, "alerts/mine.html", context, status=422 if form.errors else 200)
