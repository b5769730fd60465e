"""People of the community to be told before others: chosen, written to, informed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.engagement.actions import crisis as acts
from parvis.engagement.models import CrisisContact
from parvis.engagement.queries import crisis as reads
from parvis.flows.crisis import NoPrivateWay, prepare_message
from parvis.people.models import Person
from parvis.people.queries import find_people, people_of
from parvis.web.crisis.found import back, crisis_of, thing_of
from parvis.web.crisis.views.room import closed_is_said
from parvis.web.people.page import known_to
from parvis.web.ui.door import DeskRequest, screen

ANCHOR = "crisis-people"
FOUND = 20


@screen(Permission.CRISIS_RUN)
@require_GET
def people(request: DeskRequest, id: int) -> HttpResponse:
    """Whom to put on the list: ambassadors, those who speak most, or whoever is looked for by name."""
    crisis, text, sight = crisis_of(request, id), request.GET.get("q", "").strip()[:100], request.desk.sight
    brand_id = request.desk.brand.pk
    listed = {contact.person_id for contact in reads.contacts_of(crisis, sight)}
    found = find_people(brand_id, text=text, limit=FOUND, known=known_to(request.desk)) if text else []
    context = {
        "crisis": crisis,
        "q": text,
        "found": [person for person in found if person.pk not in listed],
        "ambassadors": reads.ambassadors_of(brand_id, crisis, sight),
        "speakers": [one for one in reads.speakers_in(crisis, sight, now()) if one.person_id not in listed],
    }
    return render(request, "crisis/people.html", context)


@screen(Permission.CRISIS_RUN)
@require_POST
def add(request: DeskRequest, id: int) -> HttpResponse:
    crisis = crisis_of(request, id)
    ids = [int(word) for word in request.POST.getlist("person")[:200] if word.isdecimal() and len(word) < 18]
    chosen: list[Person] = list(people_of(request.desk.brand.pk, known_to(request.desk)).filter(pk__in=ids))
    closed_is_said(request, lambda: acts.add_contacts(crisis, chosen, by=request.desk.account, at=now()))
    return back(request, id, ANCHOR)


@screen(Permission.CRISIS_RUN)
@require_POST
def informed(request: DeskRequest, id: int) -> HttpResponse:
    contact, yes = thing_of(request, CrisisContact, id), request.POST.get("informed") == "1"
    closed_is_said(request, lambda: acts.inform_contact(contact, informed=yes, by=request.desk.account, at=now()))
    return back(request, contact.crisis_id, ANCHOR)


@screen(Permission.CRISIS_RUN)
@require_POST
def remove(request: DeskRequest, id: int) -> HttpResponse:
    contact = thing_of(request, CrisisContact, id)
    closed_is_said(request, lambda: acts.remove_contact(contact, by=request.desk.account, at=now()))
    return back(request, contact.crisis_id, ANCHOR)


@screen(Permission.CRISIS_RUN)
@require_POST
def message(request: DeskRequest, id: int) -> HttpResponse:
    """A draft in their last private conversation with us, with the words of a validated statement where one is chosen."""
    contact = thing_of(request, CrisisContact, id)
    validated = [one for one in reads.statements_of(contact.crisis) if one.validated]
    text = validated[0].validated if validated else _("Hello, before you read it elsewhere: ")
    try:
        case = prepare_message(contact, text, me=request.desk.seat, at=now())
    except NoPrivateWay:
        messages.warning(
            request,
            _("%(name)s never wrote to us in private: tell them your own way, then tick them off.")
            % {"name": contact.person.name},
        )
        return back(request, contact.crisis_id, ANCHOR)
    messages.info(request, _("A draft stands in the reply box: read it, change it, send it yourself."))
    return redirect("case", brand=request.desk.brand.slug, case=case.pk)
