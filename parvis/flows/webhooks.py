"""What happened, told to programs: the journal and the hits are read on from where each webhook was told last.

Nothing is lost: whatever is written there is told, however long the teller was away. Each message has an id that stays over all
tries; a receiver that keeps the ids takes each once.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from parvis.connectors.contract import ConnectorError
from parvis.connectors.net import Web
from parvis.connectors.net.reach import Reach
from parvis.conversations.actions.streams import told
from parvis.core import credentials, webhooks
from parvis.core.clock import now
from parvis.core.jobs import enqueue, task
from parvis.core.messages import Message
from parvis.core.models import Brand, Delivery, Journal, Webhook
from parvis.core.webhooks import News, signature
from parvis.listening.models import Hit

log = logging.getLogger(__name__)
TOPICS = ("case", "reply", "mention", "watch", "place", "person", "alert", "crisis")
AT_ONCE = 200
OVERLAP = 500
"""PostgreSQL gives ids out before they are committed: as many ids before the last told are read again."""
SECONDS = 10.0
EXCERPT = 2_000


@task(every=timedelta(seconds=5))
def tell_webhooks() -> None:
    """News since the last time, for every webhook; and what is due again."""
    at = now()
    for webhook in webhooks.listening():
        gather(webhook, at)
    for delivery_id in webhooks.overdue(at):
        enqueue(deliver, key=f"hook:{delivery_id}", delivery_id=delivery_id)


@task(queue="slow", attempts=1)
def deliver(delivery_id: int) -> None:
    """One try. Called twice it tries once: the second finds it not due."""
    send(delivery_id, now())


@task(every=timedelta(hours=6))
def tidy_deliveries() -> None:
    webhooks.forget(at=now())


def gather(webhook: Webhook, at: datetime) -> int:
    """How many deliveries were made of what happened since."""
    lines = list(
        Journal.objects.filter(brand_id=webhook.brand_id, seq__gt=webhook.told_seq)
        .select_related("actor")
        .order_by("seq")[:AT_ONCE]
    )
    hits = list(_hits(webhook)) if "mention" in webhook.topics else []
    if not lines and not hits:
        return 0
    news = [_of_line(webhook.brand, line) for line in lines if line.verb.partition(".")[0] in webhook.topics]
    news += [_of_hit(webhook.brand, hit) for hit in hits]
    made = webhooks.take_down(
        webhook, news, seq=lines[-1].seq if lines else webhook.told_seq,
        hit=hits[-1].pk if hits else webhook.told_hit, at=at,
    )  # fmt: skip
    for delivery_id in made:
        enqueue(deliver, key=f"hook:{delivery_id}", delivery_id=delivery_id)
    return len(made)


def ping(webhook: Webhook, at: datetime) -> str | None:
    """A test message, sent now; as `send` answers."""
    event = f"ping:{int(at.timestamp() * 1000)}"
    data = {"by": None, "object": "webhook", "id": webhook.pk}
    news = [News(event, "test.sent", _whole(webhook.brand, "test.sent", at, data))]
    webhook.refresh_from_db(fields=["told_seq", "told_hit"])
    made = webhooks.take_down(webhook, news, seq=webhook.told_seq, hit=webhook.told_hit, at=at)
    return send(made[0], at) if made else None


def last_hit() -> int:
    """The newest hit of the installation: a new webhook hears what comes after it."""
    return Hit.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _hits(webhook: Webhook) -> Iterable[Hit]:
    overlap = OVERLAP if connection.vendor == "postgresql" else 0
    after = max(webhook.first_hit, webhook.told_hit - overlap)
    found = Hit.objects.filter(pk__gt=after, brand_id=webhook.brand_id).select_related(
        "watch", "post__place", "post__author", "post__reading"
    )
    return found.order_by("pk")[: AT_ONCE + overlap]


def _of_line(brand: Brand, line: Journal) -> News:
    """Which thing and who; the caller reads the rest with its own right to."""
    noun, _colon, number = line.object.partition(":")
    data = {
        "object": noun,
        "id": int(number) if number.isdigit() else number,
        "by": line.actor.name if line.actor else None,
    }
    return News(f"journal:{line.seq}", line.verb, _whole(brand, line.verb, line.at, data))


def _of_hit(brand: Brand, hit: Hit) -> News:
    post = hit.post
    reading = getattr(post, "reading", None)
    data = {
        "watch": {"id": hit.watch_id, "name": hit.watch.name, "role": hit.watch.role},
        "post": {
            "id": post.pk, "thread": post.thread_id, "title": post.title, "text": post.text[:EXCERPT], "url": post.url,
            "at": post.at.astimezone(UTC).isoformat(), "language": reading.language if reading else post.language,
            "sentiment": reading.sentiment if reading else "",
        },
        "place": {"id": post.place_id, "name": post.place.name, "network": post.place.network},
        "author": {"name": post.author.name, "handle": post.author.handle} if post.author else None,
    }  # fmt: skip
    return News(f"hit:{hit.pk}", "mention.heard", _whole(brand, "mention.heard", hit.at, data))


def _whole(brand: Brand, kind: str, at: datetime, data: dict[str, Any]) -> dict[str, Any]:
    return {"type": kind, "at": at.astimezone(UTC).isoformat(), "brand": brand.slug, "data": data}


def send(delivery_id: int, at: datetime) -> str | None:
    """The state it is in now; None when it was not to be sent. Never raises for what an address may do."""
    delivery = webhooks.claim_delivery(delivery_id, at)
    if delivery is None:
        return None
    try:
        answer = Web(Reach.from_environment(), size=65_536, seconds=SECONDS).post(
            delivery.webhook.url, *_signed(delivery, at)
        )
    except ConnectorError as error:
        again = webhooks.missed(delivery, getattr(error, "status", None), told(error.message), at)
        return "waiting" if again else "failed"
    except credentials.CannotOpen:
        webhooks.missed(
            delivery, None, told(Message("The secret of this webhook cannot be opened: its key is missing.")), at
        )
        return "waiting"
    webhooks.arrived(delivery, answer.status, at)
    return "sent"


def _signed(delivery: Delivery, at: datetime) -> tuple[bytes, dict[str, str]]:
    id = f"{delivery.webhook_id}.{delivery.event}"
    body = json.dumps({"id": id, **delivery.payload}, ensure_ascii=False).encode()
    credential = delivery.webhook.credential
    if credential is None:
        raise credentials.CannotOpen("no secret")
    secret = credentials.secrets_of(credential)["secret"]
    moment = int(at.timestamp())
    headers = {
        "Content-Type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": str(moment),
        "webhook-signature": signature(secret, id, moment, body),
    }
    return body, headers
