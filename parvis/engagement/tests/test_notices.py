from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from parvis.core.models import Brand, Event, Seat
from parvis.engagement.actions.cases import By, open_case
from parvis.engagement.actions.notices import seen, tell
from parvis.engagement.models import Case, Notice
from parvis.engagement.queries.notices import unseen_count, unseen_of
from parvis.outbox.tests.conversation import a_place, a_post, somebody

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def case(brand: Brand, ines: Seat, noon: datetime) -> Case:
    post = a_post(a_place(brand, at=noon), author=somebody(brand, "lea", at=noon), at=noon)
    return open_case(post, By(ines.account, noon))


def test_what_is_told_twice_before_anybody_looked_stands_once_and_is_fresh(
    case: Case, brand: Brand, ines: Seat, noon: datetime
) -> None:
    tell(brand, [ines.account_id, ines.account_id], "late", at=noon, case=case, data={"n": 1})
    tell(brand, [ines.account_id], "late", at=noon + HOUR, case=case, data={"n": 2})
    tell(brand, [ines.account_id], "mention", at=noon, case=case)
    told = unseen_of(brand.pk, ines.account_id)
    assert [(n.kind, n.at, n.data) for n in told] == [("mention", noon, {}), ("late", noon + HOUR, {"n": 2})]
    assert unseen_count(brand.pk, ines.account_id, most=1) == 1
    assert Event.objects.filter(topic="notices", ref=f"account:{ines.account_id}").count() == 3


def test_what_was_seen_is_told_anew_when_it_happens_again(case: Case, brand: Brand, ines: Seat, noon: datetime) -> None:
    tell(brand, [ines.account_id], "late", at=noon, case=case)
    assert seen(brand.pk, ines.account_id, at=noon, case_id=case.pk) == 1
    assert seen(brand.pk, ines.account_id, at=noon) == 0
    tell(brand, [ines.account_id], "late", at=noon + HOUR, case=case)
    assert unseen_count(brand.pk, ines.account_id) == 1
    assert Notice.objects.count() == 2


def test_notices_about_no_case_stand_each_for_itself(brand: Brand, ines: Seat, noon: datetime) -> None:
    first, second = (tell(brand, [ines.account_id], "hello", at=noon)[0] for _ in range(2))
    assert first != second
    assert [n.pk for n in unseen_of(brand.pk, ines.account_id, before=second.pk)] == [first.pk]


def test_nobody_reads_or_ticks_off_what_another_brand_or_person_was_told(
    case: Case, brand: Brand, other_brand: Brand, ines: Seat, noon: datetime
) -> None:
    told = tell(brand, [ines.account_id], "late", at=noon, case=case)[0]
    assert unseen_of(other_brand.pk, ines.account_id) == []
    assert seen(other_brand.pk, ines.account_id, at=noon, ids=[told.pk]) == 0
    assert seen(brand.pk, ines.account_id + 1, at=noon, ids=[told.pk]) == 0
    assert unseen_count(brand.pk, ines.account_id) == 1
