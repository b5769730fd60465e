"""What the team writes into a dossier: notes, acts of consent, promises and what came of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parvis.core.clock import now
from parvis.core.roles import Permission
from parvis.engagement.actions.promises import Word, break_promise, keep_promise, promise, reopen_promise
from parvis.engagement.models import Promise
from parvis.outbox.models import Outgoing
from parvis.people.actions.dossier import NotYours, Said, add_note, edit_note, record_consent, remove_note
from parvis.people.families import family_of
from parvis.people.models import Note, Person
from parvis.web.people.dossier_forms import ConsentForm, NoteForm, PromiseForm, at_noon, end_of_day
from parvis.web.people.page import found, seats_of, show, zone_of
from parvis.web.ui.door import DeskRequest, screen

SETTLE = {"kept": keep_promise, "broken": break_promise, "owed": reopen_promise}


@screen(Permission.PEOPLE_EDIT)
@require_POST
def note_add(request: DeskRequest, person: int) -> HttpResponse:
    who, form = found(request, person), NoteForm(request.POST)
    if not form.is_valid():
        return show(request, who, note=form, status=422)
    add_note(who, form.cleaned_data["text"], by=request.desk.account, at=now())
    messages.success(request, _("Noted."))
    return _back(request, person, "notes")


@screen(Permission.PEOPLE_EDIT)
@require_POST
def note_edit(request: DeskRequest, person: int, note: int) -> HttpResponse:
    who, form = found(request, person), NoteForm(request.POST)
    stored = _note(who, note)
    if not form.is_valid():
        return show(request, who, note=form, status=422)
    try:
        edit_note(stored, form.cleaned_data["text"], by=request.desk.account, at=now())
        messages.success(request, _("Saved."))
    except NotYours:
        messages.error(request, _("Only who wrote this note may change it."))
    return _back(request, person, "notes")


@screen(Permission.PEOPLE_EDIT)
@require_POST
def note_remove(request: DeskRequest, person: int, note: int) -> HttpResponse:
    stored = _note(found(request, person), note)
    try:
        remove_note(stored, by=request.desk.account, at=now())
        messages.success(request, _("The note is gone."))
    except NotYours:
        messages.error(request, _("Only who wrote this note may change it."))
    return _back(request, person, "notes")


def _note(who: Person, note_id: int) -> Note:
    family = family_of(who.brand_id, who.pk)
    stored = Note.objects.filter(brand_id=who.brand_id, person_id__in=family, pk=note_id).first()
    if stored is None:
        raise Http404
    return stored


@screen(Permission.PEOPLE_EDIT)
@require_POST
def consent_add(request: DeskRequest, person: int) -> HttpResponse:
    who, form, at = found(request, person), ConsentForm(request.POST), now()
    if not form.is_valid():
        return show(request, who, consent=form, status=422)
    told = form.cleaned_data
    said = Said(
        told["channel"],
        told["purpose"],
        told["given"] == "yes",
        at_noon(told["at"], at),
        told["wording"],
        told["proof"],
    )
    record_consent(who, said, by=request.desk.account, at=at)
    messages.success(request, _("Written down: what counts from now on is this."))
    return _back(request, person, "consents")


@screen(Permission.PEOPLE_EDIT)
@require_POST
def promise_add(request: DeskRequest, person: int) -> HttpResponse:
    who, form = found(request, person), PromiseForm(request.POST, seats=seats_of(request))
    if not form.is_valid():
        return show(request, who, promise=form, status=422)
    outgoing, note = _source(who, form.cleaned_data["source"])
    due = end_of_day(form.cleaned_data["due"], zone_of(request))
    word = Word(form.cleaned_data["text"], form.keeper(), due, outgoing, note)
    promise(who, word, by=request.desk.account, at=now())
    messages.success(request, _("The promise is written down."))
    return _back(request, person, "promises")


def _source(who: Person, source: str) -> tuple[Outgoing | None, Note | None]:
    """« answer:12 » or « note:7 », of this brand; whatever else is no source."""
    kind, _sep, pk = source.partition(":")
    number = int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 19 else 0
    if kind == "answer":
        return Outgoing.objects.filter(brand_id=who.brand_id, pk=number).first(), None
    if kind == "note":
        return None, Note.objects.filter(brand_id=who.brand_id, pk=number).first()
    return None, None


@screen(Permission.PEOPLE_EDIT)
@require_POST
def promise_settle(request: DeskRequest, person: int, promise: int) -> HttpResponse:
    """« kept », « broken », or « owed » again."""
    who = found(request, person)
    family = family_of(who.brand_id, who.pk)
    made = Promise.objects.filter(brand_id=who.brand_id, person_id__in=family, pk=promise).first()
    act = SETTLE.get(request.POST.get("as", ""))
    if made is None or act is None:
        raise Http404
    if act(made, by=request.desk.account, at=now()):
        messages.success(request, _("Saved."))
    else:
        messages.warning(request, _("Somebody said so before you."))
    return _back(request, person, "promises")


def _back(request: DeskRequest, person: int, where: str) -> HttpResponse:
    answer = redirect("person", brand=request.desk.brand.slug, id=person)
    answer["Location"] += f"#{where}"
    return answer
