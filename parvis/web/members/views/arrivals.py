"""For the team: whom the community lets in, who waits at the door, and links that let people in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parvis.community.actions import arrival as doing
from parvis.community.actions.arrival import Decided
from parvis.community.actions.members import HandleTaken
from parvis.community.models import Applicant, MemberInvitation
from parvis.community.queries.arrivals import arrivals_of
from parvis.community.queries.house import arranges
from parvis.community.rules.arrival import Joining
from parvis.core.clock import now
from parvis.core.models import Account
from parvis.flows import arrival
from parvis.web.forum.door import GuestRequest, hosted
from parvis.web.forum.pages import page
from parvis.web.members.forms import LinkForm


def for_arrangers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Whoever may not arrange the community does not learn of these pages."""

    def inside(request: GuestRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        account = request.guest.account
        if account is None:
            return redirect_to_login(request.guest.ways.arrivals())
        if not arranges(request.guest.brand, account):
            raise Http404
        return view(request, account, *args, **kwargs)

    inside.__module__, inside.__qualname__ = view.__module__, view.__qualname__
    return inside


@require_safe
@hosted
@for_arrangers
def arrivals(request: GuestRequest, by: Account) -> HttpResponse:
    return _shown(request)


def _shown(request: GuestRequest, status: int = 200, **more: Any) -> HttpResponse:
    guest = request.guest
    context = {"link": "", "refused": "", "form": LinkForm(), **more}
    answer = page(
        request, "members/arrivals.html", status, found=arrivals_of(guest.brand, now()), mails=settings.MAILS,
        joining=guest.community.joining, **context,
    )  # fmt: skip
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
@hosted
@for_arrangers
def joining(request: GuestRequest, by: Account) -> HttpResponse:
    try:
        chosen = Joining(request.POST.get("joining", ""))
    except ValueError as problem:
        raise Http404 from problem
    doing.let_in_by(request.guest.community, chosen, by=by, at=now())
    return _back(request)


@require_POST
@hosted
@for_arrangers
def invite(request: GuestRequest, by: Account) -> HttpResponse:
    """The link is shown once."""
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _shown(request, 422, form=form)
    guest = request.guest
    _made, token = doing.invite(guest.community, most=form.cleaned_data["most"], by=by, at=now())
    return _shown(request, link=request.build_absolute_uri(f"{guest.ways.welcome()}?invitation={token}"))


@require_POST
@hosted
@for_arrangers
def revoke(request: GuestRequest, by: Account, link: int) -> HttpResponse:
    found = MemberInvitation.objects.filter(brand=request.guest.brand, pk=link).first()
    if found is None:
        raise Http404
    doing.revoke(found, by=by, at=now())
    return _back(request)


@require_POST
@hosted
@for_arrangers
def decide(request: GuestRequest, by: Account, applicant: int) -> HttpResponse:
    found = Applicant.objects.filter(brand=request.guest.brand, pk=applicant).first()
    if found is None:
        raise Http404
    try:
        arrival.decide(found, accepted=request.POST.get("answer") == "yes", by=by, at=now())
    except Decided:
        return _shown(request, 409, refused=_("A colleague has decided meanwhile."))
    except HandleTaken:
        said = _("Somebody else has the handle @%(handle)s meanwhile: they must ask again with another.")
        return _shown(request, 409, refused=said % {"handle": found.handle})
    return _back(request)


def _back(request: GuestRequest) -> HttpResponse:
    return HttpResponseRedirect(request.guest.ways.arrivals())
