"""Random sequences of faults, crashes, restarts and impatient people, against a network held in memory."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from parvis.connectors.contract import Draft, Forbidden, RateLimited, Sent, Source, Transient
from parvis.connectors.registry import all_connectors
from parvis.conversations.models import Place, Post
from parvis.core.messages import Message
from parvis.core.models import Account, Brand
from parvis.flows import reply
from parvis.outbox.actions.drafts import NotThere, Writing, save_draft, take_back
from parvis.outbox.models import Outgoing
from parvis.outbox.queries import due_to_send
from parvis.outbox.rules import State
from parvis.outbox.tests.conversation import a_place, a_post
from tests.flows.plaza import Plaza

NUMBERS = itertools.count()
NO = Message("No.")


class Died(BaseException):
    """kill -9: nothing after it runs, nothing catches it."""


class Memory(Plaza):
    """The network: `received` counts keys. `fault` decides the next call; `same` makes equal keys one post."""

    network = "memory"

    def __init__(self, *, same: bool) -> None:
        super().__init__(0, idempotent=same)
        self.received: Counter[str] = Counter()
        self.fault = "ok"
        self.at = datetime(2026, 3, 2, 12, tzinfo=UTC)

    def send(self, source: Source, draft: Draft) -> Sent:
        fault, self.fault = self.fault, "ok"
        match fault:
            case "dies before":
                raise Died
            case "limited":
                raise RateLimited(NO, until=self.at + timedelta(minutes=2))
            case "unreachable":
                raise Transient(NO, reached=False)
            case "lost on the way":
                raise Transient(NO, reached=True)
            case "refused":
                raise Forbidden(NO)
        self.received[draft.key] = 1 if self.idempotent else self.received[draft.key] + 1
        match fault:
            case "answer lost":
                raise Transient(NO, reached=True)
            case "defect":
                raise ZeroDivisionError
            case "dies after":
                raise Died
        return Sent(f"id-{draft.key}", self.at)

    def find_sent(self, source: Source, draft: Draft) -> Sent | None:
        fault, self.fault = self.fault, "ok"
        if fault == "unreachable":
            raise Transient(NO, reached=False)
        return Sent(f"id-{draft.key}", self.at) if self.received[draft.key] and fault == "ok" else None


FAULTS = st.sampled_from(
    ["ok", "dies before", "dies after", "limited", "unreachable", "lost on the way", "answer lost", "defect", "refused"]
)


class Sending(RuleBasedStateMachine):
    messages: Bundle[int] = Bundle("messages")
    same = False

    def __init__(self) -> None:
        super().__init__()
        self.number = next(NUMBERS)
        self.at = datetime(2026, 3, 2, 12, tzinfo=UTC)
        self.brand = Brand.objects.create(name="N", slug=f"n-{self.number}", created_at=self.at)
        self.account = Account.objects.create(email=f"{self.number}@n.example", name="Inès", created_at=self.at)
        self.place: Place = a_place(self.brand, network="memory", at=self.at)
        self.memory = Memory(same=self.same)
        all_connectors()["memory"] = self.memory
        self.last: dict[int, str] = {}

    def teardown(self) -> None:
        try:
            self._heal()
        finally:
            all_connectors().pop("memory")
            Outgoing.objects.filter(brand=self.brand).delete()

    def _mine(self) -> Iterator[Outgoing]:
        return iter(Outgoing.objects.filter(brand=self.brand))

    @rule(target=messages)
    def write_and_send(self) -> int:
        post: Post = a_post(self.place, at=self.at, thread=f"t{next(NUMBERS)}")
        draft = save_draft(post, Writing("Bonjour", None), by=self.account, at=self.at)
        for _ in range(2):  # people press twice
            reply.let_go(draft, by=self.account, at=self.at)
        return draft.pk

    @rule(fault=FAULTS, repeated=st.booleans())
    def workers_work(self, fault: str, repeated: bool) -> None:
        for outgoing_id in due_to_send(self.at)[:3]:
            self.memory.fault, self.memory.at = fault, self.at
            for _ in range(1 + repeated):  # a queue may give a job twice
                self._until_death(outgoing_id)

    @rule()
    def a_worker_dies_while_recording(self) -> None:
        with patch("parvis.flows.reply.delivery.link_post", side_effect=Died):
            for outgoing_id in due_to_send(self.at)[:1]:
                self._until_death(outgoing_id)

    def _until_death(self, outgoing_id: int) -> None:
        try:
            reply.send_reply(outgoing_id, self.at)
        except Died:
            pass

    @rule(fault=st.sampled_from(["ok", "unreachable", "blind"]), minutes=st.sampled_from([0, 1, 6, 90, 3000]))
    def time_passes_and_the_outbox_is_tended(self, fault: str, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)
        self.memory.fault = fault
        reply.recover(self.at)

    @rule(outgoing_id=messages)
    def a_person_looks(self, outgoing_id: int) -> None:
        """They see what is there and say so; where it is not, they send again."""
        outgoing = Outgoing.objects.get(pk=outgoing_id)
        if outgoing.state == State.UNCONFIRMED and self.memory.received[outgoing.key]:
            reply.confirm_by_hand(outgoing, by=self.account, at=self.at)
        elif outgoing.state in (State.UNCONFIRMED, State.FAILED):
            reply.send_again(outgoing, by=self.account, at=self.at)

    @rule(outgoing_id=messages)
    def a_person_takes_it_back_and_sends_it_once_more(self, outgoing_id: int) -> None:
        outgoing = Outgoing.objects.get(pk=outgoing_id)
        try:
            take_back(outgoing, by=self.account, at=self.at)
        except NotThere:
            return
        reply.let_go(outgoing, by=self.account, at=self.at)

    @invariant()
    def nothing_arrives_twice(self) -> None:
        assert max(self.memory.received.values(), default=0) <= 1

    @invariant()
    def what_is_called_sent_or_failed_is_so(self) -> None:
        for outgoing in self._mine():
            if outgoing.state == State.SENT:
                assert self.memory.received[outgoing.key] == 1
            if outgoing.state == State.FAILED:
                assert self.memory.received[outgoing.key] == 0
                assert outgoing.problem

    @invariant()
    def an_answer_is_shown_once(self) -> None:
        ours = Counter(Post.objects.filter(brand=self.brand, direction="out").values_list("parent_id", flat=True))
        assert max(ours.values(), default=0) <= 1

    def _heal(self) -> None:
        """The network is well again: everything comes to an end that a person can see."""
        self.memory.fault = "ok"
        for _ in range(6):
            self.at += timedelta(hours=2)
            reply.recover(self.at)
            for outgoing_id in due_to_send(self.at):
                reply.send_reply(outgoing_id, self.at)
        for outgoing in self._mine():
            assert outgoing.state in (State.SENT, State.FAILED, State.UNCONFIRMED)
            assert outgoing.state != State.UNCONFIRMED or outgoing.problem
        self.nothing_arrives_twice()


class SendingToIdempotent(Sending):
    same = True


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.parametrize("machine", [Sending, SendingToIdempotent])
def test_no_sequence_of_faults_sends_twice_or_loses_a_message(machine: Any) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=20, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
