"""A product test from its call to what its testers found: what is told to whom, when, and when it is forgotten."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.community.actions import feedback, parcels, trials
from parvis.community.actions.topics import Written
from parvis.community.actions.trials import CallForm, TooLate
from parvis.community.models import Member, Topic, Trial, TrialEntry
from parvis.community.queries.house import arrived
from parvis.community.queries.topics import topic_for
from parvis.community.queries.trials import to_remind, with_free_places
from parvis.community.rules.access import Room, Who
from parvis.community.rules.trials import ADDRESS_KEPT, GRACE, REMINDED, State
from parvis.core.clock import now
from parvis.core.jobs import enqueue, task
from parvis.core.models import Account
from parvis.flows.disclosing import disclosed
from parvis.flows.hosting import answer_topic

log = logging.getLogger(__name__)


@transaction.atomic
def open_call(topic: Topic, form: CallForm, *, by: Account, at: datetime) -> Trial:
    """Its call, with what happens at its hours. Raises Frozen."""
    made = trials.set_call(topic, form, by=by, at=at)
    hours = (
        (redraw, made.opens_at), (redraw, made.closes_at), (remind, made.due_at - REMINDED), (redraw, made.due_at),
        (miss, made.due_at + GRACE), (clear_addresses, made.due_at + ADDRESS_KEPT),
        (forget, made.due_at + timedelta(days=made.keep_days)),
    )  # fmt: skip
    for job, hour in hours:
        if hour > at:
            enqueue(job, run_at=hour, topic_id=topic.pk)
    return made


@transaction.atomic
def choose(topic: Topic, *, by: Account, at: datetime) -> None:
    """The choice is told to everybody who applied. Raises TooLate, BadChoice."""
    _tell(trials.announce(topic, by=by, at=at))


@transaction.atomic
def step_back(topic: Topic, member: Member, *, at: datetime) -> None:
    """Somebody takes part no more, and the next who waits is told. Raises TooLate."""
    following = trials.withdraw(topic, member, at=at)
    _tell([following] if following is not None else [])


@transaction.atomic
def send_parcel(topic: Topic, entry_id: int, *, carrier: str, tracking: str, by: Account, at: datetime) -> None:
    """Raises TooLate."""
    if parcels.send(topic, entry_id, carrier=carrier, tracking=tracking, by=by, at=at):
        enqueue(tell_sent, key=f"parcel:{entry_id}:{at.timestamp():.0f}", entry_id=entry_id)


@dataclass(frozen=True, slots=True)
class Found:
    """What a tester says: a rating, what pleased, what did not, and words in Markdown."""

    rating: int
    pros: str
    cons: str
    words: str


@transaction.atomic
def publish(
    topic: Topic, room: Room, who: Who, member: Member, entry: TrialEntry, found: Found, *, key: str, at: datetime
) -> Written:
    """Feedback, as a post of the topic that says where the product came from. The same form twice is one post. Raises TooLate,
    TopicClosed (the caller asked `why_not_answer`)."""
    ready = feedback.awaited(entry, at=at)
    body = disclosed(composed(found, topic.brand.language), topic.brand.language)
    made = answer_topic(topic, room, who, member, body=body, key=key, parent=None, at=at)
    if not made.new:
        raise TooLate
    feedback.keep_feedback(ready, made.post, rating=found.rating, pros=found.pros, cons=found.cons, at=at)
    return made


def composed(found: Found, language: str) -> str:
    with override(language):
        parts = [
            _("**My rating: %(n)s out of 5**") % {"n": found.rating},
            _("**I liked:** %(words)s") % {"words": found.pros} if found.pros else "",
            _("**I liked less:** %(words)s") % {"words": found.cons} if found.cons else "",
            found.words,
        ]
    return "\n\n".join(filter(None, parts))


def _tell(entries: Sequence[TrialEntry]) -> None:
    for entry in entries:
        enqueue(tell, key=f"trial:{entry.pk}:{entry.state}", entry_id=entry.pk)


@task()
def tell(entry_id: int) -> None:
    """How somebody's application stands now, once: recorded first, then by mail where the house has it."""
    state = trials.mark_told(entry_id, at=now())
    found = _reader(entry_id) if state in (State.CHOSEN, State.WAITING, State.PASSED) else None
    if found is None:
        return
    account, entry, topic = found
    with override(account.language or topic.brand.language):
        subject, body = _decided(State(state), entry, topic)
    _send(account, topic, subject, body)


def _decided(state: State, entry: TrialEntry, topic: Topic) -> tuple[str, str]:
    title = {"title": topic.title}
    match state:
        case State.CHOSEN:
            return (
                _("You are chosen: “%(title)s”") % title,
                _("You are among the testers of “%(title)s”. What comes next stands there:") % title,
            )
        case State.WAITING:
            return (
                _("You are on the waiting list: “%(title)s”") % title,
                _("You are number %(n)s on the waiting list of “%(title)s”. We write to you if a place comes free.")
                % {**title, "n": entry.turn},
            )
        case _:
            return (
                _("Your application: “%(title)s”") % title,
                _("You are not among the testers of “%(title)s” this time. Thank you for applying.") % title,
            )


@task()
def tell_sent(entry_id: int) -> None:
    """The tester, once for each time that its parcel leaves."""
    found = _reader(entry_id) if parcels.mark_told(entry_id, at=now()) else None
    if found is None:
        return
    account, entry, topic = found
    with override(account.language or topic.brand.language):
        subject = _("Your parcel is on its way: “%(title)s”") % {"title": topic.title}
        body = _("Say there when it has come, or if something is wrong:")
        by = " · ".join(filter(None, (entry.parcel.carrier, entry.parcel.tracking)))
    _send(account, topic, subject, f"{by}\n\n{body}" if by else body)


@task()
def remind(topic_id: int) -> None:
    """A job for each tester whose feedback is awaited. Moved meanwhile: the job of the new hour does it. Safe to repeat."""
    what, at = Trial.objects.filter(topic_id=topic_id).first(), now()
    if what is None or not what.due_at - REMINDED <= at < what.due_at:
        return
    for entry_id in to_remind(topic_id):
        enqueue(remind_one, key=f"feedback:{entry_id}", entry_id=entry_id)


@task()
def remind_one(entry_id: int) -> None:
    """Once: recorded first, then sent."""
    found = _reader(entry_id) if trials.mark_reminded(entry_id, at=now()) else None
    if found is None:
        return
    account, _entry, topic = found
    what = Trial.objects.get(topic=topic)
    with override(account.language or topic.brand.language):
        day = date_format(what.due_at, "DATE_FORMAT")
        subject = _("What do you think of it? “%(title)s”") % {"title": topic.title}
        body = _("Your feedback is awaited until %(date)s. Good or bad, it is read:") % {"date": day}
    _send(account, topic, subject, body)


def _reader(entry_id: int) -> tuple[Account, TrialEntry, Topic] | None:
    """None where there is no mail, or nobody who may still read the test."""
    entry = TrialEntry.objects.select_related("member__account", "topic__brand", "parcel").get(pk=entry_id)
    account = entry.member.account if entry.member else None
    found = arrived(entry.topic.brand.slug, account.pk) if account is not None and settings.MAILS else None
    if account is None or found is None or found.member is None:
        return None
    return (account, entry, entry.topic) if topic_for(found.house, found.who, entry.topic_id) else None


def _send(account: Account, topic: Topic, subject: str, body: str) -> None:
    address = f"{settings.HOUSE}/c/{topic.brand.slug}/t/{topic.slug}/{topic.pk}"
    try:
        EmailMessage(" ".join(subject.split()), f"{body}\n{address}", None, [account.email]).send()
    except (SMTPException, OSError):
        log.exception("somebody was not told of a product test by mail")


@task(every=timedelta(hours=1))
def give_free_places() -> None:
    """A tester who left the community, or was forgotten, makes room for who waits first. Safe to repeat."""
    give_places(now())


def give_places(at: datetime) -> None:
    for topic_id in with_free_places(at):
        with transaction.atomic():
            _tell(trials.give_free(topic_id, at=at))


@task()
def redraw(topic_id: int) -> None:
    """At an hour from which its page says otherwise. Safe to repeat."""
    what = Trial.objects.filter(topic_id=topic_id).first()
    if what is not None:
        trials.changed(topic_id, what.brand_id, now())


@task()
def miss(topic_id: int) -> None:
    """Safe to repeat."""
    what, at = Trial.objects.filter(topic_id=topic_id).first(), now()
    if what is not None and what.announced_at is not None and what.due_at + GRACE <= at:
        trials.miss(topic_id, at=at)


@task()
def clear_addresses(topic_id: int) -> None:
    """Safe to repeat."""
    what, at = Trial.objects.filter(topic_id=topic_id).first(), now()
    if what is not None and what.due_at + ADDRESS_KEPT <= at:
        parcels.forget_addresses(topic_id, at=at)


@task()
def forget(topic_id: int) -> None:
    """Safe to repeat."""
    what, at = Trial.objects.filter(topic_id=topic_id, erased_at=None).first(), now()
    if what is not None and what.due_at + timedelta(days=what.keep_days) <= at:
        trials.forget_applications(topic_id, at=at)
