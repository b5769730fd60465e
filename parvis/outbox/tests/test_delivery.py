from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from parvis.connectors.contract import Sent, Transient
from parvis.core.messages import Message
from parvis.core.models import Brand, Seat
from parvis.outbox.actions import delivery
from parvis.outbox.actions.delivery import claim_for_sending, confirm_by_hand, record_sent, record_verdict, send_again
from parvis.outbox.actions.drafts import NotThere, Writing, hand_over, queue, save_draft
from parvis.outbox.models import Outgoing
from parvis.outbox.queries import abandoned, due_to_send, to_look_for
from parvis.outbox.rules import LEASE, State, verdict
from parvis.outbox.tests.conversation import a_place, a_post

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=1)


@pytest.fixture
def queued(brand: Brand, ines: Seat, noon: datetime) -> Outgoing:
    post = a_post(a_place(brand, at=noon), at=noon)
    return queue(save_draft(post, Writing("Bonjour", None), by=ines.account, at=noon), by=ines.account, at=noon)


def claimed(outgoing: Outgoing, at: datetime) -> Outgoing:
    mine = claim_for_sending(outgoing.pk, at)
    assert mine is not None
    return mine


def lose(outgoing: Outgoing, at: datetime) -> Outgoing:
    """A call of which nobody knows the outcome."""
    mine = claimed(outgoing, at)
    lost = verdict(Transient(Message("Cut.")), idempotent=False, doubted=False, attempts=mine.attempts, at=at)
    assert record_verdict(mine, lost, at)
    return mine


def state_of(outgoing: Outgoing) -> str:
    return Outgoing.objects.get(pk=outgoing.pk).state


def test_only_one_process_gets_a_message_to_send(queued: Outgoing, noon: datetime) -> None:
    assert claim_for_sending(queued.pk, noon) is not None
    assert claim_for_sending(queued.pk, noon) is None


@pytest.mark.django_db(transaction=True)
def test_a_claim_that_could_be_rolled_back_is_refused(queued: Outgoing, noon: datetime) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        claim_for_sending(queued.pk, noon)
    assert state_of(queued) == "queued"


def test_a_message_for_later_waits(brand: Brand, ines: Seat, queued: Outgoing, noon: datetime) -> None:
    Outgoing.objects.filter(pk=queued.pk).update(send_at=noon + LATER)
    assert claim_for_sending(queued.pk, noon) is None
    assert due_to_send(noon) == []
    assert due_to_send(noon + LATER) == [queued.pk]
    assert claim_for_sending(queued.pk, noon + LATER) is not None


def test_news_of_an_earlier_attempt_is_not_taken_for_that_of_the_present_one(
    queued: Outgoing, ines: Seat, noon: datetime
) -> None:
    first = lose(queued, noon)
    send_again(queued, by=ines.account, at=noon)
    second = claimed(queued, noon)
    assert not record_sent(first, Sent("1", noon), noon)
    assert record_sent(second, Sent("2", noon), noon)
    assert Outgoing.objects.get().remote_id == "2"


def test_late_news_of_success_prevents_a_second_call(queued: Outgoing, ines: Seat, noon: datetime) -> None:
    slow = lose(queued, noon)
    send_again(queued, by=ines.account, at=noon)
    assert record_sent(slow, Sent("1", noon), noon)
    assert claim_for_sending(queued.pk, noon) is None
    assert state_of(queued) == "sent"


def test_a_late_verdict_does_not_undo_what_was_found_out_since(queued: Outgoing, noon: datetime) -> None:
    mine = claimed(queued, noon)
    assert record_sent(mine, Sent("1", noon), noon)
    failed = verdict(Transient(Message("Cut.")), idempotent=False, doubted=False, attempts=mine.attempts, at=noon)
    assert not record_verdict(mine, failed, noon)
    assert state_of(queued) == "sent"


def test_a_dead_sender_is_noticed_after_its_lease_and_not_before(queued: Outgoing, noon: datetime) -> None:
    claimed(queued, noon)
    assert abandoned(noon + LEASE) == []
    assert abandoned(noon + LEASE + LATER) == [queued]


def test_an_unconfirmed_message_is_looked_for_at_once_and_then_less_often(queued: Outgoing, noon: datetime) -> None:
    mine = lose(queued, noon)
    assert to_look_for(noon) == [queued.pk]
    stored = Outgoing.objects.get(pk=mine.pk)
    assert delivery.record_not_found(stored, noon) == noon + timedelta(minutes=1)
    assert to_look_for(noon) == []
    assert delivery.record_not_found(stored, noon + timedelta(hours=25)) is None
    assert to_look_for(noon + timedelta(days=30)) == []
    assert state_of(queued) == State.UNCONFIRMED


def test_a_person_says_that_it_is_there(queued: Outgoing, ines: Seat, noon: datetime) -> None:
    lose(queued, noon)
    done = confirm_by_hand(queued, by=ines.account, at=noon, url="https://plaza.example/1")
    assert (done.state, done.url, done.remote_id) == ("sent", "https://plaza.example/1", queued.key)
    assert confirm_by_hand(queued, by=ines.account, at=noon).url == "https://plaza.example/1"


def test_a_person_sends_again_with_the_same_key(queued: Outgoing, ines: Seat, noon: datetime) -> None:
    lose(queued, noon)
    again = send_again(queued, by=ines.account, at=noon)
    assert (again.state, again.key, again.problem) == ("queued", queued.key, None)
    assert send_again(queued, by=ines.account, at=noon).state == "queued"


def test_what_is_sent_is_not_sent_again(queued: Outgoing, ines: Seat, noon: datetime) -> None:
    record_sent(claimed(queued, noon), Sent("1", noon), noon)
    with pytest.raises(NotThere):
        send_again(queued, by=ines.account, at=noon)


def test_a_message_on_its_way_cannot_be_confirmed_by_hand(queued: Outgoing, ines: Seat, noon: datetime) -> None:
    claimed(queued, noon)
    with pytest.raises(NotThere):
        confirm_by_hand(queued, by=ines.account, at=noon)


def test_an_answer_copied_by_hand_is_marked_with_or_without_its_address(
    brand: Brand, ines: Seat, noon: datetime
) -> None:
    post = a_post(a_place(brand, at=noon), at=noon)
    draft = save_draft(post, Writing("Bonjour", None), by=ines.account, at=noon)
    hand_over(draft, by=ines.account, at=noon)
    assert confirm_by_hand(draft, by=ines.account, at=noon).state == "sent"
