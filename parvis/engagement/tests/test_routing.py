from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from parvis.core.models import Brand, Department, Journal, Seat
from parvis.core.roles import Role
from parvis.core.team import end_seat
from parvis.engagement.actions import cases, routing
from parvis.engagement.actions.cases import By, StaleCase
from parvis.engagement.actions.hours import Opening, set_hours
from parvis.engagement.actions.routing import Ask, CaseClosed, NobodyAsked, NotAway, Shares
from parvis.engagement.models import Case, Notice, Routing
from parvis.engagement.queries import Filters, counts, history_of, inbox, routed, visible_to
from parvis.engagement.queries.routing import open_routing_of, routings_of, shared_with, waits_of
from parvis.engagement.rules import Outcome, RoutingOutcome
from parvis.outbox.models import Outgoing
from parvis.outbox.tests.conversation import a_place, a_post, colleague, somebody

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def by(ines: Seat, noon: datetime) -> By:
    return By(ines.account, noon)


@pytest.fixture
def case(brand: Brand, by: By, noon: datetime) -> Case:
    post = a_post(a_place(brand, at=noon), author=somebody(brand, "lea", at=noon), at=noon)
    return cases.open_case(post, by)


@pytest.fixture
def care(brand: Brand) -> Department:
    return Department.objects.create(brand=brand, name="Relation clients")


def expert(brand: Brand, department: Department | None, name: str, at: datetime) -> Seat:
    seat = colleague(brand, name, Role.EXPERT, at=at)
    seat.department = department
    seat.save()
    return seat


def later(by: By, hours: float, version: int | None = None) -> By:
    return By(by.account, by.at + hours * HOUR, version)


def now(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def told(seat: Seat) -> list[str]:
    return list(Notice.objects.filter(account=seat.account, seen_at=None).values_list("kind", flat=True))


def test_a_question_goes_to_a_department_and_comes_back_answered(
    case: Case, brand: Brand, care: Department, ines: Seat, by: By, noon: datetime
) -> None:
    paul = expert(brand, care, "paul", noon)
    cases.assign(brand, case.pk, ines, by)
    routing.ask(brand, case.pk, Ask(care, question="Peut-on rembourser ?"), by)
    away = open_routing_of(case)
    assert away is not None
    assert (away.department, away.question, away.asked_by) == (care, "Peut-on rembourser ?", ines.account)
    assert (now(case).department, now(case).assignee) == (care, ines)
    assert told(paul) == ["asked"]
    routing.give_back(brand, case.pk, RoutingOutcome.ANSWERED, "Oui, sous huit jours.", By(paul.account, noon + HOUR))
    back = now(case)
    assert (back.department, back.expert, back.assignee) == (None, None, ines)
    assert told(ines) == ["returned"]
    assert [(e.kind, e.data.get("text")) for e in history_of(case)][-2:] == [
        ("routed", "Peut-on rembourser ?"), ("returned", "Oui, sous huit jours."),
    ]  # fmt: skip
    assert "rembourser" not in str(list(Journal.objects.values_list("data", flat=True)))
    with pytest.raises(NotAway):
        routing.give_back(brand, case.pk, RoutingOutcome.ANSWERED, "", by)


def test_a_case_that_nobody_holds_comes_back_to_who_asked(
    case: Case, brand: Brand, care: Department, ines: Seat, by: By
) -> None:
    routing.ask(brand, case.pk, Ask(care), by)
    routing.give_back(brand, case.pk, RoutingOutcome.NOT_OURS, "", later(by, 1))
    assert now(case).assignee == ines


def test_asking_elsewhere_withdraws_from_where_it_was(case: Case, brand: Brand, care: Department, by: By) -> None:
    press = Department.objects.create(brand=brand, name="Presse")
    routing.ask(brand, case.pk, Ask(care), by)
    routing.ask(brand, case.pk, Ask(press), later(by, 1))
    assert [(r.department, r.outcome) for r in routings_of(case)] == [(care, "withdrawn"), (press, "")]
    routing.withdraw(brand, case.pk, later(by, 2))
    assert now(case).department is None
    with pytest.raises(NotAway):
        routing.withdraw(brand, case.pk, by)


def test_closing_ends_the_question(case: Case, brand: Brand, care: Department, by: By) -> None:
    routing.ask(brand, case.pk, Ask(care), by)
    cases.close(brand, case.pk, Outcome.RESOLVED, later(by, 1))
    assert [r.outcome for r in routings_of(case)] == ["closed"]
    with pytest.raises(CaseClosed):
        routing.ask(brand, case.pk, Ask(care), by)


def test_every_verb_refuses_a_stale_version(case: Case, brand: Brand, care: Department, by: By) -> None:
    routing.ask(brand, case.pk, Ask(care), later(by, 0, version=1))
    stale = later(by, 1, version=1)
    for refused in (
        lambda: routing.ask(brand, case.pk, Ask(care), stale),
        lambda: routing.give_back(brand, case.pk, RoutingOutcome.ANSWERED, "x", stale),
        lambda: routing.withdraw(brand, case.pk, stale),
    ):
        with pytest.raises(StaleCase):
            refused()
    assert now(case).version == 2
    with pytest.raises(NobodyAsked):
        routing.ask(brand, case.pk, Ask(), by)


# Who sees it


def seen(seat: Seat) -> list[int]:
    return list(visible_to(seat).values_list("pk", flat=True))


def test_a_department_sees_what_it_is_asked_and_no_longer(
    case: Case, brand: Brand, care: Department, by: By, noon: datetime
) -> None:
    paul, zoe = expert(brand, care, "paul", noon), expert(brand, None, "zoe", noon)
    assert seen(paul) == []
    routing.ask(brand, case.pk, Ask(care), by)
    assert (seen(paul), seen(zoe)) == ([case.pk], [])
    assert counts(brand.pk, paul.pk, noon, routed(paul))["all"] == 1
    routing.give_back(brand, case.pk, RoutingOutcome.NEEDS_MORE, "", By(paul.account, noon))
    assert seen(paul) == []


def test_an_expert_asked_by_name_is_the_only_one_of_their_department_who_sees_it(
    case: Case, brand: Brand, care: Department, by: By, noon: datetime
) -> None:
    paul, zoe = expert(brand, care, "paul", noon), expert(brand, care, "zoe", noon)
    routing.ask(brand, case.pk, Ask(expert=zoe, question="?"), by)
    assert (seen(paul), seen(zoe)) == ([], [case.pk])
    for seat, n in ((paul, 0), (zoe, 1)):
        only = routed(seat)
        assert counts(brand.pk, seat.pk, noon, only)["all"] == n
        assert len(inbox(brand.pk, Filters(only=only), noon)) == n
    assert inbox(brand.pk, Filters(), noon)[0].away == "Zoe"
    assert (told(paul), told(zoe)) == ([], ["asked"])


def test_an_expert_sees_of_a_case_what_the_sender_shared(
    case: Case, brand: Brand, care: Department, ines: Seat, by: By, noon: datetime
) -> None:
    paul = expert(brand, care, "paul", noon)
    routing.ask(brand, case.pk, Ask(care, shares=Shares(whole_thread=False, notes=True)), by)
    case = now(case)
    limits = shared_with(paul, case, open_routing_of(case))
    assert limits is not None
    assert (limits.whole_thread, limits.notes, limits.person) == (False, True, False)
    assert shared_with(ines, case, open_routing_of(case)) is None
    case.assignee = paul
    assert shared_with(paul, case, open_routing_of(case)) is None


# The public answer of an expert


def test_an_answer_of_those_asked_that_left_settles_the_question(
    case: Case, brand: Brand, care: Department, ines: Seat, by: By, noon: datetime
) -> None:
    paul = expert(brand, care, "paul", noon)
    cases.assign(brand, case.pk, ines, by)
    routing.ask(brand, case.pk, Ask(care), by)
    for author, away in ((ines, True), (paul, False)):
        sent = Outgoing.objects.create(
            brand=brand, place=case.place, thread=case.thread, reply_to=case.post, author=author.account, body="Voilà",
            state="sent", key=author.account.name, queued_at=noon, created_at=noon, updated_at=noon, sent_at=noon,
        )  # fmt: skip
        cases.reply_sent(sent, noon + HOUR)
        assert (open_routing_of(case) is not None) is away
    assert now(case).state == "waiting"
    assert now(case).department is None
    assert told(ines) == ["returned"]


# How long departments take


def test_the_time_with_a_department_is_measured_apart_in_open_time(
    case: Case, brand: Brand, care: Department, ines: Seat, by: By, noon: datetime
) -> None:
    office = [[(9 * 60, 18 * 60)]] * 5 + [[], []]
    set_hours(brand, Opening(office), by=ines.account, at=noon)  # noon is 13:00 in Paris, a Monday
    routing.ask(brand, case.pk, Ask(care), by)
    routing.give_back(brand, case.pk, RoutingOutcome.ANSWERED, "", later(by, 24))
    routing.ask(brand, case.pk, Ask(care), later(by, 24))
    routing.withdraw(brand, case.pk, later(by, 25))
    routing.ask(brand, case.pk, Ask(care), later(by, 25))
    (wait,) = waits_of(brand.pk, noon, by.at + 27 * HOUR)
    assert (wait.name, wait.settled, wait.typical) == ("Relation clients", 1, 9 * HOUR)
    assert (wait.standing, wait.oldest) == (1, 2 * HOUR)
    assert waits_of(brand.pk, by.at + 30 * HOUR, by.at + 31 * HOUR) == []


def test_a_question_outlives_the_seat_it_was_put_to(
    case: Case, brand: Brand, ines: Seat, by: By, noon: datetime
) -> None:
    zoe = expert(brand, None, "zoe", noon)
    routing.ask(brand, case.pk, Ask(expert=zoe), by)
    end_seat(zoe, by=ines, at=noon)
    assert open_routing_of(case) is not None
    routing.withdraw(brand, case.pk, by)
    assert Routing.objects.get().outcome == "withdrawn"
