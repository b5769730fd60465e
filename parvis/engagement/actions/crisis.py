"""A crisis room: proposed, opened and closed by people, who does what in it, its checklist, its journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from parvis.core import events, journal
from parvis.core.models import Account, Brand, Seat
from parvis.engagement.actions.notices import tell
from parvis.engagement.models import (
    Crisis,
    CrisisContact,
    CrisisEvent,
    CrisisProposal,
    CrisisRole,
    CrisisTask,
    CrisisWatch,
)
from parvis.engagement.rules.crisis import Role, Score
from parvis.listening.models import Watch
from parvis.people.models import Person

TOPIC = "crisis"
NOTICE = "crisis"
MOST_TASKS = 100


class NoWatch(Exception):
    """A room needs a watch whose posts it shows."""


class Closed(Exception):
    """The room is closed: what stands there stays as it is."""


class Decided(Exception):
    """Somebody has decided about this proposal meanwhile."""


@dataclass(frozen=True, slots=True)
class Room:
    """As a person opens it. `checklist`: its first lines, `language`: theirs."""

    name: str
    watches: Sequence[Watch]
    began_at: datetime
    language: str = "fr"
    checklist: Sequence[str] = field(default_factory=tuple)
    proposal: CrisisProposal | None = None


@dataclass(frozen=True, slots=True)
class PostMortem:
    happened: str = ""
    worked: str = ""
    to_change: str = ""


@transaction.atomic
def propose(
    brand: Brand, score: Score, threshold: float, watches: Sequence[int], tell_to: Sequence[int], *, at: datetime
) -> CrisisProposal:
    """One proposal stands at a time: while it waits its figures follow the worst that was seen. People are told once."""
    factors = [{"name": f.name, "value": f.value, "n": f.n, "of": f.of} for f in score.factors]
    standing = CrisisProposal.objects.select_for_update().filter(brand=brand, verdict="").first()
    if standing is not None:
        if score.points > standing.score:
            standing.score, standing.factors, standing.watches = score.points, factors, list(watches)
        standing.looked_at = at
        standing.save(update_fields=["score", "factors", "watches", "looked_at"])
        return standing
    made = CrisisProposal.objects.create(
        brand=brand,
        at=at,
        looked_at=at,
        score=score.points,
        threshold=threshold,
        factors=factors,
        watches=list(watches),
    )
    said = {"score": score.points, "threshold": threshold}
    journal.record(brand, actor=None, verb="crisis.proposed", object=f"crisis_proposal:{made.pk}", data=said, at=at)
    tell(brand, tell_to, NOTICE, at=at, data={"proposal": made.pk})
    events.publish(brand.pk, TOPIC, f"proposal:{made.pk}", at)
    return made


@transaction.atomic
def refuse_proposal(proposal: CrisisProposal, *, by: Account, at: datetime) -> None:
    """« Not a crisis »: the brand's threshold learns from it. Raises Decided."""
    _decide(proposal, "refused", by, at)


def _decide(proposal: CrisisProposal, verdict: str, by: Account, at: datetime) -> None:
    waiting = CrisisProposal.objects.filter(pk=proposal.pk, verdict="")
    if not waiting.update(verdict=verdict, decided_by=by, decided_at=at):
        raise Decided
    said = {"verdict": verdict, "score": proposal.score}
    object = f"crisis_proposal:{proposal.pk}"
    journal.record(proposal.brand, actor=by, verb=f"crisis.{verdict}_proposal", object=object, data=said, at=at)
    events.publish(proposal.brand_id, TOPIC, f"proposal:{proposal.pk}", at)


@transaction.atomic
def open_crisis(brand: Brand, room: Room, *, by: Account, at: datetime) -> Crisis:
    """By a person, always. Raises NoWatch, Decided."""
    if not room.watches:
        raise NoWatch
    if room.proposal is not None:
        _decide(room.proposal, "opened", by, at)
    crisis = Crisis.objects.create(
        brand=brand, name=room.name.replace("\0", "").strip()[:120], language=room.language, proposal=room.proposal,
        began_at=min(room.began_at, at), opened_by=by, opened_at=at,
    )  # fmt: skip
    CrisisWatch.objects.bulk_create([CrisisWatch(brand=brand, crisis=crisis, watch=watch) for watch in room.watches])
    CrisisTask.objects.bulk_create(
        [
            CrisisTask(brand=brand, crisis=crisis, position=n, text=text[:300])
            for n, text in enumerate(room.checklist[:MOST_TASKS])
        ]
    )
    happened(crisis, "opened", by, at, {"watches": [watch.pk for watch in room.watches]})
    return crisis


@transaction.atomic
def close_crisis(crisis: Crisis, said: PostMortem, *, by: Account, at: datetime) -> None:
    """With what was learnt. Raises Closed."""
    held = hold_open(crisis)
    held.closed_by, held.closed_at = by, at
    held.happened, held.worked, held.to_change = (
        one.replace("\0", "").strip() for one in (said.happened, said.worked, said.to_change)
    )
    held.save(update_fields=["closed_by", "closed_at", "happened", "worked", "to_change"])
    happened(held, "closed", by, at, {})


@transaction.atomic
def reopen_crisis(crisis: Crisis, *, by: Account, at: datetime) -> None:
    """It was not over. What was learnt so far stays."""
    if Crisis.objects.filter(pk=crisis.pk).exclude(closed_at=None).update(closed_by=None, closed_at=None):
        happened(crisis, "reopened", by, at, {})


@transaction.atomic
def write_journal(crisis: Crisis, text: str, *, decision: bool, by: Account, at: datetime) -> CrisisEvent:
    """A free note, or a decision that stands in the timeline: also once the room is closed, for the post-mortem."""
    kind = "decision" if decision else "note"
    return happened(crisis, kind, by, at, {"text": text.replace("\0", "").strip()[:5_000]})


@transaction.atomic
def give_role(crisis: Crisis, role: Role, seat: Seat, *, by: Account, at: datetime) -> CrisisRole:
    """Giving it twice changes nothing. They hear of it. Raises Closed, ValueError for a seat that is not theirs."""
    held = hold_open(crisis)
    if seat.brand_id != held.brand_id or seat.ended_at is not None:
        raise ValueError("no seat of this brand")
    standing = CrisisRole.objects.filter(crisis=held, role=role, seat=seat, ended_at=None).first()
    if standing is not None:
        return standing
    made = CrisisRole.objects.create(brand_id=held.brand_id, crisis=held, role=role, seat=seat, since=at)
    if seat.account_id != by.pk:
        tell(held.brand, [seat.account_id], NOTICE, at=at, data={"crisis": held.pk, "role": role.value, "by": by.name})
    happened(held, "role_given", by, at, {"role": role.value, "seat": seat.pk})
    return made


@transaction.atomic
def end_role(role: CrisisRole, *, by: Account, at: datetime) -> None:
    held = hold_open(role.crisis)
    if CrisisRole.objects.filter(pk=role.pk, ended_at=None).update(ended_at=at):
        happened(held, "role_ended", by, at, {"role": role.role, "seat": role.seat_id})


@transaction.atomic
def add_task(crisis: Crisis, text: str, *, by: Account, at: datetime) -> CrisisTask:
    """Raises Closed, ValueError beyond MOST_TASKS."""
    held = hold_open(crisis)
    if CrisisTask.objects.filter(crisis=held).count() >= MOST_TASKS:
        raise ValueError("too many lines")
    last = CrisisTask.objects.filter(crisis=held).aggregate(top=Max("position"))["top"]
    text = text.replace("\0", "").strip()[:300]
    made = CrisisTask.objects.create(
        brand_id=held.brand_id, crisis=held, position=0 if last is None else last + 1, text=text
    )
    happened(held, "task_added", by, at, {"task": made.pk, "text": text})
    return made


@transaction.atomic
def tick_task(task: CrisisTask, *, done: bool, by: Account, at: datetime) -> None:
    """Done, or not after all. Raises Closed."""
    held = hold_open(task.crisis)
    rows = CrisisTask.objects.filter(pk=task.pk)
    if done:
        changed = rows.filter(done_at=None).update(done_by=by, done_at=at)
    else:
        changed = rows.exclude(done_at=None).update(done_by=None, done_at=None)
    if changed:
        happened(held, "task_done" if done else "task_undone", by, at, {"task": task.pk, "text": task.text})


@transaction.atomic
def reword_task(task: CrisisTask, text: str, *, by: Account, at: datetime) -> None:
    held = hold_open(task.crisis)
    text = text.replace("\0", "").strip()[:300]
    if text and CrisisTask.objects.filter(pk=task.pk).exclude(text=text).update(text=text):
        happened(held, "task_reworded", by, at, {"task": task.pk, "text": text})


@transaction.atomic
def remove_task(task: CrisisTask, *, by: Account, at: datetime) -> None:
    held = hold_open(task.crisis)
    if CrisisTask.objects.filter(pk=task.pk).delete()[0]:
        happened(held, "task_removed", by, at, {"text": task.text})


@transaction.atomic
def add_contacts(crisis: Crisis, people: Sequence[Person], *, by: Account, at: datetime) -> int:
    """People to be told. How many were not on the list yet. Raises Closed."""
    held = hold_open(crisis)
    known = set(CrisisContact.objects.filter(crisis=held).values_list("person_id", flat=True))
    fresh = {person.pk: person for person in people if person.pk not in known and person.brand_id == held.brand_id}
    new = list(fresh.values())
    CrisisContact.objects.bulk_create(
        [CrisisContact(brand_id=held.brand_id, crisis=held, person=person, added_by=by, at=at) for person in new],
        ignore_conflicts=True,
    )
    if new:
        happened(held, "contacts_added", by, at, {"people": [person.pk for person in new]})
    return len(new)


@transaction.atomic
def inform_contact(contact: CrisisContact, *, informed: bool, by: Account, at: datetime) -> None:
    """Somebody told them, or did not after all. Raises Closed."""
    held = hold_open(contact.crisis)
    rows = CrisisContact.objects.filter(pk=contact.pk)
    if informed:
        changed = rows.filter(informed_at=None).update(informed_by=by, informed_at=at)
    else:
        changed = rows.exclude(informed_at=None).update(informed_by=None, informed_at=None)
    if changed:
        kind = "contact_informed" if informed else "contact_not_yet"
        happened(held, kind, by, at, {"person": contact.person_id})


@transaction.atomic
def remove_contact(contact: CrisisContact, *, by: Account, at: datetime) -> None:
    held = hold_open(contact.crisis)
    if CrisisContact.objects.filter(pk=contact.pk).delete()[0]:
        happened(held, "contact_removed", by, at, {"person": contact.person_id})


def hold_open(crisis: Crisis) -> Crisis:
    """Inside a transaction. Raises Closed."""
    held = Crisis.objects.select_for_update(of=("self",)).select_related("brand").get(pk=crisis.pk)
    if held.closed_at is not None:
        raise Closed
    return held


def happened(crisis: Crisis, kind: str, by: Account | None, at: datetime, data: Mapping[str, Any]) -> CrisisEvent:
    """In the caller's transaction: the room's own journal with the words, the house's with ids only; open pages hear of it."""
    event = CrisisEvent.objects.create(
        brand_id=crisis.brand_id, crisis=crisis, at=at, actor=by, kind=kind, data=dict(data)
    )
    plain = {name: value for name, value in data.items() if name not in ("text", "people", "person")}
    journal.record(crisis.brand, actor=by, verb=f"crisis.{kind}", object=f"crisis:{crisis.pk}", data=plain, at=at)
    events.publish(crisis.brand_id, TOPIC, f"crisis:{crisis.pk}", at)
    return event
