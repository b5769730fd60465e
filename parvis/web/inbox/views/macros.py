"""Ready answers in a conversation: what there is, filled in for it, and using one without script."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.engagement.actions.cases import MergedAway, NotInBrand, StaleCase
from parvis.engagement.models import Case, Macro
from parvis.engagement.queries.crisis import offered_in
from parvis.engagement.queries.macros import macros_for, macros_of, values_for
from parvis.engagement.rules.macros import Acts, fill
from parvis.flows import macros as flow
from parvis.outbox.actions.drafts import StaleSave
from parvis.web.inbox import panes, words
from parvis.web.inbox.address import read
from parvis.web.inbox.aside import strand_of
from parvis.web.inbox.views.look import held
from parvis.web.ui.door import DeskRequest, screen


@require_GET
@screen(Permission.CASE_WORK)
def choose(request: DeskRequest, case: int) -> HttpResponse:
    """For the picker as JSON, for everybody else as a page."""
    found, seat = held(request, case), request.desk.seat
    strand = strand_of(request.desk, found, request.GET.get("thread", ""))
    names = words.Names(request.desk.brand)
    values, language = values_for(strand, seat), panes.language_of(strand)
    told = [
        {
            "id": -one.pk,
            "statement": one.pk,
            "name": _("Crisis: %(name)s") % {"name": one.name},
            "text": one.validated,
            "does": "",
            "mine": False,
        }
        for one in offered_in(strand, language)
    ]
    told += [
        {
            "id": macro.pk,
            "statement": None,
            "name": macro.name,
            "text": fill(macro.body, values),
            "does": words.acts_line(Acts.of(macro.acts), names),
            "mine": macro.owner_id is not None,
        }
        for macro in macros_for(strand, seat, language)
    ]
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"macros": told}, headers={"Cache-Control": "no-store"})
    shown = read(request.GET.dict(), seat.pk)
    return render(request, "inbox/macros.html", {"case": found, "strand": strand, "macros": told, "shown": shown})


@require_POST
@screen(Permission.CASE_WORK)
def use(request: DeskRequest, case: int, macro: int) -> HttpResponse:
    """Its text goes into one's draft, its acts wait for the sending; without a text they are done at once."""
    found, chosen = held(request, case), found_macro(request, macro)
    shown = read(request.GET.dict(), request.desk.seat.pk)
    onward = reverse("case", kwargs={"brand": request.desk.brand.slug, "case": case})
    onward += shown.query(thread=request.GET.get("thread", ""))
    if not chosen.body:
        act_on(request, found, chosen)
        return HttpResponseRedirect(onward)
    if request.desk.may(Permission.REPLY_SEND):
        _write(request, strand_of(request.desk, found, request.GET.get("thread", "")), chosen)
    return HttpResponseRedirect(onward + (f"&macro={chosen.pk}" if chosen.acts else ""))


@require_POST
@screen(Permission.CASE_WORK)
def say(request: DeskRequest, case: int, statement: int) -> HttpResponse:
    """The words of a crisis that somebody let pass, into one's draft."""
    found = held(request, case)
    strand = strand_of(request.desk, found, request.GET.get("thread", ""))
    chosen = next((one for one in offered_in(strand, panes.language_of(strand)) if one.pk == statement), None)
    if chosen is None:
        raise Http404
    if request.desk.may(Permission.REPLY_SEND):
        try:
            flow.write_words(strand, chosen.validated, me=request.desk.seat, at=now())
        except StaleSave:
            messages.warning(
                request, _("Your draft was changed elsewhere meanwhile: choose the ready answer once more.")
            )
    onward = reverse("case", kwargs={"brand": request.desk.brand.slug, "case": case})
    shown = read(request.GET.dict(), request.desk.seat.pk)
    return HttpResponseRedirect(onward + shown.query(thread=request.GET.get("thread", "")))


def act_on(request: DeskRequest, case: Case, macro: Macro) -> None:
    """What the macro does with the case, or the reason why not."""
    try:
        flow.act(case, macro, me=request.desk.seat, at=now())
    except (MergedAway, NotInBrand, StaleCase):
        messages.warning(
            request, _("“%(name)s” could not be done: somebody it names has left the team.") % {"name": macro.name}
        )


def found_macro(request: DeskRequest, macro: int) -> Macro:
    found = macros_of(request.desk.brand.pk, request.desk.account).filter(pk=macro).first()
    if found is None:
        raise Http404
    return found


def _write(request: DeskRequest, case: Case, macro: Macro) -> None:
    try:
        flow.write(case, macro, me=request.desk.seat, at=now())
    except StaleSave:
        messages.warning(request, _("Your draft was changed elsewhere meanwhile: choose the ready answer once more."))
