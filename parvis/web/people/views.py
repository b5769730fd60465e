"""People of the brand, and one person: identities, history over all places."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.conversations.queries import RECENT, latest_ids, mood_of, places_spoken_in, posts_by
from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.engagement.queries import cases_of_person
from parvis.people.actions import describe
from parvis.people.families import families_of, heads_of, merges_of
from parvis.people.models import Person
from parvis.people.queries import find_people, identities_of, people_of
from parvis.people.resemblance import how_many_wait
from parvis.people.rules import STAGES
from parvis.web.people.forms import PersonForm
from parvis.web.people.matching import certainty, of_person
from parvis.web.ui.cursor import cursor_after, cursor_of
from parvis.web.ui.door import DeskRequest, screen
from parvis.web.ui.wording import stage_name

ROWS = 40


@screen(Permission.PEOPLE_SEE)
@require_GET
def people(request: DeskRequest) -> HttpResponse:
    text, stage = request.GET.get("q", "").strip(), request.GET.get("stage", "")
    found = find_people(
        request.desk.brand.pk, text=text, stage=stage, after=cursor_of(request.GET.get("after", "")), limit=ROWS + 1
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
            "waiting": how_many_wait(request.desk.brand.pk, now()),
        },
    )


@screen(Permission.PEOPLE_SEE)
@require_GET
def person(request: DeskRequest, id: int) -> HttpResponse:
    head = heads_of(request.desk.brand.pk, [id]).get(id, id)
    if head != id:
        return redirect("person", brand=request.desk.brand.slug, id=head)
    return _page(request, _found(request, id), None)


@screen(Permission.PEOPLE_EDIT)
@require_POST
def edit(request: DeskRequest, id: int) -> HttpResponse:
    who = _found(request, id)
    form = PersonForm(request.POST, stage_names=_stages())
    if not form.is_valid():
        return _page(request, who, form, status=422)
    describe(who, by=request.desk.account, at=now(), changes=form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("person", brand=request.desk.brand.slug, id=id)


def _found(request: DeskRequest, id: int) -> Person:
    found = people_of(request.desk.brand.pk).filter(pk=id).first()
    if found is None:
        raise Http404
    found.brand = request.desk.brand
    return found


def _stages() -> dict[str, str]:
    return {code: stage_name(code) for code in STAGES}


def _page(request: DeskRequest, who: Person, form: PersonForm | None, status: int = 200) -> HttpResponse:
    brand_id = request.desk.brand.pk
    identities = list(identities_of(brand_id, who.pk))
    ids = [identity.pk for identity in identities]
    posts = posts_by(brand_id, ids, after=cursor_of(request.GET.get("after", "")), limit=ROWS + 1)
    recent = latest_ids(brand_id, ids, limit=RECENT)
    last = posts[ROWS - 1] if len(posts) > ROWS else None
    said = {"name": who.name, "stage": who.stage, "note": who.note}
    context = {
        "person": who,
        "identities": identities,
        "posts": posts[:ROWS],
        "older": cursor_after(request, last.at, last.pk) if last else "",
        "mood": mood_of(recent),
        "places": places_spoken_in(recent),
        "cases": cases_of_person(request.desk.seat, who.pk) if request.desk.may(Permission.INBOX_SEE) else [],
        "alike": of_person(brand_id, who.pk, now()),
        "certainty": certainty,
        "merges": merges_of(brand_id, families_of(brand_id, [who.pk])[who.pk]),
        "form": form or PersonForm(said, stage_names=_stages()),
        "editing": form is not None,
    }
    return render(request, "people/person.html", context, status=status)
