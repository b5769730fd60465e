"""Coming in, and how one likes to read."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parvis.community.actions.members import HandleTaken
from parvis.community.actions.members import join as take_in
from parvis.community.rules.naming import handle_of
from parvis.core.clock import now
from parvis.web.forum.door import GuestRequest, hosted
from parvis.web.forum.forms import JoinForm
from parvis.web.forum.pages import page


@require_http_methods(["GET", "POST"])
@hosted
def join(request: GuestRequest) -> HttpResponse:
    """A signed-in account becomes a member."""
    guest = request.guest
    onward = onward_in(request)
    if guest.account is None:
        return redirect_to_login(request.get_full_path())
    if guest.member is not None:
        return HttpResponseRedirect(onward)
    name = guest.account.name
    form = JoinForm(request.POST or None, initial={"name": name, "handle": handle_of(name)})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            take_in(guest.community, guest.account, handle=told["handle"].lower(), name=told["name"], at=now())
            return HttpResponseRedirect(onward)
        except HandleTaken:
            form.add_error("handle", _("This handle is taken, or cannot be one. Try another."))
    return page(request, "forum/join.html", 422 if form.is_bound else 200, form=form, onward=onward)


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
