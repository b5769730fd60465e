"""Who sits in a brand's team: seats, their quality, departments. Rights follow the seat at its next request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction

from parvis.core import journal
from parvis.core.accounts import new_password
from parvis.core.models import Account, Brand, Department, Seat
from parvis.core.roles import Role


class LastOwner(Exception):
    """Nobody would be left who may do everything in this brand."""


class OwnersOnly(Exception):
    """Only an owner gives the role of owner, or touches the seat of one."""


class OwnSeat(Exception):
    """Nobody ends their own seat: one slip would shut them out."""


class AlreadySeated(Exception):
    """This account has a seat in the brand."""


class AccountClosed(Exception):
    """The account of this address was closed: a seat would open nothing."""


class DepartmentNameTaken(Exception):
    """Another department of the brand has this name."""


@dataclass(frozen=True, slots=True)
class Quality:
    """In what quality somebody sits: `languages` they answer in, `hours` a week they have for it."""

    role: Role
    department: Department | None = None
    languages: Sequence[str] = field(default_factory=tuple)
    hours: int = 35


@dataclass(frozen=True, slots=True)
class Welcome:
    """`password`: of the account that was made, to hand over once; "" = they had an account and keep their own."""

    seat: Seat
    password: str


@transaction.atomic
def seat_person(brand: Brand, email: str, name: str, quality: Quality, *, by: Seat, at: datetime) -> Welcome:
    """Give a seat, and an account if they have none. Raises AlreadySeated, AccountClosed, OwnersOnly."""
    check_owner_given(by, quality.role)
    _alone(brand.pk)
    account, password = _account_for(email, name, at)
    if Seat.objects.filter(account=account, brand=brand, ended_at=None).exists():
        raise AlreadySeated
    seat = Seat(account=account, brand=brand, created_at=at)
    _put(seat, quality)
    seat.save()
    said = {"email": account.email, "role": quality.role.value}
    journal.record(brand, actor=by.account, verb="seat.give", object=f"seat:{seat.pk}", data=said, at=at)
    return Welcome(seat, password)


def _account_for(email: str, name: str, at: datetime) -> tuple[Account, str]:
    account = Account.objects.filter(email__iexact=email).first()
    if account is not None:
        if not account.is_active:
            raise AccountClosed
        return account, ""
    password = new_password()
    account = Account(email=email.lower(), name=name, created_at=at)
    account.set_password(password)
    account.save()
    return account, password


@transaction.atomic
def change_seat(seat: Seat, quality: Quality, *, by: Seat, at: datetime) -> None:
    """A role counts from the next request of its holder. Raises LastOwner, OwnersOnly."""
    stored = _held(seat)
    was = stored.role
    if quality.role != was:
        check_owner_given(by, quality.role)
        _check_owner_left(stored, by)
    _put(stored, quality)
    stored.save()
    said = {"name": stored.account.name, "role": quality.role.value, "was": was}
    journal.record(stored.brand, actor=by.account, verb="seat.changed", object=f"seat:{seat.pk}", data=said, at=at)


@transaction.atomic
def end_seat(seat: Seat, *, by: Seat, at: datetime) -> None:
    """They see this brand no more; what they did stays under their name. Raises OwnSeat, LastOwner, OwnersOnly."""
    if seat.pk == by.pk:
        raise OwnSeat
    stored = _held(seat)
    if stored.ended_at is not None:
        return
    _check_owner_left(stored, by)
    stored.ended_at = at
    stored.save(update_fields=["ended_at"])
    said = {"name": stored.account.name, "role": stored.role}
    journal.record(stored.brand, actor=by.account, verb="seat.ended", object=f"seat:{seat.pk}", data=said, at=at)


def _held(seat: Seat) -> Seat:
    """The seat as it stands now, while nobody else changes a seat of its brand: owners are counted under this lock."""
    _alone(seat.brand_id)
    return Seat.objects.select_related("brand", "account").get(pk=seat.pk)


def _alone(brand_id: int) -> None:
    Brand.objects.select_for_update(no_key=True).only("pk").get(pk=brand_id)


def check_owner_given(by: Seat, role: Role) -> None:
    """Raises OwnersOnly."""
    if role == Role.OWNER and by.role != Role.OWNER:
        raise OwnersOnly


def _check_owner_left(seat: Seat, by: Seat) -> None:
    """Before an owner stops being one."""
    if seat.role != Role.OWNER:
        return
    if by.role != Role.OWNER:
        raise OwnersOnly
    owners = Seat.objects.filter(brand=seat.brand_id, role=Role.OWNER, ended_at=None, account__is_active=True)
    if not owners.exclude(pk=seat.pk).exists():
        raise LastOwner


def _put(seat: Seat, quality: Quality) -> None:
    seat.role, seat.department = quality.role.value, quality.department
    seat.languages, seat.hours_per_week = list(quality.languages), quality.hours


@transaction.atomic
def add_department(brand: Brand, name: str, *, by: Account, at: datetime) -> Department:
    """Raises DepartmentNameTaken."""
    return _name(Department(brand=brand), name, "department.added", by, at)


@transaction.atomic
def rename_department(department: Department, name: str, *, by: Account, at: datetime) -> Department:
    """Raises DepartmentNameTaken."""
    return _name(department, name, "department.renamed", by, at)


@transaction.atomic
def remove_department(department: Department, *, by: Account, at: datetime) -> None:
    """Its seats, cases and rules stay, without a department."""
    said, of = {"name": department.name}, f"department:{department.pk}"
    journal.record(department.brand, actor=by, verb="department.removed", object=of, data=said, at=at)
    department.delete()


def _name(department: Department, name: str, verb: str, by: Account, at: datetime) -> Department:
    department.name = name
    try:
        with transaction.atomic():
            department.save()
    except IntegrityError:
        raise DepartmentNameTaken(name) from None
    of = f"department:{department.pk}"
    journal.record(department.brand, actor=by, verb=verb, object=of, data={"name": name}, at=at)
    return department


def team_of(brand: Brand) -> list[Seat]:
    """Seats that stand, each with account and department, by name."""
    seats = Seat.objects.filter(brand=brand, ended_at=None).select_related("account", "department")
    return list(seats.order_by("account__name", "pk"))


def departments_of(brand: Brand) -> list[Department]:
    return list(Department.objects.filter(brand=brand).order_by("name", "pk"))
