"""Parcels of a product test: an address given by who was chosen, sent, received, and forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from cryptography.fernet import MultiFernet
from django.db import transaction

from parvis.community.actions.trials import TooLate
from parvis.community.models import Topic, TrialEntry, TrialParcel
from parvis.community.rules.trials import Move, Parcel, State, moved
from parvis.core import journal
from parvis.core.credentials import seal, unseal
from parvis.core.models import Account


@transaction.atomic
def give_address(entry: TrialEntry, address: Mapping[str, str], *, at: datetime) -> None:
    """Of who was chosen; mended until the parcel is sent. Raises TooLate."""
    held = _held(entry.pk)
    there = moved(Parcel(held.state), Move.ADDRESS)
    if there is None or held.erased_at is not None or held.entry.state != State.CHOSEN:
        raise TooLate
    held.sealed, held.state, held.given_at = seal(held.brand_id, _lock(entry.topic_id), address), there, at
    held.save(update_fields=["sealed", "state", "given_at"])


@transaction.atomic
def send(topic: Topic, entry_id: int, *, carrier: str, tracking: str, by: Account, at: datetime) -> bool:
    """Whether it left just now: carrier and number may be mended later. Raises TooLate."""
    held, first = _moved(topic, entry_id, Move.SEND), False
    held.carrier, held.tracking, held.problem = carrier[:60], tracking[:80], ""
    if held.sent_at is None:
        held.sent_at, held.sent_by, first = at, by, True
    held.save(update_fields=["state", "carrier", "tracking", "problem", "sent_at", "sent_by"])
    return first


@transaction.atomic
def receive(topic: Topic, entry_id: int, *, at: datetime) -> None:
    """Raises TooLate."""
    held = _moved(topic, entry_id, Move.RECEIVE)
    held.received_at, held.problem = at, ""
    held.save(update_fields=["state", "received_at", "problem"])


@transaction.atomic
def report(topic: Topic, entry_id: int, problem: str) -> None:
    """Something is wrong with it: by the tester, or the team. Raises TooLate."""
    held = _moved(topic, entry_id, Move.FAIL)
    held.problem, held.received_at = problem.strip()[:300], None
    held.save(update_fields=["state", "problem", "received_at"])


@transaction.atomic
def send_again(topic: Topic, entry_id: int) -> None:
    """It is made ready anew. Raises TooLate."""
    held = _moved(topic, entry_id, Move.AGAIN)
    held.sent_at = held.sent_by = held.told_at = None
    held.carrier = held.tracking = ""
    held.save(update_fields=["state", "sent_at", "sent_by", "told_at", "carrier", "tracking"])


@transaction.atomic
def open_addresses(
    topic: Topic, parcels: Sequence[TrialParcel], *, by: Account, at: datetime
) -> dict[int, dict[str, str]]:
    """By entry, for who ships: that they were read is a line of the journal."""
    found = {one.pk: address_of(one, topic.pk) for one in parcels if one.sealed}
    if found:
        said = {"addresses": len(found)}
        journal.record(topic.brand, actor=by, verb="trial.addresses", object=f"topic:{topic.pk}", data=said, at=at)
    return found


def address_of(parcel: TrialParcel, topic_id: int) -> dict[str, str]:
    """{} = none is kept."""
    return dict(unseal(bytes(parcel.sealed), parcel.brand_id, _lock(topic_id))) if parcel.sealed else {}


def mark_told(entry_id: int, *, at: datetime) -> bool:
    """Whether its tester was not told yet that it left."""
    return bool(TrialParcel.objects.filter(pk=entry_id, state=Parcel.SENT, told_at=None).update(told_at=at))


def forget_addresses(topic_id: int, *, at: datetime) -> int:
    """How many were erased."""
    kept = TrialParcel.objects.filter(entry__topic_id=topic_id, erased_at=None)
    return kept.update(sealed=b"", erased_at=at)


def reseal(box: MultiFernet) -> int:
    """With the newest key of `box`; how many addresses. Inside the transaction of a rotation."""
    held = list(TrialParcel.objects.select_for_update().exclude(sealed=b"").order_by("pk"))
    for parcel in held:
        parcel.sealed = box.rotate(bytes(parcel.sealed))
        parcel.save(update_fields=["sealed"])
    return len(held)


def _moved(topic: Topic, entry_id: int, move: Move) -> TrialParcel:
    held = _held(entry_id, topic.pk)
    there = moved(Parcel(held.state), move)
    if there is None:
        raise TooLate
    held.state = there
    return held


def _held(entry_id: int, topic_id: int | None = None) -> TrialParcel:
    rows = TrialParcel.objects.select_for_update(of=("self",)).select_related("entry").filter(pk=entry_id)
    held = (rows if topic_id is None else rows.filter(entry__topic_id=topic_id)).first()
    if held is None:
        raise TooLate
    return held


def _lock(topic_id: int) -> str:
    """What is sealed with an address, so that it opens in its own test alone."""
    return f"trial:{topic_id}"
