"""A space read otherwise than by what moved last."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from parvis.community.queries.sorted import After, Order, kept_ideas, sorted_lines
from parvis.community.queries.topics import ROWS
from parvis.community.rules.ideas import Status
from parvis.community.rules.kinds import Kind
from parvis.community.rules.questions import SOLVED
from parvis.web.forum.door import GuestRequest, hosted
from parvis.web.forum.pages import page
from parvis.web.forum.views.lists import room_at

OPEN = "open"
"""How addresses say "no state yet"."""
STATES = {Kind.QUESTIONS: {OPEN, SOLVED}, Kind.IDEAS: {OPEN, *(status.value for status in Status)} - {"new"}}


@require_safe
@hosted
def by(request: GuestRequest, space: str) -> HttpResponse:
    """By votes or the newest first, of one state or of all."""
    guest = request.guest
    room = room_at(guest, space)
    asked, named = request.GET.get("state", ""), request.GET.get("order", Order.NEWEST.value)
    if named not in {order.value for order in Order} or (asked and asked not in STATES.get(room.kind, set())):
        raise Http404
    order, state = Order(named), {"": None, OPEN: ""}.get(asked, asked)
    found = sorted_lines(guest.house, guest.who, room.id, order=order, state=state, after=after_in(request))
    shown, older = found[:ROWS], ""
    if len(found) > ROWS:
        older = guest.ways.sorted(
            space, order=named, state=asked, after=f"{shown[-1].score if order is Order.VOTES else 0}_{shown[-1].id}"
        )
    return page(request, "kinds/sorted.html", room=room, lines=shown, older=older, chosen=(named, state))


@require_safe
@hosted
def done(request: GuestRequest, space: str) -> HttpResponse:
    """ "You said, we did"."""
    guest = request.guest
    room = room_at(guest, space)
    if room.kind is not Kind.IDEAS:
        raise Http404
    found = kept_ideas(guest.house, guest.who, room.id, after=after_in(request))
    shown = found[:ROWS]
    older = f"?after=0_{shown[-1].line.id}" if len(found) > ROWS else ""
    return page(request, "kinds/kept.html", room=room, kept=shown, older=older, chosen=("kept", None))


def after_in(request: GuestRequest) -> After | None:
    """Raises Http404 for what no page of ours asks."""
    word = request.GET.get("after", "")
    if not word:
        return None
    score, _sep, id = word.partition("_")
    if not (score.isdecimal() and id.isdecimal() and word.isascii() and len(score) < 10 and len(id) < 19):
        raise Http404
    return After(int(id), int(score))
