"""Somebody is told: rules look at what was heard, raise alerts, and each leaves once to whom it is for."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from parvis.core.clock import now
from parvis.core.jobs import task
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
from parvis.flows.alert_mail import letter
from parvis.flows.mailing import post

log = logging.getLogger(__name__)
TRIED_ON = timedelta(days=30)


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
    end, problem = post(mail)
    telling.tried(carried, end, problem, at)


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
