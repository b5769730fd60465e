"""Programs are told what happened: all of it, signed, again until they say yes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from conftest import seat_for
from parvis.connectors.contract import Author, Item
from parvis.connectors.testing.website import Reply, Website, website
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.models import Post
from parvis.core import webhooks
from parvis.core.models import Brand, Delivery, Journal, Seat, Webhook
from parvis.core.roles import Role
from parvis.core.webhooks import PAUSES, Wish
from parvis.engagement.actions.cases import By, open_case
from parvis.flows.intake import take_in
from parvis.flows.watches import save
from parvis.flows.webhooks import gather, last_hit, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def ear(monkeypatch: pytest.MonkeyPatch) -> Iterator[Website]:
    """A program's address."""
    monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", "127.0.0.1")
    with website() as made:
        made.put("/hook", "thanks", "text/plain")
        yield made


@pytest.fixture
def owner(brand: Brand) -> Seat:
    return seat_for(brand, Role.OWNER)


@pytest.fixture
def hook(brand: Brand, owner: Seat, ear: Website, noon: datetime, settings: Any, tmp_path: Any) -> tuple[Webhook, str]:
    settings.DATA = tmp_path
    wish = Wish("Slack", ear.at("/hook"), ["case", "mention"])
    return webhooks.add_webhook(brand, wish, last_hit=last_hit(), by=owner.account, at=noon)


def talk(brand: Brand, at: datetime, *words: str) -> list[Post]:
    where = "https://blog.example/feed"
    place, _ = add_place(brand, NewPlace("feed", "feed", where, where, "Blog"), by=None, at=at)
    take_in(place, [Item(w, w, w, author=Author("a", "Ana"), at=at) for w in words], at)
    return list(Post.objects.order_by("pk"))


def told(hook: Webhook, at: datetime) -> list[str]:
    """Gather, send all that is due; the kinds of news that are waiting or sent, in order."""
    hook.refresh_from_db()
    gather(hook, at)
    for delivery_id in webhooks.overdue(at):
        send(delivery_id, at)
    return list(Delivery.objects.order_by("pk").values_list("topic", flat=True))


def test_what_happens_is_told_once_and_nothing_of_before(
    brand: Brand, owner: Seat, hook: tuple[Webhook, str], ear: Website, noon: datetime
) -> None:
    save(brand, name="Nuit", query="train", role="topic", by=owner.account, at=noon)
    first = talk(brand, noon, "le train de nuit", "la mer")[0]
    open_case(first, By(owner.account, noon))
    kinds = told(hook[0], noon)
    assert kinds.count("mention.heard") == 1
    assert any(kind.startswith("case.") for kind in kinds)
    assert not any(kind.startswith(("watch.", "place.", "webhook.")) for kind in kinds), "only what it asked for"
    assert told(hook[0], noon) == kinds, "telling again tells nothing"
    assert len([r for r in ear.requests if r.path == "/hook"]) == len(kinds)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_a_message_says_what_and_proves_who_sends_it(
    brand: Brand, owner: Seat, hook: tuple[Webhook, str], ear: Website, noon: datetime
) -> None:
    open_case(talk(brand, noon, "bonjour")[0], By(owner.account, noon))
    told(hook[0], noon)
    asked = next(r for r in ear.requests if b"case." in r.body)
    headers = {name.lower(): value for name, value in asked.headers.items()}
    body = json.loads(asked.body)
    assert body["brand"] == brand.slug
    assert body["data"]["object"] == "case"
    assert body["id"] == headers["webhook-id"]
    key = base64.b64decode(hook[1].removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + asked.body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == expected


def test_the_library_of_the_standard_would_take_our_signature() -> None:
    """The example of the specification, Standard Webhooks 1.0."""
    body = b'{"test": 2432232314}'
    said = webhooks.signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body
    )
    assert said == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_an_address_that_fails_is_tried_again_later_and_later_then_given_up(
    brand: Brand, owner: Seat, hook: tuple[Webhook, str], ear: Website, noon: datetime
) -> None:
    ear.pages["/hook"] = Reply(status=500)
    open_case(talk(brand, noon, "bonjour")[0], By(owner.account, noon))
    told(hook[0], noon)
    one = Delivery.objects.filter(topic__startswith="case.").earliest("pk")
    assert (one.state, one.attempts, one.due_at) == ("waiting", 1, noon + PAUSES[0])
    assert send(one.pk, noon) is None, "not before its time"
    at = noon
    for _ in PAUSES:
        one.refresh_from_db()
        at = one.due_at or at
        send(one.pk, at)
        Webhook.objects.update(paused_at=None)
    one.refresh_from_db()
    assert (one.state, one.due_at, one.problem is not None) == ("failed", None, True)


def test_after_a_repair_it_hears_everything_that_it_missed(
    brand: Brand, owner: Seat, hook: tuple[Webhook, str], ear: Website, noon: datetime
) -> None:
    ear.pages["/hook"] = Reply(status=503)
    open_case(talk(brand, noon, "bonjour")[0], By(owner.account, noon))
    kinds = told(hook[0], noon)
    ear.put("/hook", "ok", "text/plain")
    told(hook[0], noon + timedelta(minutes=1))
    assert list(Delivery.objects.values_list("state", flat=True)) == ["sent"] * len(kinds)


def test_an_address_that_refuses_for_days_is_paused_and_loses_nothing(
    brand: Brand, owner: Seat, hook: tuple[Webhook, str], ear: Website, noon: datetime
) -> None:
    ear.pages["/hook"] = Reply(status=404)
    posts = talk(brand, noon, "bonjour", "bonsoir")
    open_case(posts[0], By(owner.account, noon))
    told(hook[0], noon)
    late = noon + timedelta(days=6)
    told(hook[0], late)
    hook[0].refresh_from_db()
    assert hook[0].paused_at == late
    open_case(posts[1], By(owner.account, late))
    ear.put("/hook", "ok", "text/plain")
    webhooks.resume_webhook(hook[0], by=owner.account, at=late)
    told(hook[0], late)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_a_private_address_is_not_called(brand: Brand, owner: Seat, hook: tuple[Webhook, str], noon: datetime) -> None:
    Webhook.objects.update(url="http://192.168.0.1/hook")
    open_case(talk(brand, noon, "bonjour")[0], By(owner.account, noon))
    told(hook[0], noon)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"waiting"}
    assert "private" in str(Delivery.objects.first().problem)  # type: ignore[union-attr]


def test_two_tellers_make_each_message_once(
    brand: Brand, owner: Seat, hook: tuple[Webhook, str], noon: datetime
) -> None:
    open_case(talk(brand, noon, "bonjour")[0], By(owner.account, noon))
    hook[0].refresh_from_db()
    stale = Webhook.objects.get()
    made = gather(hook[0], noon)
    assert made > 0
    assert gather(stale, noon) == 0
    assert Delivery.objects.count() == made


def test_a_message_tells_no_words_of_a_note_and_no_other_brand(
    brand: Brand, other_brand: Brand, owner: Seat, hook: tuple[Webhook, str], noon: datetime
) -> None:
    stranger = seat_for(other_brand, Role.OWNER)
    open_case(talk(other_brand, noon, "chez eux")[0], By(stranger.account, noon))
    told(hook[0], noon)
    assert Delivery.objects.count() == 0
    assert Journal.objects.filter(brand=other_brand).exists()
