"""Who is told of a brand's news: webhooks and their deliveries, as records. Sending them is a flow."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from parvis.core import credentials, journal
from parvis.core.models import Account, Brand, Delivery, Journal, Webhook

NETWORK = "webhook"
BEGINNING = "whsec_"
PAUSES = tuple(timedelta(seconds=s) for s in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400))
"""Between two tries of one delivery (Standard Webhooks); after the last it failed for good."""
PATIENCE = timedelta(days=5)
"""An address that has refused everything for so long is paused."""
KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a webhook is asked to be. `topics`: beginnings of what happened: "case", "reply", "place", "person", "watch", "mention"."""

    name: str
    url: str
    topics: Sequence[str]


@dataclass(frozen=True, slots=True)
class News:
    """One delivery to be made. `event` is unique for the webhook."""

    event: str
    topic: str
    payload: dict[str, Any]


@transaction.atomic
def add_webhook(brand: Brand, wish: Wish, *, last_hit: int, by: Account, at: datetime) -> tuple[Webhook, str]:
    """It hears what happens from now on. The secret is shown once. `last_hit`: the newest hit there is."""
    secret = BEGINNING + base64.b64encode(secrets.token_bytes(24)).decode()
    seq = Journal.objects.filter(brand=brand).aggregate(top=Max("seq"))["top"] or 0
    made = Webhook.objects.create(
        brand=brand, name=wish.name.strip()[:80], url=wish.url, topics=sorted(wish.topics), told_seq=seq,
        told_hit=last_hit, first_hit=last_hit, created_by=by, created_at=at,
    )  # fmt: skip
    made.credential = credentials.keep(
        brand, network=NETWORK, name=f"webhook:{made.pk}", secrets={"secret": secret}, at=at
    )
    made.save(update_fields=["credential"])
    _tell(made, "webhook.added", by, at)
    return made, secret


@transaction.atomic
def change_webhook(webhook: Webhook, wish: Wish, *, by: Account, at: datetime) -> None:
    webhook.name, webhook.url, webhook.topics = wish.name.strip()[:80], wish.url, sorted(wish.topics)
    webhook.save(update_fields=["name", "url", "topics"])
    _tell(webhook, "webhook.changed", by, at)


@transaction.atomic
def pause_webhook(webhook: Webhook, *, by: Account | None, at: datetime) -> None:
    """What happens meanwhile waits for it. `by` None: the house, after PATIENCE."""
    if Webhook.objects.filter(pk=webhook.pk, paused_at=None).update(paused_at=at):
        _tell(webhook, "webhook.paused", by, at)


@transaction.atomic
def resume_webhook(webhook: Webhook, *, by: Account, at: datetime) -> None:
    if Webhook.objects.filter(pk=webhook.pk).exclude(paused_at=None).update(paused_at=None, failing_since=None):
        Delivery.objects.filter(webhook=webhook, state="waiting").update(due_at=at)
        _tell(webhook, "webhook.resumed", by, at)


@transaction.atomic
def end_webhook(webhook: Webhook, *, by: Account, at: datetime) -> None:
    """It hears nothing more; its log goes with its deliveries' age."""
    if Webhook.objects.filter(pk=webhook.pk, ended_at=None).update(ended_at=at):
        Delivery.objects.filter(webhook=webhook, state="waiting").update(state="failed", due_at=None)
        _tell(webhook, "webhook.removed", by, at)


@transaction.atomic
def take_down(webhook: Webhook, news: Sequence[News], *, seq: int, hit: int, at: datetime) -> list[int]:
    """Deliveries to make, and how far the news were read, in one transaction; their ids. What is known is not doubled."""
    # Two gatherers of one webhook take turns, and the second finds the cursor moved.
    held = Webhook.objects.select_for_update().get(pk=webhook.pk)
    if (held.told_seq, held.told_hit) != (webhook.told_seq, webhook.told_hit):
        return []
    Delivery.objects.bulk_create(
        [
            Delivery(
                brand_id=held.brand_id,
                webhook=held,
                event=one.event,
                topic=one.topic,
                payload=one.payload,
                at=at,
                due_at=at,
            )
            for one in news
        ],
        ignore_conflicts=True,
    )
    Webhook.objects.filter(pk=held.pk).update(told_seq=seq, told_hit=max(hit, held.told_hit))
    events = [one.event for one in news]
    waiting = Delivery.objects.filter(webhook=held, event__in=events, state="waiting", attempts=0)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def put(webhook: Webhook, news: News, *, at: datetime) -> Delivery:
    """One more delivery, besides what the webhook hears by its topics. Put twice under one `event`, it is made once."""
    told = {"brand_id": webhook.brand_id, "topic": news.topic, "payload": news.payload, "at": at, "due_at": at}
    return Delivery.objects.get_or_create(webhook=webhook, event=news.event, defaults=told)[0]


def claim_delivery(delivery_id: int, at: datetime) -> Delivery | None:
    """One try of it, counted before it is made; None when it is not to be made now. A try that is cut is made again."""
    with transaction.atomic():
        one = Delivery.objects.select_for_update(of=("self",)).select_related("webhook__brand", "webhook__credential")
        delivery = one.filter(pk=delivery_id, state="waiting", webhook__paused_at=None, webhook__ended_at=None).first()
        if delivery is None or delivery.due_at is None or delivery.due_at > at:
            return None
        delivery.attempts += 1
        delivery.due_at = at + _pause(delivery.attempts)
        delivery.save(update_fields=["attempts", "due_at"])
        return delivery


@transaction.atomic
def arrived(delivery: Delivery, status: int, at: datetime) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state="sent", status=status, problem=None, sent_at=at, due_at=None)
    Webhook.objects.filter(pk=delivery.webhook_id).update(failing_since=None)


@transaction.atomic
def missed(delivery: Delivery, status: int | None, problem: dict[str, Any], at: datetime) -> datetime | None:
    """When it is tried again; None = failed for good."""
    last = delivery.attempts > len(PAUSES)
    Delivery.objects.filter(pk=delivery.pk).update(
        state="failed" if last else "waiting", status=status, problem=problem, due_at=None if last else delivery.due_at
    )
    Webhook.objects.filter(pk=delivery.webhook_id, failing_since=None).update(failing_since=at)
    webhook = Webhook.objects.get(pk=delivery.webhook_id)
    if webhook.failing_since and at - webhook.failing_since > PATIENCE:
        pause_webhook(webhook, by=None, at=at)
    return None if last else delivery.due_at


@transaction.atomic
def send_delivery_again(delivery: Delivery, *, by: Account, at: datetime) -> None:
    """A person asks for it: under the same id, so that the receiver can tell."""
    Delivery.objects.filter(pk=delivery.pk).update(state="waiting", attempts=0, due_at=at)
    journal.record(
        delivery.brand, actor=by, verb="webhook.sent_again", object=f"delivery:{delivery.pk}", data={}, at=at
    )


def signature(secret: str, id: str, moment: int, body: bytes) -> str:
    """`v1,…` as of Standard Webhooks: HMAC-SHA256 of `id.moment.body`, in base64."""
    key = base64.b64decode(secret.removeprefix(BEGINNING))
    return "v1," + base64.b64encode(hmac.new(key, f"{id}.{moment}.".encode() + body, hashlib.sha256).digest()).decode()


def webhooks_of(brand_id: int) -> QuerySet[Webhook]:
    return Webhook.objects.filter(brand_id=brand_id, ended_at=None).order_by("name", "pk")


def listening() -> QuerySet[Webhook]:
    """Over all brands: those to be told."""
    return Webhook.objects.filter(paused_at=None, ended_at=None).select_related("brand").order_by("pk")


def overdue(at: datetime, *, limit: int = 200) -> list[int]:
    """Deliveries whose time has come, over all brands."""
    due = Delivery.objects.filter(state="waiting", due_at__lte=at, webhook__paused_at=None, webhook__ended_at=None)
    return list(due.order_by("due_at").values_list("pk", flat=True)[:limit])


def forget(*, at: datetime) -> int:
    return Delivery.objects.filter(at__lt=at - KEPT).exclude(state="waiting").delete()[0]


def _pause(attempts: int) -> timedelta:
    return PAUSES[min(attempts, len(PAUSES)) - 1]


def _tell(webhook: Webhook, verb: str, by: Account | None, at: datetime) -> None:
    data = {"name": webhook.name, "url": webhook.url, "topics": webhook.topics}
    journal.record(webhook.brand, actor=by, verb=verb, object=f"webhook:{webhook.pk}", data=data, at=at)
