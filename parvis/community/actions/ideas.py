"""Members want an idea; the team says what becomes of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from parvis.community.models import IdeaMerge, IdeaStep, IdeaVote, Member, Topic
from parvis.community.rules.ideas import SAYS_WHY, Status, status_of, stored
from parvis.community.rules.kinds import Kind
from parvis.core import events, journal
from parvis.core.models import Account


class NoWord(Exception):
    """Done or declined without a word of explanation."""


class NotMergeable(Exception):
    """Into itself, into one that was merged already, of another space, or no idea."""


@transaction.atomic
def want(topic: Topic, member: Member, *, at: datetime) -> bool:
    """Whether the vote is new: a member wants an idea once."""
    _held(topic)
    _row, new = IdeaVote.objects.get_or_create(
        topic=topic, member=member, defaults={"brand_id": topic.brand_id, "at": at}
    )
    if new:
        _count(topic, 1)
    return new


@transaction.atomic
def unwant(topic: Topic, member: Member) -> bool:
    """Whether there was a vote to take back."""
    _held(topic)
    gone, _rows = IdeaVote.objects.filter(topic=topic, member=member).delete()
    if gone:
        _count(topic, -1)
    return bool(gone)


@transaction.atomic
def take_step(topic: Topic, status: Status, *, word: str, by: Account, at: datetime) -> bool:
    """What becomes of it, in the journal too. False = it was so already. Raises NoWord."""
    held, word = _held(topic), word.strip()[:1000]
    if status in SAYS_WHY and not word:
        raise NoWord
    was = status_of(held.state)
    if was is status and not word:
        return False
    IdeaStep.objects.create(
        brand_id=held.brand_id, topic=held, was=was.value, state=status.value, word=word, by=by, at=at
    )
    Topic.objects.filter(pk=held.pk).update(state=stored(status), version=F("version") + 1)
    journal.record(
        held.brand, actor=by, verb="idea.step", object=f"topic:{held.pk}",
        data={"was": was.value, "state": status.value}, at=at,
    )  # fmt: skip
    events.publish(held.brand_id, "topic", str(held.pk), at)
    return True


@transaction.atomic
def merge(topic: Topic, into: Topic, *, by: Account, at: datetime) -> None:
    """It lives on in another of the same space, with the votes of its members, each once; it takes no more answers.
    Raises NotMergeable."""
    both = {one.pk: one for one in Topic.objects.select_for_update(of=("self",)).filter(pk__in=[topic.pk, into.pk]).order_by("pk")}  # fmt: skip
    if len(both) != 2 or IdeaMerge.objects.filter(topic__in=both).exists():
        raise NotMergeable
    gone, kept = both[topic.pk], both[into.pk]
    if gone.space_id is None or gone.space_id != kept.space_id or {gone.kind, kept.kind} != {Kind.IDEAS.value}:
        raise NotMergeable
    IdeaMerge.objects.create(topic=gone, brand_id=gone.brand_id, into=kept, by=by, at=at)
    wanting = IdeaVote.objects.filter(topic=gone).values_list("member_id", "at")
    IdeaVote.objects.bulk_create(
        [
            IdeaVote(brand_id=kept.brand_id, topic=kept, member_id=member, through=gone, at=when)
            for member, when in wanting
        ],
        ignore_conflicts=True,
    )
    Topic.objects.filter(pk=gone.pk).update(closed_at=at, closed_by=by, version=F("version") + 1)
    _recount(kept)
    said = {"into": kept.pk}
    journal.record(gone.brand, actor=by, verb="idea.merged", object=f"topic:{gone.pk}", data=said, at=at)


@transaction.atomic
def unmerge(topic: Topic, *, by: Account, at: datetime) -> bool:
    """Two ideas again: the votes that it had brought leave the other. False = it was not merged."""
    held = _held(topic)
    merged = IdeaMerge.objects.select_related("into").filter(topic=held).first()
    if merged is None:
        return False
    _held(merged.into)
    IdeaVote.objects.filter(topic=merged.into, through=held).delete()
    Topic.objects.filter(pk=held.pk).update(closed_at=None, closed_by=None, version=F("version") + 1)
    _recount(merged.into)
    said = {"from": merged.into_id}
    merged.delete()
    journal.record(held.brand, actor=by, verb="idea.unmerged", object=f"topic:{held.pk}", data=said, at=at)
    return True


def _held(topic: Topic) -> Topic:
    return Topic.objects.select_for_update(of=("self",)).select_related("brand").get(pk=topic.pk)


def _count(topic: Topic, step: int) -> None:
    Topic.objects.filter(pk=topic.pk).update(score=F("score") + step, version=F("version") + 1)


def _recount(topic: Topic) -> None:
    votes = IdeaVote.objects.filter(topic=topic).count()
    Topic.objects.filter(pk=topic.pk).update(score=votes, version=F("version") + 1)
