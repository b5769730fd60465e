"""A device is called once, reads what is for it alone, and is left in peace when it is gone."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import settings as checked
from hypothesis import strategies as st

from conftest import NOON
from parvis.community.actions.departure import go
from parvis.community.actions.devices import Offered, forget_pushes, let_call, let_call_no_more
from parvis.community.models import Device, DevicePush, Member
from parvis.community.queries.house import forget
from parvis.community.rules.push import DEVICES, LARGEST, fits, message, written
from parvis.connectors.testing.website import Reply, Request, Website, website
from parvis.core.models import Brand
from parvis.flows.push import deliver, public_key, push
from tests.square import Square


@dataclass
class Phone:
    """A browser's service on loopback, and the keys of its device."""

    service: Website
    private: EllipticCurvePrivateKey
    secret: bytes = b"0123456789abcdef"

    @property
    def offered(self) -> Offered:
        point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return Offered(self.service.at("/send/1"), told(point), told(self.secret), "Firefox")

    def opened(self, request: Request) -> dict[str, Any]:
        said = http_ece.decrypt(
            request.body, private_key=self.private, auth_secret=self.secret, version=request.headers["content-encoding"]
        )
        found: dict[str, Any] = json.loads(said)
        return found


def told(body: bytes) -> str:
    return urlsafe_b64encode(body).rstrip(b"=").decode()


def read(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


@pytest.fixture
def phone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Phone]:
    monkeypatch.setenv("PARVIS_ALLOW_PRIVATE_HOSTS", "127.0.0.1")
    with website() as service:
        service.pages["/send/1"] = Reply(201)
        yield Phone(service, generate_private_key(SECP256R1()))


@pytest.fixture
def lea(brand: Brand, settings: Any, tmp_path: Any) -> Member:
    forget()
    settings.DATA, settings.HOUSE = tmp_path, "https://parvis.example"
    return Square(brand, NOON).member("lea")


def called(member: Member, at: datetime = NOON) -> list[bool]:
    assert push(member.account_id or 0, "Une réponse", "Merci !", "/c/nocturne/t/a/1#p2", "topic:1")
    return [deliver(pk, at=at) for pk in DevicePush.objects.order_by("pk").values_list("pk", flat=True)]


@pytest.mark.django_db
def test_a_message_is_sealed_for_the_device_and_signed_by_the_house(phone: Phone, lea: Member) -> None:
    let_call(lea, phone.offered, at=NOON)
    assert called(lea) == [True]
    [request] = phone.service.requests
    assert phone.opened(request) == {
        "title": "Une réponse", "body": "Merci !", "url": "/c/nocturne/t/a/1#p2", "tag": "topic:1",
    }  # fmt: skip
    assert int(request.headers["ttl"]) > 0
    scheme, _space, parts = request.headers["authorization"].partition(" ")
    token, key = (part.partition("=")[2] for part in parts.split(","))
    assert (scheme, key) == ("vapid", public_key(lea.brand, at=NOON)), "the key that the browser was given"
    signed, _dot, signature = token.rpartition(".")
    claims = json.loads(read(signed.partition(".")[2]))
    assert claims["aud"] == phone.service.address
    assert claims["sub"] == "https://parvis.example"
    assert NOON.timestamp() < claims["exp"] <= (NOON + timedelta(hours=24)).timestamp()
    raw = read(signature)
    halves = (int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    EllipticCurvePublicKey.from_encoded_point(SECP256R1(), read(key)).verify(
        encode_dss_signature(*halves), signed.encode(), ECDSA(SHA256())
    )


@pytest.mark.django_db
def test_a_message_leaves_once_however_often_its_job_runs(phone: Phone, lea: Member) -> None:
    let_call(lea, phone.offered, at=NOON)
    push(lea.account_id or 0, "Bonjour", "", "/c/nocturne/", "x")
    pk = DevicePush.objects.get().pk
    phone.service.pages["/send/1"] = Reply(503)
    assert [deliver(pk, at=NOON), deliver(pk, at=NOON)] == [False, False]
    assert len(phone.service.requests) == 1, "what may have been taken is not sent again"
    assert Device.objects.count() == 1, "a service that is ill today is well tomorrow"


@pytest.mark.django_db
@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_no_more_is_forgotten(phone: Phone, lea: Member, status: int) -> None:
    let_call(lea, phone.offered, at=NOON)
    phone.service.pages["/send/1"] = Reply(status)
    assert called(lea) == [False]
    assert not Device.objects.exists()
    assert not DevicePush.objects.exists()


@pytest.mark.django_db
def test_nobody_is_called_after_a_no_nor_after_leaving_nor_from_another_house(
    phone: Phone, lea: Member, other_brand: Brand
) -> None:
    account = lea.account_id or 0
    let_call(lea, phone.offered, at=NOON)
    assert push(account, "a", "", f"/c/{other_brand.slug}/", "t") == 0
    assert push(account, "a", "", "https://elsewhere.example/c/nocturne/", "t") == 0
    assert let_call_no_more(lea, endpoint=phone.offered.endpoint, at=NOON) == 1
    assert push(account, "a", "", "/c/nocturne/", "t") == 0
    let_call(lea, phone.offered, at=NOON)
    go(lea, forget_login=False, at=NOON)
    assert push(account, "a", "", "/c/nocturne/", "t") == 0
    assert not Device.objects.exists()


@pytest.mark.django_db
def test_a_private_address_is_never_called(phone: Phone, lea: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    let_call(lea, phone.offered, at=NOON)
    monkeypatch.delenv("PARVIS_ALLOW_PRIVATE_HOSTS")
    assert called(lea) == [False]
    assert phone.service.requests == []


@pytest.mark.django_db
def test_devices_are_few_change_hands_and_messages_grow_old(phone: Phone, lea: Member) -> None:
    for n in range(DEVICES + 2):
        offered = phone.offered
        let_call(lea, Offered(f"{offered.endpoint}{n}", offered.key, offered.secret, ""), at=NOON + timedelta(hours=n))
    assert Device.objects.count() == DEVICES
    tom = Square(lea.brand, NOON).member("tom")
    last = Device.objects.order_by("-agreed_at").first()
    assert last is not None
    let_call(tom, Offered(last.endpoint, last.key, last.secret, ""), at=NOON)
    assert Device.objects.get(pk=last.pk).member == tom, "whoever signs in on a device is whom it is"
    push(tom.account_id or 0, "a", "", "/c/nocturne/", "t")
    assert forget_pushes(at=NOON + timedelta(days=400)) == 1


@given(st.text(max_size=400), st.text(max_size=4000), st.text(max_size=200))
@checked(max_examples=30, deadline=None)
def test_whatever_is_said_fits(title: str, body: str, tag: str) -> None:
    assert len(written(message(title, body, "/c/a/", tag))) <= LARGEST


def test_keys_that_are_no_point_are_refused() -> None:
    assert not fits(told(b"\x04" + b"\x01" * 64), told(b"0" * 16)), "not on the curve"
    assert not fits("é", "")
    assert not fits("AAAA", told(b"0" * 16))
    point = generate_private_key(SECP256R1()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    assert fits(told(point), told(b"0" * 16))
    assert not fits(told(point), told(b"0" * 15))
