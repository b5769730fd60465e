"""Reactions for all to see, marks for oneself."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from parvis.community.actions import signs
from parvis.community.queries.signs import MARKS, marks_of, reactions_at
from parvis.community.rules.reactions import Reaction
from parvis.core.clock import now
from parvis.core.ratelimit import wait_for
from parvis.web.forum.door import GuestRequest, hosted_for_members
from parvis.web.forum.pages import page
from parvis.web.forum.views.lists import before_in
from parvis.web.posting.found import Standing, post_at

STEADY, BURST = timedelta(seconds=1), 30
"""Signs of a member: each makes pages anew."""


@require_POST
@hosted_for_members
def react(request: GuestRequest, id: int) -> HttpResponse:
    """Put, or taken back. An island is told how the post's signs stand now; a form goes back to the post."""
    guest = request.guest
    found = post_at(guest, id)
    try:
        kind = Reaction(request.POST.get("kind", ""))
    except ValueError as problem:
        raise Http404 from problem
    assert guest.member is not None
    if wait := wait_for(f"react:{guest.member.pk}", every=STEADY, burst=BURST, at=now()):
        return HttpResponse(status=429, headers={"Retry-After": str(int(wait) + 1)})
    signs.react(found.topic, found.post, guest.member, kind, at=now())
    if not _by_island(request):
        return _back(request, found)
    found.topic.refresh_from_db(fields=["reaction_count"])
    stand = {sign.kind: sign for sign in reactions_at(found.topic, [id], guest.who).get(id, [])}
    return JsonResponse(
        {kind: [stand[kind].count, stand[kind].mine] if kind in stand else [0, False] for kind in Reaction}
    )


@require_POST
@hosted_for_members
def mark(request: GuestRequest, id: int) -> HttpResponse:
    guest = request.guest
    found = post_at(guest, id)
    assert guest.member is not None
    kept = signs.mark(found.topic, found.post, guest.member, at=now())
    if _by_island(request):
        return JsonResponse({"kept": kept})
    if request.POST.get("onward") == "marks":
        return HttpResponseRedirect(guest.ways.marks())
    return _back(request, found)


@require_safe
@hosted_for_members
def marks(request: GuestRequest) -> HttpResponse:
    guest = request.guest
    assert guest.member is not None
    before = before_in(request)
    found = marks_of(guest.house, guest.who, guest.member, before=before)
    shown = found[:MARKS]
    older = f"?before={shown[-1].at.isoformat()}_{shown[-1].id}".replace("+", "%2B") if len(found) > MARKS else ""
    return page(request, "posting/marks.html", marks=shown, older=older, first=before is None)


def _by_island(request: GuestRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def _back(request: GuestRequest, found: Standing) -> HttpResponse:
    return HttpResponseRedirect(request.guest.ways.post(found.topic.slug, found.topic.pk, found.post.seq))
