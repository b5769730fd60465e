"""Where pages elsewhere say that they speak of a topic."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from parvis.flows.webmentions import Flood, NotForUs, receive
from parvis.web.forum.door import GuestRequest, hosted


@csrf_exempt
@require_POST
@hosted
def webmention(request: GuestRequest) -> HttpResponse:
    """202: it will be looked at. Whoever asks is a program, and signs in nowhere. A room that is not public answers as none."""
    source, target = request.POST.get("source", "").strip(), request.POST.get("target", "").strip()
    try:
        receive(request.guest.house, request.build_absolute_uri("/"), source, target)
    except NotForUs:
        return _said(400, "source must be another page, and target a public topic here.")
    except Flood as flood:
        return _said(429, "Too many at once.", {"Retry-After": str(int(flood.wait) + 1)})
    return _said(202, "Thank you: it will be looked at.")


def _said(status: int, words: str, headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8", headers=headers or {})
