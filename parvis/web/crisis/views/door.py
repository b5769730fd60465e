"""Into a crisis and out of it: what is proposed, opening a room, refusing, closing with what was learnt."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.engagement.actions import crisis as acts
from parvis.engagement.models import Alert, CrisisProposal
from parvis.engagement.queries import crisis as reads
from parvis.engagement.rules.crisis import BASE, threshold
from parvis.flows.crisis import open_room
from parvis.listening.queries import watches_of
from parvis.web.alerts.tabs import tabs_of
from parvis.web.crisis.forms import PostMortemForm, RoomForm
from parvis.web.crisis.found import back, crisis_of
from parvis.web.crisis.words import factors_of
from parvis.web.ui.cursor import cursor_after, cursor_of
from parvis.web.ui.door import DeskRequest, screen

ROWS = 30


@screen(Permission.CRISIS_SEE)
@require_GET
def crises(request: DeskRequest) -> HttpResponse:
    brand_id, whole = request.desk.brand.pk, request.desk.sight.whole
    found = reads.crises_of(brand_id, after=cursor_of(request.GET.get("after", "")), limit=ROWS + 1)
    last = found[ROWS - 1] if len(found) > ROWS else None
    proposals = reads.proposals_of(brand_id) if whole else []
    context = {
        "tabs": tabs_of(request.desk, "crises"),
        "crises": found[:ROWS],
        "older": cursor_after(request, last.opened_at, last.pk) if last else "",
        "waiting": [(one, factors_of(one.factors)) for one in proposals if not one.verdict],
        "decided": [one for one in proposals if one.verdict],
        "threshold": threshold(reads.decisions_of(brand_id)),
        "base": BASE,
        "whole": whole,
    }
    return render(request, "crisis/list.html", context)


@screen(Permission.CRISIS_RUN)
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """From a proposal or an alert named in the address, or by hand."""
    brand = request.desk.brand
    watches = list(watches_of(brand.pk))
    proposal = _named(request, CrisisProposal, "proposal")
    form = RoomForm(request.POST or None, watches=watches, initial=_begun(request, proposal))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            crisis = open_room(
                brand, said["name"], form.chosen(), language=said["language"], proposal=proposal,
                by=request.desk.account, at=now(),
            )  # fmt: skip
        except acts.Decided:
            messages.info(request, _("Somebody has decided about this proposal meanwhile."))
            return redirect("crises", brand=brand.slug)
        messages.success(request, _("The room is open. First of all: who is the pilot?"))
        return back(request, crisis.pk)
    context = {"form": form, "proposal": proposal, "tabs": tabs_of(request.desk, "crises")}
    return render(request, "crisis/new.html", context, status=422 if form.is_bound else 200)


def _named(request: DeskRequest, model: type[Any], name: str) -> Any:
    word = request.POST.get(name) or request.GET.get(name, "")
    pk = int(word) if word.isdecimal() and len(word) < 18 else 0
    return model.objects.filter(brand=request.desk.brand, pk=pk).first()


def _begun(request: DeskRequest, proposal: CrisisProposal | None) -> dict[str, Any]:
    alert = _named(request, Alert, "alert")
    watches = list(proposal.watches) if proposal else [alert.rule.watch_id] if alert and alert.rule.watch_id else []
    return {"watches": watches, "language": request.desk.brand.language}


@screen(Permission.CRISIS_RUN)
@require_POST
def refuse(request: DeskRequest, id: int) -> HttpResponse:
    proposal = get_object_or_404(CrisisProposal.objects.select_related("brand"), pk=id, brand=request.desk.brand)
    try:
        acts.refuse_proposal(proposal, by=request.desk.account, at=now())
        messages.success(request, _("Noted: not a crisis. The threshold of this brand learns from it."))
    except acts.Decided:
        messages.info(request, _("Somebody has decided about this proposal meanwhile."))
    return redirect("crises", brand=request.desk.brand.slug)


@screen(Permission.CRISIS_RUN)
@require_http_methods(["GET", "POST"])
def close(request: DeskRequest, id: int) -> HttpResponse:
    crisis = crisis_of(request, id)
    told = {"happened": crisis.happened, "worked": crisis.worked, "to_change": crisis.to_change}
    form = PostMortemForm(request.POST or None, initial=told)
    if request.method == "POST" and form.is_valid():
        try:
            acts.close_crisis(crisis, form.said(), by=request.desk.account, at=now())
            messages.success(request, _("The room is closed. Its journal stays, for whoever comes next."))
        except acts.Closed:
            messages.info(request, _("This room is closed already."))
        return back(request, id)
    context = {"crisis": crisis, "form": form, "tabs": tabs_of(request.desk, "crises")}
    return render(request, "crisis/close.html", context)


@screen(Permission.CRISIS_RUN)
@require_POST
def reopen(request: DeskRequest, id: int) -> HttpResponse:
    acts.reopen_crisis(crisis_of(request, id), by=request.desk.account, at=now())
    return back(request, id)
