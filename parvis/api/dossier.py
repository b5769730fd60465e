"""A person's dossier: their time over all places, figures, notes, acts of consent, promises."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Status

from parvis.api.cursor import MOST, pack, unpack
from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.dossier_shapes import (
    ConsentIn,
    ConsentShape,
    EntryShape,
    FiguresShape,
    LeaveShape,
    NoteIn,
    NoteShape,
    PromiseIn,
    PromiseShape,
    SettleIn,
)
from parvis.api.finding import one
from parvis.api.posts import SIZE
from parvis.api.router import router
from parvis.api.shapes import PageOf
from parvis.core.clock import now
from parvis.core.models import Seat
from parvis.core.roles import Permission
from parvis.engagement.actions.promises import Word, break_promise, keep_promise, promise, reopen_promise
from parvis.engagement.models import Promise
from parvis.engagement.queries import promises_to
from parvis.flows.dossier import KINDS, Entry, Sought, family_seen, known, timeline
from parvis.flows.portrait import portrait
from parvis.outbox.models import Outgoing
from parvis.people.actions.dossier import NotYours, Said, add_note, edit_note, record_consent, remove_note
from parvis.people.models import Note, Person
from parvis.people.queries import acts_of, notes_of, people_of
from parvis.people.rules import may_reach

PERSON = "/brands/{brand}/people/{person}"
SEE, EDIT = Permission.PEOPLE_SEE, Permission.PEOPLE_EDIT


def whom(caller: Caller, person: int) -> Person:
    """Whom this caller may know. Raises Refused(404)."""
    names = None if caller.sight.whole else caller.sight.identities()
    found = one(people_of(caller.brand.pk, names), person, "person")
    found.brand = caller.brand
    return found


@router.get(
    f"{PERSON}/timeline",
    response=PageOf[EntryShape],
    operation_id="person_timeline",
    openapi_extra=asks(SEE),
    summary="What happened with a person over all places, newest first",
)
def person_timeline(
    request: HttpRequest,
    brand: str,
    person: int,
    kind: str = "",
    place: int | None = None,
    cursor: str = "",
    limit: int = SIZE,
) -> PageOf[EntryShape]:
    caller = enter(request, brand, SEE)
    if kind not in ("", *KINDS):
        raise Refused(422, f"A kind is one of {', '.join(KINDS)}")
    size = max(1, min(limit, MOST))
    after = unpack(cursor) if cursor else None
    sought = Sought(kind=kind, place_id=place)
    rows = timeline(known(whom(caller, person), caller.sight), caller.seat, sought, after=after, limit=size + 1)
    last = rows[size - 1] if len(rows) > size else None
    return PageOf[EntryShape](items=[_entry(row) for row in rows[:size]], next=pack(last.at, last.key) if last else "")


def _entry(row: Entry) -> EntryShape:
    thing = row.thing
    words = {"post": "text", "answer": "body", "note": "text", "promise": "text"}.get(row.kind, "")
    text = getattr(thing, words) if words else thing.type if row.kind == "case" else f"{thing.channel} {thing.purpose}"
    return EntryShape(at=row.at, kind=row.kind, id=thing.pk, place=getattr(thing, "place_id", None), text=text)


@router.get(
    f"{PERSON}/figures",
    response=FiguresShape,
    operation_id="person_figures",
    openapi_extra=asks(SEE),
    summary="What a person speaks of, in what tone and when, over their latest posts",
)
def person_figures(request: HttpRequest, brand: str, person: int) -> FiguresShape:
    caller = enter(request, brand, SEE)
    found = portrait(
        caller.brand.pk, caller.brand.timezone, known(whom(caller, person), caller.sight).identities, caller.sight
    )
    return FiguresShape(
        posts=len(found.said),
        moods=found.moods,
        hours=found.hours,
        words=dict(found.words),
        tags=dict(found.tags),
        watches={watch.pk: n for watch, n in found.watches},
    )


@router.get(
    f"{PERSON}/notes",
    response=list[NoteShape],
    operation_id="list_notes",
    openapi_extra=asks(SEE),
    summary="What the team noted, newest first",
)
def list_notes(request: HttpRequest, brand: str, person: int) -> list[NoteShape]:
    caller = enter(request, brand, SEE)
    found = whom(caller, person)
    return [_note(note) for note in notes_of(caller.brand.pk, family_seen(caller.sight, found.pk))]


def _note(note: Note) -> NoteShape:
    return NoteShape(id=note.pk, text=note.text, at=note.at, edited_at=note.edited_at, author=note.author_id)


@router.post(
    f"{PERSON}/notes",
    response={201: NoteShape},
    operation_id="add_note",
    openapi_extra=asks(EDIT),
    summary="A new note, for the team only",
)
def post_note(request: HttpRequest, brand: str, person: int, body: NoteIn) -> Status[object]:
    caller = enter(request, brand, EDIT)
    return Status(201, _note(add_note(whom(caller, person), _worded(body.text), by=caller.seat.account, at=now())))


@router.put(
    PERSON + "/notes/{note}",
    response=NoteShape,
    operation_id="edit_note",
    openapi_extra=asks(EDIT),
    summary="Reword a note of one's own",
)
def put_note(request: HttpRequest, brand: str, person: int, note: int, body: NoteIn) -> NoteShape:
    caller = enter(request, brand, EDIT)
    stored = _stored(caller, person, note)
    try:
        edit_note(stored, _worded(body.text), by=caller.seat.account, at=now())
    except NotYours as error:
        raise Refused(409, "Only who wrote a note may change it") from error
    stored.refresh_from_db()
    return _note(stored)


@router.delete(
    PERSON + "/notes/{note}",
    response=list[NoteShape],
    operation_id="remove_note",
    openapi_extra=asks(EDIT),
    summary="Take away a note of one's own; the others",
)
def delete_note(request: HttpRequest, brand: str, person: int, note: int) -> list[NoteShape]:
    caller = enter(request, brand, EDIT)
    try:
        remove_note(_stored(caller, person, note), by=caller.seat.account, at=now())
    except NotYours as error:
        raise Refused(409, "Only who wrote a note may change it") from error
    return [_note(each) for each in notes_of(caller.brand.pk, family_seen(caller.sight, person))]


def _stored(caller: Caller, person: int, note: int) -> Note:
    family = family_seen(caller.sight, whom(caller, person).pk)
    return one(Note.objects.filter(brand=caller.brand, person_id__in=family), note, "note")


def _worded(text: str) -> str:
    if not text.strip():
        raise Refused(422, "There is no text")
    return text


@router.get(
    f"{PERSON}/consents",
    response=list[ConsentShape],
    operation_id="list_consents",
    openapi_extra=asks(SEE),
    summary="Every act of consent, newest first",
)
def list_consents(request: HttpRequest, brand: str, person: int) -> list[Any]:
    caller = enter(request, brand, SEE)
    return list(acts_of(caller.brand.pk, family_seen(caller.sight, whom(caller, person).pk)))


@router.post(
    f"{PERSON}/consents",
    response={201: ConsentShape},
    operation_id="record_consent",
    openapi_extra=asks(EDIT),
    summary="The person gave or withdrew leave to be reached",
)
def post_consent(request: HttpRequest, brand: str, person: int, body: ConsentIn) -> Status[object]:
    caller, at = enter(request, brand, EDIT), now()
    said = Said(body.channel, body.purpose, body.given, body.at or at, body.wording, body.proof)
    if said.at.tzinfo is None or said.at > at:
        raise Refused(422, "An act of consent has a moment that is past, with its time zone")
    return Status(201, record_consent(whom(caller, person), said, by=caller.seat.account, at=at))


@router.get(
    f"{PERSON}/leave",
    response=LeaveShape,
    operation_id="may_reach",
    openapi_extra=asks(SEE),
    summary="Whether the person allows to be reached on a channel for a purpose, now",
)
def leave(request: HttpRequest, brand: str, person: int, channel: str = "email", purpose: str = "answer") -> LeaveShape:
    caller = enter(request, brand, SEE)
    acts = acts_of(caller.brand.pk, family_seen(caller.sight, whom(caller, person).pk))
    return LeaveShape(channel=channel, purpose=purpose, allowed=may_reach(acts, channel, purpose, now()))


@router.get(
    f"{PERSON}/promises",
    response=list[PromiseShape],
    operation_id="list_promises",
    openapi_extra=asks(SEE),
    summary="What the person was promised, latest first",
)
def list_promises(request: HttpRequest, brand: str, person: int) -> list[PromiseShape]:
    caller = enter(request, brand, SEE)
    family = family_seen(caller.sight, whom(caller, person).pk)
    return [_promise(one) for one in promises_to(caller.brand.pk, family)]


def _promise(one: Promise) -> PromiseShape:
    return PromiseShape(
        id=one.pk, text=one.text, at=one.at, due_at=one.due_at, kept_at=one.kept_at, broken_at=one.broken_at,
        owner=one.owner_id,
    )  # fmt: skip


@router.post(
    f"{PERSON}/promises",
    response={201: PromiseShape},
    operation_id="make_promise",
    openapi_extra=asks(EDIT),
    summary="Write down what the person was promised",
)
def post_promise(request: HttpRequest, brand: str, person: int, body: PromiseIn) -> Status[object]:
    caller = enter(request, brand, EDIT)
    who = whom(caller, person)
    if body.due_at is not None and body.due_at.tzinfo is None:
        raise Refused(422, "A moment has its time zone")
    word = Word(
        _worded(body.text),
        _of_brand(Seat, caller, body.owner),
        body.due_at,
        _of_brand(Outgoing, caller, body.outgoing),
        _of_brand(Note, caller, body.note),
    )
    return Status(201, _promise(promise(who, word, by=caller.seat.account, at=now())))


def _of_brand(model: Any, caller: Caller, pk: int | None) -> Any:
    """None for none. Raises Refused(404) for one of another brand."""
    return None if pk is None else one(model.objects.filter(brand=caller.brand), pk, model._meta.model_name)


@router.put(
    PERSON + "/promises/{promise}",
    response=PromiseShape,
    operation_id="settle_promise",
    openapi_extra=asks(EDIT),
    summary="Say what came of a promise",
)
def put_promise(request: HttpRequest, brand: str, person: int, promise: int, body: SettleIn) -> PromiseShape:
    caller = enter(request, brand, EDIT)
    family = family_seen(caller.sight, whom(caller, person).pk)
    made = one(Promise.objects.filter(brand=caller.brand, person_id__in=family), promise, "promise")
    act = {"kept": keep_promise, "broken": break_promise, "owed": reopen_promise}[body.outcome]
    if not act(made, by=caller.seat.account, at=now()):
        raise Refused(409, "Somebody said so before")
    made.refresh_from_db()
    return _promise(made)
