"""Ready answers: one's own, and those of the team for whom may edit its rules."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.engagement.actions import macros as actions
from parvis.engagement.actions.macros import MacroNameTaken
from parvis.engagement.models import Macro
from parvis.engagement.queries.macros import macros_of
from parvis.engagement.rules.macros import Acts, BadMacro, Values, fill, unknown_in
from parvis.web.inbox.words import Names, acts_line
from parvis.web.settings.forms.macros import MacroForm
from parvis.web.settings.views.page import show
from parvis.web.ui.door import DeskRequest, screen
from parvis.web.ui.wording import say


@screen(Permission.CASE_WORK)
@require_GET
def macros(request: DeskRequest) -> HttpResponse:
    names = Names(request.desk.brand)
    rows = [
        (macro, acts_line(Acts.of(macro.acts), names), _may_edit(request, macro))
        for macro in macros_of(request.desk.brand.pk, request.desk.account)
    ]
    return show(request, "macros", "settings_macros", {"macros": rows})


@screen(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: DeskRequest) -> HttpResponse:
    return _edit(request, None)


@screen(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: DeskRequest, id: int) -> HttpResponse:
    return _edit(request, _found(request, id))


@screen(Permission.CASE_WORK)
@require_POST
def remove(request: DeskRequest, id: int) -> HttpResponse:
    found = _found(request, id)
    if not _may_edit(request, found):
        return _not_yours(request)
    actions.remove_macro(found, by=request.desk.account, at=now())
    messages.success(request, _("“%(name)s” is gone. Answers written with it stay.") % {"name": found.name})
    return redirect("settings_macros", brand=request.desk.brand.slug)


@screen(Permission.CASE_WORK)
@require_GET
def preview(request: DeskRequest) -> HttpResponse:
    """The text while it is being written, filled in for somebody invented: a fragment."""
    return render(request, "settings/macro_preview.html", _previewed(request, request.GET.get("body", "")[:20_000]))


def _previewed(request: DeskRequest, body: str) -> dict[str, object]:
    values = Values(person=_("Camille Martin"), brand=request.desk.brand.name, me=request.desk.account.name)
    return {"filled": fill(body, values), "strange": ["{" + word + "}" for word in unknown_in(body)]}


def _edit(request: DeskRequest, macro: Macro | None) -> HttpResponse:
    desk = request.desk
    if macro is not None and not _may_edit(request, macro):
        if request.method == "POST":
            return _not_yours(request)
        shown = {"macro": macro, "form": None, "does": acts_line(Acts.of(macro.acts), Names(desk.brand))}
        return show(request, "macro", "settings_macros", {**shown, **_previewed(request, macro.body)})
    form = MacroForm(
        request.POST or None,
        brand=desk.brand,
        account=desk.account,
        shares=desk.may(Permission.RULES_EDIT),
        macro=macro,
    )
    if request.method == "POST" and form.is_valid():
        try:
            if macro is None:
                actions.add_macro(desk.brand, form.draft(), by=desk.account, at=now())
            else:
                actions.edit_macro(macro, form.draft(), by=desk.account, at=now())
        except MacroNameTaken:
            form.add_error("name", _("Another one has this name: choose one that tells them apart."))
        except BadMacro as refused:
            form.add_error(refused.field, say(refused.message))
        else:
            messages.success(request, _("The ready answer is kept."))
            return redirect("settings_macros", brand=desk.brand.slug)
    context = {"macro": macro, "form": form, "does": "", **_previewed(request, str(form["body"].value() or ""))}
    return show(request, "macro", "settings_macros", context, status=422 if form.is_bound else 200)


def _may_edit(request: DeskRequest, macro: Macro) -> bool:
    return macro.owner_id == request.desk.account.pk or request.desk.may(Permission.RULES_EDIT)


def _not_yours(request: DeskRequest) -> HttpResponse:
    messages.error(request, _("This one belongs to the team: a manager may change it."))
    return redirect("settings_macros", brand=request.desk.brand.slug)


def _found(request: DeskRequest, id: int) -> Macro:
    found = macros_of(request.desk.brand.pk, request.desk.account).select_related("brand").filter(pk=id).first()
    if found is None:
        raise Http404
    return found
