"""Members are asked, and choose: once each, and otherwise as long as it is open."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from parvis.community.models import Ballot, Member, Poll, PollVoter, Topic
from parvis.community.rules.polls import Choice, Question, Shows, ballot_key, counted, is_open, questions_of
from parvis.core import events
from parvis.core.models import Account


class PollClosed(Exception):
    """It takes no more votes."""


@dataclass(frozen=True, slots=True)
class PollForm:
    questions: Sequence[Question]
    anonymous: bool = False
    shows: Shows = Shows.VOTED
    closes_at: datetime | None = None


@transaction.atomic
def make_poll(topic: Topic, form: PollForm, *, by: Member, at: datetime) -> Poll:
    made = Poll.objects.create(
        brand_id=topic.brand_id, topic=topic, questions=[one.stored() for one in form.questions],
        anonymous=form.anonymous, shows=form.shows.value, salt=secrets.token_hex(32) if form.anonymous else "",
        closes_at=form.closes_at, made_by=by, made_at=at,
    )  # fmt: skip
    Topic.objects.filter(pk=topic.pk).update(polls=F("polls") + 1, version=F("version") + 1)
    return made


@transaction.atomic
def cast(poll: Poll, member: Member, answers: Mapping[str, Choice], *, at: datetime) -> None:
    """The member's ballot, instead of the one it cast before. Raises PollClosed."""
    held = Poll.objects.select_for_update().get(pk=poll.pk)
    if not is_open(held.closes_at, held.closed_at, at=at):
        raise PollClosed
    questions, kept = questions_of(held.questions), dict(answers)
    key = ballot_key(held.salt, member.pk)
    before = Ballot.objects.filter(poll=held, key=key).first()
    tally = counted(held.tally, questions, before.answers, -1) if before else held.tally
    held.tally = counted(tally, questions, kept, 1)
    if before is None:
        PollVoter.objects.get_or_create(poll=held, member=member, defaults={"brand_id": held.brand_id})
        Ballot.objects.create(
            brand_id=held.brand_id, poll=held, key=key, member=None if held.anonymous else member, answers=kept
        )
        held.voters += 1
    else:
        before.answers = kept
        before.save(update_fields=["answers"])
    held.save(update_fields=["tally", "voters"])
    _changed(held, at)


@transaction.atomic
def close_poll(poll: Poll, *, by: Account | None, at: datetime) -> bool:
    """No more votes. Of an anonymous one, what could tell whose ballot is whose is destroyed: the salt is forgotten, and
    the ballots are written anew, in the order of new keys drawn at random. False = it was closed already."""
    held = Poll.objects.select_for_update().get(pk=poll.pk)
    if held.closed_at is not None:
        return False
    held.closed_at, held.closed_by, held.salt = at, by, ""
    held.save(update_fields=["closed_at", "closed_by", "salt"])
    if held.anonymous:
        kept = [(secrets.token_hex(32), answers) for answers in Ballot.objects.filter(poll=held).values_list("answers", flat=True)]  # fmt: skip
        Ballot.objects.filter(poll=held).delete()
        Ballot.objects.bulk_create(
            Ballot(brand_id=held.brand_id, poll=held, key=key, answers=answers) for key, answers in sorted(kept, key=lambda one: one[0])
        )  # fmt: skip
    _changed(held, at)
    return True


def _changed(poll: Poll, at: datetime) -> None:
    Topic.objects.filter(pk=poll.topic_id).update(version=F("version") + 1)
    events.publish(poll.brand_id, "topic", str(poll.topic_id), at)
