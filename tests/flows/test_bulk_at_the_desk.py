"""One act on many cases, where cases are asked about, merged, raised: as it would be done one by one, and undone exactly."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from parvis.core.models import Brand, Department, Seat
from parvis.engagement.actions import cases as one_by_one
from parvis.engagement.actions import merging, routing
from parvis.engagement.actions.cases import By
from parvis.engagement.actions.macros import do_acts
from parvis.engagement.models import BulkCase, Case, CaseEvent, Routing
from parvis.engagement.queries.routing import open_routing_of
from parvis.engagement.rules import Outcome, RoutingOutcome
from parvis.engagement.rules.bulk import Act
from parvis.engagement.rules.macros import Acts
from parvis.flows.bulk import act_on_many, take_back
from tests.flows.test_bulk import made, picked, standing

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def asked(brand: Brand, ines: Seat, noon: datetime) -> Case:
    """A case that is with an expert."""
    case = made(brand, noon, 1)[0]
    care = Department.objects.create(brand=brand, name="Relation clients")
    routing.ask(brand, case.pk, routing.Ask(care, ines, "Pourquoi ?"), By(ines.account, noon))
    return Case.objects.get(pk=case.pk)


def test_closing_many_ends_their_questions_and_undoing_asks_them_again(
    brand: Brand, ines: Seat, noon: datetime, asked: Case
) -> None:
    before, question = standing([asked]), Routing.objects.values().get(case=asked)
    bulk = act_on_many(brand, picked([asked]), Act("close", "resolved"), by=ines.account, at=noon + MINUTE)
    closed = Case.objects.get(pk=asked.pk)
    assert (closed.state, closed.department_id, closed.expert_id) == ("closed", None, None)
    assert Routing.objects.get(case=asked).outcome == RoutingOutcome.CLOSED
    take_back(bulk, by=ines.account, at=noon + 2 * MINUTE)
    assert standing([asked]) == before
    assert Routing.objects.values().get(case=asked) == question


def test_giving_many_leaves_the_questions_where_they_are(brand: Brand, ines: Seat, noon: datetime, asked: Case) -> None:
    act_on_many(brand, picked([asked]), Act("assign", str(ines.pk)), by=ines.account, at=noon)
    assert Case.objects.get(pk=asked.pk).expert_id == ines.pk
    assert open_routing_of(asked) is not None


def test_another_priority_is_owed_as_when_it_is_set_one_by_one(brand: Brand, ines: Seat, noon: datetime) -> None:
    one, other = made(brand, noon, 2)
    Case.objects.update(waiting_since=noon, due_at=noon + timedelta(days=9))
    one_by_one.classify(brand, one.pk, By(ines.account, noon), priority=2)
    act_on_many(brand, picked([other]), Act("priority", "2"), by=ines.account, at=noon)
    due = set(Case.objects.values_list("due_at", flat=True))
    assert len(due) == 1
    assert due != {noon + timedelta(days=9)}


def test_escalation_looks_anew_and_the_history_says_which_version_it_made(
    brand: Brand, ines: Seat, noon: datetime
) -> None:
    case = made(brand, noon, 1)[0]
    Case.objects.update(escalate_at=noon + MINUTE)
    bulk = act_on_many(brand, picked([case]), Act("type", "praise"), by=ines.account, at=noon)
    stored = Case.objects.get(pk=case.pk)
    assert stored.escalate_at is None
    assert CaseEvent.objects.filter(case=case, kind="classified", version=stored.version).exists()
    Case.objects.update(escalate_at=noon + MINUTE)
    take_back(bulk, by=ines.account, at=noon)
    assert Case.objects.get(pk=case.pk).escalate_at is None


def test_what_is_part_of_another_case_is_left_alone(brand: Brand, ines: Seat, noon: datetime) -> None:
    winner, loser = made(brand, noon, 2)
    merging.merge(brand, winner.pk, loser.pk, By(ines.account, noon))
    loser.refresh_from_db()
    bulk = act_on_many(brand, picked([loser]), Act("type", "praise"), by=ines.account, at=noon)
    assert BulkCase.objects.get(bulk=bulk).state == "stale"


def test_what_was_merged_since_stays_merged(brand: Brand, ines: Seat, noon: datetime) -> None:
    winner, loser = made(brand, noon, 2)
    bulk = act_on_many(brand, picked([loser]), Act("type", "praise"), by=ines.account, at=noon)
    merging.merge(brand, winner.pk, loser.pk, By(ines.account, noon))
    take_back(bulk, by=ines.account, at=noon + MINUTE)
    assert BulkCase.objects.get(bulk=bulk).state == "kept"
    assert Case.objects.get(pk=loser.pk).merged_into_id == winner.pk


def test_a_conversation_merged_elsewhere_is_not_reopened_by_undoing(brand: Brand, ines: Seat, noon: datetime) -> None:
    case, other = made(brand, noon, 2)
    bulk = act_on_many(brand, picked([case]), Act("close", "resolved"), by=ines.account, at=noon)
    again = one_by_one.open_case(case.post, By(ines.account, noon + MINUTE))
    merging.merge(brand, other.pk, again.pk, By(ines.account, noon + MINUTE))
    take_back(bulk, by=ines.account, at=noon + 2 * MINUTE)
    assert Case.objects.get(pk=case.pk).state == "closed"


def test_a_ready_answer_that_closes_ends_the_question_too(
    brand: Brand, ines: Seat, noon: datetime, asked: Case
) -> None:
    do_acts(brand, asked.pk, Acts(close=str(Outcome.RESOLVED)), ines, {}, By(ines.account, noon))
    assert Routing.objects.get(case=asked).outcome == RoutingOutcome.CLOSED
