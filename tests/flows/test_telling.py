"""Who is told of a post, and who is not; never twice, and never of what they may not read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.translation import override

from conftest import NOON
from parvis.community.actions.houses import SpaceForm, change_space
from parvis.community.actions.members import make_group, put_in_group, take_out_of_group
from parvis.community.actions.questions import accept
from parvis.community.actions.signs import react
from parvis.community.actions.tending import hide_post
from parvis.community.actions.ties import hear_space, hear_topic, tie
from parvis.community.models import Member, MemberNotice, Topic, TopicMember
from parvis.community.queries.house import forget
from parvis.community.queries.notices import told_to, unread_of
from parvis.community.rules.access import Access
from parvis.community.rules.kinds import Kind as Room
from parvis.community.rules.notices import Kind
from parvis.community.rules.reactions import Reaction
from parvis.community.rules.ties import Level, Tie
from parvis.flows.hosting import let_stand
from parvis.flows.notice_words import sentence
from parvis.flows.telling import tell, tell_post
from tests.square import Square

pytestmark = pytest.mark.django_db


@pytest.fixture
def square(brand) -> Square:
    forget()
    return Square(brand, NOON)


def heard(square, member) -> list[tuple[str, str]]:
    found = told_to(square.house, square.who(member))
    assert unread_of(square.house, square.who(member)) == len([one for one in found if not one.read])
    with override("en"):
        return [(one.kind.value, sentence(one)) for one in found]


def test_a_post_tells_each_in_the_weightiest_way_and_once(square):
    room = square.space("Entraide")
    lea, tom, mia, zoe, ana = (square.member(name) for name in ("lea", "tom", "mia", "zoe", "ana"))
    topic = square.topic(room, lea, "La mèche")
    hear_topic(zoe, topic, Level.WATCHING)
    hear_space(ana, room.pk, Level.WATCHING, at=NOON)
    tie(mia, tom, Tie.FOLLOW, at=NOON)
    post = square.answer(
        topic, tom, f"@lea oui.\n\n> [Zoe](/c/{square.brand.slug}/t/x/{topic.pk}/1)\n>\n> Bonjour\n\n@tom"
    )
    assert tell_post(post.pk, NOON) == 4
    assert tell_post(post.pk, NOON) == 0
    assert heard(square, lea) == [("mention", "Tom named you in “La mèche”")]
    assert {heard(square, one)[0] for one in (zoe, ana, mia)} == {("watched", "Tom wrote in “La mèche”")}
    assert heard(square, tom) == []
    answer = square.answer(topic, zoe, f"> [Tom](/c/nocturne/t/x/{topic.pk}/{post.seq})\n>\n> oui\n\nMerci.")
    tell_post(answer.pk, NOON)
    assert heard(square, tom) == [("quote", "Zoe quoted you in “La mèche”")]


def test_what_comes_before_it_is_read_joins_it_and_says_how_many_wrote(square, django_assert_num_queries):
    room, lea = square.space("Entraide"), square.member("lea")
    topic = square.topic(room, lea, "La mèche")
    for name in ("tom", "mia", "zoe", "zoe2"):
        tell_post(square.answer(topic, square.member(name), "Oui.").pk, NOON)
    house, who = square.house, square.who(lea)
    assert heard(square, lea) == [("reply", "Zoe2 and 3 others have answered you in “La mèche”")]
    with django_assert_num_queries(2):
        [one] = told_to(house, who)
    assert (one.seq, one.times) == (2, 4)
    with django_assert_num_queries(1):
        assert unread_of(house, who) == 1


def test_nobody_hears_of_whom_or_what_they_muted(square):
    room = square.space("Entraide")
    lea, tom, mia, zoe = (square.member(name) for name in ("lea", "tom", "mia", "zoe"))
    topic = square.topic(room, lea, "La mèche")
    tie(lea, tom, Tie.MUTE, at=NOON)
    tie(tom, mia, Tie.BLOCK, at=NOON)
    hear_space(zoe, room.pk, Level.MUTED, at=NOON)
    assert tell_post(square.answer(topic, tom, "@lea @mia @zoe, oui.").pk, NOON) == 0
    hear_topic(zoe, topic, Level.WATCHING)
    assert tell_post(square.answer(topic, tom, "Encore.").pk, NOON) == 1
    said = told_to(square.house, square.who(zoe))
    tie(zoe, tom, Tie.BLOCK, at=NOON)
    assert (len(said), heard(square, zoe)) == (1, [])


@pytest.mark.parametrize("access", [Access.GROUPS, Access.SECRET])
def test_only_who_may_read_is_told_and_only_as_long_as_they_may(square, access):
    room, lea, tom, mia = square.space("Serre"), *(square.member(name) for name in ("lea", "tom", "mia"))
    group = make_group(square.community, "Jardin", by=None, at=NOON)
    for one in (lea, tom):
        put_in_group(group, one, by=None, at=NOON)
    topic = square.topic(room, lea, "Le semis")
    hear_topic(mia, topic, Level.WATCHING)
    change_space(room, SpaceForm("Serre", access=access, groups={group.pk: "write"}), by=lea.account, at=NOON)
    post = square.answer(topic, tom, "@lea @mia, oui.")
    tell(post_id=post.pk)
    assert [heard(square, one)[:1] for one in (lea, mia)] == [[("mention", "Tom named you in “Le semis”")], []]
    take_out_of_group(group, lea, by=None, at=NOON)
    assert heard(square, lea) == []


def test_what_was_hidden_or_erased_or_held_is_not_told(square, ines):
    lea, tom = square.member("lea"), square.member("tom")
    room = square.space("Entraide", policy={"premoderate": True})
    topic = square.topic(room, square.member("ines", ines.account), "La mèche")
    post = square.answer(topic, tom, "@lea, oui.")
    assert tell_post(post.pk, NOON) == 0
    let_stand(topic, post, by=ines.account, at=NOON)
    tell(post_id=post.pk)
    assert heard(square, lea) == [("mention", "Tom named you in “La mèche”")]
    assert heard(square, tom) == [("moderation", "Your post in “La mèche” is published")]
    hide_post(topic, post, by=ines.account, at=NOON)
    assert heard(square, lea) == []
    assert heard(square, tom) == [("moderation", "Your post in “La mèche” was hidden by a moderator")]


def test_private_messages_tell_who_takes_part(square):
    lea, tom, mia = (square.member(name) for name in ("lea", "tom", "mia"))
    topic = square.topic(square.space("Serre", Access.SECRET), lea, "Entre nous")
    Topic.objects.filter(pk=topic.pk).update(space=None)
    for one in (lea, tom):
        TopicMember.objects.create(brand=square.brand, topic=topic, member=one, at=NOON)
    topic.refresh_from_db()
    post = square.answer(topic, lea, "@mia, un secret.")
    assert tell_post(post.pk, NOON) == 1
    assert heard(square, tom) == [("message", "Lea wrote to you in “Entre nous”")]
    assert heard(square, mia) == []
    TopicMember.objects.filter(member=tom).update(left_at=NOON)
    assert heard(square, tom) == []


def test_a_sign_and_a_solution_tell_who_wrote(square):
    lea, tom, mia = (square.member(name) for name in ("lea", "tom", "mia"))
    topic = square.topic(square.space("Aide", kind=Room.QUESTIONS), lea, "La mèche ?")
    post = square.answer(topic, tom, "Plus courte.")
    for member in (lea, mia, tom):
        react(topic, post, member, Reaction.LIKE, at=NOON)
    accept(topic, post, by=lea, at=NOON + timedelta(minutes=1))
    assert heard(square, tom) == [
        ("solved", "Lea accepted an answer in “La mèche ?”"),
        ("reaction", "Mia and 1 other have liked what you wrote in “La mèche ?”"),
    ]
    react(topic, post, mia, Reaction.LIKE, at=NOON)  # taken back
    assert heard(square, tom)[1] == ("reaction", "Lea liked what you wrote in “La mèche ?”")


def test_a_storm_of_names_calls_a_few(square):
    room, tom = square.space("Entraide"), square.member("tom")
    names = [f"m{n:02}" for n in range(60)]
    members = [square.member(name) for name in names]
    topic = square.topic(room, square.member("lea"), "La mèche")
    for start in range(0, 60, 10):
        words = " ".join(f"@{name}" for name in names[start : start + 10] * 2)
        tell_post(square.answer(topic, tom, words).pk, NOON)
    told = MemberNotice.objects.filter(kind=Kind.MENTION, member__in=members).count()
    assert told == 40
    assert Member.objects.count() == 62
