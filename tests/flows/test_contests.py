"""Contests: one entry each, winners that anybody finds again, and a memory that ends when the rules said."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.core import mail
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import NOON
from parvis.community.actions.contests import ContestClosed, ContestForm, Frozen, close_contest, enter, vote_for
from parvis.community.models import Contest, ContestEntry, ContestVote
from parvis.community.queries.contests import tickets_of, winners_of
from parvis.community.queries.house import forget
from parvis.community.rules.contests import Refused, commitment, drawn, list_hash, voted, why_not_enter
from parvis.community.rules.kinds import Kind
from parvis.flows import contests
from tests.square import Square

DAY = timedelta(days=1)
CLOSING = NOON + 7 * DAY


@pytest.fixture
def square(brand) -> Square:
    forget()
    return Square(brand, NOON)


def form(way="draw", **more) -> ContestForm:
    told = {"winners": 2, "opens_at": NOON, "closes_at": CLOSING, **more}
    return ContestForm("Nocturne, 12 rue des Cirés", "Une bougie", "25 €", way=way, **told)


@pytest.fixture
def topic(square, ines):
    made = square.topic(square.space("Jeux", kind=Kind.CONTESTS), square.member("ines", ines.account), "Noël")
    contests.open_contest(made, form(), by=ines.account, at=NOON)
    return made


def test_the_draw_is_found_again_from_what_was_published(square, topic, ines):
    before = Contest.objects.get()
    assert before.seed_hash == commitment(before.seed) == sha256(before.seed.encode()).hexdigest()
    members = [square.member(f"m{n}") for n in range(6)]
    for member in members * 2:
        enter(topic, member, at=NOON + DAY)
    assert (ContestEntry.objects.count(), Contest.objects.get().entries) == (6, 6)
    with pytest.raises(Frozen):
        contests.open_contest(topic, form("jury"), by=ines.account, at=NOON + DAY)
    with pytest.raises(ContestClosed):
        enter(topic, square.member("tard"), at=CLOSING)
    won = close_contest(topic.pk, at=CLOSING)
    assert close_contest(topic.pk, at=CLOSING) == []
    what = Contest.objects.get()
    raw = "".join(f"{ticket}\n" for ticket in tickets_of(topic)).encode()
    assert what.list_hash == sha256(raw).hexdigest()
    lots = {t: sha256(f"{what.seed}:{what.list_hash}:{t}".encode()).hexdigest() for t in raw.decode().split()}
    assert [entry.ticket for entry in won] == sorted(lots, key=lots.__getitem__)[:2]
    assert [entry.place for entry in winners_of(topic)] == [1, 2]
    assert what.seed == before.seed


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.text("0123456789abcdef", min_size=1), st.integers(0, 3), max_size=8), st.text(max_size=5))
def test_winners_depend_on_nothing_but_seed_and_list(votes, seed):
    turned = dict(reversed(votes.items()))
    assert drawn(seed, votes) == drawn(seed, turned)
    assert sorted(drawn(seed, votes)) == sorted(votes)
    assert list_hash(votes) == list_hash(turned)
    order = voted(seed, votes)
    assert [votes[one] for one in order] == sorted(votes.values(), reverse=True)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({}, None),
        ({"at": NOON - DAY}, Refused.NOT_OPEN),
        ({"at": CLOSING}, Refused.NOT_OPEN),
        ({"closed": True}, Refused.NOT_OPEN),
        ({"team": True}, Refused.TEAM),
        ({"joined_at": NOON}, Refused.TOO_YOUNG),
        ({"trust": 1}, Refused.TRUST),
    ],
)
def test_who_may_enter(told, why):
    asked = {
        "opens_at": NOON, "closes_at": CLOSING, "closed": False, "team": False, "joined_at": NOON - 9 * DAY,
        "age_days": 3, "has_trust": 0, "trust": 0, "at": NOON + DAY, **told,
    }  # fmt: skip
    assert why_not_enter(**asked) is why


def test_members_decide_with_one_vote_each_and_never_for_themselves(square, ines):
    topic = square.topic(square.space("Jeux", kind=Kind.CONTESTS), square.member("ines", ines.account), "Noël")
    contests.open_contest(topic, form("vote", winners=1), by=ines.account, at=NOON)
    lea, tom, zoe = (square.member(name) for name in ("lea", "tom", "zoe"))
    first, second = (enter(topic, one, words="Voici", at=NOON)[0] for one in (lea, tom))
    for entry in (first, second, second):
        vote_for(entry, zoe, at=NOON)
    with pytest.raises(ContestClosed):
        vote_for(first, lea, at=NOON)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.votes, second.votes, ContestVote.objects.count()) == (0, 1, 1)
    assert close_contest(topic.pk, at=CLOSING) == [second]
    with pytest.raises(ContestClosed):
        vote_for(first, zoe, at=CLOSING)


def test_it_closes_at_its_hour_winners_are_told_once_and_all_are_forgotten(square, topic, ines, monkeypatch, settings):
    settings.MAILS, asked = True, []
    monkeypatch.setattr(contests, "enqueue", lambda task, **more: asked.append((task, more)))
    contests.open_contest(topic, form(keep_days=30), by=ines.account, at=NOON)
    assert [more["run_at"] for _task, more in asked] == [CLOSING, CLOSING + 30 * DAY]
    asked.clear()
    for name in ("lea", "tom", "zoe"):
        enter(topic, square.member(name), told=[("Âge", "30")], at=NOON)
    for at in (CLOSING - DAY, CLOSING, CLOSING):
        monkeypatch.setattr(contests, "now", lambda at=at: at)
        contests.close(topic_id=topic.pk)
    assert [task for task, _more in asked] == [contests.tell] * 2
    for _task, more in asked * 2:
        contests.tell(entry_id=more["entry_id"])
    assert len(mail.outbox) == 2
    assert "Noël" in mail.outbox[0].subject
    tickets = tickets_of(topic)
    for days, known in ((29, 3), (30, 0)):
        monkeypatch.setattr(contests, "now", lambda days=days: CLOSING + days * DAY)
        contests.forget(topic_id=topic.pk)
        assert ContestEntry.objects.exclude(member=None).count() == known
    assert ContestEntry.objects.exclude(told=[]).count() == 0
    assert tickets_of(topic) == tickets
    assert len(winners_of(topic)) == 2


def test_a_jury_names_its_winners_once_and_only_after_the_closing(square, ines):
    topic = square.topic(square.space("Jeux", kind=Kind.CONTESTS), square.member("ines", ines.account), "Noël")
    contests.open_contest(topic, form("jury"), by=ines.account, at=NOON)
    chosen = [enter(topic, square.member(name), words="Voici", at=NOON)[0] for name in ("lea", "tom", "zoe")]
    with pytest.raises(ContestClosed):
        contests.decide(topic, chosen[:2], by=ines.account, at=NOON)
    assert close_contest(topic.pk, at=CLOSING) == []
    for wrong in ([], chosen):
        with pytest.raises(ContestClosed):
            contests.decide(topic, wrong, by=ines.account, at=CLOSING)
    contests.decide(topic, [chosen[2], chosen[0]], by=ines.account, at=CLOSING)
    assert winners_of(topic) == [chosen[2], chosen[0]]
    with pytest.raises(ContestClosed):
        contests.decide(topic, chosen[:1], by=ines.account, at=CLOSING)
