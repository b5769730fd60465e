from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from parvis.connectors.contract import Sent
from parvis.conversations.models import Post
from parvis.core.models import Brand, Department, Event, Journal, Seat
from parvis.core.roles import Role
from parvis.engagement.actions import cases, routing
from parvis.engagement.actions.arrivals import wake_due
from parvis.engagement.actions.cases import AlreadyOpen, By, NotInBrand, NotInFuture, StaleCase
from parvis.engagement.models import Case
from parvis.engagement.queries import case_of, history_of, replies_of
from parvis.engagement.rules import CaseType, Outcome
from parvis.outbox.actions.delivery import claim_for_sending, record_sent
from parvis.outbox.actions.drafts import Writing, queue, save_draft
from parvis.outbox.models import Outgoing
from parvis.outbox.tests.conversation import a_place, a_post, colleague, somebody

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def post(brand: Brand, noon: datetime) -> Post:
    return a_post(a_place(brand, at=noon), author=somebody(brand, "lea", at=noon), at=noon)


@pytest.fixture
def by(ines: Seat, noon: datetime) -> By:
    return By(ines.account, noon + HOUR)


@pytest.fixture
def case(post: Post, by: By) -> Case:
    return cases.open_case(post, by, kind=CaseType.COMPLAINT)


def now(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def answered(case: Case, seat: Seat, *, queued: datetime, sent: datetime) -> Outgoing:
    draft = save_draft(case.post, Writing("Voilà", None), by=seat.account, at=queued)
    queue(draft, by=seat.account, at=queued)
    mine = claim_for_sending(draft.pk, sent)
    assert mine is not None
    record_sent(mine, Sent("r1", sent), sent)
    return mine


def test_the_person_waits_since_they_wrote_not_since_we_looked(case: Case, noon: datetime) -> None:
    assert (case.waiting_since, case.due_at) == (noon, noon + 2 * HOUR)
    assert case.opened_by == ""


def test_a_thread_has_one_open_case(case: Case, post: Post, by: By) -> None:
    with pytest.raises(AlreadyOpen) as refused:
        cases.open_case(post, by)
    assert refused.value.case == case


def test_every_verb_leaves_a_line_in_the_history_and_in_the_journal(
    case: Case, brand: Brand, by: By, ines: Seat
) -> None:
    care = Department.objects.create(brand=brand, name="Relation clients")
    cases.assign(brand, case.pk, ines, by)
    routing.ask(brand, case.pk, routing.Ask(care, question="Où est le billet ?"), by)
    cases.classify(brand, case.pk, by, kind=CaseType.HELP, priority=9)
    cases.note(brand, case.pk, "Appeler la gare", by)
    cases.snooze(brand, case.pk, by.at + HOUR, by)
    cases.unassign(brand, case.pk, by)
    cases.close(brand, case.pk, Outcome.RESOLVED, by)
    cases.reopen(brand, case.pk, by)
    kinds = ["opened", "assigned", "routed", "classified", "note", "snoozed", "unassigned", "closed", "reopened"]
    assert [event.kind for event in history_of(case)] == kinds
    assert list(Journal.objects.order_by("seq").values_list("verb", flat=True)) == [f"case.{kind}" for kind in kinds]
    assert Event.objects.filter(topic="cases", ref=f"case:{case.pk}").count() == len(kinds)
    stored = now(case)
    assert (stored.state, stored.type, stored.priority, stored.department) == ("open", "help", 2, None)
    assert stored.version == 8  # a note changes nothing


def test_the_journal_does_not_keep_what_a_note_says(case: Case, brand: Brand, by: By) -> None:
    cases.note(brand, case.pk, "secret", by)
    assert "secret" not in str(list(Journal.objects.values_list("data", flat=True)))
    assert history_of(case)[-1].data == {"text": "secret"}


def test_a_change_of_what_somebody_else_changed_is_refused(case: Case, brand: Brand, by: By, ines: Seat) -> None:
    cases.assign(brand, case.pk, ines, By(by.account, by.at, version=1))
    with pytest.raises(StaleCase) as refused:
        cases.close(brand, case.pk, Outcome.SPAM, By(by.account, by.at, version=1))
    assert refused.value.stored.assignee_id == ines.pk
    assert now(case).state == "open"


def test_nobody_of_another_brand_is_assigned_or_reaches_the_case(
    case: Case, brand: Brand, other_brand: Brand, by: By, noon: datetime
) -> None:
    stranger = colleague(other_brand, "zoe", Role.MANAGER, at=noon)
    with pytest.raises(NotInBrand):
        cases.assign(brand, case.pk, stranger, by)
    with pytest.raises(NotInBrand):
        routing.ask(brand, case.pk, routing.Ask(Department.objects.create(brand=other_brand, name="X")), by)
    with pytest.raises(NotInBrand):
        routing.ask(brand, case.pk, routing.Ask(expert=stranger), by)
    with pytest.raises(Case.DoesNotExist):
        cases.close(other_brand, case.pk, Outcome.SPAM, by)
    with pytest.raises(Case.DoesNotExist):
        case_of(other_brand.pk, case.pk)


def test_a_snoozed_case_wakes_when_its_time_has_come(case: Case, brand: Brand, by: By, noon: datetime) -> None:
    cases.snooze(brand, case.pk, by.at + HOUR, by)
    assert wake_due(by.at + HOUR / 2) == 0
    assert wake_due(by.at + HOUR) == 1
    assert wake_due(by.at + HOUR) == 0
    woken = now(case)
    assert (woken.state, woken.due_at, woken.snoozed_until) == ("open", noon + 2 * HOUR, None)


def test_snoozing_into_the_past_is_refused(case: Case, brand: Brand, by: By) -> None:
    with pytest.raises(NotInFuture):
        cases.snooze(brand, case.pk, by.at, by)


def test_a_closed_case_owes_nothing_and_reopens_owed_from_now(case: Case, brand: Brand, by: By) -> None:
    closed = cases.close(brand, case.pk, Outcome.ANSWERED, by)
    assert (closed.due_at, closed.waiting_since, closed.outcome) == (None, None, "answered")
    again = cases.reopen(brand, case.pk, By(by.account, by.at + HOUR))
    assert (again.state, again.due_at, again.outcome) == ("open", by.at + 3 * HOUR, "")


def test_a_case_whose_thread_has_a_newer_one_does_not_reopen(case: Case, brand: Brand, post: Post, by: By) -> None:
    cases.close(brand, case.pk, Outcome.ANSWERED, by)
    newer = cases.open_case(post, by)
    with pytest.raises(AlreadyOpen) as refused:
        cases.reopen(brand, case.pk, by)
    assert refused.value.case == newer


def test_after_an_answer_we_wait_for_them(case: Case, ines: Seat, noon: datetime) -> None:
    sent = answered(case, ines, queued=noon + HOUR, sent=noon + HOUR)
    assert cases.reply_sent(sent, noon + HOUR) == case
    stored = now(case)
    assert (stored.state, stored.first_reply_at, stored.due_at, stored.waiting_since) == (
        "waiting", noon + HOUR, None, None,
    )  # fmt: skip
    assert replies_of(case) == [sent]


def test_whoever_wrote_again_while_our_answer_was_leaving_still_waits(
    case: Case, post: Post, ines: Seat, noon: datetime
) -> None:
    sent = answered(case, ines, queued=noon + HOUR, sent=noon + 3 * HOUR)
    a_post(post.place, author=post.author, at=noon + 2 * HOUR)
    cases.reply_sent(sent, noon + 3 * HOUR)
    stored = now(case)
    assert (stored.state, stored.waiting_since, stored.due_at) == ("open", noon + 2 * HOUR, noon + 4 * HOUR)


def test_an_answer_to_a_thread_without_a_case_opens_none(post: Post, ines: Seat, noon: datetime) -> None:
    draft = save_draft(post, Writing("Voilà", None), by=ines.account, at=noon)
    assert cases.reply_sent(draft, noon) is None
    assert not Case.objects.exists()
