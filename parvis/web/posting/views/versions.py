"""How a post read before."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from parvis.community.queries.revisions import may_see_versions, version_of
from parvis.web.forum.door import GuestRequest, hosted
from parvis.web.forum.pages import page
from parvis.web.posting.found import post_at


@require_safe
@hosted
def versions(request: GuestRequest, id: int) -> HttpResponse:
    guest = request.guest
    found = post_at(guest, id)
    if not may_see_versions(found.post, found.room, guest.who, guest.member):
        raise Http404
    word = request.GET.get("version", "")
    if word and not (word.isdecimal() and len(word) < 5):
        raise Http404
    version = version_of(found.post, int(word) if word else None)
    if version is None:
        raise Http404
    one, count = version
    return page(
        request, "posting/versions.html", topic=found.topic, room=found.room, post=found.post, version=one, count=count
    )
