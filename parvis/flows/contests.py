"""A contest closes at its hour, its winners are told, and who took part is forgotten as its rules said."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.community.actions.contests import (
    ContestForm,
    award,
    close_contest,
    forget_entries,
    mark_told,
    set_contest,
)
from parvis.community.models import Contest, ContestEntry, Topic
from parvis.core.clock import now
from parvis.core.jobs import enqueue, task
from parvis.core.models import Account

log = logging.getLogger(__name__)


@transaction.atomic
def open_contest(topic: Topic, form: ContestForm, *, by: Account, at: datetime) -> Contest:
    """Its rules, with what happens at their hours. Raises Frozen."""
    made = set_contest(topic, form, by=by, at=at)
    enqueue(close, run_at=made.closes_at, topic_id=topic.pk)
    enqueue(forget, run_at=made.closes_at + timedelta(days=made.keep_days), topic_id=topic.pk)
    return made


@transaction.atomic
def decide(topic: Topic, entries: Sequence[ContestEntry], *, by: Account, at: datetime) -> None:
    """The jury's word. Raises ContestClosed."""
    _tell(award(topic, entries, by=by, at=at))


@task()
def close(topic_id: int) -> None:
    """Moved meanwhile: the job of the new hour does it. Safe to repeat."""
    what, at = Contest.objects.filter(topic_id=topic_id, closed_at=None).first(), now()
    if what is not None and what.closes_at <= at:
        with transaction.atomic():
            _tell(close_contest(topic_id, at=at))


def _tell(won: Sequence[ContestEntry]) -> None:
    for entry in won:
        enqueue(tell, key=f"winner:{entry.pk}", entry_id=entry.pk)


@task()
def tell(entry_id: int) -> None:
    """The winner, once: recorded first, then by mail where the house has it. Its page says it in any case."""
    if not mark_told(entry_id, at=now()) or not settings.MAILS:
        return
    entry = ContestEntry.objects.select_related("member__account", "topic__brand").get(pk=entry_id)
    account = entry.member.account if entry.member else None
    if account is None:
        return
    topic = entry.topic
    with override(account.language or topic.brand.language):
        subject = _("You won: “%(title)s”") % {"title": topic.title}
        body = _("You are among the winners of “%(title)s”. What comes next stands there:") % {"title": topic.title}
    address = f"{settings.HOUSE}/c/{topic.brand.slug}/t/{topic.slug}/{topic.pk}"
    try:
        EmailMessage(" ".join(subject.split()), f"{body}\n{address}", None, [account.email]).send()
    except (SMTPException, OSError):
        log.exception("a winner was not told by mail")


@task()
def forget(topic_id: int) -> None:
    """Safe to repeat."""
    what, at = Contest.objects.filter(topic_id=topic_id, erased_at=None).first(), now()
    if what is not None and what.closed_at is not None and what.closes_at + timedelta(days=what.keep_days) <= at:
        forget_entries(topic_id, at=at)
