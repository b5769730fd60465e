"""What was raised: the list, one alert with its posts, and what a person does about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.engagement.actions import alerts as acts
from parvis.engagement.actions import telling
from parvis.engagement.models import Alert, AlertDelivery
from parvis.engagement.queries import alerts as reads
from parvis.web.alerts.tabs import tabs_of
from parvis.web.alerts.words import Way, alert_said
from parvis.web.ui.banner import banner
from parvis.web.ui.cursor import cursor_after, cursor_of
from parvis.web.ui.door import DeskRequest, screen

ROWS = 30


@screen(Permission.POSTS_SEE)
@require_GET
def alerts(request: DeskRequest) -> HttpResponse:
    sight = request.desk.sight
    found = reads.alerts_of(sight, after=cursor_of(request.GET.get("after", "")), limit=ROWS + 1)
    last = found[ROWS - 1] if len(found) > ROWS else None
    context = {
        "tabs": tabs_of(request.desk, "alerts"),
        "alerts": [(alert, alert_said(alert, whole=sight.whole)) for alert in found[:ROWS]],
        "older": cursor_after(request, last.at, last.pk) if last else "",
        "banner": banner(request.desk),
    }
    return render(request, "alerts/list.html", context)


@screen(Permission.POSTS_SEE)
@require_GET
def alert(request: DeskRequest, id: int) -> HttpResponse:
    one, sight = _found(request, id), request.desk.sight
    if sight.whole:
        acts.see_alert(one, by=request.desk.account, at=now())
    context: dict[str, Any] = {
        "tabs": tabs_of(request.desk, "alerts"),
        "alert": one,
        "said": alert_said(one, whole=sight.whole),
        "posts": reads.posts_of_alert(one, sight),
        "ways": [Way.of(delivery) for delivery in reads.deliveries_of(one)] if sight.whole else [],
    }
    return render(request, "alerts/alert.html", context)


@screen(Permission.POSTS_MODERATE)
@require_POST
def close(request: DeskRequest, id: int) -> HttpResponse:
    acts.close_alert(_found(request, id), by=request.desk.account, at=now())
    messages.success(request, _("Closed: nothing more is to be done about it."))
    return redirect("alerts", brand=request.desk.brand.slug)


@screen(Permission.POSTS_MODERATE)
@require_POST
def reopen(request: DeskRequest, id: int) -> HttpResponse:
    acts.reopen_alert(_found(request, id), by=request.desk.account, at=now())
    return redirect("alert", brand=request.desk.brand.slug, id=id)


@screen(Permission.WATCHES_EDIT)
@require_POST
def again(request: DeskRequest, id: int) -> HttpResponse:
    """A mail that did not leave, or of which nobody knows."""
    deliveries = AlertDelivery.objects.select_related("brand")
    delivery = get_object_or_404(deliveries, pk=id, brand=request.desk.brand)
    try:
        telling.send_alert_again(delivery, by=request.desk.account, at=now())
        messages.success(request, _("It leaves again within a minute."))
    except telling.NotToSend:
        messages.info(request, _("It has moved on meanwhile: this is how it stands now."))
    return redirect("alert", brand=request.desk.brand.slug, id=delivery.alert_id)


def _found(request: DeskRequest, id: int) -> Alert:
    one = reads.alert_seen(request.desk.sight, id)
    if one is None:
        raise Http404
    return one
