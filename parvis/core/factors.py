"""Second factors of accounts: what allauth keeps of them, sealed as our other secrets are."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import MultiFernet
from django.conf import settings

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
