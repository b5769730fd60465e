"""A product test is called for, applied for, decided and forgotten."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from parvis.community.models import Member, Topic, Trial, TrialEntry, TrialFeedback, TrialParcel
from parvis.community.rules.contests import commitment, drawn, list_hash
from parvis.community.rules.trials import Act, Parcel, State, Way, after, chosen_among
from parvis.core import events, journal
from parvis.core.folding import fold_tokens
from parvis.core.models import Account


class Frozen(Exception):
    """Somebody has applied: the call stands."""


class TooLate(Exception):
    """It cannot be done any more, or not yet."""


class BadChoice(Exception):
    """More testers were picked than there are places, or none where one picks by hand."""


@dataclass(frozen=True, slots=True)
class CallForm:
    product: str
    value: str
    asked: str
    places: int
    way: str
    opens_at: datetime
    closes_at: datetime
    starts_at: datetime
    due_at: datetime
    age_days: int = 0
    trust: int = 0
    countries: Sequence[str] = ()
    criteria: Sequence[str] = ()
    asks: Sequence[tuple[str, bool]] = ()
    ships: bool = True
    keep_days: int = 90


@transaction.atomic
def set_call(topic: Topic, form: CallForm, *, by: Account, at: datetime) -> Trial:
    """What the call says, until somebody applies. The seed of its lot is drawn now, and only its hash is told. Raises
    Frozen."""
    held = Trial.objects.select_for_update(of=("self",)).filter(topic=topic).first()
    if held is not None and (held.applied or held.announced_at is not None):
        raise Frozen
    told = {
        **asdict(form), "countries": list(form.countries), "criteria": list(form.criteria),
        "asks": [list(one) for one in form.asks], "brand_id": topic.brand_id,
    }  # fmt: skip
    if held is None:
        told["seed"] = secrets.token_hex(32)
        told["seed_hash"] = commitment(told["seed"])
    made, _new = Trial.objects.update_or_create(topic=topic, defaults=told)
    said = {
        "way": made.way,
        "places": made.places,
        "closes_at": made.closes_at.isoformat(),
        "seed_hash": made.seed_hash,
    }
    journal.record(topic.brand, actor=by, verb="trial.set", object=f"topic:{topic.pk}", data=said, at=at)
    changed(topic.pk, topic.brand_id, at)
    return made


@transaction.atomic
def apply_for(
    topic: Topic, member: Member, *, country: str = "", told: Sequence[tuple[str, str]] = (), at: datetime
) -> tuple[TrialEntry, bool]:
    """The member's application, and whether it is new: one each; who withdrew may come back. Raises TooLate. The caller asked
    `why_not_apply`."""
    held = _held(topic.pk)
    if held.announced_at is not None or not held.opens_at <= at < held.closes_at:
        raise TooLate
    folded = " ".join(token for _label, word in told for token in fold_tokens(word))
    said = {"country": country[:60], "told": [list(one) for one in told], "folded": folded, "at": at}
    entry, new = TrialEntry.objects.get_or_create(
        topic=topic, member=member,
        defaults={"brand_id": topic.brand_id, "state": State.APPLIED, "ticket": secrets.token_hex(8), **said},
    )  # fmt: skip
    if not new and entry.state == State.WITHDRAWN:
        TrialEntry.objects.filter(pk=entry.pk).update(state=State.APPLIED, **said)
        new = True
    if new:
        _count(held, 1, at)
    return entry, new


@transaction.atomic
def withdraw(topic: Topic, member: Member, *, at: datetime) -> TrialEntry | None:
    """The member takes part no more: who comes after it on the waiting list, to be told. Raises TooLate."""
    held = _held(topic.pk)
    entry = TrialEntry.objects.filter(topic=topic, member=member).first()
    there = after(State(entry.state), Act.WITHDRAW) if entry is not None else None
    if entry is None or there is None or TrialFeedback.objects.filter(entry=entry).exists():
        raise TooLate
    parcel = TrialParcel.objects.filter(entry=entry).first()
    if parcel is not None and parcel.state not in (Parcel.AWAITED, Parcel.READY):
        raise TooLate
    was = entry.state
    if held.announced_at is None:
        _count(held, -1, at)
    TrialParcel.objects.filter(entry=entry).delete()
    TrialEntry.objects.filter(pk=entry.pk).update(state=there, told=[], folded="", country="", turn=0)
    changed(topic.pk, topic.brand_id, at)
    return follow_up(held, at=at) if was == State.CHOSEN and at < held.due_at else None


@transaction.atomic
def mark(topic: Topic, entry_id: int, act: Act, *, because: str = "", by: Account, at: datetime) -> bool:
    """Picked, set aside or neither, before the choice is told. False where somebody stands otherwise. Raises TooLate."""
    if _held(topic.pk).announced_at is not None or act not in (Act.PICK, Act.SET_ASIDE, Act.UNMARK):
        raise TooLate
    entry = TrialEntry.objects.filter(topic=topic, pk=entry_id).first()
    there = after(State(entry.state), act) if entry is not None else None
    if entry is None or there is None:
        return False
    marked = None if act is Act.UNMARK else by
    why = because.strip()[:200] if act is Act.SET_ASIDE else ""
    TrialEntry.objects.filter(pk=entry.pk).update(state=there, marked_by=marked, because=why)
    if act is Act.SET_ASIDE:
        said = {"entry": entry.pk}
        journal.record(topic.brand, actor=by, verb="trial.set_aside", object=f"topic:{topic.pk}", data=said, at=at)
    return True


@transaction.atomic
def announce(topic: Topic, *, by: Account, at: datetime) -> list[TrialEntry]:
    """The choice, once: those picked, then those drawn; the rest waits in the order of the lots. Everybody who applied, to be
    told. Raises TooLate before applications are closed or after it was told, BadChoice."""
    held = _held(topic.pk)
    if held.announced_at is not None or at < held.closes_at:
        raise TooLate
    every = {one.ticket: one for one in TrialEntry.objects.filter(topic=topic).exclude(state=State.WITHDRAWN)}
    picked = [ticket for ticket, one in every.items() if one.state == State.PICKED]
    lots = drawn(held.seed, [ticket for ticket, one in every.items() if one.state == State.APPLIED])
    choice = chosen_among(Way(held.way), held.places, picked, lots)
    if choice is None:
        raise BadChoice
    turns = {ticket: turn for turn, ticket in enumerate(choice.waiting, 1)}
    for ticket, one in every.items():
        one.by_lot, one.turn = one.state == State.APPLIED, turns.get(ticket, 0)
        act = Act.CHOOSE if ticket in choice.chosen else Act.WAIT if ticket in turns else Act.LET_GO
        one.state, one.chosen_at = after(State(one.state), act) or one.state, at if act is Act.CHOOSE else None
    TrialEntry.objects.bulk_update(every.values(), ["state", "by_lot", "turn", "chosen_at"])
    _parcels(held, [one for one in every.values() if one.state == State.CHOSEN])
    held.list_hash, held.announced_at, held.announced_by = list_hash(lots), at, by
    held.save(update_fields=["list_hash", "announced_at", "announced_by"])
    said = {"picked": len(picked), "chosen": len(choice.chosen), "waiting": len(turns)}
    journal.record(topic.brand, actor=by, verb="trial.announced", object=f"topic:{topic.pk}", data=said, at=at)
    changed(topic.pk, topic.brand_id, at)
    return list(every.values())


def follow_up(held: Trial, *, at: datetime) -> TrialEntry | None:
    """Under the test's lock: the first who waits gets the place that came free."""
    taken = TrialEntry.objects.filter(topic_id=held.pk, state__in=[State.CHOSEN, State.DONE, State.MISSED]).count()
    following = TrialEntry.objects.filter(topic_id=held.pk, state=State.WAITING).order_by("turn").first()
    if held.announced_at is None or following is None or taken >= held.places:
        return None
    following.state, following.chosen_at = State.CHOSEN, at
    following.save(update_fields=["state", "chosen_at"])
    _parcels(held, [following])
    return following


@transaction.atomic
def give_free(topic_id: int, *, at: datetime) -> list[TrialEntry]:
    """Every place that came free to who waits; whom to tell."""
    held = _held(topic_id)
    given: list[TrialEntry] = []
    while at < held.due_at and (following := follow_up(held, at=at)) is not None:
        given.append(following)
    if given:
        changed(topic_id, held.brand_id, at)
    return given


def mark_told(entry_id: int, *, at: datetime) -> str:
    """The state of which to tell somebody, "" = it was told of it already."""
    entry = TrialEntry.objects.filter(pk=entry_id).exclude(letter=F("state")).first()
    if entry is None or not TrialEntry.objects.filter(pk=entry_id, state=entry.state).exclude(
        letter=entry.state
    ).update(letter=entry.state):
        return ""
    return entry.state


def mark_reminded(entry_id: int, *, at: datetime) -> bool:
    """Whether this tester, whose feedback is awaited, was not reminded yet."""
    waiting = TrialEntry.objects.filter(pk=entry_id, state=State.CHOSEN, reminded_at=None)
    return bool(waiting.update(reminded_at=at))


@transaction.atomic
def miss(topic_id: int, *, at: datetime) -> int:
    """Feedback that did not come is awaited no more; of how many."""
    held = _held(topic_id)
    missed: int = TrialEntry.objects.filter(topic_id=topic_id, state=State.CHOSEN).update(state=State.MISSED)
    TrialEntry.objects.filter(topic_id=topic_id, state=State.WAITING).update(state=State.PASSED)
    changed(topic_id, held.brand_id, at)
    return missed


@transaction.atomic
def forget_applications(topic_id: int, *, at: datetime) -> None:
    """As the call said: tickets and states stay, so that the lot can be computed again; who applied does not. Published
    feedback stays with the post that says it."""
    gone = TrialEntry.objects.filter(topic_id=topic_id)
    gone.update(told=[], folded="", country="", because="")
    TrialParcel.objects.filter(entry__topic_id=topic_id).delete()
    gone.exclude(state=State.DONE).update(member=None)
    held = _held(topic_id)
    held.erased_at = at
    held.save(update_fields=["erased_at"])
    changed(topic_id, held.brand_id, at)


def changed(topic_id: int, brand_id: int, at: datetime) -> None:
    """Its pages are drawn anew."""
    Topic.objects.filter(pk=topic_id).update(version=F("version") + 1)
    events.publish(brand_id, "topic", str(topic_id), at)


def _held(topic_id: int) -> Trial:
    return Trial.objects.select_for_update(of=("self",)).get(topic_id=topic_id)


def _parcels(held: Trial, chosen: Sequence[TrialEntry]) -> None:
    if held.ships:
        TrialParcel.objects.bulk_create(
            TrialParcel(entry=one, brand_id=held.brand_id, state=Parcel.AWAITED) for one in chosen
        )


def _count(held: Trial, step: int, at: datetime) -> None:
    Trial.objects.filter(pk=held.pk).update(applied=F("applied") + step)
    changed(held.pk, held.brand_id, at)
