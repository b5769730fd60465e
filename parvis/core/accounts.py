"""The first account and brand of an installation, and those that the command adds."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from parvis.core import journal
from parvis.core.models import Account, Brand, Keeper, Seat
from parvis.core.roles import PERMISSIONS, Permission, Role

FIRST_EMAIL = "owner@parvis.localhost"


def new_password() -> str:
    """About 95 bits, easy to copy from a terminal."""
    return "-".join(secrets.token_hex(4) for _ in range(3))


@transaction.atomic
def found(name: str, *, at: datetime) -> tuple[Account, str] | None:
    """The first brand with its owner, and the owner's password; None when somebody is there already."""
    if Account.objects.exists():
        return None
    brand, _ = Brand.objects.get_or_create(
        slug="parvis", defaults={"name": name, "language": "fr", "languages": ["fr", "en"], "created_at": at}
    )
    password = new_password()
    account = add(FIRST_EMAIL, brand=brand, role=Role.OWNER, password=password, at=at)
    keep_house(account, at=at)
    return account, password


@transaction.atomic
def add(email: str, *, brand: Brand, role: Role, password: str, at: datetime) -> Account:
    """An account with a seat; an account that exists keeps its password and gets the seat. ValidationError: bad address."""
    account = Account.objects.filter(email__iexact=email).first()
    if account is None:
        account = Account(email=email.lower(), name=email.partition("@")[0], created_at=at)
        account.set_password(password)
        account.clean_fields()
        account.save()
    seat, made = Seat.objects.get_or_create(
        account=account, brand=brand, ended_at=None, defaults={"role": role.value, "created_at": at}
    )
    if not made and seat.role != role.value:
        seat.role = role.value
        seat.save(update_fields=["role"])
    journal.record(
        brand, actor=None, verb="seat.give", object=f"seat:{seat.pk}", data={"email": email, "role": role.value}, at=at
    )
    return account


@transaction.atomic
def set_password(account: Account, password: str, *, at: datetime, by: Account | None = None) -> None:
    """Check it first (`validate_password`). Every session that was opened with the old one ends. `by` None: the command."""
    account.set_password(password)
    account.save(update_fields=["password"])
    for seat in Seat.objects.filter(account=account, ended_at=None).select_related("brand").order_by("brand_id"):
        journal.record(seat.brand, actor=by, verb="password.set", object=f"account:{account.pk}", data={}, at=at)


def introduce(account: Account, name: str, language: str) -> None:
    """How the team calls this account, and the language of its pages ("" = as its browser asks)."""
    account.name, account.language = name, language
    account.save(update_fields=["name", "language"])


def manages_everything(account: Account) -> bool:
    """Whether this account holds, in every brand of the installation, a seat that may edit the team.

    What belongs to no single brand (the jobs) is shown to such accounts only.
    """
    trusted = [role.value for role, held in PERMISSIONS.items() if Permission.TEAM_EDIT in held]
    seats = Seat.objects.filter(account=account, role__in=trusted, ended_at=None)
    return not Brand.objects.exclude(pk__in=seats.values("brand_id")).exists()


@transaction.atomic
def keep_house(account: Account, *, at: datetime) -> None:
    """It founds brands from now on. Twice changes nothing."""
    Keeper.objects.get_or_create(account=account, ended_at=None, defaults={"since": at})


def leave_house(account: Account, *, at: datetime) -> bool:
    """It founds no more brands; False when it did not."""
    return bool(Keeper.objects.filter(account=account, ended_at=None).update(ended_at=at))


def keeps_house(account: Account) -> bool:
    """Whether this account may found brands here. Owning a brand does not suffice: an agency's clients own theirs."""
    return Keeper.objects.filter(account_id=account.pk, ended_at=None).exists()


def speak(account: Account, language: str) -> None:
    """The language of its pages and mails from now on."""
    Account.objects.filter(pk=account.pk).update(language=language)
