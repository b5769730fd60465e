"""A poll of the community is asked, and closes at its hour."""

from __future__ import annotations

from django.db import transaction

from parvis.community.actions.polls import PollForm, close_poll, make_poll
from parvis.community.models import Member, Poll, Topic
from parvis.community.rules.polls import is_open
from parvis.core.clock import now
from parvis.core.jobs import enqueue, task


@transaction.atomic
def ask(topic: Topic, form: PollForm, *, by: Member) -> Poll:
    made = make_poll(topic, form, by=by, at=now())
    if made.closes_at is not None:
        enqueue(close_in_time, key=f"poll:{made.pk}", run_at=made.closes_at, poll_id=made.pk)
    return made


@task()
def close_in_time(poll_id: int) -> None:
    """Its pages say so from then on. Safe to repeat."""
    poll, at = Poll.objects.filter(pk=poll_id).first(), now()
    if poll is not None and not is_open(poll.closes_at, None, at=at):
        close_poll(poll, by=None, at=at)
