"""Polls: one vote a member, changed until it closes; anonymous means that nothing is left to join who and what."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from conftest import NOON
from parvis.community.actions.polls import PollClosed, PollForm, cast, close_poll
from parvis.community.models import Ballot, Poll, PollVoter, Topic
from parvis.community.queries.house import forget
from parvis.community.queries.polls import own_ballot, poll_for, polls_of
from parvis.community.rules.polls import Asks, Question, Shows
from parvis.flows.polling import ask, close_in_time
from parvis.web.kinds.poll_forms import SettingForm
from tests.square import Square

SCENT = Question(1, "Quel parfum ?", Asks.SINGLE, {1: "Figue", 2: "Cèdre"})


@pytest.fixture
def square(brand) -> Square:
    forget()
    return Square(brand, NOON)


@pytest.fixture
def topic(square):
    return square.topic(square.space("Salon"), square.member("lea"), "La prochaine bougie")


def test_a_member_votes_once_and_may_change_until_it_closes(square, topic):
    lea, tom = topic.author, square.member("tom")
    poll = ask(topic, PollForm([SCENT]), by=lea)
    for choice in ([1], [2], [2]):
        cast(poll, tom, {"1": choice}, at=NOON)
    cast(poll, lea, {"1": [2]}, at=NOON)
    sight = poll_for(square.brand.pk, square.who(tom), poll.pk, at=NOON)
    assert sight is not None
    assert sight.results is not None
    assert [row.votes for row in sight.results[1]] == [0, 2]
    assert (sight.poll.voters, PollVoter.objects.count(), Ballot.objects.count()) == (2, 2, 2)
    assert own_ballot(sight.poll, tom) == {"1": [2]}
    assert close_poll(poll, by=None, at=NOON)
    assert not close_poll(poll, by=None, at=NOON)
    with pytest.raises(PollClosed):
        cast(poll, tom, {"1": [1]}, at=NOON)


def test_of_an_anonymous_poll_nothing_joins_who_and_what_once_it_is_closed(square, topic):
    members = [square.member(f"m{n}") for n in range(12)]
    poll = ask(topic, PollForm([SCENT], anonymous=True), by=topic.author)
    for n, member in enumerate(members):
        cast(poll, member, {"1": [1]}, at=NOON)
        cast(poll, member, {"1": [1 + n % 2]}, at=NOON)
    poll.refresh_from_db()
    assert own_ballot(poll, members[3]) == {"1": [2]}
    assert set(Ballot.objects.values_list("member", flat=True)) == {None}
    before = set(Ballot.objects.values_list("key", flat=True))
    close_poll(poll, by=None, at=NOON)
    poll.refresh_from_db()
    assert poll.salt == ""
    assert before.isdisjoint(Ballot.objects.values_list("key", flat=True))
    assert own_ballot(poll, members[3]) == {}
    keys = list(Ballot.objects.order_by("pk").values_list("key", flat=True))
    assert keys == sorted(keys), "written anew in an order that tells nothing"
    assert sorted(answers["1"][0] for answers in Ballot.objects.values_list("answers", flat=True)) == [1] * 6 + [2] * 6
    assert {field.name for field in PollVoter._meta.fields} == {"id", "brand", "poll", "member"}, "not when either"


def test_it_closes_at_its_hour_and_its_pages_are_drawn_anew(square, topic, monkeypatch):
    asked = []
    monkeypatch.setattr("parvis.flows.polling.enqueue", lambda task, **more: asked.append((task, more["run_at"])))
    poll = ask(topic, PollForm([SCENT], closes_at=NOON + timedelta(hours=1)), by=topic.author)
    assert asked == [(close_in_time, NOON + timedelta(hours=1))]
    monkeypatch.setattr("parvis.flows.polling.now", lambda: NOON)
    close_in_time(poll_id=poll.pk)
    assert Poll.objects.get().closed_at is None
    with pytest.raises(PollClosed):
        cast(poll, topic.author, {"1": [1]}, at=NOON + timedelta(hours=1))
    monkeypatch.setattr("parvis.flows.polling.now", lambda: NOON + timedelta(hours=1))
    version = Topic.objects.get(pk=topic.pk).version
    close_in_time(poll_id=poll.pk)
    close_in_time(poll_id=poll.pk)
    assert Poll.objects.get().closed_at == NOON + timedelta(hours=1)
    assert Topic.objects.get(pk=topic.pk).version == version + 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-10-24T18:00", datetime(2026, 10, 24, 16, tzinfo=UTC)),
        ("2026-10-25T18:00", datetime(2026, 10, 25, 17, tzinfo=UTC)),
        ("2026-10-25T02:30", None),  # that night it comes twice
        ("2026-03-29T02:30", None),  # and that night never
    ],
)
def test_the_hour_of_closing_is_that_of_the_brands_clock(typed, meant):
    with timezone.override("Europe/Paris"):
        form = SettingForm({"shows": Shows.NOW.value, "closes_at": typed})
        assert form.is_valid() is (meant is not None)
    assert meant is None or form.cleaned_data["closes_at"] == meant


def test_the_polls_of_a_topic_cost_one_query_and_none_where_there_are_none(square, topic, django_assert_num_queries):
    who = square.who(topic.author)
    with django_assert_num_queries(0):
        assert polls_of(topic, who, at=NOON) == []
    for _n in range(3):
        ask(topic, PollForm([SCENT], shows=Shows.CLOSED), by=topic.author)
    topic.refresh_from_db()
    with django_assert_num_queries(1):
        assert [one.results for one in polls_of(topic, who, at=NOON)] == [None] * 3
