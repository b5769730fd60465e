"""What helps while writing. Each is asked by the composer's island; the forms work without."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from parvis.community.actions.drafts import Begun, keep_draft
from parvis.community.queries.naming import offered, previewed
from parvis.community.rendering import LONGEST
from parvis.community.rules.access import may_link
from parvis.core.clock import now
from parvis.core.ratelimit import wait_for
from parvis.web.forum.door import GuestRequest, hosted_for_members
from parvis.web.posting.found import writing_in

STEADY, BURST = timedelta(seconds=0.5), 20
"""Of each kind, for a member: two a second, twenty at once. A typist needs no more; a gatherer of names gets no more."""
LONGEST_NAME = 40


@require_POST
@hosted_for_members
def preview(request: GuestRequest) -> HttpResponse:
    guest = request.guest
    where = writing_in(guest, request.POST)
    if slow := _too_many(request, "preview"):
        return slow
    body = request.POST.get("body", "")[: LONGEST + 1]
    links = may_link(where.room, guest.who)
    return HttpResponse(previewed(guest.brand.pk, body, space_id=where.space_id, topic_id=where.topic_id, links=links))


@require_POST
@hosted_for_members
def draft(request: GuestRequest) -> HttpResponse:
    """Keeps what is there; nothing there = no draft any more."""
    guest = request.guest
    where = writing_in(guest, request.POST)
    if slow := _too_many(request, "draft"):
        return slow
    assert guest.member is not None
    if where.topic_id is None and where.space_id is None:
        raise Http404
    kept = Begun(where.topic_id, where.space_id)
    title, body = request.POST.get("title", ""), request.POST.get("body", "")
    keep_draft(guest.member, kept, title=title, body=body, at=now())
    return HttpResponse(status=204)


@require_safe
@hosted_for_members
def names(request: GuestRequest) -> HttpResponse:
    """Members who may read there and whose handle or name begins so."""
    guest = request.guest
    where = writing_in(guest, request.GET)
    begun = request.GET.get("begun", "")[:LONGEST_NAME].strip()
    if slow := _too_many(request, "names"):
        return slow
    found = offered(guest.brand.pk, where.space_id, where.topic_id, begun) if begun else []
    answer = JsonResponse({"names": [{"handle": handle, "name": name} for handle, name in found]})
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _too_many(request: GuestRequest, kind: str) -> HttpResponse | None:
    member = request.guest.member
    assert member is not None
    wait = wait_for(f"compose:{kind}:{member.pk}", every=STEADY, burst=BURST, at=now())
    return HttpResponse(status=429, headers={"Retry-After": str(int(wait) + 1)}) if wait else None
