"""What we say, prepared: written, reworded, validated as it stands, withdrawn."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.engagement.actions import statements as acts
from parvis.engagement.actions.statements import StaleStatement
from parvis.engagement.models import Statement
from parvis.web.crisis.found import back, crisis_of, thing_of
from parvis.web.crisis.views.room import closed_is_said, show, statement_form
from parvis.web.ui.door import DeskRequest, screen

ANCHOR = "crisis-statements"


@screen(Permission.CRISIS_RUN)
@require_POST
def write(request: DeskRequest, id: int) -> HttpResponse:
    crisis, form = crisis_of(request, id), statement_form(request, request.POST)
    if not form.is_valid():
        return show(request, crisis, statement=form, status=422)
    wording = form.wording()
    closed_is_said(request, lambda: acts.write_statement(crisis, wording, by=request.desk.account, at=now()))
    return back(request, id, ANCHOR)


@screen(Permission.CRISIS_RUN)
@require_http_methods(["GET", "POST"])
def reword(request: DeskRequest, id: int) -> HttpResponse:
    """What was validated before stays offered until the new words are."""
    one = thing_of(request, Statement, id)
    fields = ("name", "body", "network", "language", "version")
    told = {name: getattr(one, name) for name in fields} | {"persona": one.persona_id}
    form = statement_form(request, request.POST or None, initial=told)
    if request.method == "POST" and form.is_valid():
        by, at, seen, wording = request.desk.account, now(), form.cleaned_data["version"] or 0, form.wording()
        try:
            closed_is_said(
                request, lambda: acts.write_statement(one.crisis, wording, by=by, at=at, statement=one, version=seen)
            )
            return back(request, one.crisis_id, ANCHOR)
        except StaleStatement as stale:
            form.add_error("body", _("Somebody reworded it meanwhile: “%(words)s”") % {"words": stale.stored.body})
    context = {"statement": one, "crisis": one.crisis, "form": form}
    return render(request, "crisis/statement.html", context, status=422 if form.errors else 200)


@screen(Permission.CRISIS_RUN)
@require_POST
def validate(request: DeskRequest, id: int) -> HttpResponse:
    """These very words: the version that was read comes with the press."""
    one, word = thing_of(request, Statement, id), request.POST.get("version", "")
    version = int(word) if word.isdecimal() and len(word) < 9 else 0
    try:
        closed_is_said(
            request, lambda: acts.validate_statement(one, version=version, by=request.desk.account, at=now())
        )
    except StaleStatement:
        messages.warning(request, _("Somebody reworded it meanwhile: read it again, then validate it."))
    return back(request, one.crisis_id, ANCHOR)


@screen(Permission.CRISIS_RUN)
@require_POST
def withdraw(request: DeskRequest, id: int) -> HttpResponse:
    one = thing_of(request, Statement, id)
    closed_is_said(request, lambda: acts.withdraw_statement(one, by=request.desk.account, at=now()))
    return back(request, one.crisis_id, ANCHOR)
