"""One's own posts that wait for a moderator, or were refused: with the reason that was given."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from parvis.community.queries.waiting import ROWS, waiting_of
from parvis.web.forum.door import GuestRequest, hosted_for_members
from parvis.web.forum.kept import private
from parvis.web.forum.pages import page
from parvis.web.forum.views.lists import before_in


@require_safe
@hosted_for_members
def held(request: GuestRequest) -> HttpResponse:
    guest = request.guest
    assert guest.member is not None
    before = before_in(request)
    found = waiting_of(guest.house, guest.who, guest.member, before=before)
    shown = found[:ROWS]
    older = f"?before={shown[-1].at.isoformat()}_{shown[-1].id}".replace("+", "%2B") if len(found) > ROWS else ""
    return private(page(request, "messages/held.html", posts=shown, older=older, first=before is None))
