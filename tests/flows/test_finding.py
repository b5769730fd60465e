"""Search in the community. The table of queries is run on SQLite and on PostgreSQL, and must give the same."""

from datetime import timedelta

import pytest
from django.db import connection

from conftest import NOON
from parvis.community.actions.houses import SpaceForm, change_space
from parvis.community.actions.members import make_group, put_in_group
from parvis.community.models import SearchDoc, SearchMark, Topic
from parvis.community.queries.house import forget
from parvis.community.queries.search import Search, find
from parvis.community.rules.access import NOBODY, Access
from parvis.conversations.models import Post
from parvis.flows.erase import erase
from parvis.flows.finding import index_topics
from parvis.flows.hosting import reword_post
from tests.square import Square

SAID = [
    ("L’allumage des bougies", "Une bougie ne s’allume pas quand la mèche est trop courte."),
    ("Génération d’idées", "Les chevaux ont mangé l’œuvre du créateur à Noël."),
    ("Cire et parfum", "La cire fond ; plus loin, et bien après, il y a encore une bougie parfumée."),
    ("Bougie parfumée", "Rien à voir."),
    ("Running late", "The candles were lighting the runners’ way. Model X200 too."),
    ("香水と蝋燭", "Ярославль sent bon 🔥."),
]
FOUND = {
    "bougie": [3, 0, 2],
    "Bougies": [3, 0, 2],
    "bougi": [3, 0, 2],
    "la bougie parfumée": [3, 2],
    "bougie parfumee": [3, 2],
    "allumée": [0],
    "allumer": [0],
    "ALLUMAIT bougie": [0],
    "l'œuvre": [1],
    "oeuvre": [1],
    "noel": [1],
    "Noël cheval": [1],
    "generation": [1],
    "gén": [1],
    "creatrice": [],
    "candle": [4],
    "lights run": [4],
    "x200": [4],
    "蝋燭": [5],
    "ярославль": [5],
    "mèche courte allumage": [0],
    "absent": [],
    '\' OR "a" * NEAR( :* & | ! <-> --': [],
    "🔥": [5],
    "": [],
    "   ": [],
    "la": [2, 0],
    "%": [],
}


@pytest.fixture
def square(brand) -> Square:
    forget()
    return Square(brand, NOON)


def titles(square: Square, words: str, who=NOBODY, **narrowed) -> list[str]:
    return [hit.title for hit in find(square.house, who, Search(words, **narrowed)).hits]


@pytest.mark.django_db
def test_words_are_found_as_people_type_them(square):
    room, lea = square.space("Entraide"), square.member("lea")
    for title, body in SAID:
        square.topic(room, lea, title, body)
    index_topics()
    order = [title for title, _ in SAID]
    assert {query: [order.index(title) for title in titles(square, query)] for query in FOUND} == FOUND
    SearchDoc.objects.update(stems="", others="")
    assert titles(square, "noel") == []
    SearchMark.objects.update(cut=0)
    index_topics()
    assert titles(square, "noel") == [order[1]], "cut anew"


@pytest.mark.django_db
def test_search_is_narrowed_by_space_author_date_and_image(square):
    help_, other = square.space("Entraide"), square.space("Salon")
    lea, tom = square.member("lea"), square.member("tom")
    square.topic(help_, lea, "Un sujet", "Ma bougie.")
    square.at = NOON + timedelta(days=2)
    square.topic(other, tom, "Un autre", "Sa bougie ![vue](/c/nocturne/files/12-800x600-0123456789ab.webp)")
    index_topics()
    assert titles(square, "bougie") == ["Un autre", "Un sujet"]
    assert titles(square, "bougie", space=help_.pk) == ["Un sujet"]
    assert titles(square, "bougie", author=tom.identity_id) == ["Un autre"]
    assert titles(square, "bougie", since=NOON + timedelta(days=1)) == ["Un autre"]
    assert titles(square, "bougie", until=NOON + timedelta(days=1)) == ["Un sujet"]
    assert titles(square, "bougie", image=True) == ["Un autre"]


@pytest.mark.django_db
@pytest.mark.parametrize("access", [Access.MEMBERS, Access.GROUPS, Access.SECRET])
def test_a_room_is_searched_by_who_may_read_it_from_the_very_moment(square, access):
    room, lea, tom = square.space("Serre", access), square.member("lea"), square.member("tom")
    group = make_group(square.community, "Jardin", by=None, at=NOON)
    put_in_group(group, lea, by=None, at=NOON)
    if access is not Access.MEMBERS:
        form = SpaceForm("Serre", access=access, groups={group.pk: "write"})
        change_space(room, form, by=lea.account, at=NOON)
    square.topic(room, lea, "Coquelicot")
    index_topics()
    assert titles(square, "coquelicot", square.who(lea)) == ["Coquelicot"]
    assert titles(square, "coquelicot", square.who(tom)) == (["Coquelicot"] if access is Access.MEMBERS else [])
    assert titles(square, "coquelicot") == []
    change_space(room, SpaceForm("Serre"), by=lea.account, at=NOON)
    assert titles(square, "coquelicot") == ["Coquelicot"]
    Topic.objects.update(hidden_at=NOON)
    assert titles(square, "coquelicot", square.who(lea)) == []


@pytest.mark.django_db
def test_what_is_reworded_or_taken_away_is_found_no_more(square):
    room, lea = square.space("Entraide"), square.member("lea")
    topic = square.topic(room, lea, "Sujet premier", "Ma bougie.")
    answer = square.answer(topic, lea, "Ta lampe.")
    index_topics()
    first = Post.objects.get(thread_id=topic.pk, seq=1)
    where = square.house.rooms[room.pk]
    reword_post(
        topic,
        where,
        square.who(lea),
        lea,
        first,
        body="Ma lanterne.",
        title="Sujet second",
        at=NOON + timedelta(hours=1),
    )
    index_topics()
    assert titles(square, "bougie") == titles(square, "premier") == []
    assert titles(square, "lanterne") == titles(square, "second") == ["Sujet second"]
    Post.objects.filter(pk=answer.pk).update(deleted_at=NOON)
    assert titles(square, "lampe") == [], "before the index knows"
    Topic.objects.update(version=99)
    index_topics()
    assert list(SearchDoc.objects.values_list("pk", flat=True)) == [first.pk]
    index_topics()
    Post.objects.filter(pk=first.pk).delete()
    assert titles(square, "lanterne") == []


@pytest.mark.django_db
def test_an_erasure_leaves_nothing_of_them_to_find(square, ines):
    room, lea, tom = square.space("Entraide"), square.member("zarquon"), square.member("tom")
    topic = square.topic(room, lea, "Le zarquon", "Je suis zarquon.")
    square.answer(topic, tom, "Salut, et une bougie.")
    index_topics()
    assert titles(square, "zarquon")
    Topic.objects.update(author=tom, last_author=tom)
    lea.delete()
    erase(square.brand, lea.identity.person, by=ines.account, at=NOON)
    assert titles(square, "zarquon") == []
    tables = [name for name in connection.introspection.table_names() if name.startswith("community_search")]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")
            assert "zarquon" not in str(cursor.fetchall()), table
    assert len(tables) >= 2


@pytest.mark.django_db
def test_search_asks_four_queries_at_most_and_marks_what_it_found(square, django_assert_max_num_queries):
    room, lea = square.space("Entraide"), square.member("lea")
    body = "Bien avant cela, " + "rien " * 60 + "une <b>bougie</b> s’allume."
    for n in range(25):
        square.topic(room, lea, f"Sujet {n}", body)
    index_topics()
    house = square.house
    with django_assert_max_num_queries(4):
        found = find(house, NOBODY, Search("bougies allumée"))
    assert (len(found.hits), found.number, found.pages) == (20, 25, 2)
    assert [words for words, marked in found.hits[0].pieces if marked] == ["bougie", "allume"]
    assert found.hits[0].pieces[0][0] == "… "
    assert len(find(house, NOBODY, Search("bougies allumée"), 2).hits) == 5


@pytest.mark.django_db
def test_a_title_that_holds_all_the_words_is_found_however_much_was_said_since(square, monkeypatch):
    room, lea = square.space("Entraide"), square.member("lea")
    square.topic(room, lea, "Bougie parfumée", "Le premier de tous.")
    for n in range(6):
        square.topic(room, lea, f"Sujet {n}", "Une bougie, et bien plus loin une autre qui est parfumée.")
    index_topics()
    monkeypatch.setattr("parvis.community.queries.search.WINDOW", 4)
    found = find(square.house, NOBODY, Search("bougie parfumée"))
    assert [hit.title for hit in found.hits] == ["Bougie parfumée", "Sujet 5", "Sujet 4", "Sujet 3", "Sujet 2"]
    assert found.number == 4


@pytest.mark.django_db
def test_what_only_begins_as_the_last_word_is_looked_for_where_few_have_it_whole(square, monkeypatch):
    room, lea = square.space("Entraide"), square.member("lea")
    square.topic(room, lea, "Un", "Un chat.")
    square.topic(room, lea, "Deux", "Un chaton.")
    index_topics()
    assert titles(square, "chat") == ["Deux", "Un"]
    monkeypatch.setattr("parvis.community.queries.search.RANKED", 1)
    assert titles(square, "chat") == ["Un"]
