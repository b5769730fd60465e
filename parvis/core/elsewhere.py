"""Accounts that sign in through a provider (OpenID Connect): who may, and the tie between the two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.db import transaction

from parvis.core import invitations, journal
from parvis.core.models import Account, Brand, Invitation, Seat
from parvis.core.newcomers import hashed, make_account
from parvis.core.roles import Role


class Why(StrEnum):
    """Why nobody comes in."""

    UNPROVEN = "unproven"
    UNKNOWN = "unknown"
    CLOSED = "closed"
    TIE_FIRST = "tie_first"
    TAKEN = "taken"


class NotLetIn(Exception):
    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


Accept = Callable[[Invitation, Account, datetime], object]
"""Gives the seat of an invitation, with all that hangs on it (`flows.seating.accept`)."""


@dataclass(frozen=True, slots=True)
class Vouched:
    """What the provider says: `emails` are those it has verified itself."""

    provider: str
    uid: str
    emails: Sequence[str]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Welcomed:
    """Whom a provider may bring besides invited and known people: addresses of `domains`, to `brand` in `role`; `anybody`, to
    no seat: they came to a community."""

    domains: Sequence[str] = field(default_factory=tuple)
    brand: str = ""
    role: Role = Role.OBSERVER
    anybody: bool = False


@transaction.atomic
def account_of(vouched: Vouched, welcomed: Welcomed, accept: Accept, *, at: datetime) -> Account:
    """Who comes in: the account tied to this sign-in, or a known, invited or welcomed address. Raises NotLetIn.

    `accept` gives an invitation's seat. A known account that has signed in with a password is tied from inside only: whoever made it under somebody else's
    address would otherwise keep a door into what that person does later.
    """
    tied = SocialAccount.objects.filter(provider=vouched.provider, uid=vouched.uid).select_related("user").first()
    if tied is not None:
        return _open(tied.user)
    if not vouched.emails:
        raise NotLetIn(Why.UNPROVEN)
    for email in vouched.emails:
        account = Account.objects.filter(email__iexact=email).first()
        if account is not None:
            _open(account)
            if account.has_usable_password() and account.last_login is not None:
                raise NotLetIn(Why.TIE_FIRST)
            account.set_unusable_password()
            account.save(update_fields=["password"])
            return _tie(account, vouched)
    return _tie(_newcomer(vouched, welcomed, accept, at), vouched)


def _newcomer(vouched: Vouched, welcomed: Welcomed, accept: Accept, at: datetime) -> Account:
    for email in vouched.emails:
        name = vouched.name[:120] or email.partition("@")[0]
        invited = invitations.open_for(email, at)
        try:
            if invited is not None:
                account = invitations.join(invited, name, None, email=email, at=at)
                accept(invited, account, at)
                return account
            if email.lower().rpartition("@")[2] in welcomed.domains:
                return _seated(email, name, welcomed, at)
            if welcomed.anybody:
                return make_account(email, name=name, password=hashed(None), language="", at=at)
        except ValidationError as error:
            raise NotLetIn(Why.UNPROVEN) from error
    raise NotLetIn(Why.UNKNOWN)


def _seated(email: str, name: str, welcomed: Welcomed, at: datetime) -> Account:
    brand = Brand.objects.filter(slug=welcomed.brand).first()
    if brand is None:
        raise NotLetIn(Why.UNKNOWN)
    account = Account(email=email.lower(), name=name, created_at=at)
    account.set_unusable_password()
    account.clean_fields()
    account.save()
    seat = Seat.objects.create(account=account, brand=brand, role=welcomed.role.value, created_at=at)
    said = {"email": account.email, "role": seat.role}
    journal.record(brand, actor=account, verb="seat.give", object=f"seat:{seat.pk}", data=said, at=at)
    return account


@transaction.atomic
def tie(account: Account, vouched: Vouched) -> Account:
    """Of one's own will, signed in. Raises NotLetIn when this sign-in belongs to another account."""
    tied = SocialAccount.objects.filter(provider=vouched.provider, uid=vouched.uid).first()
    if tied is not None and tied.user_id != account.pk:
        raise NotLetIn(Why.TAKEN)
    return account if tied is not None else _tie(account, vouched)


def _tie(account: Account, vouched: Vouched) -> Account:
    # What the provider tells besides is not kept: nobody here needs it.
    SocialAccount.objects.create(user=account, provider=vouched.provider, uid=vouched.uid, extra_data={})
    return account


def untie(account: Account, provider: str) -> bool:
    return bool(SocialAccount.objects.filter(user_id=account.pk, provider=provider).delete()[0])


def ties_of(account: Account) -> set[str]:
    return set(SocialAccount.objects.filter(user_id=account.pk).values_list("provider", flat=True))


def _open(account: Account) -> Account:
    if not account.is_active:
        raise NotLetIn(Why.CLOSED)
    return account
