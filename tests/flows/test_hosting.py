from datetime import timedelta

import pytest

from conftest import NOON
from parvis.community.actions.houses import SpaceForm, change_space
from parvis.community.actions.members import HandleTaken, join, make_group, put_in_group
from parvis.community.actions.topics import TopicClosed, new_key
from parvis.community.models import Member, Topic
from parvis.community.queries.house import forget
from parvis.community.queries.topics import ROWS, Before, lines, posts_on, topic_for
from parvis.community.rules.access import NOBODY, Access
from parvis.conversations.models import Place, Post, Reading, Thread
from parvis.core.models import Account
from parvis.flows.hosting import answer_topic, hear, reword_post
from parvis.listening.actions import save_watch
from parvis.listening.models import Hit
from tests.square import Square


@pytest.fixture
def square(brand) -> Square:
    forget()
    return Square(brand, NOON)


def test_a_topic_is_begun_answered_and_read_page_by_page(square):
    room = square.space("Entraide")
    lea, tom = square.member("lea"), square.member("tom")
    topic = square.topic(room, lea, "Quelle bougie pour la nuit ?")
    for n in range(24):
        square.answer(topic, tom, f"Réponse {n}")
    topic.refresh_from_db()
    assert (topic.slug, topic.post_count, topic.last_seq, topic.last_author) == (
        "quelle-bougie-pour-la-nuit",
        25,
        25,
        tom,
    )
    assert [post.seq for post in posts_on(topic.pk, 2)] == [21, 22, 23, 24, 25]
    first = posts_on(topic.pk, 1)[0]
    assert (first.handle, first.name, first.html, first.at) == ("lea", "Lea", "<p>Bonjour à tous.</p>\n", NOON)
    lea.refresh_from_db()
    tom.refresh_from_db()
    assert (lea.post_count, tom.post_count) == (1, 24)
    [line] = lines(square.house, square.who(lea), [room.pk])
    assert (line.answers, line.unread, line.last_author) == (24, 24, "Tom")


def test_the_same_form_sent_twice_makes_one_post(square):
    room, lea = square.space("Entraide"), square.member("lea")
    topic, key = square.topic(room, lea, "Bonjour"), new_key()
    made = [
        answer_topic(
            topic, square.house.rooms[room.pk], square.who(lea), lea, body="Oui", key=key, parent=None, at=NOON
        )
        for _ in range(2)
    ]
    assert made[0].post.pk == made[1].post.pk
    assert [one.new for one in made] == [True, False]
    topic.refresh_from_db()
    assert topic.post_count == 2


def test_a_closed_topic_takes_no_answer(square):
    room, lea = square.space("Entraide"), square.member("lea")
    topic = square.topic(room, lea, "Bonjour")
    Topic.objects.filter(pk=topic.pk).update(closed_at=NOON)
    with pytest.raises(TopicClosed):
        square.answer(topic, lea, "Encore")


def test_what_members_say_is_heard_by_the_watches_and_what_the_team_says_is_not(square, ines):
    watch = save_watch(square.brand, name="Nuit", query="bougie", role="topic", by=None, at=NOON)
    room, lea, team = square.space("Entraide"), square.member("lea"), square.member("ines", ines.account)
    topic = square.topic(room, lea, "Une bougie ?", "Ma bougie ne s’allume pas.")
    ours = square.answer(topic, team, "Votre bougie est remplacée.")
    for post in Post.objects.order_by("pk"):
        hear(post_id=post.pk)
        hear(post_id=post.pk)
    assert list(Hit.objects.filter(watch=watch).values_list("post__seq", flat=True)) == [1]
    assert ours.direction == "out"
    assert Reading.objects.count() == 2


@pytest.mark.parametrize("access", [Access.GROUPS, Access.SECRET])
def test_a_room_of_a_group_is_sealed_from_the_team_and_open_to_its_group(square, access):
    room = square.space("Testeurs", access)
    lea, tom = square.member("lea"), square.member("tom")
    group = make_group(square.community, "Testeurs", by=None, at=NOON)
    change_space(room, SpaceForm("Testeurs", access=access, groups={group.pk: "write"}), by=lea.account, at=NOON)
    put_in_group(group, lea, by=None, at=NOON)
    topic = square.topic(room, lea, "Le prototype")
    assert topic_for(square.house, square.who(lea), topic.pk) == topic
    assert topic_for(square.house, square.who(tom), topic.pk) is None
    assert topic_for(square.house, NOBODY, topic.pk) is None
    assert (room.pk in {one.id for one in square.house.known(NOBODY)}) is (access is Access.GROUPS)
    assert not Post.objects.exists()
    assert not Thread.objects.exists()
    assert not Place.objects.exists()
    hear(post_id=Post.sealed_too.get().pk)
    assert not Reading.objects.exists()
    change_space(room, SpaceForm("Testeurs", access=Access.MEMBERS), by=lea.account, at=NOON)
    assert Post.objects.get().thread_id == topic.pk
    assert topic_for(square.house, square.who(tom), topic.pk) == topic


def test_a_handle_is_taken_once_however_it_is_pointed(square):
    square.member("jdoe")
    other = Account.objects.create(email="x@y.test", name="X", created_at=NOON)
    for handle in ("j.doe", "J", "admin", "é", "a b"):
        with pytest.raises(HandleTaken):
            join(square.community, other, handle=handle, name="X", at=NOON)
    assert Member.objects.count() == 1


def test_older_topics_follow_by_key(square):
    room, lea = square.space("Entraide"), square.member("lea")
    for n in range(33):
        square.at = NOON + timedelta(minutes=n // 2)
        square.topic(room, lea, f"Sujet {n}")
    first = lines(square.house, NOBODY, [room.pk])
    assert len(first) == ROWS + 1
    last = first[ROWS - 1]
    rest = lines(square.house, NOBODY, [room.pk], before=Before(last.bumped_at, last.id))
    assert [line.id for line in first[:ROWS] + rest] == [
        t.pk for t in Topic.objects.order_by("-bumped_at", "-thread_id")
    ]


def test_links_are_words_where_only_trusted_members_may_put_some(square):
    room, lea = square.space("Entraide", policy={"links": "trusted"}), square.member("lea")
    topic = square.topic(room, lea, "Bonjour", "Voyez https://e.test/offre")
    assert "href" not in posts_on(topic.pk, 1)[0].html
    Member.objects.filter(pk=lea.pk).update(trust=1)
    post = square.answer(topic, lea, "Voyez https://e.test/offre")
    assert 'href="https://e.test/offre"' in post.html
    Member.objects.filter(pk=lea.pk).update(trust=0)
    room = square.house.rooms[room.pk]
    reword_post(topic, room, square.who(lea), lea, post, body="Voyez https://e.test/autre", at=NOON)
    post.refresh_from_db()
    assert "autre" in post.html
    assert "href" not in post.html
