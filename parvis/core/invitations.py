"""Seats that wait for somebody: a link that is good once, for a time, until it is revoked."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction

from parvis.core import journal
from parvis.core.models import Account, Brand, Department, Invitation, Seat
from parvis.core.roles import Role
from parvis.core.team import AccountClosed, AlreadySeated, check_owner_given

GOOD_FOR = timedelta(days=7)


class End(StrEnum):
    """Why a link opens nothing."""

    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    EXPIRED = "expired"


class NotOpen(Exception):
    """The link opens nothing (any more). `end` says why."""

    def __init__(self, end: End) -> None:
        super().__init__(end)
        self.end = end


class ForSomebodyElse(Exception):
    """The invitation names another address than the account's. `email`: that one."""

    def __init__(self, email: str) -> None:
        super().__init__(email)
        self.email = email


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered. `email` "" = to whoever holds the link; `places`: ids, for a guest."""

    email: str
    role: Role
    department: Department | None = None
    places: Sequence[int] = field(default_factory=tuple)
    language: str = "fr"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


@transaction.atomic
def invite(brand: Brand, offer: Offer, *, by: Seat, at: datetime) -> tuple[Invitation, str]:
    """The invitation and the secret of its link, which is kept nowhere. Raises AlreadySeated, AccountClosed, OwnersOnly."""
    check_owner_given(by, offer.role)
    known = Account.objects.filter(email__iexact=offer.email).first() if offer.email else None
    if known is not None:
        if not known.is_active:
            raise AccountClosed
        if Seat.objects.filter(account=known, brand=brand, ended_at=None).exists():
            raise AlreadySeated
    token = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        brand=brand, email=offer.email.lower(), role=offer.role.value, department=offer.department,
        places=list(offer.places), language=offer.language, token_hash=_hash(token), invited_by=by.account,
        invited_at=at, expires_at=at + GOOD_FOR,
    )  # fmt: skip
    _tell(made, "invitation.sent", by.account, at)
    return made, token


@transaction.atomic
def renew(invitation: Invitation, *, by: Seat, at: datetime) -> str:
    """Another link, good for as long again; the former one opens nothing. Raises NotOpen, OwnersOnly."""
    stored = _hold(invitation)
    check_owner_given(by, Role(stored.role))
    if stored.accepted_at or stored.revoked_at:
        raise NotOpen(End.ACCEPTED if stored.accepted_at else End.REVOKED)
    token = secrets.token_urlsafe(32)
    stored.token_hash, stored.expires_at = _hash(token), at + GOOD_FOR
    stored.save(update_fields=["token_hash", "expires_at"])
    _tell(stored, "invitation.renewed", by.account, at)
    return token


@transaction.atomic
def revoke(invitation: Invitation, *, by: Account, at: datetime) -> bool:
    """Its link opens nothing any more; False when it was accepted or revoked before."""
    stored = _hold(invitation)
    if stored.accepted_at or stored.revoked_at:
        return False
    stored.revoked_at = at
    stored.save(update_fields=["revoked_at"])
    _tell(stored, "invitation.revoked", by, at)
    return True


def look(token: str, at: datetime) -> Invitation:
    """What the link offers. Raises NotOpen."""
    found = (
        Invitation.objects.select_related("brand", "invited_by", "department").filter(token_hash=_hash(token)).first()
    )
    if found is None:
        raise NotOpen(End.UNKNOWN)
    _check_open(found, at)
    return found


def _check_open(one: Invitation, at: datetime) -> None:
    if one.accepted_at:
        raise NotOpen(End.ACCEPTED)
    if one.revoked_at:
        raise NotOpen(End.REVOKED)
    if one.expires_at <= at:
        raise NotOpen(End.EXPIRED)


@transaction.atomic
def accept(invitation: Invitation, account: Account, *, at: datetime) -> Seat:
    """The seat, once. Two that accept at the same moment: the second is told. Raises NotOpen, ForSomebodyElse, AlreadySeated."""
    stored = _hold(invitation)
    _check_open(stored, at)
    if stored.email and stored.email != account.email.lower():
        raise ForSomebodyElse(stored.email)
    if Seat.objects.filter(account=account, brand_id=stored.brand_id, ended_at=None).exists():
        raise AlreadySeated
    seat = Seat.objects.create(
        account=account, brand_id=stored.brand_id, role=stored.role, department_id=stored.department_id,
        languages=[stored.language], created_at=at,
    )  # fmt: skip
    stored.accepted_at, stored.seat = at, seat
    stored.save(update_fields=["accepted_at", "seat"])
    _tell(stored, "invitation.accepted", account, at)
    return seat


@transaction.atomic
def join(invitation: Invitation, name: str, password: str | None, *, email: str, at: datetime) -> Account:
    """An account for somebody who has none; `password` None = they sign in through a provider. Raises NotOpen, AccountClosed."""
    stored = _hold(invitation)
    _check_open(stored, at)
    if Account.objects.filter(email__iexact=email).exists():
        raise AccountClosed
    account = Account(email=email.lower(), name=name, language=stored.language, created_at=at)
    account.set_password(password)
    account.clean_fields()
    account.save()
    return account


def open_of(brand: Brand) -> list[Invitation]:
    """Those that wait, and those that nobody took in time; latest first."""
    rows = Invitation.objects.filter(brand=brand, accepted_at=None, revoked_at=None)
    return list(rows.select_related("invited_by", "department").order_by("-invited_at", "-pk"))


def open_for(email: str, at: datetime) -> Invitation | None:
    """The latest invitation that names this address."""
    rows = Invitation.objects.filter(email=email.lower(), accepted_at=None, revoked_at=None, expires_at__gt=at)
    return rows.select_related("brand").order_by("-invited_at").first() if email else None


def _hold(invitation: Invitation) -> Invitation:
    return Invitation.objects.select_for_update(of=("self",)).select_related("brand").get(pk=invitation.pk)


def _tell(one: Invitation, verb: str, by: Account, at: datetime) -> None:
    said = {"email": one.email, "role": one.role}
    journal.record(one.brand, actor=by, verb=verb, object=f"invitation:{one.pk}", data=said, at=at)
