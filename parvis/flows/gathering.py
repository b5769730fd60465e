"""An event of the community: its date is set, who has a seat is reminded, and its pages say when it is over."""

from __future__ import annotations

import logging
from datetime import datetime
from smtplib import SMTPException
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.community.actions.happenings import HappeningForm, forget_told, mark_reminded, redraw, set_happening
from parvis.community.models import Coming, Happening, Topic
from parvis.community.queries.happenings import to_remind
from parvis.community.queries.house import arrived
from parvis.community.queries.topics import topic_for
from parvis.community.rules.happenings import TOLD_KEPT, Seat, reminder_at
from parvis.core.clock import now
from parvis.core.jobs import enqueue, task
from parvis.core.models import Account

log = logging.getLogger(__name__)


@transaction.atomic
def plan(topic: Topic, form: HappeningForm, *, by: Account, at: datetime) -> Happening:
    """When and where, with what happens at those hours."""
    made = set_happening(topic, form, by=by, at=at)
    enqueue(remind, run_at=max(at, reminder_at(made.starts_at)), topic_id=topic.pk)
    enqueue(end, run_at=made.ends_at, topic_id=topic.pk)
    enqueue(clear, run_at=made.ends_at + TOLD_KEPT, topic_id=topic.pk)
    return made


@task()
def remind(topic_id: int) -> None:
    """A job for each member with a seat. Moved meanwhile: the job of the new hour does it. Safe to repeat."""
    what, at = Happening.objects.filter(topic_id=topic_id, cancelled_at=None).first(), now()
    if what is None or not reminder_at(what.starts_at) <= at < what.starts_at:
        return
    for coming in to_remind(topic_id):
        enqueue(remind_one, key=f"remind:{coming.pk}", coming_id=coming.pk)


@task()
def remind_one(coming_id: int) -> None:
    """Once: recorded first, then sent where the house has mail. Nobody who may no longer read the event hears of it."""
    at = now()
    with transaction.atomic():
        coming = Coming.objects.select_for_update(of=("self",)).select_related("member__account", "topic__brand").filter(
            pk=coming_id, seat=Seat.IN, reminded_at=None
        ).first()  # fmt: skip
        if coming is None:
            return
        mark_reminded([coming.pk], at=at)
    account = coming.member.account
    found = arrived(coming.topic.brand.slug, account.pk) if account is not None else None
    if account is None or found is None or found.member is None or not settings.MAILS:
        return
    if topic_for(found.house, found.who, coming.topic_id) is None:
        return
    try:
        letter(coming, account, found.community.name).send()
    except (SMTPException, OSError):
        log.exception("a reminder was not sent")


def letter(coming: Coming, account: Account, house: str) -> EmailMessage:
    topic, what = coming.topic, Happening.objects.get(topic_id=coming.topic_id)
    begins = what.starts_at.astimezone(ZoneInfo(what.timezone))
    with override(account.language or topic.brand.language):
        said = _("%(date)s at %(time)s (%(zone)s)") % {
            "date": date_format(begins, "DATE_FORMAT"), "time": date_format(begins, "H:i"), "zone": what.timezone
        }  # fmt: skip
        address = f"{settings.HOUSE}/c/{topic.brand.slug}/t/{topic.slug}/{topic.pk}"
        body = [
            _("You have a seat at “%(title)s”.") % {"title": topic.title}, said,
            *filter(None, (what.place, what.online)), "",
            _("If you cannot come, say so there: somebody else may be waiting."), address,
        ]  # fmt: skip
        subject = _("%(house)s: “%(title)s” is soon") % {"house": house, "title": topic.title}
    return EmailMessage(" ".join(subject.split()), "\n".join(body), None, [account.email])


@task()
def end(topic_id: int) -> None:
    """Its pages are drawn anew. Safe to repeat."""
    what, at = Happening.objects.filter(topic_id=topic_id).first(), now()
    if what is not None and what.ends_at <= at:
        redraw(topic_id, what.brand_id, at=at)


@task()
def clear(topic_id: int) -> None:
    """What guests were asked is forgotten a while after. Safe to repeat."""
    what = Happening.objects.filter(topic_id=topic_id).first()
    if what is not None and what.ends_at + TOLD_KEPT <= now():
        forget_told(topic_id)
