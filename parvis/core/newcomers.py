"""Accounts that people make themselves. They open no desk: rights there come from seats."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from parvis.core.models import Account, Seat, Session


class AddressKnown(Exception):
    """There is an account of this address already. Never told to whoever asks."""


def hashed(password: str | None) -> str:
    """As it is stored; None = no password opens the account."""
    return make_password(password)


def known_address(email: str) -> Account | None:
    return Account.objects.filter(email__iexact=email).first()


def make_account(email: str, *, name: str, password: str, language: str, at: datetime) -> Account:
    """`password`: as `hashed` gave it. Raises AddressKnown, ValidationError for what is no address."""
    if known_address(email) is not None:
        raise AddressKnown
    account = Account(
        email=email.lower(), name=name[:120], language=language[:8], created_at=at, password=password
    )  # fmt: skip
    account.clean_fields()
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError as problem:  # two at once
        raise AddressKnown from problem
    return account


@transaction.atomic
def forget_account(account: Account) -> bool:
    """Nobody opens it any more and it says of nobody whose it was; its row stays for the journal, whose lines name it by
    number. False: somebody of a team, now or before, whose account is not theirs alone."""
    if Seat.objects.filter(account=account).exists():
        return False
    Session.objects.filter(account_id=account.pk).delete()
    Authenticator.objects.filter(user_id=account.pk).delete()
    SocialAccount.objects.filter(user_id=account.pk).delete()
    account.email, account.name, account.language = f"{account.pk}@forgotten.invalid", "", ""
    account.is_active, account.last_login, account.password = False, None, make_password(None)
    account.save()
    return True
