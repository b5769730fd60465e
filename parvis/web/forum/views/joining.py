"""How one likes to read."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from parvis.web.forum.door import GuestRequest, hosted
from parvis.web.forum.pages import page


@require_safe
@hosted
def preferences(request: GuestRequest) -> HttpResponse:
    """Language and light: on a page of their own, so that other pages hold nothing of one visitor."""
    return page(request, "forum/preferences.html", onward=onward_in(request))


def onward_in(request: GuestRequest) -> str:
    """Where to go on, in this house."""
    onward = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()}, require_https=False)
    return onward if safe and onward.startswith("/") else request.guest.ways.home()
