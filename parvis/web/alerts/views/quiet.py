"""The link at the foot of a mail: no more of this rule. Its token is its own right: no sign-in, and one press of a mail
program is enough (RFC 8058), which is why it asks for no token of a page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from parvis.core.clock import now
from parvis.engagement.actions.telling import quieten as silence
from parvis.engagement.models import AlertRule
from parvis.flows.alert_mail import read_token
from parvis.web.ui.door import open_to_all


@csrf_exempt
@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def quieten(request: HttpRequest, token: str) -> HttpResponse:
    """A look asks; only a press silences, since programs look at links before people do."""
    read = read_token(token)
    rules = list(AlertRule.objects.filter(pk__in=read[0]).order_by("name")) if read else []
    if read is None or not rules:
        return render(request, "alerts/quieten.html", {"rules": [], "done": False}, status=404)
    if request.method == "POST":
        for rule in rules:
            silence(rule, read[1], at=now())
    return render(request, "alerts/quieten.html", {"rules": rules, "done": request.method == "POST"})
