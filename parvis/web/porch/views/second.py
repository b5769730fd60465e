"""More than a password: the second step of a sign-in, a passkey alone, and showing once more who one is."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parvis.core import factors
from parvis.core.clock import now
from parvis.core.models import Account
from parvis.core.ratelimit import wait_for
from parvis.web.porch import engine
from parvis.web.porch.engine import NotShown
from parvis.web.ui.arrival import arrive, confirm, pending
from parvis.web.ui.door import open_to_all
from parvis.web.ui.views import providers, safe_next


class TooMany(Exception):
    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = ceil(seconds)


def _count(account: Account) -> None:
    """Five tries, then one every twelve seconds: a code of six digits is guessed by trying. Raises TooMany."""
    wait = wait_for(f"second:{account.pk}", every=timedelta(seconds=12), burst=5, at=now())
    if wait:
        raise TooMany(wait)


def _shown(request: HttpRequest, account: Account) -> None:
    """A key or a code of this account. Raises NotShown, TooMany."""
    _count(account)
    if credential := request.POST.get("credential", ""):
        engine.shown_key(request, credential, account)
    else:
        engine.shown_code(request, request.POST.get("code", ""), account)


def _page(request: HttpRequest, template: str, context: dict[str, Any], refused: Exception | None) -> HttpResponse:
    said, status = "", 200
    if isinstance(refused, TooMany):
        said, status = (
            _("Too many tries. Wait %(seconds)s seconds, then try again.") % {"seconds": refused.seconds},
            429,
        )
    elif refused is not None:
        said, status = _("This does not fit. A code is good for half a minute; a recovery code, once."), 422
    answer = render(request, template, {**context, "refused": said}, status=status)
    if isinstance(refused, TooMany):
        answer.headers["Retry-After"] = str(refused.seconds)
    return answer


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    told = pending(request)
    if told is None:
        return redirect("sign-in")
    account, onward = told
    refused: Exception | None = None
    if request.method == "POST":
        try:
            _shown(request, account)
        except (NotShown, TooMany) as error:
            refused = error
        else:
            return arrive(request, account, onward, strong=True)
    return _page(request, "porch/second.html", {"kinds": factors.kinds_of(account), "who": account}, refused)


@open_to_all
@require_POST
def second_options(request: HttpRequest) -> HttpResponse:
    told = pending(request)
    return JsonResponse(engine.options_to_show(request, told[0])) if told else JsonResponse({}, status=401)


@open_to_all
@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    machine = request.META.get("REMOTE_ADDR", "")
    if wait := wait_for(f"passkey:{machine}", every=timedelta(seconds=3), burst=20, at=now()):
        return JsonResponse({}, status=429, headers={"Retry-After": str(ceil(wait))})
    return JsonResponse(engine.options_to_show(request, None))


@open_to_all
@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """Signed in by the key alone: what one has, unlocked by what one is or knows."""
    onward = safe_next(request)
    try:
        account = engine.shown_key(request, request.POST.get("credential", ""), None)
    except NotShown:
        said = _("This passkey is not known here, or was not shown in time. Sign in another way.")
        return render(request, "porch/passkey.html", {"next": onward, "refused": said}, status=422)
    return arrive(request, account, onward, strong=True)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def confirmation(request: HttpRequest) -> HttpResponse:
    """Before what could shut somebody out of their own account: the password, a key or a code, once more."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    account, onward = request.user, safe_next(request)
    refused: Exception | None = None
    if request.method == "POST":
        try:
            by_password = "password" in request.POST
            if by_password:
                _count(account)
                if not account.check_password(request.POST["password"]):
                    raise NotShown
            else:
                _shown(request, account)
        except (NotShown, TooMany) as error:
            refused = error
        else:
            confirm(request, strong=not by_password)
            return HttpResponseRedirect(onward)
    context = {
        "kinds": factors.kinds_of(account),
        "password": account.has_usable_password(),
        "providers": providers(),
        "next": onward,
        "who": account,
    }
    return _page(request, "porch/confirm.html", context, refused)


@open_to_all
@require_POST
def confirmation_options(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return JsonResponse({}, status=401)
    return JsonResponse(engine.options_to_show(request, request.user))
