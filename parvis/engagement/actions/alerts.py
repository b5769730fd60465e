"""Alerts: rules set by people, alerts raised by them and folded together, and whom each is told to, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F, Max, Q

from parvis.core import events, journal, webhooks
from parvis.core.models import Account, Brand, Seat, Webhook
from parvis.core.webhooks import News
from parvis.engagement.actions.notices import seen, tell
from parvis.engagement.models import Alert, AlertDelivery, AlertPost, AlertRule, Notice
from parvis.engagement.queries import alerts as reads
from parvis.engagement.queries import sight_of
from parvis.engagement.rules.alerts import SWINGING, Kind, Placed, Raised, Trigger, limits_of, placed
from parvis.engagement.rules.deliveries import State, Wishes, due
from parvis.listening.models import Hit, Watch

NOTICE = "alert"
MOST_RULES = 100
MOST_ADDRESSES = 20
EVIDENCE = 200
OLD_AT_ONCE = 500
"""Posts of an alert that a webhook is told, and among which a guest's sight is looked for."""


class BadRule(Exception):
    """It could never tell anybody anything. `field`: what to mend; `why`: a code for the sentence."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{field}: {why}")
        self.field = field
        self.why = why


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """As a person gives it. `seats`: ids; `watch` None = of the whole brand."""

    name: str
    trigger: Trigger
    watch: Watch | None = None
    seats: Sequence[int] = field(default_factory=tuple)
    addresses: Sequence[str] = field(default_factory=tuple)
    page: bool = True
    mail: bool = False
    webhook: Webhook | None = None
    digest: bool = False
    urgent: bool = False
    window: int = 60
    a_day: int = 5


@transaction.atomic
def add_alert_rule(brand: Brand, draft: RuleDraft, *, by: Account, at: datetime) -> AlertRule:
    """It looks at what is heard from now on. Raises BadRule."""
    Brand.objects.select_for_update(no_key=True).only("pk").get(pk=brand.pk)
    if AlertRule.objects.filter(brand=brand, ended_at=None).count() >= MOST_RULES:
        raise BadRule("name", "many")
    rule = AlertRule(brand=brand, created_by=by, created_at=at, told_hit=_newest_hit())
    return _save(rule, draft, "alert_rule.added", by, at)


@transaction.atomic
def change_alert_rule(rule: AlertRule, draft: RuleDraft, *, by: Account, at: datetime) -> AlertRule:
    """What it raised stays. Raises BadRule."""
    return _save(rule, draft, "alert_rule.changed", by, at)


def _newest_hit() -> int:
    return Hit.objects.aggregate(top=Max("pk"))["top"] or 0


def _save(rule: AlertRule, draft: RuleDraft, verb: str, by: Account, at: datetime) -> AlertRule:
    check_rule(rule.brand, draft)
    trigger = draft.trigger
    rule.name, rule.watch = draft.name.replace("\0", "").strip()[:80], draft.watch
    rule.kind, rule.amount, rule.hours = trigger.kind, trigger.amount, trigger.hours
    rule.words = trigger.words.replace("\0", "").strip()[:300] if trigger.kind is Kind.WORD else ""
    seats = Seat.objects.filter(brand=rule.brand, pk__in=list(draft.seats), ended_at=None)
    rule.seats = sorted(seats.values_list("pk", flat=True))
    rule.addresses = sorted({one.strip() for one in draft.addresses if one.strip()})
    rule.page, rule.mail, rule.webhook = draft.page, draft.mail, draft.webhook
    rule.digest, rule.urgent, rule.window, rule.a_day = draft.digest, draft.urgent, draft.window, draft.a_day
    rule.save()
    _record(rule, verb, by, at)
    return rule


def check_rule(brand: Brand, draft: RuleDraft) -> None:
    """Raises BadRule."""
    trigger = draft.trigger
    if not draft.name.strip():
        raise BadRule("name", "empty")
    if draft.watch is not None and draft.watch.brand_id != brand.pk:
        raise BadRule("watch", "gone")
    if draft.webhook is not None and (draft.webhook.brand_id != brand.pk or draft.webhook.ended_at is not None):
        raise BadRule("webhook", "gone")
    if trigger.kind is Kind.WORD and not reads.sought_by(trigger):
        raise BadRule("words", "empty")
    if trigger.kind is Kind.NEGATIVE and not 1 <= trigger.amount <= 100:
        raise BadRule("amount", "percent")
    if trigger.kind in (Kind.VOLUME, Kind.REACH) and not 1 <= trigger.amount <= 2_000_000_000:
        raise BadRule("amount", "number")
    if not 1 <= trigger.hours <= 168:
        raise BadRule("hours", "number")
    if not 5 <= draft.window <= 10_080:
        raise BadRule("window", "number")
    if not 1 <= draft.a_day <= 100:
        raise BadRule("a_day", "number")
    _check_recipients(draft)


def _check_recipients(draft: RuleDraft) -> None:
    addresses = [one.strip() for one in draft.addresses if one.strip()]
    if len(addresses) > MOST_ADDRESSES:
        raise BadRule("addresses", "many")
    for one in addresses:
        try:
            validate_email(one)
        except ValidationError:
            raise BadRule("addresses", "address") from None
    if addresses and not draft.mail:
        raise BadRule("addresses", "no_mail")
    if not (draft.webhook or addresses or (draft.seats and (draft.page or draft.mail))):
        raise BadRule("seats", "nobody")


@transaction.atomic
def pause_alert_rule(rule: AlertRule, *, by: Account, at: datetime) -> None:
    if AlertRule.objects.filter(pk=rule.pk, paused_at=None).update(paused_at=at):
        _record(rule, "alert_rule.paused", by, at)


@transaction.atomic
def resume_alert_rule(rule: AlertRule, *, by: Account, at: datetime) -> None:
    """What was said meanwhile raises nothing."""
    resting = AlertRule.objects.filter(pk=rule.pk).exclude(paused_at=None)
    if resting.update(paused_at=None, told_hit=_newest_hit()):
        _record(rule, "alert_rule.resumed", by, at)


@transaction.atomic
def remove_alert_rule(rule: AlertRule, *, by: Account, at: datetime) -> None:
    """It looks no more; what it raised stays, and what waits is not sent."""
    if AlertRule.objects.filter(pk=rule.pk, ended_at=None).update(ended_at=at):
        AlertDelivery.objects.filter(alert__rule=rule, state=State.WAITING).update(state=State.LEFT, due_at=None)
        _record(rule, "alert_rule.removed", by, at)


def _record(rule: AlertRule, verb: str, by: Account, at: datetime) -> None:
    said = {"name": rule.name, "kind": rule.kind, "watch": rule.watch_id}
    journal.record(rule.brand, actor=by, verb=verb, object=f"alert_rule:{rule.pk}", data=said, at=at)


# Raising ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def look(rule_id: int, raised: Raised | None, newest: int, at: datetime) -> Alert | None:
    """The rule has looked up to hit `newest`; what it raised is a new alert, or folded into the last one.

    One transaction: after a crash it looks again and finds the same; a post raises a rule once.
    """
    rule = AlertRule.objects.select_for_update(of=("self",)).select_related("brand", "watch", "webhook").get(pk=rule_id)
    if newest > rule.told_hit:
        AlertRule.objects.filter(pk=rule.pk).update(told_hit=newest)
    if raised is None or rule.paused_at is not None or rule.ended_at is not None:
        return None
    known = set(AlertPost.objects.filter(rule=rule, post__in=raised.posts).values_list("post_id", flat=True))
    fresh = [post for post in raised.posts if post not in known]
    if not fresh and Kind(rule.kind) not in SWINGING:
        return None
    last = reads.last_alert(rule)
    midnight = datetime.combine(at.astimezone(_zone(rule)).date(), time(), _zone(rule))
    limits = limits_of(reads.trigger_of(rule), rule.window, rule.a_day, rule.digest)
    where = placed(last.at if last else None, reads.told_since(rule, midnight), limits, at)
    same = last is not None and "burst" in raised.figures and last.figures.get("burst") == raised.figures["burst"]
    if last is not None and (same or where is Placed.FOLDED):
        return _fold(last, fresh, at) if fresh else None
    alert = Alert.objects.create(
        brand_id=rule.brand_id,
        rule=rule,
        at=at,
        last_at=at,
        figures=dict(raised.figures),
        digest=where is Placed.DIGEST,
    )
    _keep_posts(alert, fresh)
    _tell_all(alert, rule, fresh, at)
    said = {"name": rule.name, "rule": rule.pk, "watch": rule.watch_id, **raised.figures}
    journal.record(rule.brand, actor=None, verb="alert.raised", object=f"alert:{alert.pk}", data=said, at=at)
    events.publish(rule.brand_id, "alerts", f"alert:{alert.pk}", at)
    return alert


def _zone(rule: AlertRule) -> ZoneInfo:
    return ZoneInfo(rule.brand.timezone)


def _fold(alert: Alert, fresh: Sequence[int], at: datetime) -> Alert:
    Alert.objects.filter(pk=alert.pk).update(more=F("more") + len(fresh), last_at=at)
    _keep_posts(alert, fresh)
    events.publish(alert.brand_id, "alerts", f"alert:{alert.pk}", at)
    return alert


def _keep_posts(alert: Alert, posts: Sequence[int]) -> None:
    AlertPost.objects.bulk_create(
        [AlertPost(brand_id=alert.brand_id, rule_id=alert.rule_id, alert=alert, post_id=post) for post in posts],
        ignore_conflicts=True,
    )


def _tell_all(alert: Alert, rule: AlertRule, posts: Sequence[int], at: datetime) -> None:
    """A row for each recipient and channel, in the transaction of the alert: none is forgotten, none is made twice."""
    seats = reads.seats_told(rule)
    theirs = [seat for seat in seats if _sees(seat, posts)]
    rows: list[AlertDelivery] = []
    if rule.page:
        said = {"alert": alert.pk, "name": rule.name}
        tell(rule.brand, [seat.account_id for seat in theirs], NOTICE, at=at, data=said)
        rows += [_row(alert, "page", f"seat:{s.pk}", at, seat=s, state=State.SENT, sent_at=at) for s in theirs]
        rows += [_row(alert, "page", f"seat:{s.pk}", at, seat=s, state=State.LEFT) for s in seats if s not in theirs]
    if rule.mail:
        rows += _mails(alert, rule, theirs, at)
    if rule.webhook is not None and rule.webhook.ended_at is None:
        handed = webhooks.put(rule.webhook, _news(alert, rule), at=at)
        rows.append(_row(alert, "webhook", f"hook:{rule.webhook.pk}", at, handed=handed, state=State.SENT, sent_at=at))
    AlertDelivery.objects.bulk_create(rows, ignore_conflicts=True)


def _sees(seat: Seat, posts: Sequence[int]) -> bool:
    sight = sight_of(seat)
    return sight.whole or sight.posts().filter(pk__in=list(posts)[:EVIDENCE]).exists()


def _mails(alert: Alert, rule: AlertRule, seats: Sequence[Seat], at: datetime) -> list[AlertDelivery]:
    hours = reads.clock_of(rule.brand)
    wishes, silent = reads.wishes_of(seats), reads.quiet_for([rule.pk])
    rows = []
    for seat in seats:
        wish, to = wishes[seat.pk], f"seat:{seat.pk}"
        if not wish.mail:
            continue
        when = due(at, reads.wishes(wish), hours, digest=alert.digest, urgent=rule.urgent)
        rows.append(_mail(alert, to, silent, when, at, seat=seat))
    for address in rule.addresses:
        when = due(at, Wishes(), hours, digest=alert.digest, urgent=rule.urgent)
        rows.append(_mail(alert, f"mail:{address}", silent, when, at))
    return rows


def _mail(
    alert: Alert, to: str, silent: set[tuple[int, str]], when: datetime, at: datetime, seat: Seat | None = None
) -> AlertDelivery:
    if (alert.rule_id, to) in silent:
        return _row(alert, "mail", to, at, seat=seat, state=State.LEFT)
    return _row(alert, "mail", to, at, seat=seat, due_at=when)


def _row(alert: Alert, channel: str, to: str, at: datetime, **more: Any) -> AlertDelivery:
    return AlertDelivery(brand_id=alert.brand_id, alert=alert, channel=channel, to=to, at=at, **more)


def _news(alert: Alert, rule: AlertRule) -> News:
    data = {
        "alert": alert.pk, "rule": {"id": rule.pk, "name": rule.name, "kind": rule.kind},
        "watch": {"id": rule.watch_id, "name": rule.watch.name} if rule.watch else None, "figures": alert.figures,
        "posts": list(AlertPost.objects.filter(alert=alert).order_by("pk").values_list("post_id", flat=True)[:EVIDENCE]),
    }  # fmt: skip
    whole = {"type": "alert.raised", "at": alert.at.isoformat(), "brand": rule.brand.slug, "data": data}
    return News(f"alert:{alert.pk}", "alert.raised", whole)


# Seen and closed ----------------------------------------------------------------------------------------------------


@transaction.atomic
def see_alert(alert: Alert, *, by: Account, at: datetime) -> bool:
    """The first who looked; what the bell told them of it is seen too. True when it was new to all."""
    told = Notice.objects.filter(brand_id=alert.brand_id, account=by, kind=NOTICE, seen_at=None, data__alert=alert.pk)
    if ids := list(told.values_list("pk", flat=True)):
        seen(alert.brand_id, by.pk, at=at, ids=ids)
    return bool(Alert.objects.filter(pk=alert.pk, seen_at=None).update(seen_by=by, seen_at=at))


@transaction.atomic
def close_alert(alert: Alert, *, by: Account, at: datetime) -> None:
    """Nothing more is to be done about it. Closing twice changes nothing."""
    if Alert.objects.filter(pk=alert.pk, closed_at=None).update(closed_by=by, closed_at=at):
        _closed(alert, "alert.closed", by, at)


@transaction.atomic
def reopen_alert(alert: Alert, *, by: Account, at: datetime) -> None:
    if Alert.objects.filter(pk=alert.pk).exclude(closed_at=None).update(closed_by=None, closed_at=None):
        _closed(alert, "alert.reopened", by, at)


def _closed(alert: Alert, verb: str, by: Account, at: datetime) -> None:
    journal.record(alert.brand, actor=by, verb=verb, object=f"alert:{alert.pk}", data={}, at=at)
    events.publish(alert.brand_id, "alerts", f"alert:{alert.pk}", at)


def forget_old_alerts(before: datetime) -> int:
    """Alerts that somebody has seen or closed, and to which nothing was added since `before`: they go with what was sent of
    them. How many."""
    gone = 0
    done = Alert.objects.filter(Q(seen_at__isnull=False) | Q(closed_at__isnull=False), last_at__lt=before)
    while ids := list(done.order_by("pk").values_list("pk", flat=True)[:OLD_AT_ONCE]):
        with transaction.atomic():
            Notice.objects.filter(kind=NOTICE, data__alert__in=ids).delete()
            Alert.objects.filter(pk__in=ids).delete()
        gone += len(ids)
    return gone
