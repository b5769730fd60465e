from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import seat_for
from parvis.conversations.models import Place
from parvis.core.models import Brand, Event, Job, Journal, Seat
from parvis.core.roles import Role
from parvis.engagement.actions import bulk as bulks
from parvis.engagement.actions import cases as one_by_one
from parvis.engagement.actions.cases import By, NotInBrand, NotInFuture
from parvis.engagement.models import Bulk, BulkCase, Case, CaseEvent
from parvis.engagement.rules import Outcome
from parvis.engagement.rules.bulk import PART, UNDONE_WITHIN, Act
from parvis.engagement.tests.test_inbox import fill
from parvis.flows.bulk import act_on_many, continue_bulk, take_back
from parvis.outbox.tests.conversation import a_place, somebody
from parvis.people.models import Identity

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
ALL = [f.attname for f in Case._meta.concrete_fields if f.attname != "version"]


def made(brand: Brand, noon: datetime, n: int, states: tuple[str, ...] = ("open",)) -> list[Case]:
    place = a_place(brand, at=noon)
    return list(fill(place, somebody(brand, "lea", at=noon), noon, n=n, states=states))


def picked(cases: list[Case]) -> list[tuple[int, int]]:
    return [(case.pk, case.version) for case in cases]


def standing(cases: list[Case]) -> list[dict[str, Any]]:
    return list(Case.objects.filter(pk__in=[c.pk for c in cases]).order_by("pk").values(*ALL))


def acts_for(noon: datetime, seat: Seat) -> list[Act]:
    return [
        Act("assign", str(seat.pk)), Act("assign", ""), Act("snooze", (noon + 90 * MINUTE).isoformat()),
        Act("close", "resolved"), Act("priority", "2"), Act("type", "complaint"),
    ]  # fmt: skip


def test_every_act_is_done_and_undone_exactly(brand: Brand, ines: Seat, noon: datetime) -> None:
    cases = made(brand, noon, 12, ("open", "waiting", "snoozed", "closed"))
    for act in acts_for(noon, ines):
        before = standing(cases)
        selected = list(Case.objects.order_by("pk").values_list("pk", "version"))
        bulk = act_on_many(brand, selected, act, by=ines.account, at=noon)
        done = BulkCase.objects.filter(bulk=bulk, state="done").count()
        assert done == (9 if act.kind in ("snooze", "close") else 12), act
        assert standing(cases) != before
        take_back(bulk, by=ines.account, at=noon + MINUTE)
        assert standing(cases) == before, act


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_happens_between_undo_restores_what_nobody_changed_and_nothing_else(
    brand: Brand, ines: Seat, noon: datetime, data: st.DataObject
) -> None:
    Bulk.objects.all().delete()
    Case.objects.all().delete()
    cases = five(brand, noon)
    before = {row["id"]: row for row in standing(cases)}
    act = data.draw(st.sampled_from(acts_for(noon, ines)))
    bulk = act_on_many(brand, picked(cases), act, by=ines.account, at=noon)
    touched = data.draw(st.sets(st.sampled_from([c.pk for c in cases])))
    for pk in touched:
        one_by_one.classify(brand, pk, By(ines.account, noon + MINUTE), priority=data.draw(st.integers(-1, 2)))
    after = {row["id"]: row for row in standing(cases)}
    take_back(bulk, by=ines.account, at=noon + 2 * MINUTE)
    for row in standing(cases):
        assert row == (after if row["id"] in touched else before)[row["id"]]


def five(brand: Brand, noon: datetime) -> list[Case]:
    """Again and again in one test: the place and the person stay."""
    place = Place.objects.filter(brand=brand).first() or a_place(brand, at=noon)
    lea = Identity.objects.filter(brand=brand).first() or somebody(brand, "lea", at=noon)
    return list(fill(place, lea, noon, n=5, states=("open", "waiting", "closed")))


def test_what_changed_since_it_was_selected_is_left_and_told(brand: Brand, ines: Seat, noon: datetime) -> None:
    cases = made(brand, noon, 5)
    for case in cases[:2]:
        one_by_one.classify(brand, case.pk, By(ines.account, noon), priority=1)
    bulk = act_on_many(brand, picked(cases), Act("close", "spam"), by=ines.account, at=noon)
    stale = BulkCase.objects.filter(bulk=bulk, state="stale").values_list("case_id", flat=True)
    assert set(stale) == {case.pk for case in cases[:2]}
    assert set(Case.objects.filter(state="closed").values_list("pk", flat=True)) == {c.pk for c in cases[2:]}


def test_a_conversation_opened_anew_is_not_reopened_by_undoing(brand: Brand, ines: Seat, noon: datetime) -> None:
    cases = made(brand, noon, 2)
    bulk = act_on_many(brand, picked(cases), Act("close", "resolved"), by=ines.account, at=noon)
    one_by_one.open_case(cases[0].post, By(ines.account, noon + MINUTE))
    take_back(bulk, by=ines.account, at=noon + 2 * MINUTE)
    assert [Case.objects.get(pk=c.pk).state for c in cases] == ["closed", "open"]
    assert BulkCase.objects.get(bulk=bulk, state="kept").case_id == cases[0].pk


def test_beyond_one_part_a_job_goes_on_and_each_part_is_one_transaction(
    brand: Brand, ines: Seat, noon: datetime
) -> None:
    cases = made(brand, noon, PART + 20)
    bulk = act_on_many(brand, picked(cases), Act("type", "praise"), by=ines.account, at=noon)
    assert BulkCase.objects.filter(bulk=bulk, state="done").count() == PART
    assert Job.objects.filter(key=f"bulk:{bulk.pk}").exists() or connection.vendor == "postgresql"
    continue_bulk(bulk.pk)
    continue_bulk(bulk.pk)
    bulk.refresh_from_db()
    assert bulk.ended_at is not None
    assert Case.objects.filter(type="praise").count() == PART + 20
    assert CaseEvent.objects.filter(kind="classified").count() == PART + 20
    assert Journal.objects.filter(verb="cases.bulk").count() == 2
    take_back(bulk, by=ines.account, at=noon + MINUTE)
    while bulks.undo_part(bulk.pk, noon):
        pass
    assert not Case.objects.filter(type="praise").exists()


def test_one_act_is_one_line_of_the_journal_and_one_event(brand: Brand, ines: Seat, noon: datetime) -> None:
    cases = made(brand, noon, 30)
    act_on_many(brand, picked(cases), Act("priority", "1"), by=ines.account, at=noon)
    line = Journal.objects.get()
    assert (line.verb, sorted(line.data["cases"])) == ("cases.bulk", [c.pk for c in cases])
    assert Event.objects.count() == 1


def test_the_cost_of_a_part_does_not_grow_with_its_cases(brand: Brand, ines: Seat, noon: datetime) -> None:
    cases, costs = made(brand, noon, 60), []
    for some in (cases[:5], cases[5:60]):
        with CaptureQueriesContext(connection) as asked:
            act_on_many(brand, picked(some), Act("assign", str(ines.pk)), by=ines.account, at=noon)
        costs.append(len(asked))
    assert all(b <= a for a, b in pairwise(costs)), costs


def test_nothing_reaches_another_brand(brand: Brand, other_brand: Brand, ines: Seat, noon: datetime) -> None:
    theirs = made(other_brand, noon, 2)
    bulk = act_on_many(brand, picked(theirs), Act("close", "spam"), by=ines.account, at=noon)
    assert not bulk.cases.exists()
    assert not Case.objects.filter(state="closed").exists()
    foreign = seat_for(other_brand, Role.OWNER)
    with pytest.raises(NotInBrand):
        act_on_many(brand, [], Act("assign", str(foreign.pk)), by=ines.account, at=noon)


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (Act("snooze", "2020-01-01T00:00:00+00:00"), NotInFuture),
        (Act("close", "x"), ValueError),
        (Act("priority", "9"), ValueError),
        (Act("type", "x"), ValueError),
    ],
)
def test_an_act_that_cannot_be_is_refused_before_anything_is_done(
    brand: Brand, ines: Seat, noon: datetime, act: Act, error: type[Exception]
) -> None:
    with pytest.raises(error):
        act_on_many(brand, [], act, by=ines.account, at=noon)
    assert not Bulk.objects.exists()


def test_undo_is_once_in_time_and_by_oneself(brand: Brand, ines: Seat, noon: datetime) -> None:
    cases = made(brand, noon, 2)
    bulk = act_on_many(brand, picked(cases), Act("close", Outcome.SPAM), by=ines.account, at=noon)
    with pytest.raises(bulks.TooLateToUndo):
        take_back(bulk, by=ines.account, at=noon + UNDONE_WITHIN + MINUTE)
    with pytest.raises(Bulk.DoesNotExist):
        take_back(bulk, by=seat_for(brand, Role.OWNER).account, at=noon)
    take_back(bulk, by=ines.account, at=noon + MINUTE)
    with pytest.raises(bulks.TooLateToUndo):
        take_back(bulk, by=ines.account, at=noon + MINUTE)
    assert bulks.forget(at=noon + 3 * UNDONE_WITHIN)
    assert not BulkCase.objects.exists()
