"""The agency's view: every brand where one has a seat; and founding one more."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from parvis.community.queries.arrivals import communities_of
from parvis.core.accounts import keeps_house
from parvis.core.brands import AddressTaken, KeepersOnly, short_name
from parvis.core.clock import now
from parvis.core.sessions import STRONG
from parvis.flows.founding import found_another
from parvis.web.porch.forms import NewBrandForm
from parvis.web.porch.glance import glances
from parvis.web.ui.door import open_to_all
from parvis.web.ui.errors import forbidden


@open_to_all
@require_GET
def brands(request: HttpRequest) -> HttpResponse:
    """Open to whoever is signed in: it shows of each brand what the seat there may see."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    context = {
        "rows": glances(request.user, now(), strong=bool(request.session.get(STRONG))),
        "keeper": keeps_house(request.user),
        "who": request.user,
        "homes": communities_of(request.user),
    }
    return render(request, "porch/brands.html", context)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """For who keeps the installation."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not keeps_house(request.user):
        return forbidden(request)
    given = request.POST.copy() if request.method == "POST" else None
    if given is not None and not given.get("slug", "").strip():
        given["slug"] = short_name(given.get("name", ""))
    first = {"language": "fr", "languages": ["fr", "en"], "timezone": "Europe/Paris"}
    form = NewBrandForm(given, initial=first)
    if given is not None and form.is_valid():
        try:
            with translation.override(form.cleaned_data["language"]):
                seat = found_another(
                    form.portrait(), form.cleaned_data["slug"], translation.gettext, by=request.user, at=now()
                )
        except AddressTaken:
            form.add_error("slug", _("Another brand has this short name."))
        except KeepersOnly:
            return forbidden(request)
        else:
            messages.success(request, _("The brand is founded. Add the first place where people speak of it."))
            return redirect("welcome", brand=seat.brand.slug)
    return render(request, "porch/brand_new.html", {"form": form}, status=422 if form.is_bound else 200)
