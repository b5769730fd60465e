"""Keys with which programs call the API: shown once, kept as a digest, never wider than the seat they stand for."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from parvis.core import journal
from parvis.core.models import Account, ApiKey, Seat
from parvis.core.roles import Permission, allows

BEGINNING = "pv"
SEEN_EVERY = timedelta(minutes=1)


class NotYours(Exception):
    """A key would hold a permission that its seat does not have."""


@transaction.atomic
def make_key(
    seat: Seat, *, name: str, permissions: Sequence[Permission], expires_at: datetime | None, by: Account, at: datetime
) -> tuple[ApiKey, str]:
    """The key, and its text, which nobody can be told again. Raises NotYours."""
    if any(not allows(seat.role, permission) for permission in permissions):
        raise NotYours
    prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        brand=seat.brand, seat=seat, name=name.strip()[:80], prefix=prefix, digest=_digest(secret),
        permissions=sorted(permission.value for permission in permissions), created_at=at, expires_at=expires_at,
    )  # fmt: skip
    _tell(key, "key.made", by, at)
    return key, f"{BEGINNING}_{prefix}_{secret}"


@transaction.atomic
def end_key(key: ApiKey, *, by: Account, at: datetime) -> None:
    """At once, for good. Ending twice changes nothing."""
    if ApiKey.objects.filter(pk=key.pk, ended_at=None).update(ended_at=at):
        _tell(key, "key.ended", by, at)


def key_of(text: str, at: datetime) -> ApiKey | None:
    """The living key whose text this is, with its seat and brand; None for anything else. Notes that it was used."""
    parts = text.split("_", 2)
    if len(parts) != 3 or parts[0] != BEGINNING:
        return None
    key = (
        ApiKey.objects.select_related("seat__brand", "seat__account")
        .filter(prefix=parts[1], ended_at=None, seat__ended_at=None, seat__account__is_active=True)
        .first()
    )
    if key is None or not hmac.compare_digest(key.digest, _digest(parts[2])):
        return None
    if key.expires_at is not None and key.expires_at <= at:
        return None
    if key.last_used_at is None or at - key.last_used_at > SEEN_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=at)
    return key


def holds(key: ApiKey, permission: Permission) -> bool:
    """Both the key and, today, its seat."""
    return permission.value in key.permissions and allows(key.seat.role, permission)


def keys_of(brand_id: int) -> QuerySet[ApiKey]:
    """Living keys of the brand, newest first."""
    keys = ApiKey.objects.filter(brand_id=brand_id, ended_at=None, seat__ended_at=None)
    return keys.select_related("seat__account").order_by("-pk")


def _digest(secret: str) -> str:
    # 256 bits of chance need no slow hash.
    return hashlib.sha256(secret.encode()).hexdigest()


def _tell(key: ApiKey, verb: str, by: Account, at: datetime) -> None:
    data = {"name": key.name, "prefix": key.prefix, "permissions": key.permissions}
    journal.record(key.brand, actor=by, verb=verb, object=f"key:{key.pk}", data=data, at=at)
