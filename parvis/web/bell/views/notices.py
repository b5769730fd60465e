"""What one was told: the latest first, and all read at a press."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from parvis.community.actions.notices import read_all
from parvis.community.queries.notices import ROWS, Before, told_to, unread_of
from parvis.core.clock import now
from parvis.flows.notice_words import address_of, sentence
from parvis.web.bell.wording import icon_of
from parvis.web.forum.door import GuestRequest, hosted_for_members
from parvis.web.forum.kept import private
from parvis.web.forum.pages import page


@require_safe
@hosted_for_members
def notices(request: GuestRequest) -> HttpResponse:
    guest, before = request.guest, _before_in(request)
    found = told_to(guest.house, guest.who, before=before)
    shown = found[:ROWS]
    older = f"?before={shown[-1].at.isoformat()}_{shown[-1].id}".replace("+", "%2B") if len(found) > ROWS else ""
    return private(
        page(
            request,
            "bell/notices.html",
            lines=[(one, sentence(one), address_of(one, guest.brand.slug)) for one in shown],
            older=older,
            first=before is None,
            icon_of=icon_of,
            drawn=now().isoformat(),
        )
    )


@require_POST
@hosted_for_members
def read(request: GuestRequest) -> HttpResponse:
    """All that stood there when the page was drawn."""
    guest, at = request.guest, now()
    assert guest.member is not None
    read_all(guest.member, min(_moment(request.POST.get("upto", "")), at), at=at)
    return HttpResponseRedirect(guest.ways.notices())


@require_safe
@hosted_for_members
def count(request: GuestRequest) -> HttpResponse:
    """For the bell of an open page."""
    guest = request.guest
    return private(JsonResponse({"unread": unread_of(guest.house, guest.who) if guest.told else 0}))


@require_safe
@hosted_for_members
def live(request: GuestRequest) -> HttpResponse:
    """Our own server rings (`parvis.site.bells`) and never asks here; under another one, pages are told to let it be."""
    return private(HttpResponse(status=204))


def _before_in(request: GuestRequest) -> Before | None:
    """Raises Http404 for what no page of ours asks."""
    said = request.GET.get("before", "")
    if not said:
        return None
    at, _sep, id = said.rpartition("_")
    if not (id.isascii() and id.isdecimal() and len(id) < 19):
        raise Http404
    return Before(_moment(at), int(id))


def _moment(said: str) -> datetime:
    """Raises Http404."""
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        raise Http404 from None
    if at.tzinfo is None:
        raise Http404
    return at
