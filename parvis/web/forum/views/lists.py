"""What moved last: in the whole community, and in one space."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from parvis.community.queries.topics import ROWS, Before, Line, lines, lines_heard, pinned
from parvis.community.rules.access import Room, why_not_begin
from parvis.core.clock import now
from parvis.web.forum.door import Guest, GuestRequest, hosted
from parvis.web.forum.fronts import FRONTS
from parvis.web.forum.pages import page


@require_safe
@hosted
def latest(request: GuestRequest) -> HttpResponse:
    guest = request.guest
    readable = guest.house.readable(guest.who)
    before = before_in(request)
    return page(
        request,
        "forum/latest.html",
        top=pinned(guest.house, guest.who, readable) if before is None else [],
        **listed(lines_heard(guest.house, guest.who, readable, before=before)),
        first=before is None,
        writable=[room for room in guest.rooms() if may_begin(guest, room)],
    )


@require_safe
@hosted
def space(request: GuestRequest, space: str) -> HttpResponse:
    guest = request.guest
    room = room_at(guest, space)
    if (own := FRONTS.get(room.kind)) is not None:
        return own(request, room)
    before = before_in(request)
    return page(
        request,
        "forum/space.html",
        room=room,
        top=pinned(guest.house, guest.who, [room.id]) if before is None else [],
        **listed(lines(guest.house, guest.who, [room.id], before=before)),
        first=before is None,
        may_begin=may_begin(guest, room),
    )


def listed(found: list[Line]) -> dict[str, Any]:
    """The lines of a page, and the way to older ones."""
    shown = found[:ROWS]
    older = f"?before={shown[-1].bumped_at.isoformat()}_{shown[-1].id}".replace("+", "%2B") if len(found) > ROWS else ""
    return {"lines": shown, "older": older}


def before_in(request: GuestRequest) -> Before | None:
    """Raises Http404 for what no page of ours asks."""
    at, _sep, id = request.GET.get("before", "").rpartition("_")
    if not at and not id:
        return None
    try:
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None or not id.isdecimal() or len(id) > 18:
            raise Http404
        return Before(moment, int(id))
    except ValueError as problem:
        raise Http404 from problem


def room_at(guest: Guest, slug: str) -> Room:
    """A space that this guest may read; Http404 also where it exists."""
    room = guest.house.by_slug.get(slug)
    if room is None or not guest.may_read(room):
        raise Http404
    return room


def may_begin(guest: Guest, room: Room) -> bool:
    return why_not_begin(room, guest.who, at=now()) is None
