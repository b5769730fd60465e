"""Old addresses lead on; what was written under them is claimed by who wrote it."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_safe

from parvis.community.queries.oldways import led_to
from parvis.core.clock import now
from parvis.flows.claiming import claim_all, to_claim
from parvis.web.forum.door import GuestRequest, hosted, hosted_for_members
from parvis.web.forum.pages import page


@require_safe
@hosted
def led(request: GuestRequest, rest: str) -> HttpResponse:
    """For good, to what this visitor may read. What they may not know of leads nowhere, as what never was."""
    guest, asked = request.guest, request.META.get("QUERY_STRING", "")
    found = led_to(guest.house, guest.who, f"{rest}?{asked}" if asked else rest)
    if found is None:
        raise Http404
    ways = guest.ways
    match found.kind:
        case "space":
            where = ways.space(found.slug)
        case "member":
            where = ways.member(found.slug)
        case "topic":
            where = ways.topic(found.slug, found.id)
        case _:
            where = ways.permalink(found.slug, found.id, found.seq)
    return HttpResponsePermanentRedirect(where)


@require_http_methods(["GET", "HEAD", "POST"])
@hosted_for_members
def claim(request: GuestRequest) -> HttpResponse:
    guest = request.guest
    assert guest.member is not None
    assert guest.account is not None
    if request.method == "POST":
        claim_all(guest.member, guest.account, at=now())
        return HttpResponseRedirect(f"{guest.ways.me()}")
    proved, people = to_claim(guest.brand.pk, guest.account)
    answer = page(request, "bringing/claim.html", proved=proved, people=people)
    answer.headers["Cache-Control"] = "no-store"
    return answer
