"""Alerts: what was raised and who was told, the rules, tried before they are kept, and how the caller is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest
from ninja import Status

from parvis.api.alerts_shapes import (
    AlertInFull,
    AlertRuleIn,
    AlertRuleShape,
    AlertShape,
    MomentShape,
    ReplayShape,
    WayShape,
    WishIn,
    WishShape,
)
from parvis.api.bounds import Id
from parvis.api.cursor import pack, page_size, unpack
from parvis.api.door import Caller, Refused, asks, enter
from parvis.api.faults import fault
from parvis.api.finding import one
from parvis.api.posts import shape_of
from parvis.api.router import router
from parvis.api.shapes import DeletedShape, PageOf
from parvis.core.clock import now
from parvis.core.models import Webhook
from parvis.core.roles import Permission
from parvis.engagement.actions import alerts as acts
from parvis.engagement.actions import telling
from parvis.engagement.actions.alerts import BadRule, RuleDraft
from parvis.engagement.actions.telling import Wanted
from parvis.engagement.models import Alert, AlertDelivery, AlertRule
from parvis.engagement.queries import alerts as reads
from parvis.engagement.rules.alert_words import figures_said
from parvis.engagement.rules.alerts import Kind, Trigger
from parvis.flows.alerts import try_rule
from parvis.listening.models import Watch

SEE, EDIT, WORK, OWN = Permission.POSTS_SEE, Permission.WATCHES_EDIT, Permission.POSTS_MODERATE, Permission.INBOX_SEE
T = TypeVar("T")
ALERT = "/brands/{brand}/alerts/{alert}"
RULE = "/brands/{brand}/alert-rules/{alert_rule}"


@router.get(
    "/brands/{brand}/alerts",
    response=PageOf[AlertShape],
    operation_id="list_alerts",
    openapi_extra=asks(SEE),
    summary="What was raised, latest first",
)
def list_alerts(request: HttpRequest, brand: str, cursor: str = "", limit: int = 30, watch: Id | None = None) -> object:
    """Whoever sees some places only: the alerts with a post there, without figures of the whole."""
    caller, size = enter(request, brand, SEE), page_size(limit)
    after = unpack(cursor) if cursor else None
    found = reads.alerts_of(caller.sight, after=after, limit=size + 1, watch_id=watch)
    last = found[size - 1] if len(found) > size else None
    items = [_told(alert, caller) for alert in found[:size]]
    return PageOf[AlertShape](items=items, next=pack(last.at, last.pk) if last else "")


@router.get(
    ALERT,
    response=AlertInFull,
    operation_id="get_alert",
    openapi_extra=asks(SEE),
    summary="One alert, its posts, and how far it has gone to whom",
)
def get_alert(request: HttpRequest, brand: str, alert: Id) -> AlertInFull:
    caller = enter(request, brand, SEE)
    found = _alert(caller, alert)
    ways = reads.deliveries_of(found) if caller.sight.whole else []
    return AlertInFull(
        **_told(found, caller).dict(),
        posts=[shape_of(post) for post in reads.posts_of_alert(found, caller.sight)],
        deliveries=[_way(way) for way in ways],
    )


@router.post(
    f"{ALERT}/close",
    response=AlertShape,
    operation_id="close_alert",
    openapi_extra=asks(WORK),
    summary="Nothing more is to be done about it",
)
def close(request: HttpRequest, brand: str, alert: Id) -> AlertShape:
    caller = enter(request, brand, WORK)
    acts.close_alert(_alert(caller, alert), by=caller.seat.account, at=now())
    return _told(_alert(caller, alert), caller)


@router.post(
    f"{ALERT}/reopen",
    response=AlertShape,
    operation_id="reopen_alert",
    openapi_extra=asks(WORK),
    summary="It was not over",
)
def reopen(request: HttpRequest, brand: str, alert: Id) -> AlertShape:
    caller = enter(request, brand, WORK)
    acts.reopen_alert(_alert(caller, alert), by=caller.seat.account, at=now())
    return _told(_alert(caller, alert), caller)


@router.post(
    "/brands/{brand}/alert-deliveries/{alert_delivery}/again",
    response=WayShape,
    operation_id="send_alert_again",
    openapi_extra=asks(EDIT),
    summary="A mail that did not leave, or of which nobody knows: a person decided so",
)
def again(request: HttpRequest, brand: str, alert_delivery: Id) -> WayShape:
    caller = enter(request, brand, EDIT)
    rows = AlertDelivery.objects.select_related("brand", "seat__account").filter(brand=caller.brand)
    found = one(rows, alert_delivery, "delivery")
    try:
        telling.send_alert_again(found, by=caller.seat.account, at=now())
    except telling.NotToSend:
        raise Refused(409, "It is not in a state from which it is sent again") from None
    return _way(one(rows, alert_delivery, "delivery"))


@router.get(
    "/brands/{brand}/alert-rules",
    response=list[AlertRuleShape],
    operation_id="list_alert_rules",
    openapi_extra=asks(SEE),
    summary="What raises alerts, by name",
)
def list_rules(request: HttpRequest, brand: str) -> list[AlertRuleShape]:
    return [_rule_told(rule) for rule in reads.rules_of(enter(request, brand, SEE).brand.pk)]


@router.post(
    "/brands/{brand}/alert-rules",
    response={201: AlertRuleShape},
    operation_id="add_alert_rule",
    openapi_extra=asks(EDIT),
    summary="One more rule; it looks at what is heard from now on",
)
def add_rule(request: HttpRequest, brand: str, body: AlertRuleIn) -> Status[AlertRuleShape]:
    caller = enter(request, brand, EDIT)
    made = _judged(lambda: acts.add_alert_rule(caller.brand, _draft(caller, body), by=caller.seat.account, at=now()))
    return Status(201, _rule_told(made))


@router.post(
    "/brands/{brand}/alert-rules/try",
    response=ReplayShape,
    operation_id="try_alert_rule",
    openapi_extra=asks(EDIT),
    summary="How the rule would have fared in the last thirty days; nothing is kept",
)
def try_one(request: HttpRequest, brand: str, body: AlertRuleIn) -> ReplayShape:
    caller = enter(request, brand, EDIT)
    seen = _judged(lambda: try_rule(caller.brand, _draft(caller, body), now()))
    moments = [MomentShape(at=at, posts=posts) for at, posts in seen.moments or []]
    return ReplayShape(at_once=seen.at_once, digest=seen.digest, folded=seen.folded, alerts=moments)


@router.put(
    RULE,
    response=AlertRuleShape,
    operation_id="change_alert_rule",
    openapi_extra=asks(EDIT),
    summary="Another wording of a rule; what it raised stays",
)
def change_rule(request: HttpRequest, brand: str, alert_rule: Id, body: AlertRuleIn) -> AlertRuleShape:
    caller = enter(request, brand, EDIT)
    rule, draft = _rule(caller, alert_rule), _draft(caller, body)
    return _rule_told(_judged(lambda: acts.change_alert_rule(rule, draft, by=caller.seat.account, at=now())))


@router.post(
    f"{RULE}/pause",
    response=AlertRuleShape,
    operation_id="pause_alert_rule",
    openapi_extra=asks(EDIT),
    summary="It looks at nothing",
)
def pause(request: HttpRequest, brand: str, alert_rule: Id) -> AlertRuleShape:
    caller = enter(request, brand, EDIT)
    acts.pause_alert_rule(_rule(caller, alert_rule), by=caller.seat.account, at=now())
    return _rule_told(_rule(caller, alert_rule))


@router.post(
    f"{RULE}/resume",
    response=AlertRuleShape,
    operation_id="resume_alert_rule",
    openapi_extra=asks(EDIT),
    summary="It looks again; what was said meanwhile raises nothing",
)
def resume(request: HttpRequest, brand: str, alert_rule: Id) -> AlertRuleShape:
    caller = enter(request, brand, EDIT)
    acts.resume_alert_rule(_rule(caller, alert_rule), by=caller.seat.account, at=now())
    return _rule_told(_rule(caller, alert_rule))


@router.delete(
    RULE,
    response=DeletedShape,
    operation_id="remove_alert_rule",
    openapi_extra=asks(EDIT),
    summary="It looks no more; what it raised stays",
)
def remove(request: HttpRequest, brand: str, alert_rule: Id) -> DeletedShape:
    caller = enter(request, brand, EDIT)
    acts.remove_alert_rule(_rule(caller, alert_rule), by=caller.seat.account, at=now())
    return DeletedShape(id=alert_rule)


@router.post(
    f"{RULE}/hear",
    response=WishShape,
    operation_id="hear_alert_rule",
    openapi_extra=asks(OWN),
    summary="Mail of this rule again, after the caller had silenced it",
)
def hear(request: HttpRequest, brand: str, alert_rule: Id) -> WishShape:
    caller = enter(request, brand, OWN)
    rule = one(AlertRule.objects.filter(brand=caller.brand), alert_rule, "rule")
    telling.unquieten(rule, f"seat:{caller.seat.pk}", at=now())
    return _wish_told(caller)


@router.get(
    "/brands/{brand}/alerts-mine",
    response=WishShape,
    operation_id="get_alert_wish",
    openapi_extra=asks(OWN),
    summary="How the caller is told",
)
def get_wish(request: HttpRequest, brand: str) -> WishShape:
    return _wish_told(enter(request, brand, OWN))


@router.put(
    "/brands/{brand}/alerts-mine",
    response=WishShape,
    operation_id="set_alert_wish",
    openapi_extra=asks(OWN),
    summary="Another way of being told; what waits already keeps its time",
)
def set_wish(request: HttpRequest, brand: str, body: WishIn) -> WishShape:
    caller = enter(request, brand, OWN)
    telling.wish(caller.seat, Wanted(**body.dict()), at=now())
    return _wish_told(caller)


def _alert(caller: Caller, pk: int) -> Alert:
    found = reads.alert_seen(caller.sight, pk)
    if found is None:
        raise Refused(404, "No such alert")
    return found


def _rule(caller: Caller, pk: int) -> AlertRule:
    return one(reads.rules_of(caller.brand.pk), pk, "rule")


def _draft(caller: Caller, body: AlertRuleIn) -> RuleDraft:
    watch = one(Watch.objects.filter(brand=caller.brand), body.watch, "watch") if body.watch else None
    hooks = Webhook.objects.filter(brand=caller.brand, ended_at=None)
    hook = one(hooks, body.webhook, "webhook") if body.webhook else None
    return RuleDraft(
        name=body.name, trigger=Trigger(Kind(body.kind), body.amount, body.hours, body.words), watch=watch,
        seats=body.seats, addresses=body.addresses, page=body.page, mail=body.mail, webhook=hook, digest=body.digest,
        urgent=body.urgent, window=body.window, a_day=body.a_day,
    )  # fmt: skip


def _judged(act: Callable[[], T]) -> T:
    try:
        return act()
    except BadRule as bad:
        raise fault(bad.field, f"This rule could tell nobody anything ({bad.why})") from None


def _told(alert: Alert, caller: Caller) -> AlertShape:
    whole = caller.sight.whole
    return AlertShape(
        id=alert.pk, rule=alert.rule_id, name=alert.rule.name, kind=alert.rule.kind, watch=alert.rule.watch_id,
        at=alert.at, said=str(figures_said(alert.rule.kind, alert.figures)) if whole else "",
        figures=alert.figures if whole else {}, more=alert.more if whole else 0, last_at=alert.last_at,
        digest=alert.digest, seen_at=alert.seen_at, closed_at=alert.closed_at,
    )  # fmt: skip


def _way(row: AlertDelivery) -> WayShape:
    said = row.problem or {}
    words = str(said.get("text", ""))
    return WayShape(
        id=row.pk, channel=row.channel, to=row.to, state=row.handed.state if row.handed else row.state,
        due_at=row.due_at, sent_at=row.sent_at, attempts=row.attempts,
        problem=words % said["params"] if said.get("params") else words,
    )  # fmt: skip


def _rule_told(rule: AlertRule) -> AlertRuleShape:
    return AlertRuleShape(
        id=rule.pk, name=rule.name, watch=rule.watch_id, kind=rule.kind, amount=rule.amount, hours=rule.hours,
        words=rule.words, seats=rule.seats, addresses=rule.addresses, page=rule.page, mail=rule.mail,
        webhook=rule.webhook_id, digest=rule.digest, urgent=rule.urgent, window=rule.window, a_day=rule.a_day,
        paused_at=rule.paused_at,
    )  # fmt: skip


def _wish_told(caller: Caller) -> WishShape:
    wish = reads.wish_of(caller.seat)
    silent = [row.rule_id for row in reads.quiets_of(caller.brand.pk, f"seat:{caller.seat.pk}")]
    return WishShape(
        mail=wish.mail, quiet=wish.quiet, quiet_from=wish.quiet_from, quiet_to=wish.quiet_to,
        digest_only=wish.digest_only, digest_at=wish.digest_at, silenced=silent,
    )  # fmt: skip
