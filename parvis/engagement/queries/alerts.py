"""Reads about alerts: what rules look at, what they raised, what waits to be told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from parvis.conversations.models import Post
from parvis.conversations.sight import Sight
from parvis.core.folding import fold_tokens
from parvis.core.models import Brand, Seat
from parvis.engagement.models import Alert, AlertDelivery, AlertPost, AlertQuiet, AlertRule, AlertWish, OpeningHours
from parvis.engagement.queries.terms import hours_of
from parvis.engagement.rules.alerts import Heard, Kind, Trigger, phrases
from parvis.engagement.rules.deliveries import Wishes
from parvis.engagement.rules.hours import Hours
from parvis.listening.bursts.queries import between, current
from parvis.listening.models import Burst, Hit, Watch

OVERLAP = 500
"""PostgreSQL gives ids out before they are committed: as many ids before the last looked at are read again."""
MOST = 5_000
"""Posts that a rule looks at in one go; what is beyond waits for the next."""
SWINGS = {Kind.BURST: "surge", Kind.SILENCE: "silence"}
LATE = timedelta(hours=24)
"""Older posts raise nothing: a watch that is matched with the past alarms nobody."""


class Swing(NamedTuple):
    """A burst or a silence as listening found it: since when, how many posts, how many were to be expected."""

    burst_id: int
    since: datetime
    observed: int
    expected: float


def rules_of(brand_id: int) -> QuerySet[AlertRule]:
    """Those that were not removed, by name."""
    return (
        AlertRule.objects.filter(brand_id=brand_id, ended_at=None)
        .select_related("watch", "webhook", "brand")
        .order_by("name", "pk")
    )


def standing_rules() -> QuerySet[AlertRule]:
    """Over all brands: those that look."""
    return AlertRule.objects.filter(paused_at=None, ended_at=None).select_related("brand", "watch").order_by("pk")


def trigger_of(rule: AlertRule) -> Trigger:
    return Trigger(Kind(rule.kind), rule.amount, rule.hours, rule.words)


def sought_by(trigger: Trigger) -> list[str]:
    """As `rules.alerts` looks for it in a post."""
    return phrases(trigger.words, fold_tokens) if trigger.kind is Kind.WORD else []


def hits_within(brand_id: int, watch_id: int | None, since: datetime) -> QuerySet[Hit]:
    """What this watch, or any of the brand, caught of what was said since then."""
    hits = Hit.objects.filter(brand_id=brand_id, at__gt=since)
    if watch_id:
        return hits.filter(watch_id=watch_id)
    return hits.filter(watch__in=Watch.objects.filter(brand_id=brand_id, paused_at=None).values("pk"))


def heard(hits: QuerySet[Hit], *, words: bool, most: int = MOST) -> tuple[list[Heard], int]:
    """Each post once, oldest first; and the newest hit among them. `words`: their text is wanted too."""
    fields = ["pk", "post_id", "at", "post__reading__sentiment", "post__author__followers"]
    fields += ["post__title", "post__text"] if words else []
    found: dict[int, Heard] = {}
    newest = 0
    for pk, post_id, at, mood, followers, *texts in hits.values_list(*fields)[:most]:
        newest = max(newest, pk)
        text = f" {' '.join(fold_tokens(' '.join(texts)))} " if texts else " "
        found[post_id] = Heard(post_id, at, mood == "negative", followers, text)
    return sorted(found.values(), key=lambda post: (post.at, post.post_id)), newest


def fresh_of(rule: AlertRule, at: datetime) -> tuple[list[Heard], int]:
    """What the rule has not looked at yet."""
    overlap = OVERLAP if connection.vendor == "postgresql" else 0
    hits = hits_within(rule.brand_id, rule.watch_id, max(rule.created_at, at - LATE))
    hits = hits.filter(pk__gt=rule.told_hit - overlap).order_by("pk")
    return heard(hits, words=rule.kind == Kind.WORD)


def recent_of(rule: AlertRule, at: datetime) -> list[Heard]:
    """All of the hours that the rule counts, newest first where there are too many."""
    hits = hits_within(rule.brand_id, rule.watch_id, at - timedelta(hours=rule.hours)).filter(at__lte=at)
    return heard(hits.order_by("-at"), words=False)[0]


def month_of(brand_id: int, watch_id: int | None, since: datetime, *, words: bool) -> list[Heard]:
    """For a rule that is tried: the latest 20,000 hits since then."""
    return heard(hits_within(brand_id, watch_id, since).order_by("-at"), words=words, most=20_000)[0]


def swing_of(rule: AlertRule, at: datetime) -> Swing | None:
    """What lasts now, or ended in the last day, the least likely first; what the team called noise is none."""
    found = current(rule.brand_id, at, watch_id=rule.watch_id, limit=100)
    return next((_swing(burst) for burst in found if burst.kind == SWINGS[Kind(rule.kind)]), None)


def swings_since(brand_id: int, watch_id: int | None, kind: Kind, since: datetime, at: datetime) -> list[Swing]:
    """For a rule that is tried: oldest first."""
    found = between(brand_id, since, at, watch_id=watch_id, limit=200)
    told = [_swing(burst) for burst in found if burst.kind == SWINGS[kind] and burst.verdict != "noise"]
    return sorted(told, key=lambda swing: swing.since)


def _swing(burst: Burst) -> Swing:
    return Swing(burst.pk, burst.since, burst.observed, burst.expected)


def last_alert(rule: AlertRule) -> Alert | None:
    return Alert.objects.filter(rule=rule).order_by("-at", "-pk").first()


def told_since(rule: AlertRule, midnight: datetime) -> int:
    """Alerts that the rule told at once since then."""
    return Alert.objects.filter(rule=rule, at__gte=midnight, digest=False).count()


def alerts_of(
    sight: Sight, *, after: tuple[datetime, int] | None = None, limit: int, watch_id: int | None = None
) -> list[Alert]:
    """Latest first. Where the sight is limited: those with a post in it."""
    alerts = Alert.objects.filter(brand_id=sight.brand_id)
    if watch_id is not None:
        alerts = alerts.filter(rule__watch_id=watch_id)
    if after:
        at, pk = after
        alerts = alerts.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk), at__lte=at)
    alerts = _seen(alerts, sight).select_related("rule__watch", "closed_by", "seen_by")
    return list(alerts.order_by("-at", "-pk")[:limit])


def alert_seen(sight: Sight, pk: int) -> Alert | None:
    """None where nothing of it is theirs to see."""
    alerts = _seen(Alert.objects.filter(brand_id=sight.brand_id, pk=pk), sight)
    return alerts.select_related("brand", "rule__watch", "closed_by", "seen_by").first()


def _seen(alerts: QuerySet[Alert], sight: Sight) -> QuerySet[Alert]:
    if sight.whole:
        return alerts
    return alerts.filter(Exists(AlertPost.objects.filter(alert=OuterRef("pk"), post__in=sight.posts())))


def posts_of_alert(alert: Alert, sight: Sight, *, limit: int = 50) -> list[Post]:
    """Latest first, with all that a row of a post shows."""
    posts = sight.posts().filter(pk__in=AlertPost.objects.filter(alert=alert).values("post_id"))
    return list(posts.select_related("place", "thread", "author", "reading").order_by("-at", "-pk")[:limit])


def deliveries_of(alert: Alert) -> list[AlertDelivery]:
    rows = AlertDelivery.objects.filter(alert=alert).select_related("seat__account", "handed__webhook")
    return list(rows.order_by("channel", "to"))


def alerts_by_rule(rule_ids: Iterable[int], since: datetime) -> dict[int, int]:
    """How many alerts each raised since then."""
    alerts = Alert.objects.filter(rule__in=list(rule_ids), at__gte=since)
    return dict(alerts.values_list("rule_id").annotate(n=Count("pk")).order_by())


def open_alerts(brand_id: int) -> int:
    return len(Alert.objects.filter(brand_id=brand_id, closed_at=None).values_list("pk")[:100])


def seats_told(rule: AlertRule) -> list[Seat]:
    """Those of the rule who still sit there."""
    seats = Seat.objects.filter(brand_id=rule.brand_id, pk__in=rule.seats, ended_at=None, account__is_active=True)
    return list(seats.select_related("account", "brand").order_by("pk"))


def wish_of(seat: Seat) -> AlertWish:
    """As it stands; who never said is mailed at any hour."""
    return AlertWish.objects.filter(seat=seat).first() or AlertWish(brand_id=seat.brand_id, seat=seat)


def wishes_of(seats: Sequence[Seat]) -> dict[int, AlertWish]:
    found = {wish.seat_id: wish for wish in AlertWish.objects.filter(seat__in=list(seats))}
    return {seat.pk: found.get(seat.pk) or AlertWish(brand_id=seat.brand_id, seat=seat) for seat in seats}


def wishes(wish: AlertWish) -> Wishes:
    return Wishes(wish.quiet, wish.quiet_from, wish.quiet_to, wish.digest_only, wish.digest_at)


def working_hours(brand_id: int) -> Hours | None:
    """None: the brand never said, so it is always open."""
    opening = OpeningHours.objects.select_related("brand").filter(brand_id=brand_id).first()
    return hours_of(opening) if opening else None


def clock_of(brand: Brand) -> Hours:
    """By which its people are told: the brand's zone, and its opening hours where it has said them."""
    hours = working_hours(brand.pk)
    return hours if hours is not None and hours.week is not None else Hours(ZoneInfo(brand.timezone))


def quiet_for(rule_ids: Iterable[int]) -> set[tuple[int, str]]:
    """(rule, recipient) of those who want no more mail of it."""
    return set(AlertQuiet.objects.filter(rule__in=list(rule_ids), ended_at=None).values_list("rule_id", "to"))


def quiets_of(brand_id: int, to: str) -> list[AlertQuiet]:
    """What this recipient has silenced."""
    return list(AlertQuiet.objects.filter(brand_id=brand_id, to=to, ended_at=None).select_related("rule"))


def due_recipients(at: datetime, *, limit: int = 500) -> list[tuple[int, str]]:
    """(brand, recipient) for whom mail is due, over all brands."""
    rows = AlertDelivery.objects.filter(state="waiting", due_at__lte=at, channel="mail")
    return list(rows.order_by("due_at").values_list("brand_id", "to").distinct()[:limit])
