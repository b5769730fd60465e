"""Who signs, and how the public reads it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.core.clock import now
from parvis.core.models import Brand
from parvis.core.roles import Permission
from parvis.outbox.actions.personas import NameTaken, add_persona, edit_persona, end_persona
from parvis.outbox.models import Persona
from parvis.outbox.rules import signature
from parvis.web.settings.forms.personas import PersonaForm
from parvis.web.settings.views.page import show
from parvis.web.ui.door import DeskRequest, screen

LANGUAGES = ("fr", "en")


@screen(Permission.SETTINGS_SEE)
@require_GET
def personas(request: DeskRequest) -> HttpResponse:
    brand = request.desk.brand
    rows = Persona.objects.filter(brand=brand, ended_at=None).select_related("account").order_by("name")
    shown = [(p, signatures(p.name, p.quality, p.signature, brand)) for p in rows]
    return show(request, "personas", "settings_personas", {"personas": shown})


@screen(Permission.RULES_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: DeskRequest) -> HttpResponse:
    return _edit(request, None)


@screen(Permission.RULES_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: DeskRequest, id: int) -> HttpResponse:
    return _edit(request, _found(request, id))


@screen(Permission.RULES_EDIT)
@require_POST
def end(request: DeskRequest, id: int) -> HttpResponse:
    persona = _found(request, id)
    end_persona(persona, by=request.desk.account, at=now())
    messages.success(request, _("Nobody signs as %(name)s any more. What is sent stays.") % {"name": persona.name})
    return redirect("settings_personas", brand=request.desk.brand.slug)


@screen(Permission.SETTINGS_SEE)
@require_GET
def preview(request: DeskRequest) -> HttpResponse:
    """The signature while it is being written: a fragment."""
    asked = request.GET
    shown = signatures(
        asked.get("name", "")[:80], asked.get("quality", "")[:120], asked.get("signature", "")[:300], request.desk.brand
    )
    return render(request, "settings/signatures.html", {"signatures": shown})


def signatures(name: str, quality: str, by_hand: str, brand: Brand) -> list[tuple[str, str]]:
    """(language, what the public reads under an answer in it); empty before there is a name."""
    if by_hand.strip():
        return [(language, by_hand.strip()) for language in LANGUAGES]
    if not name.strip():
        return []
    return [(language, signature(name.strip(), quality, brand.name, language)) for language in LANGUAGES]


def _edit(request: DeskRequest, persona: Persona | None) -> HttpResponse:
    desk = request.desk
    mine = {"account": desk.account.pk} if "mine" in request.GET else None
    form = PersonaForm(request.POST or None, brand=desk.brand, persona=persona, initial=mine)
    if request.method == "POST" and form.is_valid():
        try:
            if persona is None:
                add_persona(desk.brand, form.signing(), by=desk.account, at=now())
            else:
                edit_persona(persona, form.signing(), by=desk.account, at=now())
        except NameTaken:
            form.add_error("name", _("Another persona has, or had, this name. Choose one that tells them apart."))
        else:
            messages.success(request, _("The persona is saved."))
            return redirect("settings_personas", brand=desk.brand.slug)
    name, quality, by_hand = (str(form[field].value() or "") for field in ("name", "quality", "signature"))
    context = {"form": form, "persona": persona, "signatures": signatures(name, quality, by_hand, desk.brand)}
    return show(request, "persona", "settings_personas", context, status=422 if form.is_bound else 200)


def _found(request: DeskRequest, id: int) -> Persona:
    rows = Persona.objects.select_related("account", "brand").filter(brand=request.desk.brand, pk=id, ended_at=None)
    found = rows.first()
    if found is None:
        raise Http404
    return found
