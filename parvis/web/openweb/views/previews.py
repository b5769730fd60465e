"""Pages under posts: their pictures, and whether the author would rather have the link alone."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST, require_safe

from parvis.community.actions.previews import bring_back, put_away
from parvis.community.queries.previews import page_picture, previews_at
from parvis.core.clock import now
from parvis.core.pictures import path_of
from parvis.web.forum.door import GuestRequest, hosted, hosted_for_members
from parvis.web.posting.found import post_at


@require_POST
@hosted_for_members
def choose(request: GuestRequest, id: int) -> HttpResponse:
    """The pages go, or come back where they had gone."""
    guest, found = request.guest, post_at(request.guest, id)
    assert guest.member is not None
    assert guest.account is not None
    if not guest.who.moderates and found.post.author_id != guest.member.identity_id:
        raise Http404
    if any(page.removed for page in previews_at(found.topic, [id]).get(id, [])):
        bring_back(found.post, at=now())
    else:
        put_away(found.post, by=guest.account, at=now())
    return HttpResponseRedirect(guest.ways.post(found.topic.slug, found.topic.pk, found.post.seq))


@require_safe
@hosted
def picture(request: GuestRequest, name: str) -> HttpResponse:
    guest = request.guest
    found = page_picture(guest.house, guest.who, name)
    path = path_of(guest.brand.pk, found.sha256) if found is not None else None
    if path is None or not path.exists():
        raise Http404
    response = HttpResponse(path.read_bytes(), content_type="image/webp")
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
