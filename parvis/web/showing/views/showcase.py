"""Members whom the team presents, and their own word about it."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_safe

from parvis.community.actions.showcase import agree, take_back
from parvis.community.queries.shelves import open_to_all
from parvis.community.queries.showcase import asked_of, presented, works
from parvis.core.clock import now
from parvis.web.forum.door import Guest, GuestRequest, hosted, hosted_for_members
from parvis.web.forum.pages import page

FEW = 6
"""Works shown beside the members: the rest is a page of its own."""


@require_safe
@hosted
def members(request: GuestRequest) -> HttpResponse:
    guest = seen_by(request)
    return page(
        request, "showing/members.html", people=presented(guest.brand.pk), works=works(guest.brand.pk, before=None)[:FEW],
        mine=asked_of(guest.who.member),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@hosted_for_members
def consent(request: GuestRequest) -> HttpResponse:
    """The words, and yes or no to them: now, and on any later day."""
    guest = request.guest
    mine = asked_of(guest.who.member)
    if mine is None or guest.account is None:
        raise Http404
    if request.method == "POST":
        if request.POST.get("agreed") == "1":
            agree(mine, request.POST.get("text", ""), at=now())
        elif request.POST.get("agreed") == "0":
            take_back(mine, by=guest.account, at=now())
            return HttpResponseRedirect(guest.ways.showcase())
        return HttpResponseRedirect(guest.ways.showcase("consent"))
    return page(request, "showing/consent.html", mine=mine)


def seen_by(request: GuestRequest) -> Guest:
    """The guest; Http404 for passers-by where no room is open to them: then nothing of its members is."""
    guest = request.guest
    if guest.member is None and not guest.who.team and not open_to_all(guest.house):
        raise Http404
    return guest
