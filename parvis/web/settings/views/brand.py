from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.flows.brands import portray
from parvis.web.settings.forms.brand import BrandForm
from parvis.web.settings.views.page import show
from parvis.web.ui.door import DeskRequest, screen


@screen(Permission.SETTINGS_SEE)
@require_GET
def brand(request: DeskRequest) -> HttpResponse:
    return show(request, "brand", "settings", {"form": BrandForm.of(request.desk.brand)})


@screen(Permission.TEAM_EDIT)
@require_POST
def save(request: DeskRequest) -> HttpResponse:
    form = BrandForm(request.POST)
    if not form.is_valid():
        return show(request, "brand", "settings", {"form": form}, status=422)
    portray(request.desk.brand, form.portrait(), by=request.desk.account, at=now())
    messages.success(request, _("The brand is saved."))
    return redirect("settings", brand=request.desk.brand.slug)
