"""Members as others see them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from conftest import NOON
from parvis.community.actions.houses import SpaceForm, change_space
from parvis.community.actions.members import make_group, put_in_group
from parvis.community.models import Member, Topic
from parvis.community.queries import profiles
from parvis.community.queries.house import forget
from parvis.community.queries.profiles import PEOPLE, posts_by
from parvis.community.rules.access import NOBODY, Access
from tests.square import Square

pytestmark = pytest.mark.django_db
PAGE = {
    "name": "Léa Morin",
    "title": "Cirière",
    "about": "Je fonds.\n<b>Des bougies.</b>",
    "links": "https://lea.example/",
    "listed": "1",
}


@pytest.fixture
def square(brand) -> Square:
    forget()
    return Square(brand, NOON)


def signed_in(account) -> Client:
    made = Client(headers={"accept-language": "en"})
    made.force_login(account)
    return made


def test_a_member_words_its_page_and_keeps_to_itself_what_it_likes(square):
    lea, tom = square.member("lea"), square.member("tom")
    topic = square.topic(square.space("Entraide"), lea, "Bonjour", "Une mèche trop longue.")
    one, other = signed_in(lea.account), signed_in(tom.account)
    assert one.post("/c/nocturne/me", {**PAGE, "hides_links": "1"}).headers["Location"] == "/c/nocturne/m/lea"
    seen = other.get("/c/nocturne/m/lea").content.decode()
    for word in ("Léa Morin", "Cirière", "&lt;b&gt;Des bougies.&lt;/b&gt;", "Une mèche trop longue."):
        assert word in seen
    assert "lea.example" not in seen
    assert "lea.example" in one.get("/c/nocturne/m/lea").content.decode(), "its owner sees all of it"
    lea.refresh_from_db()
    assert lea.identity.name == "Léa Morin", "the team knows them by that name too"
    assert Topic.objects.get().version > topic.version
    one.post("/c/nocturne/me", {**PAGE, "hides_posts": "1", "hides_joined": "1"})
    hidden = other.get("/c/nocturne/m/LEA").content.decode()
    assert "mèche" not in hidden
    assert "Here since" not in hidden
    assert other.get("/c/nocturne/m/personne").status_code == 404


@pytest.mark.parametrize(
    "bad",
    [
        {"links": "javascript:alert(1)"},
        {"links": "\n".join(["https://a.example/"] * 6)},
        {"name": " "},
        {"about": "x" * 2001},
    ],
)
def test_a_page_takes_no_nonsense(square, bad):
    lea = square.member("lea")
    assert signed_in(lea.account).post("/c/nocturne/me", {**PAGE, **bad}).status_code == 422
    lea.refresh_from_db()
    assert lea.links == ""


def test_a_page_shows_only_what_its_reader_may_read_and_stays_bounded(
    square, monkeypatch, django_assert_max_num_queries
):
    lea, tom, team = square.member("lea"), square.member("tom"), square.member("mia")
    group = make_group(square.community, "Jardin", by=None, at=NOON)
    put_in_group(group, lea, by=None, at=NOON)
    put_in_group(group, tom, by=None, at=NOON)
    shared, secret = square.space("Entraide", Access.MEMBERS), square.space("Serre", Access.SECRET)
    change_space(secret, SpaceForm("Serre", access=Access.SECRET, groups={group.pk: "write"}), by=lea.account, at=NOON)
    topic, hidden = square.topic(shared, lea, "Dehors"), square.topic(secret, lea, "Dedans")
    for n in range(12):
        square.at = NOON + timedelta(minutes=n)
        square.answer(hidden if n % 3 else topic, lea, f"Mot {n}")
    monkeypatch.setattr(profiles, "WINDOW", 5)
    monkeypatch.setattr(profiles, "ROWS", 2)
    for reader, n in ((NOBODY, 0), (square.who(team), 5), (square.who(tom), 14)):
        seen, before, pages = [], None, 0
        house = square.house
        while pages < 20:
            with django_assert_max_num_queries(2):
                said, before = posts_by(house, reader, lea, before)
            seen += [(one.topic_id, one.seq) for one in said]
            pages += 1
            if before is None:
                break
        assert len(seen) == len(set(seen)) == n
    assert "Dedans" not in signed_in(team.account).get("/c/nocturne/m/lea").content.decode()


def test_members_are_found_by_name_and_handle_and_only_who_likes_to_be(square):
    lea = square.member("lea")
    for n in range(PEOPLE + 3):
        square.at = NOON + timedelta(minutes=n)
        square.member(f"membre{n}")
    Member.objects.filter(handle="membre5").update(listed=False)
    one = signed_in(lea.account)
    first = one.get("/c/nocturne/members").content.decode()
    assert "@membre32" in first
    assert "@membre5<" not in first
    older = one.get("/c/nocturne/members" + first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&"))
    assert "@lea" in older.content.decode()
    one.post("/c/nocturne/me", PAGE)
    for sought, found in (("léa", True), ("MORIN", True), ("@lea", True), ("orin", False), ("%", True)):
        assert (
            "@lea<" in one.get("/c/nocturne/members", {"q": sought, "before": ""}).content.decode().split("<main")[1]
        ) is (found and sought != "%"), sought
    assert Client().get("/c/nocturne/members").status_code == 302
