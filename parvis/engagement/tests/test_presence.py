from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from conftest import seat_for
from parvis.core.models import Brand, Event, Seat
from parvis.core.roles import Role
from parvis.engagement.actions.cases import By, open_case
from parvis.engagement.actions.presence import leave, leave_all, sign
from parvis.engagement.models import Case, Presence
from parvis.engagement.queries.presence import others_at
from parvis.engagement.rules.presence import GONE, SIGN, STILL_TYPING
from parvis.outbox.tests.conversation import a_place, a_post, somebody


@pytest.fixture
def case(brand: Brand, ines: Seat, noon: datetime) -> Case:
    post = a_post(a_place(brand, at=noon), author=somebody(brand, "lea", at=noon), at=noon)
    return open_case(post, By(ines.account, noon))


@pytest.fixture
def malik(brand: Brand) -> Seat:
    return seat_for(brand, Role.MODERATOR, name="malik")


def seen_by(seat: Seat, case: Case, at: datetime) -> list[tuple[str, bool]]:
    return [(one.name, one.typing) for one in others_at(seat, [case.pk], at).get(case.pk, [])]


def test_one_sees_the_others_and_not_oneself(case: Case, ines: Seat, malik: Seat, noon: datetime) -> None:
    sign(ines, case, typing=False, at=noon)
    sign(malik, case, typing=True, at=noon)
    assert seen_by(ines, case, noon) == [("Malik", True)]
    assert seen_by(malik, case, noon) == [("Ines", False)]


def test_who_gives_no_sign_is_gone_and_cleared_away_by_the_next_sign_of_anybody(
    case: Case, ines: Seat, malik: Seat, noon: datetime
) -> None:
    sign(malik, case, typing=True, at=noon)
    assert seen_by(ines, case, noon + STILL_TYPING) == [("Malik", False)]
    assert seen_by(ines, case, noon + GONE) == []
    sign(ines, case, typing=False, at=noon + GONE)
    assert list(Presence.objects.values_list("seat_id", flat=True)) == [ines.pk]


def test_the_table_holds_no_more_than_what_is_open_and_pages_hear_of_changes_only(
    case: Case, ines: Seat, noon: datetime
) -> None:
    before = Event.objects.count()
    for n in range(200):
        sign(ines, case, typing=False, at=noon + n * SIGN)
    assert Presence.objects.count() == 1
    assert Event.objects.count() == before + 1
    sign(ines, case, typing=True, at=noon + 200 * SIGN)
    leave(ines, case.pk, at=noon + 200 * SIGN)
    leave(ines, case.pk, at=noon + 200 * SIGN)
    assert Event.objects.count() == before + 3
    assert not Presence.objects.exists()


def test_signing_out_leaves_every_case(case: Case, ines: Seat, malik: Seat, noon: datetime) -> None:
    sign(ines, case, typing=False, at=noon)
    sign(malik, case, typing=False, at=noon)
    leave_all(ines.account, at=noon + timedelta(seconds=1))
    assert seen_by(malik, case, noon + timedelta(seconds=1)) == []
    assert Presence.objects.count() == 1


def test_a_seat_that_ended_is_not_shown(case: Case, ines: Seat, malik: Seat, noon: datetime) -> None:
    sign(malik, case, typing=False, at=noon)
    Seat.objects.filter(pk=malik.pk).update(ended_at=noon)
    assert seen_by(ines, case, noon) == []
