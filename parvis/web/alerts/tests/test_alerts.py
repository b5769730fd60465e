"""The pages of alerts: the list, one alert, the rules and their trial, how one is told; the API beside them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.core.models import Brand, Seat
from parvis.engagement.models import Alert, AlertDelivery, AlertRule, AlertWish
from parvis.flows.alerts import look
from parvis.web.alerts.tests.scene import watch_for
from parvis.web.places.tests.scene import place_for, talk

RULE = {
    "name": "Foule", "kind": "volume", "amount": "2", "hours": "24", "window": "60", "a_day": "5", "page": "1",
    "digest": "", "watch": "", "webhook": "", "words": "", "addresses": "",
}  # fmt: skip


@pytest.fixture
def at() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def desk(client: Client, ines: Seat) -> Client:
    client.force_login(ines.account)
    client.cookies["parvis_language"] = "en"
    return client


def page(desk: Client, address: str, **said: Any) -> str:
    answer = desk.post(address, said) if said else desk.get(address)
    assert answer.status_code in (200, 422), answer.status_code
    return str(answer.content.decode())


def rung(ines: Seat, at: datetime, number: int = 1) -> list[Alert]:
    """So many rules, each raised by the same posts."""
    place = place_for(ines.brand, "Blog", at)
    watch = watch_for(ines, at - timedelta(hours=1))
    made = [
        AlertRule.objects.create(
            brand=ines.brand, watch=watch, name=f"R{n}", kind="hit", seats=[ines.pk],
            created_at=at - timedelta(days=1),
        )
        for n in range(number)
    ]  # fmt: skip
    talk(place, at - timedelta(minutes=1), 8)
    for rule in made:
        look(rule, at)
    return list(Alert.objects.order_by("pk"))


def test_a_rule_is_tried_kept_and_raises_an_alert_that_opens_its_posts(desk: Client, ines: Seat, at: datetime) -> None:
    talk(place_for(ines.brand, "Blog", at), at - timedelta(hours=2), 8)
    watch = watch_for(ines, at)
    asked = RULE | {"watch": watch.pk, "seats": [ines.pk]}
    tried = page(desk, "/b/nocturne/alerts/rules/try", **asked)
    assert "told at once" in tried
    assert not AlertRule.objects.exists()
    assert desk.post("/b/nocturne/alerts/rules/new", asked).status_code == 302
    AlertRule.objects.update(created_at=at - timedelta(days=1), told_hit=0)
    assert look(AlertRule.objects.select_related("brand", "watch").get(), at)
    alert = Alert.objects.get()
    assert "Foule" in page(desk, "/b/nocturne/alerts/")
    assert 'id="row-' in page(desk, f"/b/nocturne/alerts/{alert.pk}/")
    assert f"/alerts/{alert.pk}/" in page(desk, f"/b/nocturne/watches/{watch.pk}/")
    assert f"/alerts/{alert.pk}/" in page(desk, "/b/nocturne/notices/")
    desk.post(f"/b/nocturne/alerts/{alert.pk}/close")
    alert.refresh_from_db()
    assert (alert.seen_by, alert.closed_by) == (ines.account, ines.account)
    assert "I have seen them all" not in page(desk, "/b/nocturne/notices/"), "opened, its notice is ticked off"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"seats": []}, "seats"), ({"kind": "word"}, "words"), ({"kind": "negative", "amount": "101"}, "amount"),
        ({"addresses": "x@y.example"}, "addresses"), ({"mail": "1", "addresses": "nobody"}, "addresses"),
        ({"name": " "}, "name"), ({"window": "1"}, "window"),
    ],
)  # fmt: skip
def test_what_could_tell_nobody_anything_is_refused_at_its_field(
    desk: Client, ines: Seat, said: dict[str, Any], field: str
) -> None:
    text = page(desk, "/b/nocturne/alerts/rules/new", **(RULE | {"seats": [ines.pk]} | said))
    assert f'id_{field}-error"' in text
    assert not AlertRule.objects.exists()


def test_the_pages_cost_the_same_for_three_and_for_thirty_alerts(desk: Client, ines: Seat, at: datetime) -> None:
    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            page(desk, f"/b/nocturne/alerts/{address}")
        return len(seen)

    few = rung(ines, at, 3)
    addresses = ("", f"{few[0].pk}/", "rules/")
    before = [cost(address) for address in addresses for _ in range(2)][1::2]
    rules = [AlertRule(brand=ines.brand, name=f"S{n}", kind="hit", created_at=at) for n in range(27)]
    AlertRule.objects.bulk_create(rules)
    Alert.objects.bulk_create([Alert(brand=ines.brand, rule=rule, at=at, last_at=at) for rule in rules])
    assert [cost(address) for address in addresses] == before
    assert max(before) <= 11


def test_how_one_is_told_is_ones_own(desk: Client, ines: Seat) -> None:
    said = {
        "mail": "1",
        "when": "digest",
        "digest_at": "07:30",
        "quiet": "hours",
        "quiet_from": "19:00",
        "quiet_to": "08:15",
    }
    assert desk.post("/b/nocturne/alerts/mine/save", said).status_code == 302
    wish = AlertWish.objects.get(seat=ines)
    assert (wish.digest_only, wish.digest_at, wish.quiet_from, wish.quiet_to) == (True, 450, 1140, 495)
    assert 'value="19:00"' in page(desk, "/b/nocturne/alerts/mine")


def test_a_mail_in_doubt_is_shown_and_sent_again_by_a_person(desk: Client, ines: Seat, at: datetime) -> None:
    [alert] = rung(ines, at)
    row = AlertDelivery.objects.create(
        brand=ines.brand, alert=alert, channel="mail", to=f"seat:{ines.pk}", seat=ines, state="unknown", at=at
    )
    assert "Nobody knows whether it left" in page(desk, f"/b/nocturne/alerts/{alert.pk}/")
    desk.post(f"/b/nocturne/alerts/deliveries/{row.pk}/again")
    row.refresh_from_db()
    assert row.state == "waiting"


def test_a_program_does_what_the_pages_do(desk: Client, brand: Brand, ines: Seat, at: datetime) -> None:
    def call(verb: str, path: str, **said: Any) -> Any:
        answer = getattr(desk, verb)(f"/api/v1/brands/nocturne/{path}", said or None, content_type="application/json")
        return answer.status_code, answer.json()

    status, refused = call("post", "alert-rules", name="Rien", kind="word", words=" , ")
    assert (status, refused["errors"][0]["field"]) == (422, "words")
    status, rule = call("post", "alert-rules", name="Tout", kind="hit", seats=[ines.pk])
    assert status == 201
    assert (
        call("put", f"alert-rules/{rule['id']}", name="Tout", kind="reach", amount=5, seats=[ines.pk])[1]["amount"] == 5
    )
    [alert] = rung(ines, at)
    status, listed = call("get", "alerts")
    assert [one["id"] for one in listed["items"]] == [alert.pk]
    assert len(call("get", f"alerts/{alert.pk}")[1]["posts"]) == listed["items"][0]["figures"]["posts"]
    assert call("put", "alerts-mine", quiet="closed")[1]["quiet"] == "closed"
