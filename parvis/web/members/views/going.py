"""What is one's own: a copy of it all, and the way out."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from tempfile import TemporaryFile

from django.contrib.auth import logout
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from parvis.core.clock import now
from parvis.core.models import Seat
from parvis.core.ratelimit import wait_for
from parvis.flows import departure, own_copy
from parvis.flows.departure import Words
from parvis.web.forum.door import GuestRequest, hosted_for_members
from parvis.web.forum.pages import page
from parvis.web.ui.arrival import confirmed_lately


@require_POST
@hosted_for_members
def copy(request: GuestRequest) -> HttpResponse:
    """Whoever sits at an open browser is asked who they are before they take everything along."""
    guest = request.guest
    assert guest.member is not None
    if not confirmed_lately(request):
        return HttpResponseRedirect(f"/login/confirm?{urlencode({'next': guest.ways.me()})}")
    if wait := wait_for(f"own-copy:{guest.member.pk}", every=timedelta(minutes=10), burst=3, at=now()):
        return HttpResponse(status=429, headers={"Retry-After": str(ceil(wait))})
    file = TemporaryFile()  # noqa: SIM115  closed by the answer
    own_copy.write(guest.member, file, language=translation.get_language() or "fr", at=now())
    file.seek(0)
    answer = FileResponse(file, as_attachment=True, filename=f"{guest.brand.slug}-{guest.member.handle}.zip")
    answer.headers["Cache-Control"] = "no-store"
    return answer  # type: ignore[return-value]


@require_http_methods(["GET", "HEAD", "POST"])
@hosted_for_members
def leave(request: GuestRequest) -> HttpResponse:
    guest = request.guest
    assert guest.member is not None
    if not confirmed_lately(request):
        return HttpResponseRedirect(f"/login/confirm?{urlencode({'next': guest.ways.leave()})}")
    said = request.POST.get("words", "")
    if request.method == "POST" and said in tuple(Words):
        close = request.POST.get("close") == "1"
        if departure.leave(guest.member, Words(said), close_account=close, at=now()):
            logout(request)
        return HttpResponseRedirect(guest.ways.home())
    seated = Seat.objects.filter(account=guest.account, ended_at=None).exists()
    return page(request, "members/leave.html", 422 if request.method == "POST" else 200, seated=seated)
