"""The link of an invitation: what it offers, and taking it, with the account one has or a new one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.core import invitations
from parvis.core.clock import now
from parvis.core.invitations import ForSomebodyElse, NotOpen
from parvis.core.models import Account, Invitation
from parvis.core.roles import Role
from parvis.core.team import AccountClosed, AlreadySeated
from parvis.flows.seating import accept, join
from parvis.web.porch.forms import JoinForm
from parvis.web.settings.words.roles import role_sentence
from parvis.web.ui.arrival import arrive
from parvis.web.ui.door import open_to_all
from parvis.web.ui.views import providers


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    try:
        found = invitations.look(token, now())
        if request.user.is_authenticated:
            return _signed_in(request, found)
        return _new_here(request, found)
    except NotOpen as ended:
        answer = render(request, "porch/invitation_ended.html", {"end": ended.end.value}, status=410)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _signed_in(request: HttpRequest, found: Invitation) -> HttpResponse:
    """Raises NotOpen."""
    who: Any = request.user
    mine = not found.email or found.email == who.email.lower()
    if request.method == "POST" and mine:
        try:
            accept(found, who, at=now())
        except (AlreadySeated, ForSomebodyElse):
            messages.info(request, _("You have a seat in this team already."))
        else:
            messages.success(request, _("Welcome to the team of %(brand)s.") % {"brand": found.brand.name})
        return redirect("inbox", brand=found.brand.slug)
    return _page(request, found, {"mine": mine})


def _new_here(request: HttpRequest, found: Invitation) -> HttpResponse:
    """Raises NotOpen."""
    known = bool(found.email) and Account.objects.filter(email__iexact=found.email).exists()
    form = JoinForm(request.POST or None, email=found.email)
    if request.method == "POST" and not known and form.is_valid():
        said = form.cleaned_data
        try:
            account, seat = join(found, form.address(), said["name"], said["password"], at=now())
        except AccountClosed:
            form.add_error("email", _("This address has an account: sign in, then open this link again."))
        else:
            return arrive(request, account, reverse("inbox", kwargs={"brand": seat.brand.slug}), strong=False)
    return _page(request, found, {"known": known, "form": form}, status=422 if form.is_bound else 200)


def _page(request: HttpRequest, found: Invitation, context: dict[str, Any], status: int = 200) -> HttpResponse:
    whole = {
        "mine": False, "known": False, "form": None, "invitation": found, "sentence": role_sentence(Role(found.role)),
        "providers": providers(), **context,
    }  # fmt: skip
    answer = render(request, "porch/invitation.html", whole, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer
