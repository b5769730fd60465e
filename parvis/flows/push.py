"""A member's devices are called: each message once at most, sealed for its device, signed by the community's own key.

The browser's service carries it and reads nothing of it. What a service refuses is not tried again; a device that it no longer
knows is forgotten.
"""

from __future__ import annotations

import logging
import re
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import http_ece
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.db import transaction
from py_vapid import Vapid02

from parvis.community.actions import devices as acts
from parvis.community.models import DevicePush, Member
from parvis.community.queries.devices import called, devices_of
from parvis.community.rules.push import message, unpacked, written
from parvis.connectors.contract import ConnectorError
from parvis.connectors.net import Web
from parvis.connectors.net.reach import Reach
from parvis.core import credentials
from parvis.core.clock import now
from parvis.core.jobs import enqueue, task
from parvis.core.models import Brand, Credential

log = logging.getLogger(__name__)
NETWORK, NAME = "push", "vapid"
SECONDS = 10.0
GOOD_FOR = timedelta(hours=12)
"""How long a service keeps a message for a device that sleeps, and how long our signature holds."""
GONE = (404, 410)
_HOUSE = re.compile(r"/c/(?P<slug>[-\w]+)(?:/|$)")


def push(account_id: int, title: str, body: str, url: str, tag: str) -> int:
    """Call the devices of an account in the community in which `url` (such as /c/place/t/…) stands; how many are called.
    A message of the same `tag` takes the place of the one before."""
    house = _HOUSE.match(url)
    if house is None:
        return 0
    at = now()
    with transaction.atomic():
        made = acts.put_on_the_way(called(account_id, house["slug"]), message(title, body, url, tag), at=at)
        for push_id in made:
            enqueue(send_push, key=f"push:{push_id}", push_id=push_id)
    return len(made)


def try_out(member: Member, title: str, body: str, url: str) -> int:
    """A message to this member's devices, as any other."""
    return push(member.account_id, title, body, url, "try") if member.account_id and devices_of(member) else 0


@task(queue="slow", attempts=1)
def send_push(push_id: int) -> None:
    """One try. Called twice it sends once."""
    deliver(push_id, at=now())


@task(every=timedelta(days=1), queue="slow")
def forget_pushes() -> None:
    """Safe to repeat."""
    acts.forget_pushes(at=now())


def deliver(push_id: int, *, at: datetime) -> bool:
    """Whether its service took it. Never raises for what an address may do."""
    found = acts.take(push_id, at=at)
    if found is None:
        return False
    try:
        answer = Web(Reach.from_environment(), size=16_384, seconds=SECONDS).post(
            found.device.endpoint, sealed(found), _headers(found, at)
        )
    except ConnectorError as refusal:
        if refusal.status in GONE:
            acts.gone(found)
        else:
            log.info("a device of brand %s was not reached: %s", found.brand_id, refusal)
            acts.sent(found, reached=False, at=at)
        return False
    acts.sent(found, reached=answer.status < 300, at=at)
    return True


def sealed(found: DevicePush) -> bytes:
    """For the device alone, with a key made for this message (RFC 8291)."""
    once = generate_private_key(SECP256R1())
    device = found.device
    body: bytes = http_ece.encrypt(
        written(found.said), private_key=once, dh=unpacked(device.key, 65), auth_secret=unpacked(device.secret, 16),
        version="aes128gcm",
    )  # fmt: skip
    return body


def public_key(brand: Brand, *, at: datetime) -> str:
    """By which browsers know who may call: base64url, as `PushManager.subscribe` takes it."""
    point = _key(brand, at).public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).rstrip(b"=").decode()


def _headers(found: DevicePush, at: datetime) -> dict[str, str]:
    address, until = urlsplit(found.device.endpoint), at + GOOD_FOR
    claims = {"aud": f"{address.scheme}://{address.netloc}", "sub": _contact(), "exp": int(until.timestamp())}
    signed: dict[str, str] = _key(found.brand, at).sign(claims)
    return {
        **signed,
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(int(GOOD_FOR.total_seconds())),
        "Urgency": "normal",
    }


def _contact() -> str:
    """Where a service finds who runs the house."""
    house = urlsplit(settings.HOUSE)
    host = house.hostname or ""
    known = "." in host and ":" not in host
    if known and house.scheme == "https":
        return f"https://{host}"
    return f"mailto:postmaster@{host if known else 'localhost'}"


def _key(brand: Brand, at: datetime) -> Vapid02:
    """The community's own, made at first need; devices know it for good."""
    with transaction.atomic():
        Brand.objects.select_for_update().only("pk").get(pk=brand.pk)  # of two first needs, one makes it
        kept = Credential.objects.filter(brand=brand, network=NETWORK, name=NAME).first()
        if kept is None:
            made = Vapid02()
            made.generate_keys()
            secrets = {"key": made.private_pem().decode()}
            kept = credentials.keep(brand, network=NETWORK, name=NAME, secrets=secrets, at=at)
    return Vapid02.from_pem(credentials.secrets_of(kept)["key"].encode())
