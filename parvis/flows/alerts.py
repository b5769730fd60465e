"""Somebody is told: rules look at what was heard, raise alerts, and each leaves once to whom it is for."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
)
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from parvis.conversations.actions.streams import told
from parvis.core.clock import now
from parvis.core.jobs import task
from parvis.core.messages import Message
from parvis.core.models import Brand
from parvis.engagement.actions import alerts, telling
from parvis.engagement.actions.alerts import RuleDraft, check_rule
from parvis.engagement.models import AlertDelivery, AlertRule
from parvis.engagement.queries import alerts as reads
from parvis.engagement.rules.alerts import (
    COUNTING,
    SWINGING,
    Raised,
    Replay,
    limits_of,
    raised,
    replay,
    replay_swings,
)
from parvis.engagement.rules.deliveries import End
from parvis.flows.alert_mail import letter

log = logging.getLogger(__name__)
TRIED_ON = timedelta(days=30)
REFUSALS = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError, SMTPHeloError, SMTPNotSupportedError)
"""The server said no in so many words: nothing left."""
NO_SERVER = Message("This house has no mail server: whoever keeps it sets PARVIS_SMTP.")
REFUSED = Message("The mail server refused it or did not answer; nothing left.")
DOUBTED = Message("The line broke while it was leaving: nobody knows whether it arrived.")


@task(every=timedelta(minutes=1))
def raise_alerts() -> None:
    """Every rule looks; what is due is told. Called twice, cut anywhere: nothing is lost, nothing leaves twice."""
    at = now()
    for rule in reads.standing_rules():
        try:
            look(rule, at)
        except Exception:
            # It stands in the log every minute until somebody mends it, and the other rules go on.
            log.exception("alert rule %s", rule.pk)
    tell_due(at)


def look(rule: AlertRule, at: datetime) -> bool:
    """Whether something was raised or folded."""
    trigger = reads.trigger_of(rule)
    if rule.watch is not None and rule.watch.paused_at is not None:
        return False
    if trigger.kind in SWINGING:
        swing = reads.swing_of(rule, at)
        if swing is None:
            return False
        seen, newest = reads.fresh_of(rule, at)
        figures = {"posts": swing.observed, "usual": round(swing.expected, 1), "burst": swing.burst_id}
        told = Raised(tuple(post.post_id for post in seen), figures)
        return alerts.look(rule.pk, told, newest, at) is not None
    fresh, newest = reads.fresh_of(rule, at)
    if not fresh:
        return False
    recent = reads.recent_of(rule, at) if trigger.kind in COUNTING else []
    found = raised(trigger, fresh, recent, reads.sought_by(trigger))
    return alerts.look(rule.pk, found, newest, at) is not None


def tell_due(at: datetime) -> int:
    """How many mails were tried. What a dead process was sending is in doubt from now on."""
    telling.doubt_abandoned(at)
    tries = 0
    for brand_id, to in reads.due_recipients(at):
        rows = telling.claim_mails(brand_id, to, at)
        if rows:
            tries += 1
            _send(rows, at)
    return tries


def _send(rows: Sequence[AlertDelivery], at: datetime) -> None:
    """Claimed rows leave in one mail. Between claim and answer nothing else is written: a crash leaves them in doubt."""
    mail, empty = letter(rows, at)
    telling.leave_out(empty)
    if mail is None:
        return
    carried = [row for row in rows if row not in empty]
    if not settings.MAILS:
        telling.tried(carried, End.REFUSED, told(NO_SERVER), at)
        return
    end, problem = post(mail)
    telling.tried(carried, end, problem, at)


def post(mail: EmailMultiAlternatives) -> tuple[End, dict[str, Any] | None]:
    """One try. Before the server took the message it surely did not leave; once the line broke in it, nobody knows."""
    line = get_connection()
    try:
        line.open()
    except (SMTPException, OSError):
        log.exception("no line to the mail server")
        return End.REFUSED, told(REFUSED)
    try:
        line.send_messages([mail])
    except REFUSALS:
        log.exception("an alert was refused")
        return End.REFUSED, told(REFUSED)
    except (SMTPException, OSError):
        log.exception("an alert may have left")
        return End.DOUBTED, told(DOUBTED)
    finally:
        with suppress(SMTPException, OSError):  # the message is away, or it is not: how the line ends says nothing
            line.close()
    return End.SENT, None


def try_rule(brand: Brand, draft: RuleDraft, at: datetime) -> Replay:
    """How the rule would have fared in the last thirty days; nothing is kept. Raises BadRule."""
    check_rule(brand, draft)
    trigger, since = draft.trigger, at - TRIED_ON
    zone = ZoneInfo(brand.timezone)
    limits = limits_of(trigger, draft.window, draft.a_day, draft.digest)
    watch_id = draft.watch.pk if draft.watch else None
    if trigger.kind in SWINGING:
        swings = reads.swings_since(brand.pk, watch_id, trigger.kind, since, at)
        return replay_swings(limits, [(swing.since, swing.observed) for swing in swings], zone)
    sought = reads.sought_by(trigger)
    heard = reads.month_of(brand.pk, watch_id, since, words=bool(sought))
    return replay(trigger, limits, heard, zone, sought)
