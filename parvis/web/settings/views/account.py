"""What one says of oneself: every seat has this door."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_POST

from parvis.core import accounts
from parvis.core.clock import now
from parvis.core.roles import Role
from parvis.core.sessions import end_others
from parvis.web.settings.forms.account import PasswordForm, ProfileForm
from parvis.web.settings.views.page import show
from parvis.web.settings.words.roles import role_sentence
from parvis.web.ui import language
from parvis.web.ui.door import DeskRequest, screen_of_oneself

YEAR = 365 * 86_400


@screen_of_oneself
@require_GET
def account(request: DeskRequest) -> HttpResponse:
    return _page(request)


@screen_of_oneself
@require_POST
def profile(request: DeskRequest) -> HttpResponse:
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return _page(request, profile=form)
    said = form.cleaned_data
    accounts.introduce(request.desk.account, said["name"], said["language"])
    with override(said["language"]):
        messages.success(request, _("Saved."))
    answer = redirect("account", brand=request.desk.brand.slug)
    answer.set_cookie(language.COOKIE, said["language"], max_age=YEAR, samesite="Lax", httponly=True)
    return answer


@screen_of_oneself
@require_POST
def password(request: DeskRequest) -> HttpResponse:
    who = request.desk.account
    form = PasswordForm(request.POST, account=who)
    if not form.is_valid():
        return _page(request, password=form)
    accounts.set_password(who, form.cleaned_data["new"], at=now(), by=who)
    update_session_auth_hash(request, who)
    end_others(who, request.session.session_key)
    messages.success(request, _("Your password is changed. Other places where you were signed in ask for it anew."))
    return redirect("account", brand=request.desk.brand.slug)


def _page(
    request: DeskRequest, *, profile: ProfileForm | None = None, password: PasswordForm | None = None
) -> HttpResponse:
    who = request.desk.account
    said = {"name": who.name, "language": who.language or language.language_of(request)}
    context = {
        "profile": profile or ProfileForm(initial=said),
        "password": password or PasswordForm(account=who),
        "may": role_sentence(Role(request.desk.seat.role)),
    }
    return show(request, "account", "account", context, status=422 if profile or password else 200)
