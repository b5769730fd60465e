"""A contest is set, entered, closed, awarded and forgotten."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from parvis.community.models import Contest, ContestEntry, ContestVote, Member, Topic
from parvis.community.rules.contests import Way, commitment, drawn, list_hash, voted
from parvis.core import events, journal
from parvis.core.models import Account


class Frozen(Exception):
    """Somebody has entered: its rules stand."""


class ContestClosed(Exception):
    """It takes no entries and no votes."""


@dataclass(frozen=True, slots=True)
class ContestForm:
    organiser: str
    prize: str
    value: str
    winners: int
    way: str
    opens_at: datetime
    closes_at: datetime
    age_days: int = 0
    trust: int = 0
    asks: Sequence[tuple[str, bool]] = ()
    keep_days: int = 90


@transaction.atomic
def set_contest(topic: Topic, form: ContestForm, *, by: Account, at: datetime) -> Contest:
    """What its rules are written from, until somebody enters. Its seed is drawn now, and only its hash is told. Raises
    Frozen."""
    held = Contest.objects.select_for_update(of=("self",)).filter(topic=topic).first()
    if held is not None and (held.entries or held.closed_at is not None):
        raise Frozen
    told = {**asdict(form), "asks": [list(one) for one in form.asks], "brand_id": topic.brand_id}
    if held is None:
        told["seed"] = secrets.token_hex(32)
        told["seed_hash"] = commitment(told["seed"])
    made, _new = Contest.objects.update_or_create(topic=topic, defaults=told)
    said = {"way": made.way, "closes_at": made.closes_at.isoformat(), "seed_hash": made.seed_hash}
    journal.record(topic.brand, actor=by, verb="contest.set", object=f"topic:{topic.pk}", data=said, at=at)
    _changed(topic.pk, topic.brand_id, at)
    return made


@transaction.atomic
def enter(
    topic: Topic, member: Member, *, words: str = "", told: Sequence[tuple[str, str]] = (), at: datetime
) -> tuple[ContestEntry, bool]:
    """The member's entry, and whether it is new: one each. Raises ContestClosed. The caller asked `why_not_enter`."""
    held = Contest.objects.select_for_update(of=("self",)).get(topic=topic)
    if held.closed_at is not None or not held.opens_at <= at < held.closes_at:
        raise ContestClosed
    entry, new = ContestEntry.objects.get_or_create(
        topic=topic, member=member,
        defaults={
            "brand_id": topic.brand_id, "ticket": secrets.token_hex(8), "words": words[:4000],
            "told": [list(one) for one in told], "at": at,
        },
    )  # fmt: skip
    if new:
        Contest.objects.filter(topic=topic).update(entries=F("entries") + 1)
        _changed(topic.pk, topic.brand_id, at)
    return entry, new


@transaction.atomic
def vote_for(entry: ContestEntry, member: Member, *, at: datetime) -> None:
    """The member's one vote goes to this entry. Raises ContestClosed, also for one's own."""
    held = Contest.objects.select_for_update(of=("self",)).get(topic_id=entry.topic_id)
    if held.way != Way.VOTE or held.closed_at is not None or at >= held.closes_at or entry.member_id == member.pk:
        raise ContestClosed
    before = ContestVote.objects.filter(topic_id=entry.topic_id, member=member).first()
    if before is not None and before.entry_id == entry.pk:
        return
    if before is not None:
        ContestEntry.objects.filter(pk=before.entry_id).update(votes=F("votes") - 1)
    ContestVote.objects.update_or_create(
        topic_id=entry.topic_id, member=member, defaults={"brand_id": entry.brand_id, "entry": entry}
    )
    ContestEntry.objects.filter(pk=entry.pk).update(votes=F("votes") + 1)


@transaction.atomic
def close_contest(topic_id: int, *, at: datetime) -> list[ContestEntry]:
    """At its hour: the list is fixed, the seed told; drawn or voted, its winners too. [] = closed already, or a jury decides."""
    held = Contest.objects.select_for_update(of=("self",)).get(topic_id=topic_id)
    if held.closed_at is not None:
        return []
    votes = dict(ContestEntry.objects.filter(topic_id=topic_id).values_list("ticket", "votes"))
    held.list_hash, held.closed_at = list_hash(votes), at
    held.save(update_fields=["list_hash", "closed_at"])
    _changed(topic_id, held.brand_id, at)
    if held.way == Way.JURY:
        return []
    order = drawn(held.seed, votes) if held.way == Way.DRAW else voted(held.seed, votes)
    return _award(held, order[: held.winners], None, at)


@transaction.atomic
def award(topic: Topic, entries: Sequence[ContestEntry], *, by: Account, at: datetime) -> list[ContestEntry]:
    """The jury's word, once. Raises ContestClosed before the closing, after the award, or for too many."""
    held = Contest.objects.select_for_update(of=("self",)).select_related("brand").get(topic=topic)
    if held.way != Way.JURY or held.closed_at is None or held.awarded_at or not 0 < len(entries) <= held.winners:
        raise ContestClosed
    won = _award(held, [entry.ticket for entry in entries if entry.topic_id == topic.pk], by, at)
    said = {"winners": [entry.ticket for entry in won]}
    journal.record(held.brand, actor=by, verb="contest.awarded", object=f"topic:{topic.pk}", data=said, at=at)
    return won


def mark_told(entry_id: int, *, at: datetime) -> bool:
    """Whether the winner was not told yet."""
    return bool(ContestEntry.objects.filter(pk=entry_id, told_at=None, place__gt=0).update(told_at=at))


@transaction.atomic
def forget_entries(topic_id: int, *, at: datetime) -> None:
    """As the rules said: tickets and places stay, so that the draw can be computed again; who it was does not."""
    ContestEntry.objects.filter(topic_id=topic_id).update(member=None, told=[], words="")
    ContestVote.objects.filter(topic_id=topic_id).delete()
    held = Contest.objects.select_for_update(of=("self",)).get(topic_id=topic_id)
    held.erased_at = at
    held.save(update_fields=["erased_at"])
    _changed(topic_id, held.brand_id, at)


def _award(held: Contest, tickets: Sequence[str], by: Account | None, at: datetime) -> list[ContestEntry]:
    found = {one.ticket: one for one in ContestEntry.objects.filter(topic_id=held.pk, ticket__in=tickets)}
    won = [found[ticket] for ticket in tickets]
    for place, entry in enumerate(won, 1):
        entry.place = place
    ContestEntry.objects.bulk_update(won, ["place"])
    held.awarded_at, held.awarded_by = at, by
    held.save(update_fields=["awarded_at", "awarded_by"])
    _changed(held.pk, held.brand_id, at)
    return won


def _changed(topic_id: int, brand_id: int, at: datetime) -> None:
    Topic.objects.filter(pk=topic_id).update(version=F("version") + 1)
    events.publish(brand_id, "topic", str(topic_id), at)
