"""Signs of life from open pages, and who is where: a few words of JSON, since every open case asks every ten seconds."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.engagement.actions import presence
from parvis.engagement.queries import visible_to
from parvis.engagement.queries.presence import others_at
from parvis.web.inbox import words
from parvis.web.inbox.views.look import held
from parvis.web.ui.door import DeskRequest, screen

MOST = 100
"""Cases asked about at once: more than a list shows."""


@require_POST
@screen(Permission.INBOX_SEE)
def sign(request: DeskRequest, case: int) -> HttpResponse:
    """`typing`: 1 while they write; `leave`: 1 when the tab goes."""
    found, at = held(request, case), now()
    if request.POST.get("leave"):
        presence.leave(request.desk.seat, found.pk, at=at)
        return HttpResponse(status=204)
    presence.sign(request.desk.seat, found, typing=request.POST.get("typing") == "1", at=at)
    return _told(request, [case, *_asked(request.POST.get("cases", ""))])


@require_GET
@screen(Permission.INBOX_SEE)
def here(request: DeskRequest) -> HttpResponse:
    return _told(request, _asked(request.GET.get("cases", "")))


def _told(request: DeskRequest, asked: list[int]) -> JsonResponse:
    """`{"12": {"text": "Malik is writing an answer", "typing": true}}`: cases where somebody is, of those this seat may see."""
    seat = request.desk.seat
    found = others_at(seat, asked, now())
    seen = set(visible_to(seat).filter(pk__in=list(found)).values_list("pk", flat=True)) if found else set()
    said = {
        pk: {"text": words.here_line(those), "typing": any(one.typing for one in those)}
        for pk, those in found.items()
        if pk in seen
    }
    return JsonResponse(said, headers={"Cache-Control": "no-store"})


def _asked(text: str) -> list[int]:
    return [int(word) for word in text.split(",")[:MOST] if word.isdecimal() and len(word) < 18]
