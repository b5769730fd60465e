"""Seats: who gives what, and what nobody can take."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import seat_for
from parvis.core import accounts, journal, team
from parvis.core.brands import Portrait, portray
from parvis.core.models import Account, Brand, Department, Journal, Seat
from parvis.core.roles import Permission, Role, allows
from parvis.core.team import Quality


@pytest.fixture
def owner(brand: Brand) -> Seat:
    return seat_for(brand, Role.OWNER)


def test_a_new_person_gets_an_account_and_a_password_that_opens_it(owner: Seat, noon: datetime) -> None:
    welcome = team.seat_person(
        owner.brand, "Lou@Nocturne.example", "Lou", Quality(Role.EXPERT, languages=["fr"]), by=owner, at=noon
    )
    account = Account.objects.get(email="lou@nocturne.example")
    assert account.check_password(welcome.password)
    assert (welcome.seat.role, welcome.seat.languages) == ("expert", ["fr"])
    line = Journal.objects.get(verb="seat.give")
    assert line.actor == owner.account
    assert welcome.password not in str(line.data)


def test_somebody_known_in_another_brand_keeps_their_password_and_name(
    owner: Seat, other_brand: Brand, noon: datetime
) -> None:
    known = seat_for(other_brand, Role.OWNER, name="sacha").account
    before = known.password
    welcome = team.seat_person(owner.brand, known.email, "Another name", Quality(Role.OBSERVER), by=owner, at=noon)
    known.refresh_from_db()
    assert (welcome.password, welcome.seat.account, known.name, known.password) == ("", known, "Sacha", before)


def test_one_account_has_one_seat_in_a_brand(owner: Seat, ines: Seat, noon: datetime) -> None:
    with pytest.raises(team.AlreadySeated):
        team.seat_person(owner.brand, ines.account.email.upper(), "", Quality(Role.EXPERT), by=owner, at=noon)


def test_a_closed_account_gets_no_seat(owner: Seat, other_brand: Brand, noon: datetime) -> None:
    gone = seat_for(other_brand, Role.EXPERT).account
    gone.is_active = False
    gone.save()
    with pytest.raises(team.AccountClosed):
        team.seat_person(owner.brand, gone.email, "", Quality(Role.EXPERT), by=owner, at=noon)


def test_a_change_of_role_counts_at_the_next_look(owner: Seat, ines: Seat, noon: datetime) -> None:
    team.change_seat(ines, Quality(Role.OBSERVER, hours=10), by=owner, at=noon)
    stored = Seat.objects.get(pk=ines.pk)
    assert not allows(stored.role, Permission.CASE_WORK)
    assert stored.hours_per_week == 10
    assert Journal.objects.get(verb="seat.changed").data == {
        "name": "Ines",
        "role": "observer",
        "was": "community_manager",
    }


@pytest.mark.parametrize("role", [r for r in Role if r != Role.OWNER])
def test_the_last_owner_stays_one(owner: Seat, noon: datetime, role: Role) -> None:
    with pytest.raises(team.LastOwner):
        team.change_seat(owner, Quality(role), by=owner, at=noon)
    assert Seat.objects.get(pk=owner.pk).role == Role.OWNER


def test_an_owner_whose_account_is_closed_does_not_count(owner: Seat, noon: datetime) -> None:
    asleep = seat_for(owner.brand, Role.OWNER, name="asleep")
    Account.objects.filter(pk=asleep.account_id).update(is_active=False)
    with pytest.raises(team.LastOwner):
        team.change_seat(owner, Quality(Role.MANAGER), by=owner, at=noon)


def test_one_of_two_owners_may_step_down(owner: Seat, noon: datetime) -> None:
    seat_for(owner.brand, Role.OWNER, name="second")
    team.change_seat(owner, Quality(Role.MANAGER), by=owner, at=noon)
    assert Seat.objects.get(pk=owner.pk).role == Role.MANAGER


def test_a_manager_neither_makes_nor_unmakes_owners(owner: Seat, ines: Seat, noon: datetime) -> None:
    manager = seat_for(owner.brand, Role.MANAGER)
    seat_for(owner.brand, Role.OWNER, name="second")
    for act in (
        lambda: team.change_seat(manager, Quality(Role.OWNER), by=manager, at=noon),
        lambda: team.change_seat(owner, Quality(Role.OBSERVER), by=manager, at=noon),
        lambda: team.end_seat(owner, by=manager, at=noon),
        lambda: team.seat_person(owner.brand, "x@nocturne.example", "X", Quality(Role.OWNER), by=manager, at=noon),
    ):
        with pytest.raises(team.OwnersOnly):
            act()
    team.end_seat(ines, by=manager, at=noon)
    assert Seat.objects.get(pk=ines.pk).ended_at == noon


def test_nobody_ends_their_own_seat(owner: Seat, noon: datetime) -> None:
    with pytest.raises(team.OwnSeat):
        team.end_seat(owner, by=owner, at=noon)


def test_an_ended_seat_can_be_given_again(owner: Seat, ines: Seat, noon: datetime) -> None:
    team.end_seat(ines, by=owner, at=noon)
    team.end_seat(ines, by=owner, at=noon)
    assert Journal.objects.filter(verb="seat.ended").count() == 1
    again = team.seat_person(owner.brand, ines.account.email, "", Quality(Role.EXPERT), by=owner, at=noon)
    assert again.seat.pk != ines.pk


def test_departments_have_one_name_each(owner: Seat, ines: Seat, noon: datetime) -> None:
    pr = team.add_department(owner.brand, "PR", by=owner.account, at=noon)
    sales = team.add_department(owner.brand, "Sales", by=owner.account, at=noon)
    with pytest.raises(team.DepartmentNameTaken):
        team.rename_department(sales, "PR", by=owner.account, at=noon)
    team.change_seat(ines, Quality(Role.EXPERT, department=pr), by=owner, at=noon)
    team.remove_department(pr, by=owner.account, at=noon)
    assert Seat.objects.get(pk=ines.pk).department is None
    assert list(Department.objects.values_list("name", flat=True)) == ["Sales"]


def test_the_team_costs_one_query(owner: Seat, ines: Seat) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert [seat.account.name for seat in team.team_of(owner.brand)] == ["Ines", "Owner"]
    assert len(queries) == 1


def test_only_who_manages_every_brand_manages_everything(owner: Seat, ines: Seat, other_brand: Brand) -> None:
    assert not accounts.manages_everything(owner.account)
    Seat.objects.create(account=owner.account, brand=other_brand, role=Role.MANAGER, created_at=owner.created_at)
    assert accounts.manages_everything(owner.account)
    assert not accounts.manages_everything(ines.account)


def test_a_brand_changes_its_portrait_and_the_journal_says_so(ines: Seat, noon: datetime) -> None:
    portray(ines.brand, Portrait("Nocturne & Cie", "en", ["en", "de"], "Europe/Berlin"), by=ines.account, at=noon)
    stored = Brand.objects.get(pk=ines.brand_id)
    assert (stored.name, stored.language, stored.languages, stored.timezone, stored.slug) == (
        "Nocturne & Cie", "en", ["en", "de"], "Europe/Berlin", "nocturne",
    )  # fmt: skip
    assert Journal.objects.get(verb="brand.changed").actor == ines.account


def test_journal_lines_are_read_by_key_and_by_filter(ines: Seat, noon: datetime) -> None:
    for name in ("PR", "Sales", "HR"):
        team.add_department(ines.brand, name, by=ines.account, at=noon)
    accounts.set_password(ines.account, "les trains de nuit", at=noon)
    newest = journal.lines_of(ines.brand, limit=2)
    assert [line.seq for line in newest] == [4, 3]
    assert [line.seq for line in journal.lines_of(ines.brand, before=3, limit=9)] == [2, 1]
    assert [line.seq for line in journal.lines_of(ines.brand, actor_id=ines.account_id, limit=9)] == [3, 2, 1]
    assert [line.seq for line in journal.lines_of(ines.brand, verb="password.set", limit=9)] == [4]
