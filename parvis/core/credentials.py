"""Passwords and tokens of the brand's accounts elsewhere: sealed in the database, opened only where they are used."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from parvis.core import factors
from parvis.core.expiry import RENEWED_BEFORE, renew_from
from parvis.core.keyring import Keyring
from parvis.core.models import Brand, Credential


class CannotOpen(Exception):
    """The key is missing, or the sealed bytes were changed or belong to another brand or network."""


class Secrets(Mapping[str, str]):
    """`secrets["password"]`. Shows its names only: it may appear in a traceback or a log without harm."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = dict(values)

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Secrets({', '.join(f'{name}=…' for name in self._values)})"


def keep(
    brand: Brand,
    *,
    network: str,
    name: str,
    secrets: Mapping[str, str],
    at: datetime,
    scopes: Sequence[str] = (),
    expires_at: datetime | None = None,
    seen: Mapping[str, Any] | None = None,
) -> Credential:
    """Store the secrets of the account `name` on `network`; a second call for the same account replaces them.

    `seen`: its settings; None leaves them as they are.
    """
    kept, _ = Credential.objects.update_or_create(
        brand=brand,
        network=network,
        name=name,
        defaults={
            "sealed": seal(brand.pk, network, secrets),
            "scopes": list(scopes),
            "expires_at": expires_at,
            "renew_at": None,
            "updated_at": at,
            **({} if seen is None else {"settings": dict(seen)}),
        },
    )
    return kept


def secrets_of(credential: Credential) -> Secrets:
    """Raises CannotOpen, for one that was forgotten too."""
    return unseal(bytes(credential.sealed), credential.brand_id, credential.network)


RENEWAL_LEASE = timedelta(minutes=5)


def to_renew(at: datetime) -> list[int]:
    """Credentials of networks whose access ends soon, over all brands, the first to end first."""
    free = Q(renew_at=None) | Q(renew_at__lte=at)
    soon = Credential.objects.filter(free, expires_at__lte=at + RENEWED_BEFORE).order_by("expires_at")
    told = soon.values_list("pk", "updated_at", "expires_at")
    return [pk for pk, issued, ends in told if ends and renew_from(issued, ends) <= at]


def claim_renewal(credential_id: int, at: datetime) -> Credential | None:
    """The credential, ours to renew for RENEWAL_LEASE; None when somebody else is at it or it is no longer due."""
    free = Q(renew_at=None) | Q(renew_at__lte=at)
    taken = Credential.objects.filter(free, pk=credential_id, expires_at__isnull=False).update(
        renew_at=at + RENEWAL_LEASE
    )
    return Credential.objects.select_related("brand").get(pk=credential_id) if taken else None


def renew_later(credential: Credential, at: datetime) -> None:
    """It could not be renewed: not before `at`."""
    Credential.objects.filter(pk=credential.pk, updated_at=credential.updated_at).update(renew_at=at)


def forget(credential: Credential, at: datetime) -> None:
    """Its secrets and what was seen of it are gone; the row stays, so that places know by which account they were read,
    and are read through it again when it is connected again."""
    Credential.objects.filter(pk=credential.pk).update(
        sealed=b"", settings={}, scopes=[], expires_at=None, renew_at=None, updated_at=at
    )


def unchanged(credential: Credential) -> bool:
    """Whether it stands as it was read; held until the transaction ends."""
    rows = Credential.objects.select_for_update().filter(pk=credential.pk, updated_at=credential.updated_at)
    return bool(rows.only("pk").first())


def accesses_of(brand: Brand) -> list[Credential]:
    """The accounts through which the brand is let in at networks, by name; their secrets stay sealed."""
    return list(Credential.objects.filter(brand=brand).exclude(settings={}).defer("sealed").order_by("network", "name"))


def rotate(*others: Callable[[MultiFernet], int]) -> int:
    """Make a new key and seal everything with it; how many credentials. A crash in between leaves all of them readable.
    `others`: what higher layers have sealed with `seal`, which each seals anew with the box that it is given."""
    ring = _ring()
    with ring.locked():
        ring.add()
        box = ring.box()
        with transaction.atomic():
            every = list(Credential.objects.select_for_update().exclude(sealed=b"").order_by("pk"))
            for credential in every:
                credential.sealed = box.rotate(bytes(credential.sealed))
                credential.save(update_fields=["sealed"])
            factors.reseal(box)
            for reseal in others:
                reseal(box)
        ring.retire()
    return len(every)


def _ring() -> Keyring:
    return Keyring(settings.DATA / "keys")


def access_of(brand: Brand, credential_id: int) -> Credential | None:
    """One of them, None when it is another brand's or none at all."""
    return Credential.objects.select_related("brand").filter(brand=brand, pk=credential_id).exclude(settings={}).first()


def same_account(brand: Brand, network: str, identity: str) -> Credential | None:
    """The access to the account of this identity, under whatever name it was opened; None for none, and for "" ."""
    if not identity:
        return None
    return Credential.objects.filter(brand=brand, network=network, settings__identity=identity).first()


def unseal(sealed: bytes, brand_id: int, network: str) -> Secrets:
    """Raises CannotOpen."""
    try:
        told = json.loads(_ring().box().decrypt(sealed))
    except InvalidToken as error:
        raise CannotOpen(f"{network} of brand {brand_id}") from error
    if (told["brand"], told["network"]) != (brand_id, network):
        raise CannotOpen(f"{network} of brand {brand_id}: sealed for another brand or network")
    return Secrets(told["secrets"])


def seal(brand_id: int, network: str, secrets: Mapping[str, str]) -> bytes:
    # Brand and network inside the seal: sealed bytes copied to another row do not open there.
    told = {"brand": brand_id, "network": network, "secrets": dict(secrets)}
    return _ring().box().encrypt(json.dumps(told).encode())
