"""The charter: read by whoever comes, agreed to by members, worded by the team."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.community.actions.charter import Reworded, agree, reword_charter
from parvis.community.queries.house import arranges
from parvis.core.clock import now
from parvis.core.models import Account
from parvis.web.forum.door import GuestRequest, hosted
from parvis.web.forum.pages import page
from parvis.web.forum.views.joining import onward_in
from parvis.web.members.forms import CharterForm
from parvis.web.members.views.arrivals import for_arrangers


@require_http_methods(["GET", "HEAD", "POST"])
@hosted
def charter(request: GuestRequest) -> HttpResponse:
    guest, onward = request.guest, onward_in(request)
    refused, status = "", 200
    if request.method == "POST" and guest.member is not None:
        version = request.POST.get("version", "")
        try:
            agree(guest.community, guest.member, int(version) if version.isdecimal() else -1, at=now())
            return HttpResponseRedirect(guest.ways.steps(onward) if "steps" in request.POST else onward)
        except Reworded:
            refused, status = _("The charter was reworded while you were reading. Here is what it says now."), 409
    agreed = guest.member is not None and guest.member.charter_version >= guest.community.charter_version
    context = {
        "onward": onward,
        "agreed": agreed,
        "refused": refused,
        "edits": guest.account is not None and guest.who.team and arranges(guest.brand, guest.account),
        "steps": "steps" in request.GET or "steps" in request.POST,
    }
    return page(request, "members/charter.html", status, **context)


@require_http_methods(["GET", "HEAD", "POST"])
@hosted
@for_arrangers
def edit(request: GuestRequest, by: Account) -> HttpResponse:
    community = request.guest.community
    form = CharterForm(request.POST or None, initial={"text": community.charter, "demanded": True})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        reword_charter(community, said["text"], demanded=said["demanded"], by=by, at=now())
        return HttpResponseRedirect(request.guest.ways.charter())
    return page(request, "members/charter_edit.html", 422 if form.is_bound else 200, form=form)
