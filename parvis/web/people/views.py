"""People of the brand, and one person: identities, history over all places."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.people.actions import describe
from parvis.people.families import heads_of
from parvis.people.queries import find_people
from parvis.people.resemblance import how_many_wait
from parvis.people.rules import STAGES
from parvis.web.people.forms import PersonForm
from parvis.web.people.page import found, known_to, show, stages
from parvis.web.ui.cursor import cursor_after, cursor_of
from parvis.web.ui.door import DeskRequest, screen

ROWS = 40


@screen(Permission.PEOPLE_SEE)
@require_GET
def people(request: DeskRequest) -> HttpResponse:
    text, stage = request.GET.get("q", "").strip(), request.GET.get("stage", "")
    found = find_people(
        request.desk.brand.pk,
        text=text,
        stage=stage,
        after=cursor_of(request.GET.get("after", "")),
        limit=ROWS + 1,
        known=known_to(request.desk),
    )
    last = found[ROWS - 1] if len(found) > ROWS else None
    return render(
        request,
        "people/list.html",
        {
            "people": found[:ROWS],
            "older": cursor_after(request, last.last_seen_at, last.pk) if last else "",
            "q": text,
            "stage": stage,
            "stages": STAGES,
            # Only who may decide is told: pairs are of the whole brand, whatever a guest sees of it.
            "waiting": how_many_wait(request.desk.brand.pk, now()) if request.desk.may(Permission.PEOPLE_EDIT) else 0,
        },
    )


@screen(Permission.PEOPLE_SEE)
@require_GET
def person(request: DeskRequest, id: int) -> HttpResponse:
    head = heads_of(request.desk.brand.pk, [id]).get(id, id)
    if head != id:
        return redirect("person", brand=request.desk.brand.slug, id=head)
    return show(request, found(request, id))


@screen(Permission.PEOPLE_EDIT)
@require_POST
def edit(request: DeskRequest, id: int) -> HttpResponse:
    who = found(request, id)
    form = PersonForm(request.POST, stage_names=stages())
    if not form.is_valid():
        return show(request, who, person=form, status=422)
    describe(who, by=request.desk.account, at=now(), changes=form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("person", brand=request.desk.brand.slug, id=id)
