"""Webhooks: where the brand's news go, and the log of what went there."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.core import webhooks
from parvis.core.clock import now
from parvis.core.models import Delivery, Webhook
from parvis.core.roles import Permission
from parvis.flows.webhooks import last_hit, ping
from parvis.web.programs.forms import WebhookForm
from parvis.web.programs.show import show
from parvis.web.programs.words import TOPICS
from parvis.web.ui.door import DeskRequest, screen

ROWS = 30


@screen(Permission.TEAM_EDIT)
@require_GET
def hook(request: DeskRequest, id: int) -> HttpResponse:
    one = _found(request, id)
    before = request.GET.get("before", "")
    rows = Delivery.objects.filter(webhook=one).order_by("-pk")
    if before.isascii() and before.isdigit() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: ROWS + 1])
    older = found[ROWS - 1].pk if len(found) > ROWS else None
    topics = [TOPICS[topic] for topic in one.topics if topic in TOPICS]
    return show(request, "hook", {"hook": one, "topics": topics, "deliveries": found[:ROWS], "older": older})


@screen(Permission.TEAM_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: DeskRequest) -> HttpResponse:
    """After a POST its secret is shown, on this answer and never again."""
    form = WebhookForm(request.POST or None, initial={"topics": ["mention", "case"]})
    if request.method == "POST" and form.is_valid():
        made, secret = webhooks.add_webhook(
            request.desk.brand, form.wish(), last_hit=last_hit(), by=request.desk.account, at=now()
        )
        answer = show(request, "secret", {"name": made.name, "secret": secret, "kind": "webhook"})
        answer.headers["Cache-Control"] = "no-store"
        return answer
    return show(request, "hook_edit", {"form": form, "hook": None}, status=422 if form.is_bound else 200)


@screen(Permission.TEAM_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: DeskRequest, id: int) -> HttpResponse:
    one = _found(request, id)
    form = WebhookForm(request.POST) if request.method == "POST" else WebhookForm.of(one)
    if form.is_bound and form.is_valid():
        webhooks.change_webhook(one, form.wish(), by=request.desk.account, at=now())
        messages.success(request, _("The webhook is saved."))
        return redirect("webhook", brand=request.desk.brand.slug, id=id)
    return show(request, "hook_edit", {"form": form, "hook": one}, status=422 if form.is_bound else 200)


@screen(Permission.TEAM_EDIT)
@require_POST
def pause(request: DeskRequest, id: int) -> HttpResponse:
    webhooks.pause_webhook(_found(request, id), by=request.desk.account, at=now())
    messages.success(request, _("Paused: what happens meanwhile waits for it."))
    return redirect("webhook", brand=request.desk.brand.slug, id=id)


@screen(Permission.TEAM_EDIT)
@require_POST
def resume(request: DeskRequest, id: int) -> HttpResponse:
    webhooks.resume_webhook(_found(request, id), by=request.desk.account, at=now())
    messages.success(request, _("It is told again, beginning with what waited."))
    return redirect("webhook", brand=request.desk.brand.slug, id=id)


@screen(Permission.TEAM_EDIT)
@require_POST
def end(request: DeskRequest, id: int) -> HttpResponse:
    webhooks.end_webhook(_found(request, id), by=request.desk.account, at=now())
    messages.success(request, _("The webhook is removed."))
    return redirect("settings_programs", brand=request.desk.brand.slug)


@screen(Permission.TEAM_EDIT)
@require_POST
def try_now(request: DeskRequest, id: int) -> HttpResponse:
    """A test message, sent while the person waits."""
    if ping(_found(request, id), now()) == "sent":
        messages.success(request, _("It arrived."))
    else:
        messages.warning(request, _("It did not arrive: the log says why."))
    return redirect("webhook", brand=request.desk.brand.slug, id=id)


@screen(Permission.TEAM_EDIT)
@require_POST
def again(request: DeskRequest, id: int, delivery: int) -> HttpResponse:
    one = _found(request, id)
    found = Delivery.objects.select_related("brand").filter(webhook=one, pk=delivery).first()
    if found is None:
        raise Http404
    webhooks.send_delivery_again(found, by=request.desk.account, at=now())
    messages.success(request, _("It leaves again within seconds."))
    return redirect("webhook", brand=request.desk.brand.slug, id=id)


def _found(request: DeskRequest, id: int) -> Webhook:
    one = webhooks.webhooks_of(request.desk.brand.pk).select_related("brand", "credential").filter(pk=id).first()
    if one is None:
        raise Http404
    return one
