"""A password that was forgotten: a letter with a link, and another password. Open to members and to the team alike."""

from __future__ import annotations

from math import ceil

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.core import forgotten as links
from parvis.core.clock import now
from parvis.flows.forgotten_password import ask
from parvis.web.porch.forms import AddressForm, PasswordForm
from parvis.web.ui.door import open_to_all
from parvis.web.ui.floods import address_waits, machine_waits


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """The same answer whether the address is known or not."""
    form, said, status = AddressForm(request.POST or None), "", 200
    if request.method == "POST" and settings.MAILS:
        if wait := machine_waits(request, "forgotten"):
            said, status = _("Too many tries. Wait %(seconds)s seconds, then try again.") % {"seconds": ceil(wait)}, 429
        elif form.is_valid():
            email = form.cleaned_data["email"]
            if not address_waits("forgotten", email):
                ask(email)
            return _shown(render(request, "porch/forgotten_sent.html", {"email": email}))
        else:
            status = 422
    context = {"form": form, "refused": said, "mails": settings.MAILS}
    return _shown(render(request, "porch/forgotten.html", context, status=status))


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, told: str, token: str) -> HttpResponse:
    """Then they sign in as usual: a second factor is asked for as ever."""
    account = links.account_of(told, token)
    if account is None:
        return _shown(render(request, "porch/forgotten_ended.html", status=410))
    form = PasswordForm(request.POST or None, who=account)
    if request.method == "POST" and form.is_valid():
        links.choose(account, form.cleaned_data["password"], at=now())
        messages.success(request, _("Your password is changed: sign in with it."))
        return redirect("sign-in")
    status = 422 if form.is_bound else 200
    return _shown(render(request, "porch/password_choose.html", {"form": form, "who": account}, status=status))


def _shown(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "no-store"
    return answer
