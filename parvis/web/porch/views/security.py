"""How one signs in and where one is signed in: one's own keys, codes, providers and devices."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from markupsafe import Markup

from parvis.core import elsewhere, factors, journal, sessions
from parvis.core.clock import now
from parvis.web.porch import engine
from parvis.web.porch.devices import device_words
from parvis.web.porch.engine import NotShown
from parvis.web.porch.views.provider import TIE
from parvis.web.settings.views.page import show
from parvis.web.ui.arrival import confirm, sensitive
from parvis.web.ui.door import DeskRequest, screen_of_oneself
from parvis.web.ui.views import providers

PAGE = "security"


@screen_of_oneself
@require_GET
def security(request: DeskRequest) -> HttpResponse:
    who, at = request.desk.account, now()
    here = sessions.ref_of(request.session.session_key)
    asked = factors.asks_for_one(request.desk.brand)
    kinds = factors.kinds_of(who)
    ties = elsewhere.ties_of(who)
    if set(dict(providers())) - ties:
        request.session.setdefault(TIE, secrets.token_urlsafe(16))
    context = {
        "keys": [(key, key.data["name"]) for key in factors.keys_of(who)],
        "kinds": kinds,
        "missing": asked and not request.session.get(sessions.STRONG),
        "asked": asked,
        "providers": [(code, name, code in ties) for code, name in providers()],
        "tie": request.session.get(TIE, ""),
        "password": who.has_usable_password(),
        "sessions": [
            (one, sessions.ref_of(one.session_key), device_words(one.device)) for one in sessions.sessions_of(who, at)
        ],
        "this": here,
    }
    return _show(request, "security", context)


def _show(request: DeskRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    answer = show(request, template, PAGE, context, status=status, folder="porch")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _back(request: DeskRequest) -> HttpResponse:
    return redirect(PAGE, brand=request.desk.brand.slug)


@screen_of_oneself
@require_POST
@sensitive(PAGE)
def key_options(request: DeskRequest) -> HttpResponse:
    return JsonResponse(engine.options_to_add(request, request.desk.account))


@screen_of_oneself
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive("own-key-add")
def key_add(request: DeskRequest) -> HttpResponse:
    who, refused = request.desk.account, ""
    if request.method == "POST":
        try:
            credential = engine.added_key(request, request.POST.get("credential", ""), who)
        except NotShown:
            refused = _("The key did not answer in time, or not for this page. Try again.")
        else:
            name = request.POST.get("name", "").strip() or device_words(request.META.get("HTTP_USER_AGENT", ""))
            factors.add_key(who, name, credential, brand=request.desk.brand, at=now())
            return _added(request, _("The passkey is added."))
    name = device_words(request.META.get("HTTP_USER_AGENT", ""))
    return _show(request, "key", {"name": name, "refused": refused}, status=422 if refused else 200)


def _added(request: DeskRequest, said: str) -> HttpResponse:
    """They have shown it just now, which is what the team may ask for; other devices show it at their next sign-in."""
    confirm(request, strong=True)
    messages.success(request, said)
    codes = factors.recovery_of(request.desk.account)
    unseen = codes is not None and not codes.data.get("viewed_at")
    return redirect("codes" if unseen else PAGE, brand=request.desk.brand.slug)


@screen_of_oneself
@require_POST
@sensitive(PAGE)
def key_name(request: DeskRequest, passkey: int) -> HttpResponse:
    name = request.POST.get("name", "").strip()
    if name and not factors.name_key(request.desk.account, passkey, name):
        raise Http404
    return _back(request)


@screen_of_oneself
@require_POST
@sensitive(PAGE)
def key_remove(request: DeskRequest, passkey: int) -> HttpResponse:
    return _removed(request, "webauthn", passkey, _("The passkey opens nothing here any more."))


@screen_of_oneself
@require_POST
@sensitive(PAGE)
def totp_remove(request: DeskRequest) -> HttpResponse:
    return _removed(request, "totp", None, _("Codes of the application are not asked for any more."))


def _removed(request: DeskRequest, kind: str, key: int | None, said: str) -> HttpResponse:
    desk = request.desk
    if not factors.remove(desk.account, kind, key, brand=desk.brand, at=now()):
        raise Http404
    messages.success(request, said)
    return _back(request)


@screen_of_oneself
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive("totp")
def totp(request: DeskRequest) -> HttpResponse:
    """The secret is proposed, then proved by a code; only then does it count."""
    who, refused = request.desk.account, ""
    if request.method == "POST":
        try:
            secret = engine.proves_secret(request, request.POST.get("code", ""))
        except NotShown:
            refused = _("This code does not come from the secret shown here. Check the clock of your telephone.")
        else:
            factors.add_totp(who, secret, brand=request.desk.brand, at=now())
            return _added(request, _("The application is connected."))
    secret, drawn = engine.proposed_secret(request, who)
    spaced = " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))
    # The drawing comes from a library of QR codes and holds no word of anybody's.
    context = {"secret": spaced, "drawn": Markup(drawn), "refused": refused}  # noqa: S704
    return _show(request, "totp", context, status=422 if refused else 200)


@screen_of_oneself
@require_GET
@sensitive("codes")
def codes(request: DeskRequest) -> HttpResponse:
    shown, left = engine.unseen_codes(request, request.desk.account)
    return _show(request, "codes", {"codes": shown, "left": left})


@screen_of_oneself
@require_POST
@sensitive("codes")
def codes_new(request: DeskRequest) -> HttpResponse:
    if not factors.new_codes(request.desk.account, brand=request.desk.brand, at=now()):
        return _back(request)
    return redirect("codes", brand=request.desk.brand.slug)


@screen_of_oneself
@require_POST
@sensitive(PAGE)
def untie(request: DeskRequest, provider: str) -> HttpResponse:
    """The last way in stays: somebody without a password would be shut out."""
    who = request.desk.account
    ways = len(elsewhere.ties_of(who)) + who.has_usable_password() + bool(factors.keys_of(who))
    if ways < 2:
        messages.error(request, _("This is your only way in: choose a password or add a passkey first."))
    elif elsewhere.untie(who, provider):
        messages.success(request, _("It is not connected any more."))
    return _back(request)


@screen_of_oneself
@require_POST
def session_end(request: DeskRequest, session: str) -> HttpResponse:
    who = request.desk.account
    if not sessions.end_session(who, session):
        raise Http404
    _tell(request, 1)
    messages.success(request, _("This device is signed out."))
    return _back(request)


@screen_of_oneself
@require_POST
def sessions_end(request: DeskRequest) -> HttpResponse:
    n = sessions.end_others(request.desk.account, request.session.session_key)
    if n:
        _tell(request, n)
    messages.success(request, _("Every other device is signed out."))
    return _back(request)


def _tell(request: DeskRequest, n: int) -> None:
    desk = request.desk
    of = f"account:{desk.account.pk}"
    journal.record(desk.brand, actor=desk.account, verb="session.ended", object=of, data={"n": n}, at=now())
