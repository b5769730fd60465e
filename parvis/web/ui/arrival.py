"""Coming in: what a session is told when somebody has shown who they are, and how lately they did."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from parvis.core.clock import now
from parvis.core.factors import has_factor
from parvis.core.models import Account
from parvis.core.sessions import STRONG, end_session, open_on, ref_of

BACKEND = "django.contrib.auth.backends.ModelBackend"
PENDING, CONFIRMED = "pending", "confirmed"
PENDING_FOR = timedelta(minutes=10)
CONFIRMED_FOR = timedelta(minutes=15)


def knock(request: HttpRequest, account: Account, onward: str) -> HttpResponse:
    """One factor was shown. In, or to the second where the account has one."""
    if not has_factor(account):
        return arrive(request, account, onward, strong=False)
    request.session.cycle_key()
    request.session[PENDING] = {"account": account.pk, "at": now().isoformat(), "next": onward}
    return HttpResponseRedirect(reverse("second-factor"))


def pending(request: HttpRequest) -> tuple[Account, str] | None:
    """Who showed a first factor in this session a moment ago, and where they go on to."""
    told = request.session.get(PENDING)
    if not told or now() - datetime.fromisoformat(told["at"]) > PENDING_FOR:
        return None
    account = Account.objects.filter(pk=told["account"], is_active=True).first()
    return (account, told["next"]) if account else None


def arrive(request: HttpRequest, account: Account, onward: str, *, strong: bool) -> HttpResponse:
    """`strong`: more than a password was shown. The session is a new one."""
    former = request.session.session_key
    login(request, account, backend=BACKEND)
    if former and former != request.session.session_key:
        end_session(account, ref_of(former))
    request.session.pop(PENDING, None)
    at = now()
    open_on(request.session, request.META.get("HTTP_USER_AGENT", ""), request.META.get("REMOTE_ADDR", ""), at)
    request.session[STRONG] = strong
    request.session[CONFIRMED] = at.isoformat()
    return HttpResponseRedirect(onward)


def confirm(request: HttpRequest, *, strong: bool) -> None:
    """They have shown once more that it is they."""
    request.session[CONFIRMED] = now().isoformat()
    if strong:
        request.session[STRONG] = True


def confirmed_lately(request: HttpRequest) -> bool:
    told = request.session.get(CONFIRMED)
    return told is not None and now() - datetime.fromisoformat(told) < CONFIRMED_FOR


def sensitive(page: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Inside the door: who has not shown who they are for a while does so first, then finds themselves at `page`."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def ask(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if confirmed_lately(request):
                return view(request, *args, **kwargs)
            back = reverse(page, kwargs={"brand": request.desk.brand.slug})
            return HttpResponseRedirect(f"{reverse('confirm')}?{urlencode({'next': back})}")

        return ask

    return wrap
