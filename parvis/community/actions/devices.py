"""Devices that a member lets call: a yes, a no, and messages on their way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction

from parvis.community.models import Device, DevicePush, Member
from parvis.community.rules.push import DEVICES
from parvis.core import journal

KEPT = timedelta(days=1)
"""A message that nobody sent in a day is none any more."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What a browser gives, checked by the caller."""

    endpoint: str
    key: str
    secret: str
    name: str


@transaction.atomic
def let_call(member: Member, offered: Offered, *, at: datetime) -> Device:
    """The member says yes on this device. One that another member used before is this one's now."""
    device, new = Device.objects.update_or_create(
        brand_id=member.brand_id, endpoint_hash=_hash(offered.endpoint),
        defaults={
            "member": member, "endpoint": offered.endpoint, "key": offered.key, "secret": offered.secret,
            "name": offered.name[:120], "agreed_at": at, "reached_at": None,
        },
    )  # fmt: skip
    others = Device.objects.filter(member=member).order_by("-agreed_at", "-pk").values_list("pk", flat=True)
    Device.objects.filter(pk__in=list(others[DEVICES:])).delete()
    _tell(member, "device.added" if new else "device.renewed", at)
    return device


@transaction.atomic
def let_call_no_more(member: Member, device_id: int | None = None, *, endpoint: str = "", at: datetime) -> int:
    """One device, the one with this endpoint, or all; how many."""
    mine = Device.objects.filter(member=member)
    if endpoint:
        mine = mine.filter(endpoint_hash=_hash(endpoint))
    elif device_id is not None:
        mine = mine.filter(pk=device_id)
    gone = mine.count()
    mine.delete()
    if gone:
        _tell(member, "device.removed", at)
    return gone


@transaction.atomic
def put_on_the_way(devices: list[Device], said: Mapping[str, Any], *, at: datetime) -> list[int]:
    """Their messages; the caller sends each by a job."""
    return [
        DevicePush.objects.create(brand_id=device.brand_id, device=device, said=dict(said), at=at).pk
        for device in devices
    ]


def take(push_id: int, *, at: datetime) -> DevicePush | None:
    """The message, ours to send; None when it was taken before: nobody is told twice."""
    if not DevicePush.objects.filter(pk=push_id, taken_at=None).update(taken_at=at):
        return None
    return DevicePush.objects.select_related("device", "brand").get(pk=push_id)


@transaction.atomic
def sent(push: DevicePush, *, reached: bool, at: datetime) -> None:
    """It is over, well or not."""
    if reached:
        Device.objects.filter(pk=push.device_id).update(reached_at=at)
    DevicePush.objects.filter(pk=push.pk).delete()


def gone(push: DevicePush) -> None:
    """Its service says that the device takes nothing any more."""
    Device.objects.filter(pk=push.device_id).delete()


def forget_pushes(*, at: datetime) -> int:
    """Messages that a stopped house left behind; how many."""
    return DevicePush.objects.filter(at__lt=at - KEPT).delete()[0]


def _tell(member: Member, verb: str, at: datetime) -> None:
    journal.record(member.brand, actor=member.account, verb=verb, object=f"member:{member.pk}", data={}, at=at)


def _hash(endpoint: str) -> str:
    return sha256(endpoint.encode()).hexdigest()
