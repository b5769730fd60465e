"""The daily count of trust."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from conftest import NOON
from parvis.community.actions.questions import accept
from parvis.community.actions.reading import seen_here
from parvis.community.actions.signs import react
from parvis.community.actions.tending import hide_post, show_post
from parvis.community.actions.topics import new_key
from parvis.community.actions.trust import settle
from parvis.community.models import Member, MemberBadge, Topic, Trust
from parvis.community.queries.house import forget
from parvis.community.queries.trust import count
from parvis.community.rules.kinds import Kind
from parvis.community.rules.reactions import Reaction
from parvis.conversations.models import Post
from parvis.flows.hosting import answer_topic
from parvis.flows.trust import count_members
from tests.square import Square

pytestmark = pytest.mark.django_db


@pytest.fixture
def square(brand) -> Square:
    forget()
    return Square(brand, NOON)


def test_members_are_counted_rise_and_are_told_what_they_still_need(square):
    room, lea, tom = square.space("Entraide"), square.member("lea"), square.member("tom")
    topics = [square.topic(room, lea, f"Sujet {n}") for n in range(6)]
    first = topics[0]
    parent = Post.sealed_too.get(thread_id=first.pk)
    answer_topic(
        first, square.house.rooms[room.pk], square.who(tom), tom, body="Oui", key=new_key(), parent=parent, at=NOON
    )
    Member.objects.filter(pk=lea.pk).update(days=2)
    count_members(brand_id=square.brand.pk, after=0)
    count_members(brand_id=square.brand.pk, after=0)
    lea.refresh_from_db()
    tom.refresh_from_db()
    assert (lea.trust, tom.trust) == (1, 0)
    row = Trust.objects.get(member=lea)
    assert (row.days, row.topics, row.written, row.heard, row.lapses) == (2, 6, 6, 1, 0)
    assert sorted(MemberBadge.objects.filter(member=lea).values_list("kind", "post__seq")) == [
        ("first_post", 1),
        ("welcomed", 2),
    ]
    client = Client(headers={"accept-language": "en"})
    client.force_login(lea.account)
    said = client.get("/c/nocturne/trust").content.decode()
    assert "level 1 of 4" in said
    assert "6 of 30" in said
    assert "Welcomed" in client.get("/c/nocturne/m/lea").content.decode()


def test_reactions_of_others_count_and_an_accepted_answer_earns_its_badge(square):
    lea, tom = square.member("lea"), square.member("tom")
    topic = square.topic(square.space("Entraide", kind=Kind.QUESTIONS), lea, "Ma bougie")
    answer, own = square.answer(topic, tom, "Coupez la mèche."), square.answer(topic, lea, "Merci.")
    for member, kind in ((lea, Reaction.LIKE), (lea, Reaction.THANKS), (tom, Reaction.LIKE)):
        react(topic, answer, member, kind, at=NOON)
    accept(topic, own, by=lea, at=NOON)
    settle(count([lea, tom], NOON), at=NOON)
    assert dict(Trust.objects.values_list("member", "liked")) == {lea.pk: 0, tom.pk: 1}
    assert not MemberBadge.objects.filter(kind="helpful").exists(), "nobody earns it with an answer to oneself"
    accept(topic, answer, by=lea, at=NOON)
    settle(count([lea, tom], NOON + timedelta(days=1)), at=NOON + timedelta(days=1))
    assert list(MemberBadge.objects.filter(kind="helpful").values_list("member", "post")) == [(tom.pk, answer.pk)]


def test_a_count_costs_the_same_for_many_and_is_kept_once_a_day(square, django_assert_num_queries):
    room = square.space("Entraide")
    for n in range(3):
        square.topic(room, square.member(f"m{n}"), "Bonjour")
    members = list(Member.objects.all())
    with django_assert_num_queries(8):
        found = count(members[:1], NOON)
    with django_assert_num_queries(8):
        found = count(members, NOON)
    settle(found, at=NOON)
    assert settle(count(members, NOON), at=NOON + timedelta(hours=2)) == 0


def test_posts_taken_away_stop_the_rise(square, ines):
    room, lea = square.space("Entraide"), square.member("lea")
    posts = [square.answer(square.topic(room, lea, f"Sujet {n}"), lea, "Oui") for n in range(6)]
    Member.objects.update(days=9)
    topic = Topic.objects.get(pk=posts[0].thread_id)
    hide_post(topic, posts[0], by=ines.account, at=NOON)
    hide_post(Topic.objects.get(pk=posts[1].thread_id), posts[1], by=lea.account, at=NOON)  # taken back by its author
    [counted] = [one for one in count(list(Member.objects.all()), NOON) if one.member == lea]
    assert counted.measure.lapses == 1
    settle([counted], at=NOON)
    lea.refresh_from_db()
    assert lea.trust == 0
    show_post(topic, posts[0], by=ines.account, at=NOON)
    assert count([lea], NOON)[0].measure.lapses == 0


def test_a_day_counts_once(square):
    lea = square.member("lea")
    for hours in (2, 5, 26, 28):
        lea.refresh_from_db()
        seen_here(lea, at=NOON + timedelta(hours=hours))
    lea.refresh_from_db()
    assert lea.days == 2
