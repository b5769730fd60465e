"""A space of articles: cards of what is out, and what is not out yet."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from parvis.community.queries.articles import ROWS as DRAFTS
from parvis.community.queries.articles import cards_of, categories_of, manuscripts
from parvis.community.queries.sorted import Order, sorted_lines
from parvis.community.queries.topics import ROWS
from parvis.community.rules.access import Room
from parvis.community.rules.articles import state_of
from parvis.community.rules.kinds import Kind
from parvis.web.forum.door import GuestRequest, hosted_for_members
from parvis.web.forum.fronts import front
from parvis.web.forum.pages import page
from parvis.web.forum.views.lists import may_begin, room_at
from parvis.web.kinds.views.lists import after_in


@front(Kind.ARTICLES)
def articles(request: GuestRequest, room: Room) -> HttpResponse:
    """The newest first, of one category or of all."""
    guest, asked = request.guest, request.GET.get("category", "")
    categories = categories_of(room.id)
    chosen = next((one for one in categories if one.slug == asked), None)
    if asked and chosen is None:
        raise Http404
    state = str(chosen.pk) if chosen else None
    found = sorted_lines(guest.house, guest.who, room.id, order=Order.NEWEST, state=state, after=after_in(request))
    lines = found[:ROWS]
    older = guest.ways.categorised(room.slug, asked, f"0_{lines[-1].id}") if len(found) > ROWS else ""
    return page(
        request, "articles/room.html", room=room, lines=lines, cards=cards_of([line.id for line in lines]), older=older,
        categories=categories, chosen=asked, first="after" not in request.GET, may_begin=may_begin(guest, room),
    )  # fmt: skip


@require_safe
@hosted_for_members
def drafts(request: GuestRequest, space: str) -> HttpResponse:
    guest = request.guest
    room = room_at(guest, space)
    if room.kind is not Kind.ARTICLES:
        raise Http404
    after = after_in(request)
    found = manuscripts(guest.who, room, before=after.id if after else None)
    shown = [(one, state_of(one.proposed_at, one.due_at, one.published_at)) for one in found[:DRAFTS]]
    older = f"?after=0_{shown[-1][0].pk}" if len(found) > DRAFTS else ""
    return page(request, "articles/drafts.html", room=room, drafts=shown, older=older, may_begin=may_begin(guest, room))
