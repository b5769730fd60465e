"""Passwords and tokens of the brand's accounts elsewhere: sealed in the database, opened only where they are used."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import transaction

from parvis.core import factors
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
) -> Credential:
    """Store the secrets of the account `name` on `network`; a second call for the same account replaces them."""
    kept, _ = Credential.objects.update_or_create(
        brand=brand,
        network=network,
        name=name,
        defaults={
            "sealed": _seal(brand.pk, network, secrets),
            "scopes": list(scopes),
            "expires_at": expires_at,
            "updated_at": at,
        },
    )
    return kept


def secrets_of(credential: Credential) -> Secrets:
    """Raises CannotOpen."""
    try:
        told = json.loads(_ring().box().decrypt(bytes(credential.sealed)))
    except InvalidToken as error:
        raise CannotOpen(f"credential {credential.pk}") from error
    if (told["brand"], told["network"]) != (credential.brand_id, credential.network):
        raise CannotOpen(f"credential {credential.pk} was sealed for another brand or network")
    return Secrets(told["secrets"])


def rotate() -> int:
    """Make a new key and seal everything with it; how many credentials. A crash in between leaves all of them readable."""
    ring = _ring()
    with ring.locked():
        ring.add()
        box = ring.box()
        with transaction.atomic():
            every = list(Credential.objects.select_for_update().order_by("pk"))
            for credential in every:
                credential.sealed = box.rotate(bytes(credential.sealed))
                credential.save(update_fields=["sealed"])
            factors.reseal(box)
        ring.retire()
    return len(every)


def _ring() -> Keyring:
    return Keyring(settings.DATA / "keys")


def _seal(brand_id: int, network: str, secrets: Mapping[str, str]) -> bytes:
    # Brand and network inside the seal: sealed bytes copied to another row do not open there.
    told = {"brand": brand_id, "network": network, "secrets": dict(secrets)}
    return _ring().box().encrypt(json.dumps(told).encode())
