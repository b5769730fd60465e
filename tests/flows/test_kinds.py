"""Questions and ideas: what members and the team make of them."""

from datetime import timedelta

import pytest

from conftest import NOON, seat_for
from parvis.community.actions.forgetting import forget_traces
from parvis.community.actions.ideas import NotMergeable, NoWord, merge, take_step, unmerge, unwant, want
from parvis.community.actions.questions import NoAnswer, accept, unaccept, unvote, vote
from parvis.community.models import Acceptance, AnswerScore, IdeaStep, IdeaVote, Topic
from parvis.community.queries.house import forget
from parvis.community.queries.kinds import side_of
from parvis.community.queries.sorted import After, Order, alike_in, kept_ideas, sorted_lines
from parvis.community.queries.topics import ROWS, posts_on
from parvis.community.rules.access import NOBODY, Access
from parvis.community.rules.ideas import Status
from parvis.community.rules.kinds import Kind
from parvis.core.models import Department, Journal
from parvis.core.roles import Role
from parvis.outbox.models import Persona
from tests.square import Square


@pytest.fixture
def square(brand) -> Square:
    forget()
    return Square(brand, NOON)


@pytest.fixture
def question(square):
    room = square.space("Entraide", kind=Kind.QUESTIONS)
    lea, tom = square.member("lea"), square.member("tom")
    topic = square.topic(room, lea, "Ma bougie ne s’allume pas")
    return topic, lea, tom, square.answer(topic, tom, "Coupez la mèche."), square.answer(topic, lea, "Merci !")


def fresh(topic: Topic) -> Topic:
    return Topic.objects.get(pk=topic.pk)


def side(topic, who):
    return side_of(fresh(topic), posts_on(topic.pk, 1), who, at=NOON)


def test_a_question_is_solved_by_one_answer_and_open_again(square, question):
    topic, lea, _tom, answer, thanks = question
    before = fresh(topic).version
    accept(topic, answer, by=lea, at=NOON)
    accept(topic, thanks, by=lea, at=NOON)
    accept(topic, answer, by=lea, at=NOON)
    assert Acceptance.objects.get().post == answer
    assert fresh(topic).state == "solved"
    assert fresh(topic).version > before
    shown = side(topic, square.who(lea))
    assert (shown.accepted.seq, shown.may_accept) == (2, True)
    unaccept(topic, at=NOON)
    assert fresh(topic).state == ""
    first = posts_on(topic.pk, 1)[0]
    from parvis.conversations.models import Post

    with pytest.raises(NoAnswer):
        accept(topic, Post.objects.get(pk=first.id), by=lea, at=NOON)


def test_a_member_finds_an_answer_useful_once_and_never_its_own(square, question):
    topic, lea, tom, answer, _thanks = question
    zoe = square.member("zoe")
    assert vote(topic, answer, lea, at=NOON)
    assert not vote(topic, answer, lea, at=NOON)
    assert vote(topic, answer, zoe, at=NOON)
    with pytest.raises(NoAnswer):
        vote(topic, answer, tom, at=NOON)
    shown = side(topic, square.who(lea))
    assert (shown.best.seq, shown.votes[answer.pk], shown.mine) == (2, 2, {answer.pk})
    assert unvote(topic, answer, zoe)
    assert not unvote(topic, answer, zoe)
    assert AnswerScore.objects.get(post=answer).votes == 1
    assert side(topic, NOBODY).best is None


def test_the_side_of_a_topic_costs_one_query_and_none_for_a_discussion(square, question, django_assert_num_queries):
    topic, lea, *_rest = question
    plain = square.topic(square.space("Salon"), lea, "Bonsoir")
    idea = square.topic(square.space("Idées", kind=Kind.IDEAS), lea, "Une bougie sans mèche")
    for one, asked in ((topic, 1), (plain, 0), (idea, 1)):
        posts, who = posts_on(one.pk, 1), square.who(lea)
        with django_assert_num_queries(asked):
            side_of(one, posts, who, at=NOON)


def test_the_same_question_is_found_in_the_rooms_that_one_reads(square, question):
    topic, lea, *_rest = question
    closed = square.space("Cachette", Access.SECRET, Kind.QUESTIONS)
    hidden = square.topic(closed, lea, "Allumer une bougie en secret")
    house = square.house
    assert alike_in(house, square.who(lea), Kind.QUESTIONS, "comment allumer ma bougie ?") == [topic]
    assert hidden.pk not in {one.pk for one in alike_in(house, NOBODY, Kind.QUESTIONS, "allumer bougie secret")}
    assert alike_in(house, NOBODY, Kind.IDEAS, "Ma bougie ne s’allume pas") == []
    Topic.objects.filter(pk=topic.pk).update(hidden_at=NOON)
    assert alike_in(house, NOBODY, Kind.QUESTIONS, "comment allumer ma bougie ?") == []


def test_the_team_signs_for_its_department_and_experts_under_their_own_name(square, brand):
    room = square.space("Entraide")
    care = seat_for(brand, Role.COMMUNITY_MANAGER, name="Camille")
    care.department = Department.objects.create(brand=brand, name="Relation client")
    care.save()
    Persona.objects.create(brand=brand, account=care.account, name="Camille de Nocturne", quality="relation client")
    expert = seat_for(brand, Role.EXPERT, name="Paul")
    lea = square.member("lea")
    topic = square.topic(room, lea, "Bonjour")
    square.answer(topic, square.member("camille", care.account), "Bonsoir Léa.")
    square.answer(topic, square.member("paul", expert.account), "La cire fond à 60 °C.")
    assert [(p.quality, p.name, p.department) for p in posts_on(topic.pk, 1)] == [
        ("", "Lea", ""),
        ("team", "Camille de Nocturne", "Relation client"),
        ("expert", "Paul", ""),
    ]


def test_an_idea_is_wanted_once_and_its_steps_are_kept(square, ines):
    room, lea = square.space("Idées", kind=Kind.IDEAS), square.member("lea")
    idea = square.topic(room, lea, "Une bougie sans mèche")
    assert want(idea, lea, at=NOON)
    assert not want(idea, lea, at=NOON)
    assert unwant(idea, lea)
    assert not unwant(idea, lea)
    want(idea, lea, at=NOON)
    assert fresh(idea).score == 1
    with pytest.raises(NoWord):
        take_step(idea, Status.DECLINED, word=" ", by=ines.account, at=NOON)
    assert take_step(idea, Status.PLANNED, word="", by=ines.account, at=NOON)
    assert not take_step(idea, Status.PLANNED, word="", by=ines.account, at=NOON)
    assert take_step(idea, Status.DONE, word="La voici.", by=ines.account, at=NOON + timedelta(days=2))
    assert [(s.was, s.state, s.word) for s in IdeaStep.objects.order_by("pk")] == [
        ("new", "planned", ""),
        ("planned", "done", "La voici."),
    ]
    assert Journal.objects.filter(verb="idea.step").count() == 2
    [kept] = kept_ideas(square.house, NOBODY, room.pk, after=None)
    assert (kept.line.id, kept.word, kept.line.score) == (idea.pk, "La voici.", 1)


def test_merged_ideas_unite_their_votes_once_a_member_and_part_again(square, ines):
    room = square.space("Idées", kind=Kind.IDEAS)
    lea, tom, zoe = (square.member(name) for name in ("lea", "tom", "zoe"))
    one, two = square.topic(room, lea, "Bougie sans mèche"), square.topic(room, tom, "Une bougie, pas de mèche")
    for idea, who in ((one, lea), (one, tom), (two, tom), (two, zoe)):
        want(idea, who, at=NOON)
    merge(two, one, by=ines.account, at=NOON)
    assert (fresh(one).score, fresh(two).score) == (3, 2)
    assert fresh(two).closed_at is not None
    assert side(two, NOBODY).into[0] == one.pk
    for wrong in ((one, one), (two, one), (one, two)):
        with pytest.raises(NotMergeable):
            merge(*wrong, by=ines.account, at=NOON)
    assert unmerge(two, by=ines.account, at=NOON)
    assert (fresh(one).score, IdeaVote.objects.filter(topic=one).count()) == (2, 2)
    assert fresh(two).closed_at is None
    elsewhere = square.topic(square.space("Autres", kind=Kind.IDEAS), lea, "Ailleurs")
    with pytest.raises(NotMergeable):
        merge(elsewhere, one, by=ines.account, at=NOON)


def test_lists_by_votes_and_state_go_on_by_key(square, ines):
    room, lea = square.space("Idées", kind=Kind.IDEAS), square.member("lea")
    ideas = [square.topic(room, lea, f"Idée {n}") for n in range(ROWS + 3)]
    for n, idea in enumerate(ideas):
        Topic.objects.filter(pk=idea.pk).update(score=n // 4)
    everything = Topic.objects.order_by("-score", "-pk").values_list("pk", flat=True)
    first = sorted_lines(square.house, NOBODY, room.pk, order=Order.VOTES, state=None, after=None)
    last = first[ROWS - 1]
    rest = sorted_lines(square.house, NOBODY, room.pk, order=Order.VOTES, state=None, after=After(last.id, last.score))
    assert [line.id for line in first[:ROWS] + rest] == list(everything)
    take_step(ideas[5], Status.PLANNED, word="", by=ines.account, at=NOON)
    planned = sorted_lines(square.house, NOBODY, room.pk, order=Order.NEWEST, state="planned", after=None)
    assert [line.id for line in planned] == [ideas[5].pk]


def test_what_somebody_chose_goes_with_them_and_counts_follow(square, question):
    topic, lea, tom, answer, _thanks = question
    idea = square.topic(square.space("Idées", kind=Kind.IDEAS), tom, "Une bougie sans mèche")
    for who in (lea, tom):
        want(idea, who, at=NOON)
    vote(topic, answer, lea, at=NOON)
    forget_traces(square.brand.pk, [lea.identity_id])
    assert (fresh(idea).score, IdeaVote.objects.count(), AnswerScore.objects.get(post=answer).votes) == (1, 1, 0)
    assert alike_in(square.house, NOBODY, Kind.QUESTIONS, "Ma bougie ne s’allume pas") == []
    assert alike_in(square.house, NOBODY, Kind.IDEAS, "Une bougie sans mèche") == [idea]
