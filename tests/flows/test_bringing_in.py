"""A forum comes in, goes again, is claimed, leads its old addresses on, and is taken away whole."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import NOON
from parvis.community.actions import brought as making
from parvis.community.actions.bringing import Choice, NotNow
from parvis.community.actions.members import make_group, put_in_group
from parvis.community.models import ArchiveOut, Bringing, Member, OldPerson, Space, Topic
from parvis.community.queries.house import forget, house_of
from parvis.community.queries.oldways import led_to
from parvis.community.rules.access import NOBODY, Access
from parvis.conversations.models import Place, Post, Thread
from parvis.core.models import Account, Brand, Journal
from parvis.flows import archive, bringing_in
from parvis.flows.claiming import claim_all, to_claim
from parvis.flows.erase import erase
from tests.square import Square

TABLE = """topic;title;author;date;text;room;email;post;answers;path
7;Le train de nuit;Léa;2014-05-13 18:00;Qui l'a pris ?;Voyages;lea@old.test;70;;viewtopic.php?t=7
7;Le train de nuit;Bob;2014-05-13 19:00;**Moi.**;Voyages;bob@old.test;71;70;
8;Bonjour;Bob;2015-01-02 08:00;Bonjour à tous;;bob@old.test;80;;
"""
MORE = TABLE + "7;Le train de nuit;Léa;2016-01-01 10:00;Encore ?;Voyages;lea@old.test;72;71;\n"


@pytest.fixture
def square(brand: Brand) -> Square:
    forget()
    return Square(brand, NOON)


def given_file(square: Square, content: str | bytes, kind: str = "csv") -> Bringing:
    data = content.encode() if isinstance(content, str) else content
    by = Account.objects.get_or_create(email="chef@x.test", defaults={"name": "Chef", "created_at": NOON})[0]
    made = bringing_in.begin_file(square.brand, kind, io.BytesIO(data), "vieux.csv", origin="vieux", by=by, at=NOON)
    bringing_in.look(made.pk, NOON)
    made.refresh_from_db()
    return made


def brought(square: Square, content: str | bytes, kind: str = "csv", choice: Choice | None = None) -> Bringing:
    made = given_file(square, content, kind)
    bringing_in.let_in(made, choice or Choice(), by=made.by, at=NOON)
    bringing_in.bring(made.pk, NOON)
    made.refresh_from_db()
    forget()
    return made


def told(brand: Brand) -> list[tuple[Any, ...]]:
    rows = Post.sealed_too.filter(brand=brand).order_by("thread__title", "seq")
    return list(rows.values_list("thread__title", "seq", "author__name", "at", "source"))


def test_a_trial_counts_and_brings_nothing(square: Square) -> None:
    made = given_file(square, TABLE + "9;;Zoé;hier;Perdu;;;90;;\n")
    assert (made.counts["people"], made.counts["topics"], made.counts["posts"]) == (2, 2, 3)
    assert [(line["line"], line["params"]) for line in made.problems] == [(5, {"date": "hier"})]
    assert "<strong>" in "".join(sample["html"] for sample in made.samples)
    assert not Topic.objects.exists()
    assert not Space.objects.exists()


def test_dates_authors_order_and_answers_are_kept(square: Square) -> None:
    made = brought(square, TABLE)
    topic = Topic.objects.select_related("author", "last_author").get(title="Le train de nuit")
    first, second = Post.objects.filter(thread_id=topic.pk).order_by("seq")
    assert (first.seq, second.seq, second.parent_id) == (1, 2, first.pk)
    assert (topic.author.name, topic.last_author.name, topic.post_count, topic.last_seq) == ("Léa", "Bob", 2, 2)
    assert (topic.begun_at, topic.bumped_at) == (first.at, second.at)
    assert first.at.year == 2014
    assert second.html == "<p><strong>Moi.</strong></p>\n"
    lea = topic.author
    assert (lea.account, lea.left_at is not None, lea.post_count, lea.listed) == (None, True, 1, False)
    assert (made.people, made.rooms, made.topics, made.posts, made.done) == (3, 2, 2, 3, 3)
    assert Place.objects.get(name="Voyages").post_count == 2
    assert Space.objects.get(name="Voyages").topic_count == 1


def test_the_same_twice_brings_nothing_and_a_newer_one_what_is_new(square: Square) -> None:
    brought(square, TABLE)
    before = told(square.brand)
    again = brought(square, TABLE)
    assert (again.people, again.rooms, again.topics, again.posts) == (0, 0, 0, 0)
    assert told(square.brand) == before
    newer = brought(square, MORE)
    assert (newer.topics, newer.posts) == (0, 1)
    assert Topic.objects.get(title="Le train de nuit").post_count == 3
    assert Thread.objects.get(title="Le train de nuit").last_seq == 3


def test_a_worker_that_dies_leaves_what_the_next_one_goes_on_with(
    square: Square, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bringing_in, "CHUNK", 1)
    made = given_file(square, MORE)
    bringing_in.let_in(made, Choice(), by=made.by, at=NOON)
    real, calls = making.bring_batch, []

    def dies(*args, **kwargs):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    monkeypatch.setattr(making, "bring_batch", dies)
    with pytest.raises(KeyboardInterrupt):
        bringing_in.bring(made.pk, NOON)
    assert Post.objects.count() == 2
    assert bringing_in.bring(made.pk, NOON)
    assert [row[:2] for row in told(square.brand)] == [
        ("Bonjour", 1), ("Le train de nuit", 1), ("Le train de nuit", 2), ("Le train de nuit", 3)
    ]  # fmt: skip
    made.refresh_from_db()
    assert (made.posts, made.done) == (4, 4)


def test_a_whole_import_is_taken_back_and_what_members_answered_stays(square: Square) -> None:
    made = brought(square, TABLE)
    lea = square.member("lea-neuve")
    kept = Topic.objects.get(title="Bonjour")
    square.answer(kept, lea, "Moi aussi.")
    bringing_in.let_go(made, by=lea.account, at=NOON)
    assert bringing_in.undo(made.pk, NOON)
    made.refresh_from_db()
    assert made.kept == 1
    assert [row[0] for row in told(square.brand)] == ["Bonjour", "Bonjour"]
    assert [space.topic_count for space in Space.objects.all()] == [1]
    assert not Member.objects.filter(name="Léa").exists()
    assert led_to(square.house, NOBODY, "viewtopic.php?t=7") is None
    with pytest.raises(NotNow):
        bringing_in.let_go(made, by=lea.account, at=NOON)


def test_an_undone_update_leaves_the_first_import(square: Square) -> None:
    brought(square, TABLE)
    before = told(square.brand)
    newer = brought(square, MORE)
    bringing_in.let_go(newer, by=newer.by, at=NOON)
    bringing_in.undo(newer.pk, NOON)
    assert told(square.brand) == before


def test_old_addresses_lead_to_what_a_visitor_may_read(square: Square) -> None:
    brought(square, TABLE, choice=Choice(opening="members"))
    topic = Topic.objects.get(title="Le train de nuit")
    member = square.who(square.member("zoe"))
    assert led_to(square.house, NOBODY, "forum/viewtopic.php?f=1&t=7") is None
    led = led_to(square.house, member, "viewtopic.php?t=7")
    assert led is not None
    assert (led.kind, led.id) == ("topic", topic.pk)
    assert led_to(square.house, member, "viewtopic.php?t=9") is None


def test_who_comes_with_the_old_address_claims_what_they_wrote(square: Square) -> None:
    brought(square, TABLE)
    account = Account.objects.create(email="LEA@old.test", name="Léa", created_at=NOON)
    member = square.member("lea.2026", account)
    proved, people = to_claim(square.brand.pk, account)
    assert (proved, [one.member.name for one in people]) == (True, ["Léa"])
    version = Topic.objects.get(title="Le train de nuit").version
    assert claim_all(member, account, at=NOON) == 1
    topic = Topic.objects.get(title="Le train de nuit")
    assert (topic.author, topic.version > version) == (member, True)
    assert Post.objects.get(thread_id=topic.pk, seq=1).author_id == member.identity_id
    assert claim_all(member, account, at=NOON) == 0
    brought(square, MORE)
    assert Post.objects.get(thread_id=topic.pk, seq=3).author_id == member.identity_id


def test_who_was_forgotten_does_not_come_back(square: Square) -> None:
    made = brought(square, TABLE)
    lea = Member.objects.get(name="Léa")
    erase(square.brand, lea.signs_as.person, by=made.by, at=NOON)
    assert not OldPerson.objects.filter(member=lea).exists()
    bringing_in.let_go(made, by=made.by, at=NOON)
    bringing_in.undo(made.pk, NOON)
    brought(square, MORE)
    assert [(row[1], row[2]) for row in told(square.brand) if row[0].startswith("Le train")] == [(1, "Bob")]


def test_closed_rooms_stay_out_or_come_sealed(square: Square) -> None:
    dump = discourse_dump()
    skipped = brought(square, dump, "discourse")
    assert skipped.counts["left"] == {"messages": 1, "topicless": 1}
    assert [space.name for space in Space.objects.all()] == ["Cuisine"]
    sealed = brought(square, dump, "discourse", Choice(private="seal"))
    assert (sealed.rooms, sealed.topics, sealed.posts) == (1, 1, 1)
    assert Space.objects.get(name="Bureau").access == "secret"
    assert [post.text for post in Post.objects.filter(text="Chut")] == []
    assert Post.sealed_too.get(text="Chut").sealed
    led = led_to(square.house, NOBODY, "t/chut/3/1")
    assert led is None


def discourse_dump() -> bytes:
    return b"""COPY public.categories (id, name, slug, position, read_restricted) FROM stdin;
1\tCuisine\tcuisine\t1\tf
2\tBureau\tbureau\t2\tt
\\.
COPY public.posts (id, user_id, topic_id, post_number, raw, created_at, post_type) FROM stdin;
11\t5\t1\t1\tUne [b]soupe[/b]\\n[quote="bob, post:1"]\\noui\\n[/quote]\t2020-01-01 10:00:00\t1
12\t5\t2\t1\tLettre\t2020-01-01 10:00:00\t1
13\t5\t3\t1\tChut\t2020-01-02 10:00:00\t1
\\.
COPY public.topics (id, title, created_at, user_id, category_id, archetype) FROM stdin;
1\tSoupe\t2020-01-01 10:00:00\t5\t1\tregular
2\tLettre\t2020-01-01 10:00:00\t5\t\\N\tprivate_message
3\tChut\t2020-01-02 10:00:00\t5\t2\tregular
\\.
COPY public.users (id, username, name, created_at) FROM stdin;
5\tlea\tL\xc3\xa9a\t2019-01-01 00:00:00
\\.
"""


words = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=30).filter(str.strip)
topics = st.lists(st.tuples(words, st.lists(words, min_size=1, max_size=4)), min_size=1, max_size=3)


@pytest.mark.django_db
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=topics)
def test_an_archive_is_read_back_as_it_was(brand: Brand, other_brand: Brand, said: list[Any]) -> None:
    forget()
    full, empty = Square(brand, NOON), Square(other_brand, NOON)
    Topic.objects.all().delete()
    Thread.sealed_too.all().delete()
    member = Member.objects.filter(brand=brand, handle="lea").first() or full.member("lea")
    room = Space.objects.filter(brand=brand).first() or full.space("Atelier")
    for title, posts in said:
        topic = full.topic(room, member, title, posts[0])
        for n, one in enumerate(posts[1:], 1):
            full.at = NOON + timedelta(minutes=n)
            full.answer(topic, member, one)
        full.at = NOON
    made = archive.ask(brand, sealed=False, language="fr", by=member.account, at=NOON)
    archive.write(made.pk, NOON)
    back = brought(empty, archive.path_of(ArchiveOut.objects.get(pk=made.pk)).read_bytes(), "archive")
    assert back.problem is None
    assert sorted(told(other_brand)) == sorted(told(brand))
    bringing_in.let_go(back, by=member.account, at=NOON)
    bringing_in.undo(back.pk, NOON)


def test_closed_rooms_are_in_an_archive_only_when_asked_and_the_journal_keeps_it(square: Square) -> None:
    lea = square.member("lea")
    square.topic(square.space("Atelier"), lea, "Ouvert", "Bonjour")
    group = make_group(square.community, "Jardin", by=None, at=NOON)
    put_in_group(group, lea, by=None, at=NOON)
    secret = square.space("Serre", Access.SECRET, groups={group.pk: "write"})
    square.topic(secret, lea, "Coquelicot", "Coquelicot")
    for sealed in (False, True):
        made = archive.ask(square.brand, sealed=sealed, language="en", by=lea.account, at=NOON)
        archive.write(made.pk, NOON)
        with ZipFile(archive.path_of(ArchiveOut.objects.get(pk=made.pk))) as packed:
            whole = b"".join(packed.read(name) for name in packed.namelist())
            assert (b"Coquelicot" in whole) is sealed
            assert json.loads(packed.read("schema.json"))["nouns"]["topics"][0] == "kind"
            assert "Atelier" in packed.read("spaces.jsonl").decode()
        line = Journal.objects.filter(brand=square.brand, verb="community.archived").latest("seq")
        assert line.data == {"sealed": sealed}


def test_a_broken_file_says_so_and_brings_nothing(square: Square) -> None:
    made = given_file(square, b"\x1f\x8b\x08garbage", "phpbb")
    assert made.looked_at is None
    assert made.problem is not None
    assert made.problem["text"] == "The file is damaged: it cannot be unpacked."
    assert house_of(square.community).rooms == {}
