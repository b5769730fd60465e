"""Second factors of accounts: what allauth keeps of them, sealed as our other secrets are."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import MultiFernet
from django.conf import settings
from django.db import transaction

from parvis.core import journal
from parvis.core.keyring import Keyring
from parvis.core.models import Account, Brand

SECRETS = ("secret", "seed")
"""The fields of an authenticator's data that `Factors.encrypt` made."""


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """How allauth speaks of this house in an authenticator, and where it seals."""

    def get_totp_issuer(self) -> str:
        return "Parvis"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Parvis"}

    def get_public_key_credential_user_entity(self, user: Account) -> dict[str, Any]:
        return {**super().get_public_key_credential_user_entity(user), "display_name": user.name}

    def encrypt(self, text: str) -> str:
        return _ring().box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _ring().box().decrypt(encrypted_text.encode()).decode()


def _ring() -> Keyring:
    return Keyring(settings.DATA / "keys")


def reseal(box: MultiFernet) -> int:
    """With the newest key of `box`; how many authenticators. Inside the transaction of a rotation."""
    held = list(Authenticator.objects.select_for_update().exclude(type=Authenticator.Type.WEBAUTHN).order_by("pk"))
    for one in held:
        one.data = {k: box.rotate(v.encode()).decode() if k in SECRETS else v for k, v in one.data.items()}
        one.save(update_fields=["data"])
    return len(held)


def keys_of(account: Account) -> list[Authenticator]:
    """The passkeys of an account, oldest first."""
    return list(Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.WEBAUTHN).order_by("pk"))


def kinds_of(account: Account) -> set[str]:
    """webauthn, totp, recovery_codes: what the account can show besides its password."""
    return set(Authenticator.objects.filter(user_id=account.pk).values_list("type", flat=True))


def has_factor(account: Account) -> bool:
    return bool(kinds_of(account) & {"webauthn", "totp"})


def asks_for_one(brand: Brand) -> bool:
    """Whether this team signs in with more than a password."""
    return settings.SECOND_FACTOR_FOR_ALL or brand.second_factor_at is not None


def codes_of(account: Account) -> list[Authenticator]:
    """What can be shown by typing: the application's codes first, then recovery codes."""
    typed = Authenticator.objects.filter(user_id=account.pk).exclude(type=Authenticator.Type.WEBAUTHN)
    return sorted(typed, key=lambda one: one.type != Authenticator.Type.TOTP)


def recovery_of(account: Account) -> Authenticator | None:
    return Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.RECOVERY_CODES).first()


def used(authenticator: Authenticator) -> None:
    authenticator.record_usage()


@transaction.atomic
def add_key(account: Account, name: str, credential: dict[str, Any], *, brand: Brand, at: datetime) -> None:
    """A passkey whose challenge was met; recovery codes with the first factor. `brand`: whose journal tells it."""
    data = {"name": name[:60], "credential": credential}
    Authenticator.objects.create(user_id=account.pk, type=Authenticator.Type.WEBAUTHN, data=data, created_at=at)
    _added(account, "webauthn", brand, at)


@transaction.atomic
def add_totp(account: Account, secret: str, *, brand: Brand, at: datetime) -> None:
    """The application whose code proved the secret; it takes the place of a former one."""
    Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.TOTP).delete()
    data = {"secret": Factors().encrypt(secret)}
    Authenticator.objects.create(user_id=account.pk, type=Authenticator.Type.TOTP, data=data, created_at=at)
    _added(account, "totp", brand, at)


def _added(account: Account, kind: str, brand: Brand, at: datetime) -> None:
    if recovery_of(account) is None:
        _seed(account, at)
    _tell(account, "factor.added", {"kind": kind}, brand, at)


def _seed(account: Account, at: datetime) -> None:
    data = {"seed": Factors().encrypt(secrets.token_hex(40)), "used_mask": 0}
    Authenticator.objects.create(user_id=account.pk, type=Authenticator.Type.RECOVERY_CODES, data=data, created_at=at)


@transaction.atomic
def new_codes(account: Account, *, brand: Brand, at: datetime) -> bool:
    """Former recovery codes open nothing any more. False: there is no factor that they would stand in for."""
    if not has_factor(account):
        return False
    Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.RECOVERY_CODES).delete()
    _seed(account, at)
    _tell(account, "factor.codes_made", {}, brand, at)
    return True


@transaction.atomic
def name_key(account: Account, key_id: int, name: str) -> bool:
    """False: no such passkey of this account."""
    held = Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.WEBAUTHN, pk=key_id).first()
    if held is None:
        return False
    held.data["name"] = name[:60]
    held.save(update_fields=["data"])
    return True


@transaction.atomic
def remove(account: Account, kind: str, key_id: int | None = None, *, brand: Brand, at: datetime) -> bool:
    """A passkey by its id, or the application. With the last of them the recovery codes go too. False: not held."""
    rows = Authenticator.objects.filter(user_id=account.pk, type=kind)
    gone = (rows.filter(pk=key_id) if kind == Authenticator.Type.WEBAUTHN else rows).delete()[0]
    if not gone:
        return False
    if not has_factor(account):
        Authenticator.objects.filter(user_id=account.pk).delete()
    _tell(account, "factor.removed", {"kind": kind}, brand, at)
    return True


def _tell(account: Account, verb: str, said: dict[str, Any], brand: Brand, at: datetime) -> None:
    journal.record(brand, actor=account, verb=verb, object=f"account:{account.pk}", data=said, at=at)
