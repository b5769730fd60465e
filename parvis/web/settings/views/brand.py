from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.core.brands import ask_second_factor
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.core.sessions import STRONG
from parvis.flows.brands import portray
from parvis.web.settings.forms.brand import BrandForm
from parvis.web.settings.views.page import show
from parvis.web.ui.arrival import sensitive
from parvis.web.ui.door import DeskRequest, screen


@screen(Permission.TEAM_EDIT)
@require_POST
@sensitive("settings")
def second_factor(request: DeskRequest) -> HttpResponse:
    """Asked for by one who has it: whoever has none would shut themselves out with the whole team."""
    desk, wanted = request.desk, request.POST.get("wanted") == "1"
    if wanted and not request.session.get(STRONG):
        messages.error(request, _("Sign in with a second factor yourself first, then ask it of your team."))
        return redirect("security", brand=desk.brand.slug)
    ask_second_factor(desk.brand, wanted, by=desk.account, at=now())
    said = _("From now on everybody here signs in with a second factor.")
    messages.success(request, said if wanted else _("Each one chooses how they sign in."))
    return redirect("settings", brand=desk.brand.slug)


@screen(Permission.SETTINGS_SEE)
@require_GET
def brand(request: DeskRequest) -> HttpResponse:
    return show(request, "brand", "settings", _context(request, BrandForm.of(request.desk.brand)))


@screen(Permission.TEAM_EDIT)
@require_POST
def save(request: DeskRequest) -> HttpResponse:
    form = BrandForm(request.POST)
    if not form.is_valid():
        return show(request, "brand", "settings", _context(request, form), status=422)
    portray(request.desk.brand, form.portrait(), by=request.desk.account, at=now())
    messages.success(request, _("The brand is saved."))
    return redirect("settings", brand=request.desk.brand.slug)


def _context(request: DeskRequest, form: BrandForm) -> dict[str, object]:
    return {"form": form, "asked": request.desk.brand.second_factor_at is not None}
