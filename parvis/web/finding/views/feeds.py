"""Atom: the topics begun last, of the community or a space; the last posts of a topic. Of public rooms alone."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.http import require_safe

from parvis.community.queries.feeds import Entry, first_posts, last_posts, newest, public
from parvis.community.queries.topics import topic_for
from parvis.community.rules.access import NOBODY
from parvis.web.forum.addresses import origin_of
from parvis.web.forum.door import GuestRequest, hosted
from parvis.web.forum.views.lists import room_at

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_OURS = re.compile(r'(\b(?:href|src)=")(?=/(?!/))')


@require_safe
@hosted
def community(request: GuestRequest) -> HttpResponse:
    guest = request.guest
    known = newest(guest.house, public(guest.house))
    name = guest.community.name
    return begun_feed(request, known, name, guest.ways.home(), guest.ways.feed(), guest.community.tagline)


@require_safe
@hosted
def space(request: GuestRequest, space: str) -> HttpResponse:
    guest = request.guest
    room = room_at(guest, space)
    if room.id not in public(guest.house):
        raise Http404
    title = f"{room.name} · {guest.community.name}"
    known = newest(guest.house, [room.id])
    return begun_feed(request, known, title, guest.ways.space(room.slug), guest.ways.space_feed(room.slug), room.about)


@require_safe
@hosted
def topic(request: GuestRequest, slug: str, id: int) -> HttpResponse:
    guest = request.guest
    one = topic_for(guest.house, NOBODY, id)
    if one is None:
        raise Http404
    tag = _tag(request, [(one.pk, one.version)])
    if (unchanged := get_conditional_response(request, etag=tag)) is not None:
        return unchanged
    where, here = guest.ways.topic(one.slug, id), guest.ways.topic_feed(one.slug, id)
    made = _feed(request, one.title, where, here, "")
    for entry in last_posts(one):
        _add(made, request, entry, f"{one.title} · #{entry.seq}", guest.ways.permalink(one.slug, id, entry.seq))
    return _answered(made, tag)


def begun_feed(
    request: GuestRequest, known: Sequence[tuple[int, int]], title: str, where: str, here: str, about: str
) -> HttpResponse:
    tag = _tag(request, known)
    if (unchanged := get_conditional_response(request, etag=tag)) is not None:
        return unchanged
    made = _feed(request, title, where, here, about)
    for entry in first_posts([pk for pk, _version in known]):
        _add(made, request, entry, entry.title, request.guest.ways.topic(entry.slug, entry.topic))
    return _answered(made, tag)


def _feed(request: GuestRequest, title: str, where: str, here: str, about: str) -> Atom1Feed:
    return Atom1Feed(
        title=_clean(title), link=origin_of(request) + where, description=None, subtitle=_clean(about),
        feed_url=origin_of(request) + here, language=request.guest.brand.language,
    )  # fmt: skip


def _add(made: Atom1Feed, request: GuestRequest, entry: Entry, title: str, where: str) -> None:
    address = origin_of(request) + where
    told = f"<p>{escape(entry.summary)}</p>" if entry.summary else entry.html
    html = _OURS.sub(rf"\g<1>{origin_of(request)}", told)
    made.add_item(
        title=_clean(title), link=address, description=_clean(html), author_name=_clean(entry.name) or None,
        pubdate=entry.at, updateddate=entry.changed,
        unique_id=f"{origin_of(request)}{request.guest.ways.base}/t/-/{entry.topic}/{entry.seq}",
    )  # fmt: skip


def _tag(request: GuestRequest, known: Sequence[tuple[int, int]]) -> str:
    """What the answer depends on. The rights are in it: names of rooms change with them."""
    told = repr((request.get_host(), request.path, request.guest.house.version, list(known)))
    return f'W/"{hashlib.blake2b(told.encode(), digest_size=12).hexdigest()}"'


def _answered(made: Atom1Feed, tag: str) -> HttpResponse:
    body = made.writeString("utf-8")
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8", headers=headers)


def _clean(text: str) -> str:
    """Without the signs that XML cannot hold."""
    return _NO_XML.sub("", text)
