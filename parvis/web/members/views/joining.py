"""A signed-in account becomes a member, or asks to."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.community.actions.arrival import ByInvitation, enter
from parvis.community.actions.members import HandleTaken
from parvis.community.models import Member
from parvis.community.queries.arrivals import standing_of
from parvis.community.rules.arrival import Joining
from parvis.community.rules.naming import handle_of
from parvis.core.clock import now
from parvis.core.models import Account
from parvis.web.forum.door import GuestRequest, hosted
from parvis.web.forum.pages import page
from parvis.web.forum.views.joining import onward_in
from parvis.web.members.forms import JoinForm
from parvis.web.members.views.welcome import invited


@require_http_methods(["GET", "HEAD", "POST"])
@hosted
def join(request: GuestRequest) -> HttpResponse:
    guest, onward = request.guest, onward_in(request)
    if guest.account is None:
        return redirect_to_login(request.get_full_path())
    if guest.member is not None:
        return HttpResponseRedirect(onward)
    asked = standing_of(guest.brand.pk, guest.account)
    if asked is not None and asked.decided_at is None:
        return page(request, "members/waiting.html", asked=asked)
    return _asked_in(request, guest.account, onward, refused_before=asked is not None)


def _asked_in(request: GuestRequest, account: Account, onward: str, *, refused_before: bool) -> HttpResponse:
    guest = request.guest
    word, link = invited(request)
    joining = Joining(guest.community.joining)
    if refused_before and joining is Joining.APPROVAL and link is None and not guest.who.team:
        return page(request, "members/refused.html")
    shut = joining is Joining.INVITED and link is None and not guest.who.team
    form = JoinForm(
        request.POST or None, joining=Joining.OPEN if link or guest.who.team else joining,
        initial={"name": account.name, "handle": handle_of(account.name)},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            came = enter(guest.community, account, form.asked(), link=link, at=now())
            if not isinstance(came, Member):
                return HttpResponseRedirect(guest.ways.join())
            straight = onward != guest.ways.home() and not guest.community.charter
            return HttpResponseRedirect(onward if straight else guest.ways.steps(onward))
        except HandleTaken:
            form.add_error("handle", _("This handle is taken, or cannot be one. Try another."))
        except ByInvitation:
            shut = True
    status = 403 if shut and request.method == "POST" else 422 if form.is_bound else 200
    return page(request, "members/join.html", status, form=form, onward=onward, word=word, shut=shut)
