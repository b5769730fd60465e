from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.models import Brand, Department, Journal, Seat
from parvis.core.roles import Role
from parvis.engagement.actions import cases, routing
from parvis.engagement.actions.cases import By
from parvis.engagement.actions.escalation import BadStep, StepForm, TooManySteps, add_step, remove_step, take_steps
from parvis.engagement.actions.hours import Opening, set_hours, set_target
from parvis.engagement.models import Case, Escalation, Notice
from parvis.engagement.queries import history_of
from parvis.engagement.queries.escalation import to_look_at
from parvis.engagement.rules import Outcome
from parvis.engagement.rules.escalation import Act, Step, Unit, fires_at, plan
from parvis.engagement.rules.hours import ALWAYS, NEVER
from parvis.engagement.rules.targets import Key, Target
from parvis.flows.escalation import escalate
from parvis.outbox.tests.conversation import a_place, a_post, colleague, somebody

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


# When a step acts


@pytest.mark.parametrize(
    ("unit", "amount", "minutes"),
    [(Unit.PERCENT, 50, 60), (Unit.PERCENT, 100, 120), (Unit.PERCENT, 250, 300), (Unit.MINUTES, 45, 45)],
)
def test_a_step_acts_at_a_share_of_the_target_or_after_minutes(unit: Unit, amount: int, minutes: int) -> None:
    step = Step(1, unit, amount, START)
    assert fires_at(step, START, START + 2 * HOUR, ALWAYS) == START + minutes * MINUTE


def test_there_is_no_share_of_a_target_that_there_is_not() -> None:
    assert fires_at(Step(1, Unit.PERCENT, 50, START), START, NEVER, ALWAYS) == NEVER
    assert fires_at(Step(1, Unit.MINUTES, 50, START), START, NEVER, ALWAYS) == START + 50 * MINUTE


STEPS = st.lists(
    st.builds(
        Step,
        st.integers(1, 6),
        st.sampled_from(Unit),
        st.integers(1, 300),
        st.integers(-300, 300).map(lambda n: START + n * MINUTE),
        st.sampled_from(["", "complaint", "praise"]),
    ),
    max_size=6,
    unique_by=lambda step: step.step_id,
)


@given(STEPS, st.lists(st.integers(0, 700), min_size=1, max_size=8))
def test_looked_at_at_any_moments_each_step_is_taken_once_and_none_is_missed(
    steps: list[Step], moments: list[int]
) -> None:
    due, done, look_at = START + 2 * HOUR, set[int](), START - HOUR
    for minute in sorted(moments):
        at = START + minute * MINUTE
        made = plan(steps, done, "complaint", START, due, ALWAYS, at)
        assert not made.now or look_at <= at, "a step came due although nobody was to look before"
        assert done.isdisjoint(made.now)
        done |= set(made.now)
        look_at = plan(steps, done, "complaint", START, due, ALWAYS, at).next_at
        assert look_at > at
    end = START + max(moments) * MINUTE
    owed = {
        s.step_id for s in steps if s.type in ("", "complaint") and s.since <= fires_at(s, START, due, ALWAYS) <= end
    }
    assert done == owed


# What the job does


@pytest.fixture
def by(ines: Seat, noon: datetime) -> By:
    return By(ines.account, noon)


@pytest.fixture
def case(brand: Brand, by: By, noon: datetime) -> Case:
    """Owed two hours after noon."""
    post = a_post(a_place(brand, at=noon), author=somebody(brand, "lea", at=noon), at=noon)
    return cases.open_case(post, by)


@pytest.fixture
def boss(brand: Brand, noon: datetime) -> Seat:
    return colleague(brand, "karim", Role.MANAGER, at=noon)


def step(brand: Brand, by: By, amount: int, act: Act, **more: object) -> None:
    add_step(brand, StepForm(Unit.PERCENT, amount, act, **more), by=by.account, at=by.at)


def told(seat: Seat) -> int:
    return Notice.objects.filter(account=seat.account, kind="late").count()


def now(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


@pytest.mark.django_db
def test_the_holder_hears_first_then_the_leads_then_a_department(
    case: Case, brand: Brand, ines: Seat, boss: Seat, by: By, noon: datetime
) -> None:
    care = Department.objects.create(brand=brand, name="Relation clients")
    cases.assign(brand, case.pk, ines, by)
    step(brand, by, 50, Act.TELL_ASSIGNEE)
    step(brand, by, 80, Act.RAISE)
    step(brand, by, 100, Act.TELL_LEAD)
    step(brand, by, 150, Act.SEND, department=care)
    assert escalate(noon + 59 * MINUTE) == 0
    assert escalate(noon + 60 * MINUTE) == 1
    assert (told(ines), told(boss)) == (1, 0)
    assert escalate(noon + 2 * HOUR) == 2
    assert (now(case).priority, told(boss)) == (1, 1)
    assert now(case).due_at == noon + 2 * HOUR
    assert escalate(noon + 9 * HOUR) == 1
    assert now(case).department == care
    assert escalate(noon + 99 * HOUR) == 0
    assert [e.data["act"] for e in history_of(case) if e.kind == "escalated"] == [
        "tell_assignee", "raise", "tell_lead", "send",
    ]  # fmt: skip
    assert Journal.objects.filter(verb="case.escalated", actor=None).count() == 4


@pytest.mark.django_db
def test_called_twice_each_step_is_taken_once(case: Case, brand: Brand, boss: Seat, by: By, noon: datetime) -> None:
    step(brand, by, 100, Act.RAISE)
    assert take_steps(case.pk, noon + 3 * HOUR) == 1
    assert take_steps(case.pk, noon + 3 * HOUR) == 0
    Case.objects.update(escalate_at=None)
    assert escalate(noon + 3 * HOUR) == 0
    assert now(case).priority == 1
    assert Escalation.objects.count() == 1


@pytest.mark.django_db
def test_who_waits_anew_is_counted_anew(case: Case, brand: Brand, boss: Seat, by: By, noon: datetime) -> None:
    step(brand, by, 100, Act.TELL_LEAD)
    assert escalate(noon + 3 * HOUR) == 1
    cases.close(brand, case.pk, Outcome.RESOLVED, By(by.account, noon + 4 * HOUR))
    assert escalate(noon + 9 * HOUR) == 0
    cases.reopen(brand, case.pk, By(by.account, noon + 10 * HOUR))
    assert escalate(noon + 11 * HOUR) == 0
    assert escalate(noon + 12 * HOUR) == 1


@pytest.mark.django_db
def test_nobody_to_tell_means_the_leads_are_told(
    case: Case, brand: Brand, ines: Seat, boss: Seat, by: By, noon: datetime
) -> None:
    step(brand, by, 50, Act.TELL_ASSIGNEE)
    step(brand, by, 100, Act.TELL_LEAD, seat=ines)
    escalate(noon + HOUR)
    assert (told(ines), told(boss)) == (0, 1)
    escalate(noon + 2 * HOUR)
    assert told(ines) == 1


@pytest.mark.django_db
def test_those_who_are_asked_are_told_too(case: Case, brand: Brand, ines: Seat, by: By, noon: datetime) -> None:
    paul = colleague(brand, "paul", Role.EXPERT, at=noon)
    cases.assign(brand, case.pk, ines, by)
    routing.ask(brand, case.pk, routing.Ask(expert=paul), by)
    step(brand, by, 50, Act.TELL_ASSIGNEE)
    escalate(noon + HOUR)
    assert (told(ines), told(paul)) == (1, 1)


@pytest.mark.django_db
def test_the_share_is_one_of_open_time(case: Case, brand: Brand, boss: Seat, by: By, noon: datetime) -> None:
    set_hours(brand, Opening([[(9 * 60, 14 * 60)]] * 7), by=by.account, at=noon)  # noon is 13:00 in Paris
    late = a_post(a_place(brand, at=noon, name="p2"), author=somebody(brand, "max", at=noon), at=noon, thread="t2")
    owed_tomorrow = cases.open_case(late, by)
    assert owed_tomorrow.due_at == noon + 21 * HOUR
    step(brand, by, 100, Act.RAISE)
    step(brand, by, 50, Act.TELL_LEAD)
    escalate(noon + HOUR)
    assert told(boss) == 2  # the first was owed by the clock: half of its open time is over as well
    escalate(noon + 20 * HOUR)
    assert now(owed_tomorrow).priority == 0
    escalate(noon + 21 * HOUR)
    assert now(owed_tomorrow).priority == 1


@pytest.mark.django_db
def test_a_new_step_does_not_wake_the_past(case: Case, brand: Brand, boss: Seat, by: By, noon: datetime) -> None:
    add_step(brand, StepForm(Unit.PERCENT, 100, Act.TELL_LEAD), by=by.account, at=noon + 5 * HOUR)
    assert escalate(noon + 6 * HOUR) == 0


@pytest.mark.django_db
def test_a_removed_step_acts_no_more(case: Case, brand: Brand, boss: Seat, by: By, noon: datetime) -> None:
    made = add_step(brand, StepForm(Unit.PERCENT, 100, Act.TELL_LEAD), by=by.account, at=noon)
    remove_step(made, by=by.account, at=noon)
    remove_step(made, by=by.account, at=noon)
    assert escalate(noon + 6 * HOUR) == 0
    assert Journal.objects.filter(verb="step.removed").count() == 1


@pytest.mark.django_db
def test_steps_of_one_brand_touch_no_other(case: Case, other_brand: Brand, by: By, noon: datetime) -> None:
    step(other_brand, by, 1, Act.RAISE)
    assert escalate(noon + 6 * HOUR) == 0


@pytest.mark.django_db
def test_a_step_that_could_never_act_is_refused(brand: Brand, other_brand: Brand, by: By) -> None:
    theirs = Department.objects.create(brand=other_brand, name="X")
    for amount, act, more, field in [
        (0, Act.RAISE, {}, "amount"),
        (1001, Act.RAISE, {}, "amount"),
        (10, Act.SEND, {}, "department"),
        (10, Act.SEND, {"department": theirs}, "department"),
    ]:
        with pytest.raises(BadStep) as refused:
            step(brand, by, amount, act, **more)
        assert refused.value.field == field
    for n in range(1, 21):
        step(brand, by, n, Act.RAISE)
    with pytest.raises(TooManySteps):
        step(brand, by, 21, Act.RAISE)


@pytest.mark.django_db
def test_the_look_is_bounded_and_its_cost_constant(brand: Brand, by: By, noon: datetime) -> None:
    place, lea = a_place(brand, at=noon), somebody(brand, "lea", at=noon)
    set_target(brand, Key(), Target(60), by=by.account, at=noon)
    step(brand, by, 500, Act.RAISE)

    def cost(n: int) -> int:
        for i in range(n):
            cases.open_case(a_post(place, author=lea, at=noon, thread=f"{n}-{i}"), by)
        with CaptureQueriesContext(connection) as asked:
            assert escalate(noon) == 0
        return len([q for q in asked if q["sql"].startswith("SELECT")])

    assert cost(3) == cost(30)
    assert to_look_at(noon, limit=500) == []
