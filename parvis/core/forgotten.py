"""Links by which somebody who forgot their password chooses another. Good once, for an hour, until the next sign-in."""

from __future__ import annotations

from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils.encoding import force_str
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from parvis.core.accounts import set_password
from parvis.core.models import Account


def may_choose(account: Account) -> bool:
    """Not who comes in through a provider alone: there it is decided whether they still may."""
    ties = SocialAccount.objects.filter(user_id=account.pk).exists()
    return account.is_active and (account.has_usable_password() or not ties)


def link_of(account: Account) -> str:
    """The end of its address. It is made of the password's hash and the last sign-in: after either changes it is dead."""
    return f"{urlsafe_base64_encode(str(account.pk).encode())}/{PasswordResetTokenGenerator().make_token(account)}"


def account_of(told: str, token: str) -> Account | None:
    """Whose link it is, while it is good."""
    try:
        pk = force_str(urlsafe_base64_decode(told))
    except (ValueError, UnicodeDecodeError):
        return None
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        return None
    account = Account.objects.filter(pk=int(pk), is_active=True).first()
    good = account is not None and PasswordResetTokenGenerator().check_token(account, token)
    return account if good and account is not None and may_choose(account) else None


def choose(account: Account, password: str, *, at: datetime) -> None:
    """Every session of the account ends."""
    set_password(account, password, at=at, by=account)
