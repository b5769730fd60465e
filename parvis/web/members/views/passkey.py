"""A member's own passkey. Those of the team have the page of their account."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parvis.core import factors
from parvis.core.clock import now
from parvis.web.forum.door import GuestRequest, hosted
from parvis.web.forum.pages import page
from parvis.web.forum.views.joining import onward_in
from parvis.web.porch import engine
from parvis.web.porch.devices import device_words
from parvis.web.porch.engine import NotShown
from parvis.web.ui.arrival import confirm, confirmed_lately


@require_POST
@hosted
def options(request: GuestRequest) -> HttpResponse:
    account = request.guest.account
    if account is None or not confirmed_lately(request):
        return JsonResponse({}, status=401)
    return JsonResponse(engine.options_to_add(request, account))


@require_http_methods(["GET", "HEAD", "POST"])
@hosted
def add(request: GuestRequest) -> HttpResponse:
    """Recovery codes come with the first key and are shown once, here."""
    account, onward = request.guest.account, onward_in(request)
    if account is None:
        return redirect_to_login(request.get_full_path())
    if not confirmed_lately(request):
        return HttpResponseRedirect(f"/login/confirm?{urlencode({'next': request.get_full_path()})}")
    refused = ""
    if request.method == "POST":
        name = device_words(request.META.get("HTTP_USER_AGENT", ""))
        try:
            credential = engine.added_key(request, request.POST.get("credential", ""), account)
        except NotShown:
            refused = _("The key did not answer in time, or not for this page. Try again.")
        else:
            factors.add_key(account, name, credential, brand=request.guest.brand, at=now())
            confirm(request, strong=True)
    codes, _left = engine.unseen_codes(request, account) if not refused else ([], 0)
    keys = [key.data["name"] for key in factors.keys_of(account)]
    answer = page(
        request, "members/passkey.html", 422 if refused else 200, refused=refused, codes=codes, keys=keys, onward=onward
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
