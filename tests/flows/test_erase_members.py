"""Somebody of the community asks to be forgotten, in the middle of a conversation."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from conftest import NOON
from parvis.community.actions.articles import ArticleForm, rate, write_article
from parvis.community.actions.houses import SpaceForm, change_space
from parvis.community.actions.members import make_group, put_in_group
from parvis.community.actions.profiles import Portrait, portray
from parvis.community.actions.shelves import Piece, make_shelf, put_in_shelf
from parvis.community.actions.showcase import WorkForm, agree, present, show_work
from parvis.community.models import Applicant, Article, Draft, MailedAnswer, Member, MemberNotice, Rating, SignUp, Topic
from parvis.community.queries.house import forget
from parvis.community.queries.topics import posts_on
from parvis.community.rules.access import Access
from parvis.community.rules.kinds import Kind
from parvis.community.rules.traces import without
from parvis.conversations.models import Post
from parvis.core.journal import verify
from parvis.core.models import Account
from parvis.flows.articles import publish
from parvis.flows.erase import erase
from parvis.flows.hosting import reword_post
from tests.square import Square

pytestmark = pytest.mark.django_db
WORDS = "Le prototype chauffe trop fort à mon goût"


@pytest.fixture
def square(brand) -> Square:
    forget()
    return Square(brand, NOON)


def holding(*words: str) -> list[str]:
    """table.column that holds one of the words, over the whole database."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                told = [str(bytes(value) if isinstance(value, memoryview) else value).lower() for value in row]
                found |= {
                    f"{table}.{n}" for n, value in zip(names, told, strict=True) if any(w in value for w in words)
                }
    return sorted(found)


def _shows_it(zoe: Member, tom: Member, square: Square, topic: Topic) -> None:
    """What members write beyond posts: its own, and what others say of it."""
    carnets = square.space("Carnets", kind=Kind.ARTICLES)
    form = ArticleForm("Zoezarq raconte", "Je suis Zoezarq", "Zoezarq", "zoezarq", cover_alt="Zoezarq")
    write_article(carnets, zoe, form, at=NOON)
    publish(write_article(carnets, zoe, form, at=NOON), by=None, at=NOON)
    names = ArticleForm("Un beau voyage", "Bonjour.", "Avec Zoezarq", "zoezarq", cover_alt="Zoezarq")
    theirs = publish(write_article(carnets, tom, names, at=NOON), by=None, at=NOON)
    for member in (zoe, tom):
        rate(topic if member is zoe else theirs, member, 5, at=NOON)
        shelf = make_shelf(member, "Zoezarq", "De Zoezarq", at=NOON)
        put_in_shelf(shelf, Piece(url="https://zoezarq.example/", title="Zoezarq", note="Zoezarq"), at=NOON)
        put_in_shelf(shelf, Piece(topic=topic, note="Merci Zoezarq"), at=NOON)
        show_work(
            member, WorkForm("Zoezarq", "Avec Zoezarq", "https://zoezarq.example/", picture_alt="Zoezarq"), at=NOON
        )
    agree(present(zoe, "Zoezarq répond à tous.", by=zoe.account, at=NOON), "Zoezarq répond à tous.", at=NOON)
    rate(theirs, zoe, 5, at=NOON)


def _says_who_it_is(zoe: Member) -> None:
    """Wherever a member can be named."""
    link = ["https://zoezarq.example/"]
    portray(zoe, Portrait("Zoezarq Quill", "zoezarq", "Je suis Zoezarq", link, [], True), at=NOON)
    told = {"brand": zoe.brand, "name": "Zoezarq", "handle": "zoezarq", "asked_at": NOON, "account": zoe.account}
    Applicant.objects.create(**told, why="Je suis Zoezarq")
    SignUp.objects.create(**told, email="zoezarq@x.example", password="", language="fr")


@pytest.mark.parametrize("access", [Access.PUBLIC, Access.SECRET])
def test_a_member_is_forgotten_in_the_middle_of_a_thread(square, ines, access):
    zoe, tom, team = square.member("zoezarq"), square.member("tom"), square.member("ines", ines.account)
    room = square.space("Atelier", Access.PUBLIC)
    group = make_group(square.community, "Testeurs", by=None, at=NOON)
    for one in (zoe, tom, team):
        put_in_group(group, one, by=None, at=NOON)
    if access is Access.SECRET:
        form = SpaceForm("Atelier", access=access, groups={group.pk: "write"})
        change_space(room, form, by=ines.account, at=NOON)
    _says_who_it_is(zoe)
    theirs = square.topic(room, zoe, "Zoezarq demande", WORDS)
    toms = square.topic(room, tom, "Que pense @zoezarq ?", "Bonjour @zoezarq.")
    square.answer(toms, zoe, WORDS)
    quote = square.answer(toms, tom, f"> {WORDS}\n\nD’accord avec @zoezarq, le mot prototype est à moi.")
    reword_post(
        toms,
        square.house.rooms[room.pk],
        square.who(tom),
        tom,
        quote,
        body=f"> {WORDS}\n\nD’accord, @zoezarq !",
        at=NOON,
    )
    square.answer(toms, team, f"Merci Zoezarq. {WORDS} : c’est noté.")
    _shows_it(zoe, tom, square, toms)
    Draft.objects.create(brand=square.brand, member=zoe, topic=toms, body="Zoezarq hésite", at=NOON)
    MemberNotice.objects.create(brand=square.brand, member=zoe, kind="moderation", words="Zoezarq exagère", at=NOON)
    MailedAnswer.objects.create(
        brand=square.brand, member=zoe, post=quote, key="k", sender="zoezarq@x.example", body="Zoezarq répond", at=NOON
    )
    person, before = zoe.identity.person, {t.pk: t.version for t in Topic.objects.all()}

    toll = erase(square.brand, person, by=ines.account, at=NOON)

    assert toll.posts == 3
    assert (Rating.objects.count(), Article.objects.filter(ratings=0).count()) == (0, 2)
    assert holding("zoezarq", "chauffe trop") == []
    assert [post.seq for post in posts_on(toms.pk, 1)] == [1, 2, 3, 4], "numbers of posts stay"
    assert [bool(post.html) for post in posts_on(toms.pk, 1)] == [True, False, True, True]
    said = Post.sealed_too.get(pk=quote.pk)
    assert "D’accord, @[…]" in said.source
    assert "D’accord" in said.html
    gone, kept = Topic.objects.get(pk=theirs.pk), Topic.objects.get(pk=toms.pk)
    assert (gone.title, gone.post_count, gone.author.name) == ("[…]", 1, "")
    assert kept.title == "Que pense @[…] ?"
    assert all(topic.version > before[topic.pk] for topic in (gone, kept)), "kept pages are drawn anew"
    assert not Account.objects.get(pk=zoe.account_id).is_active
    assert Account.objects.filter(pk=ines.account_id, is_active=True).exists()
    assert verify(square.brand) is None
    reader = Client(headers={"accept-language": "en"})
    reader.force_login(tom.account)
    page = reader.get("/c/nocturne/").content.decode()
    assert "Somebody who left" in page
    assert reader.get(f"/c/nocturne/t/{kept.slug}/{kept.pk}").status_code == 200
    square.answer(gone, tom, "La conversation continue.")
    again = square.member("zoezarq")
    assert again.pk != zoe.pk, "the handle is free again"


def test_a_login_that_opens_another_community_too_stays(square, other_brand, ines):
    zoe = square.member("zoe")
    there = Square(other_brand, NOON).member("zoe", zoe.account)
    erase(square.brand, zoe.identity.person, by=ines.account, at=NOON)
    assert Account.objects.get(pk=zoe.account_id).is_active
    assert Member.objects.get(pk=there.pk).name == "Zoe"


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("> un chat noir\n\nUn chat noir, oui", "> […]\n\nUn chat noir, oui"),
        ("@lea, @lea.b et a@lea.fr @LEA", "@[…], @[…].b et a@lea.fr @[…]"),
        ("@lea-marie", "@lea-marie"),
    ],
)
def test_quotes_and_mentions_go_and_words_stay(source, left):
    assert without(source, lambda line: line.replace("un chat noir", "[…]"), ["lea"]) == left
