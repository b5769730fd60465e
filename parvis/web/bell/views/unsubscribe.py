"""The link at the foot of a mail: no more of these. Its token is its own right: no sign-in, and one press of a mail program is
enough (RFC 8058), which is why it asks for no token of a page."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from parvis.community.actions.notice_wishes import Read
from parvis.community.actions.notice_wishes import unsubscribe as end
from parvis.community.models import Member
from parvis.community.rules.notices import Kind, kinds_in
from parvis.community.tokens import unsubscriber
from parvis.core.clock import now
from parvis.web.bell.wording import named
from parvis.web.forum.door import GuestRequest, hosted
from parvis.web.forum.kept import private
from parvis.web.forum.pages import page


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@hosted
def unsubscribe(request: GuestRequest, token: str) -> HttpResponse:
    """A look asks; only a press ends them, since programs look at links before people do. `all`: of every kind."""
    guest, told = request.guest, unsubscriber(token)
    member = Member.objects.filter(brand=guest.brand, pk=told[0]).first() if told else None
    if told is None or member is None:
        raise Http404
    done = ""
    if request.method == "POST":
        every = "all" in request.POST
        kinds = frozenset(Kind) if every else kinds_in(told[1])
        digest = every or told[1] == "digest"
        read = Read("link", {"mail": " · ".join(named(told[1])), "digest": " · ".join(named("digest"))}, None)
        end(member, kinds, digest=digest, read=read, zone=guest.brand.timezone, at=now())
        done = "all" if every else "these"
    return private(page(request, "bell/unsubscribe.html", named=named(told[1]), done=done))
