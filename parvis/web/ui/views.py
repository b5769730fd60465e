"""The porch: sign in, sign out, which brand, which language, which light."""

from __future__ import annotations

import re
from datetime import timedelta
from hashlib import blake2b
from math import ceil
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.forms import AuthenticationForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from parvis.community.queries.addresses import slug_at
from parvis.community.queries.arrivals import communities_of
from parvis.conversations.queries import places_of
from parvis.core.accounts import speak
from parvis.core.clock import now
from parvis.core.models import Seat
from parvis.core.ratelimit import wait_for
from parvis.core.roles import Permission, allows
from parvis.engagement.actions.presence import leave_all
from parvis.listening.queries import watches_of
from parvis.web.ui import icons, language, navigation, theme
from parvis.web.ui.arrival import knock
from parvis.web.ui.door import DeskRequest, open_to_all, screen, screen_of_oneself

YEAR = 365 * 86_400


class SignIn(AuthenticationForm):
    error_messages = {  # noqa: RUF012  Django's own shape
        "invalid_login": _("This address and this password do not go together. Check both; capitals count."),
        "inactive": _("This account is closed. Ask an owner of your team to open it again."),
    }

    def __init__(self, request: HttpRequest | None = None, *args: object, **kwargs: object) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("E-mail address")
        self.fields["username"].widget.input_type = "email"
        self.fields["username"].error_messages["required"] = _("Enter the address of your account.")
        self.fields["password"].label = _("Password")
        self.fields["password"].error_messages["required"] = _("Enter your password.")


@open_to_all
def sign_in(request: HttpRequest) -> HttpResponse:
    onward = safe_next(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(onward)
    form = SignIn(request, request.POST or None)
    if request.method == "POST" and (wait := knocks(request)):
        said = _("Too many tries. Wait %(seconds)s seconds, then try again.") % {"seconds": ceil(wait)}
        context = {"form": form, "next": onward, "refused": said, "providers": providers(), "door": ""}
        response = render(request, "ui/sign_in.html", context, status=429)
        response.headers["Retry-After"] = str(ceil(wait))
        return response
    if request.method == "POST" and form.is_valid():
        return knock(request, form.get_user(), onward)
    status, shown = 422 if form.is_bound else 200, {"form": form, "next": onward, "providers": providers()}
    return render(request, "ui/sign_in.html", {**shown, "refused": "", "door": door_of(onward)}, status=status)


def door_of(onward: str) -> str:
    """Where who has no account gets one, when they are on their way into a community; "" = by invitation alone."""
    into = re.match(r"/c/([-\w]+)/", onward)
    return f"/c/{into[1]}/welcome?{urlencode({'next': onward})}" if into else ""


def providers() -> list[tuple[str, str]]:
    """(id, name) of each provider of sign-in that the operator has set up."""
    return [(app["provider_id"], app["name"]) for app in settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]]


def knocks(request: HttpRequest) -> float:
    """Count one try; seconds to wait, 0.0 = go on.

    Five a minute for an account from one machine, so that nobody can keep its owner out from elsewhere; a machine that
    tries many accounts, and an account that many machines try, are slowed down by wider measures.
    """
    at, machine = now(), request.META.get("REMOTE_ADDR", "")
    account = _digest(request.POST.get("username", "").strip().casefold())
    return max(
        wait_for(f"sign-in:{_digest(machine)}:{account}", every=timedelta(seconds=12), burst=5, at=at),
        wait_for(f"sign-in:from:{_digest(machine)}", every=timedelta(seconds=10), burst=30, at=at),
        wait_for(f"sign-in:as:{account}", every=timedelta(seconds=6), burst=100, at=at),
    )


def _digest(text: str) -> str:
    """Of one length however long the text, and no address in the table of buckets."""
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


@open_to_all
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        leave_all(request.user, at=now())
    logout(request)
    return redirect("sign-in")


@open_to_all
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Where one begins in the only brand (its first steps, while it listens nowhere), or all brands at a glance; who has a
    seat nowhere, in the community where they are at home. At the host name of a community: there."""
    if own := slug_at(request.get_host()):
        return HttpResponseRedirect(f"/c/{own}/")
    if not request.user.is_authenticated:
        return redirect("sign-in")
    seats = Seat.objects.select_related("brand").filter(account_id=request.user.pk, ended_at=None)[:2]
    if len(seats) == 1 and (address := _first_address(seats[0])):
        return HttpResponseRedirect(address)
    if not seats and len(homes := communities_of(request.user)) == 1:
        return HttpResponseRedirect(f"/c/{homes[0][0]}/")
    return redirect("brands")


@screen_of_oneself
@require_GET
def brand_home(request: DeskRequest) -> HttpResponse:
    """The address of the brand alone, as one types it: where this seat begins."""
    return HttpResponseRedirect(_first_address(request.desk.seat))


def _first_address(seat: Seat) -> str:
    new = allows(seat.role, Permission.TEAM_EDIT) and not places_of(seat.brand_id).exists()
    if new and not watches_of(seat.brand_id).exists():
        return navigation.address_of("welcome", seat.brand)
    return navigation.first_address(seat)


@open_to_all
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(safe_next(request))
    chosen = request.POST.get("language", "")
    if chosen in language.KNOWN:
        if request.user.is_authenticated:
            speak(request.user, chosen)
        response.set_cookie(language.COOKIE, chosen, max_age=YEAR, samesite="Lax", httponly=True)
    return response


@open_to_all
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(safe_next(request))
    chosen = request.POST.get("theme", "")
    if chosen in theme.THEMES:
        response.set_cookie(theme.COOKIE, chosen, max_age=YEAR, samesite="Lax", httponly=True)
    return response


@open_to_all
@require_GET
def favicon(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(icons.favicon(), content_type="image/svg+xml")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@open_to_all
@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    response = JsonResponse(
        {
            "name": "Parvis",
            "short_name": "Parvis",
            "start_url": "/",
            "display": "standalone",
            "background_color": "#f3ede2",
            "theme_color": "#ece5d8",
            "icons": [{"src": "/favicon.svg", "sizes": "any", "type": "image/svg+xml"}],
        }
    )
    response.headers["Content-Type"] = "application/manifest+json"
    return response


@screen(Permission.INBOX_SEE)
def gallery(request: DeskRequest) -> HttpResponse:
    """All components on one page, for those who build screens; in development only."""
    if not settings.DEBUG:
        raise Http404
    people = [
        ("Camille Roussel", "negative", True),
        ("Jean-Noël Ah-Kong", "neutral", False),
        ("Bérénice", "positive", False),
    ]
    return render(request, "ui/gallery.html", {"people": people, "now": now(), "icons": icons.PATHS})


def safe_next(request: HttpRequest) -> str:
    """Where to go on: an address of this house, else the square."""
    return inside(request, request.POST.get("next") or request.GET.get("next") or "")


def inside(request: HttpRequest, onward: str) -> str:
    hosts = {request.get_host()}
    here = url_has_allowed_host_and_scheme(onward, allowed_hosts=hosts, require_https=request.is_secure())
    return onward if here else settings.LOGIN_REDIRECT_URL
