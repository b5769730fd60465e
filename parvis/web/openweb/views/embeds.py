"""What other sites show under their pages: read there by anybody, written here."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from parvis.community.models import Topic
from parvis.community.queries.embeds import counts, site_for, sites_of
from parvis.community.queries.topics import posts_on, topic_for
from parvis.community.rules.access import NOBODY
from parvis.community.rules.embeds import page_of
from parvis.community.rules.paging import page_of as page_number
from parvis.core.clock import now
from parvis.flows.embeds import visit
from parvis.web.forum.door import GuestRequest, hosted
from parvis.web.forum.pages import page

SCRIPT = Path(__file__).resolve().parent.parent / "embed.js"


@require_safe
@hosted
def script(request: GuestRequest) -> HttpResponse:
    """The one line of a site: it makes the frame, and lets it be as high as what it holds."""
    response = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@cache
def _script() -> bytes:
    return SCRIPT.read_bytes()


@require_safe
@hosted
def embed(request: GuestRequest) -> HttpResponse:
    """The comments of `page`, in a frame of its site and no other; as a page of its own where there is no script."""
    guest, where = request.guest, page_of(request.GET.get("page", ""))
    listed = site_for(guest.house, where) if where else None
    if listed is None:
        raise Http404
    site, room = listed
    known = visit(site, where, at=now())
    topic = topic_for(guest.house, NOBODY, known.topic_id) if known is not None and known.topic_id else None
    posts = [post for post in posts_on(topic.pk, 1) if post.seq > 1 and post.html] if topic is not None else []
    shown = page(
        request, "openweb/embed.html", topic=topic, posts=posts, address=where, origin_of_site=site.origin,
        more=topic is not None and page_number(topic.last_seq) > 1, closed=topic is not None and _closed(topic, room.closed),
    )  # fmt: skip
    shown.headers["Cache-Control"] = "no-cache"
    shown.xframe_options_exempt = True  # the policy names who may
    shown._csp_replace = {"frame-ancestors": [site.origin]}  # type: ignore[attr-defined]
    return shown


def _closed(topic: Topic, room_closed: bool) -> bool:
    return room_closed or topic.closed_at is not None


@require_safe
@hosted
def count(request: GuestRequest) -> HttpResponse:
    """`page`, up to fifty times → how many comments stand under each."""
    house = request.guest.house
    response = JsonResponse(counts(house, request.GET.getlist("page")))
    origin = request.headers.get("Origin", "")
    if origin and sites_of(house.brand_id).filter(origin=origin).exists():
        response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Vary"] = "Origin"
    response.headers["Cache-Control"] = "no-cache"
    return response
