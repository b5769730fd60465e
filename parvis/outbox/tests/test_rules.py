from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.connectors.contract import AuthExpired, Forbidden, Gone, RateLimited, Rejected, Transient
from parvis.core.messages import Message
from parvis.outbox import rules
from parvis.outbox.rules import PASSAGES, State, verdict

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SAID = Message("The network said no.")
ERRORS = st.sampled_from(
    [
        RateLimited(SAID, until=NOON + timedelta(minutes=3)),
        RateLimited(SAID, until=NOON - timedelta(days=1)),
        Transient(SAID, reached=True),
        Transient(SAID, reached=False),
        AuthExpired(SAID),
        Forbidden(SAID),
        Rejected(SAID, "body"),
        Gone(SAID),
        ValueError("a bug"),
        TimeoutError(),
    ]
)


@given(ERRORS, st.booleans(), st.integers(1, 200))
def test_every_verdict_is_an_allowed_passage_and_only_the_queue_has_a_time(
    error: Exception, idempotent: bool, attempts: int
) -> None:
    said = verdict(error, idempotent=idempotent, doubted=False, attempts=attempts, at=NOON)
    assert said.state in PASSAGES[State.SENDING]
    assert (said.again_at is not None) == (said.state is State.QUEUED)
    assert said.again_at is None or said.again_at > NOON
    assert said.problem["text"]


@given(ERRORS, st.integers(1, 200))
def test_what_may_have_been_published_is_neither_sent_again_nor_called_failed(error: Exception, attempts: int) -> None:
    if (isinstance(error, Transient) and error.reached) or isinstance(error, ValueError | TimeoutError):
        assert verdict(error, idempotent=False, doubted=False, attempts=attempts, at=NOON).state is State.UNCONFIRMED
        assert verdict(error, idempotent=True, doubted=False, attempts=attempts, at=NOON).state is not State.FAILED


@given(st.integers(1, 200))
def test_a_network_out_of_reach_is_tried_a_bounded_number_of_times(attempts: int) -> None:
    said = verdict(Transient(SAID, reached=False), idempotent=False, doubted=False, attempts=attempts, at=NOON)
    assert (said.state is State.FAILED) == (attempts >= rules.MOST_TRIES)


def test_a_rate_limit_sends_back_to_the_queue_until_the_time_the_network_said() -> None:
    until = NOON + timedelta(minutes=3)
    said = verdict(RateLimited(SAID, until=until), idempotent=False, doubted=False, attempts=99, at=NOON)
    assert (said.state, said.again_at) == (State.QUEUED, until)


def test_the_mend_is_kept_for_the_person() -> None:
    said = verdict(
        AuthExpired(SAID, Message("Renew %(what)s.", {"what": "it"})),
        idempotent=True,
        doubted=False,
        attempts=1,
        at=NOON,
    )
    assert said.problem["mend"] == {"text": "Renew %(what)s.", "params": {"what": "it"}}


@given(st.lists(st.sampled_from(State), max_size=30))
def test_no_walk_through_the_table_leaves_sent_or_reaches_the_network_unseen(walk: list[State]) -> None:
    state = State.DRAFT
    for step in walk:
        if step in PASSAGES[state]:
            assert state is not State.SENT
            # Whatever is sent passed through a call or a person's own hand.
            assert step is not State.SENT or state in (State.SENDING, State.UNCONFIRMED, State.QUEUED, State.BY_HAND)
            state = step


def test_every_state_can_end_as_sent_and_can_be_reached() -> None:
    reached = {State.DRAFT}
    while more := {to for state in reached for to in PASSAGES[state]} - reached:
        reached |= more
    assert reached == set(State) == set(PASSAGES)
    ends = {State.SENT}
    while more := {state for state, to in PASSAGES.items() if to & ends} - ends:
        ends |= more
    assert ends == set(State)


@given(st.integers(-3, 10_000))
def test_backoff_stays_between_ten_seconds_and_an_hour(attempts: int) -> None:
    assert timedelta(seconds=10) <= rules.backoff(attempts) <= timedelta(hours=1)


def test_an_unconfirmed_message_is_looked_for_ever_less_often_for_a_day() -> None:
    looks, at = 0, NOON
    while (following := rules.next_look(NOON, at)) is not None:
        assert following > at
        looks, at = looks + 1, following
    assert 8 <= looks <= 14
    assert at - NOON >= timedelta(hours=24)


@pytest.mark.parametrize(
    ("quality", "brand", "language", "signed"),
    [
        ("community manager", "Nocturne", "fr", "Inès, community manager de Nocturne"),
        ("community manager", "Orage", "fr-CA", "Inès, community manager d’Orage"),
        ("community manager", "Nocturne", "en", "Inès, community manager at Nocturne"),
        ("community manager de Nocturne", "Nocturne", "fr", "Inès, community manager de Nocturne"),
        ("", "Nocturne", "fr", "Inès, Nocturne"),
    ],
)
def test_a_signature_says_who_speaks_for_whom(quality: str, brand: str, language: str, signed: str) -> None:
    assert rules.signature("Inès", quality, brand, language) == signed


def test_an_empty_or_endless_message_is_refused_in_words() -> None:
    assert rules.refusal(" \n ") == rules.EMPTY
    assert "100001" in str(rules.refusal("a" * 100_001))
    assert rules.refusal("Bonjour") is None


def test_the_signature_stands_below_the_body() -> None:
    assert rules.composed(" Bonjour \n", "Inès") == "Bonjour\n\nInès"
    assert rules.composed("Bonjour", "") == "Bonjour"


@given(ERRORS, st.booleans(), st.integers(1, 200))
def test_after_a_doubt_nothing_is_called_failed_and_the_doubt_stays(
    error: Exception, idempotent: bool, attempts: int
) -> None:
    said = verdict(error, idempotent=idempotent, doubted=True, attempts=attempts, at=NOON)
    assert said.state is not State.FAILED
    assert said.doubtful
