import pytest
from django.test import Client

from conftest import NOON, seat_for
from parvis.community.actions.houses import SpaceForm, change_space
from parvis.community.actions.members import make_group, put_in_group
from parvis.community.queries.house import forget
from parvis.community.rules.access import Access
from parvis.core.models import Account
from parvis.core.roles import Role
from tests.square import Square

pytestmark = pytest.mark.django_db


@pytest.fixture
def square(brand) -> Square:
    forget()
    return Square(brand, NOON)


def signed_in(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def test_a_passer_by_reads_what_is_public_and_is_told_how_to_answer(square):
    room, lea = square.space("Entraide"), square.member("lea")
    topic = square.topic(room, lea, "Une bougie <b>douce</b>", "Voici **ma** question.")
    passer_by = Client()
    home = passer_by.get("/c/nocturne/").content.decode()
    assert "Une bougie &lt;b&gt;douce&lt;/b&gt;" in home
    page = passer_by.get(f"/c/nocturne/t/{topic.slug}/{topic.pk}")
    said = page.content.decode()
    assert "<strong>ma</strong>" in said
    assert "/login?next=" in said
    assert "csrf" not in said
    assert not page.cookies


def test_a_member_begins_a_topic_and_answers(square):
    square.space("Entraide")
    lea = square.member("lea")
    client = signed_in(lea.account)
    assert 'name="title"' in client.get("/c/nocturne/s/entraide/new").content.decode()
    begun = client.post("/c/nocturne/s/entraide/new", {"title": "Bonsoir", "body": "Qui est là ?", "key": "a" * 32})
    assert begun.status_code == 302, begun.content.decode()
    topic = begun.headers["Location"]
    page = client.get(topic).content.decode()
    assert "Qui est là ?" in page
    number = topic.rsplit("/", 1)[1]
    answered = client.post(f"/c/nocturne/topics/{number}/answer", {"body": "Moi.", "key": "b" * 32})
    again = client.post(f"/c/nocturne/topics/{number}/answer", {"body": "Moi.", "key": "b" * 32})
    assert answered.headers["Location"] == again.headers["Location"] == f"{topic}#p2"
    empty = client.post(f"/c/nocturne/topics/{number}/answer", {"body": " ", "key": "c" * 32})
    assert empty.status_code == 422


def test_an_account_joins_on_its_way_to_an_answer(square):
    room, lea = square.space("Entraide"), square.member("lea")
    topic = square.topic(room, lea, "Bonjour")
    tom = signed_in(Account.objects.create(email="tom@x.test", name="Tom Petit", created_at=NOON))
    to = f"/c/nocturne/topics/{topic.pk}/answer"
    sent = tom.get(to)
    assert sent.headers["Location"].startswith("/c/nocturne/join?next=")
    page = tom.get(sent.headers["Location"]).content.decode()
    assert 'value="tom-petit"' in page
    taken = tom.post("/c/nocturne/join", {"name": "Tom", "handle": "lea", "next": to})
    assert taken.status_code == 422
    assert tom.post("/c/nocturne/join", {"name": "Tom", "handle": "tom", "next": to}).headers["Location"] == to
    assert tom.get(to).status_code == 200


@pytest.mark.parametrize("access", [Access.MEMBERS, Access.GROUPS, Access.SECRET])
def test_what_one_may_not_read_is_as_what_does_not_exist(square, access, ines):
    lea = square.member("lea")
    room = square.space("Cachette", access)
    open_room = square.space("Entraide")
    group = make_group(square.community, "Proches", by=None, at=NOON)
    put_in_group(group, lea, by=None, at=NOON)
    if access is not Access.MEMBERS:
        change_space(room, SpaceForm("Cachette", access=access, groups={group.pk: "write"}), by=lea.account, at=NOON)
    topic = square.topic(room, lea, "Le mot de passe est coquelicot")
    shown = square.topic(open_room, lea, "Bonjour")
    inside, outside = signed_in(lea.account), Client()
    team = signed_in(ines.account)
    there = f"/c/nocturne/t/{topic.slug}/{topic.pk}"
    assert "coquelicot" in inside.get(there).content.decode()
    for address in (there, f"{there}/1", f"/c/nocturne/topics/{topic.pk}/answer", "/c/nocturne/s/cachette"):
        assert outside.get(address).status_code == (302 if address.endswith("answer") else 404), address
    assert "coquelicot" not in outside.get("/c/nocturne/").content.decode()
    assert "Bonjour" in outside.get("/c/nocturne/").content.decode()
    assert team.get(there).status_code == (200 if access is Access.MEMBERS else 404)
    assert outside.get(f"/c/nocturne/t/x/{shown.pk}").status_code == 301


def test_nothing_of_a_sealed_room_reaches_any_screen_of_the_desk(square):
    owner = seat_for(square.brand, Role.OWNER)
    lea, room = square.member("lea"), square.space("Cachette", Access.SECRET)
    group = make_group(square.community, "Proches", by=None, at=NOON)
    put_in_group(group, lea, by=None, at=NOON)
    change_space(room, SpaceForm("Cachette", access=Access.SECRET, groups={group.pk: "write"}), by=lea.account, at=NOON)
    topic = square.topic(room, lea, "Coquelicot", "Le mot est coquelicot.")
    post = topic.thread_id
    client = signed_in(owner.account)
    for address in (
        "posts/",
        "inbox/",
        "today/",
        "people/",
        "places/",
        "trends/",
        f"threads/{post}/",
        f"people/{lea.identity.person_id}/",
    ):
        answer = client.get(f"/b/nocturne/{address}")
        assert "oquelicot" not in answer.content.decode(), address


def test_pages_ask_few_and_constant_queries(square, django_assert_num_queries):
    room, lea = square.space("Entraide"), square.member("lea")
    topic = square.topic(room, lea, "Bonjour")
    passer_by, member = Client(), signed_in(lea.account)
    for _round in range(2):
        passer_by.get("/c/nocturne/")
        with django_assert_num_queries(3):
            passer_by.get("/c/nocturne/")
        with django_assert_num_queries(3):
            passer_by.get(f"/c/nocturne/t/{topic.slug}/{topic.pk}")
        member.get(f"/c/nocturne/t/{topic.slug}/{topic.pk}")
        with django_assert_num_queries(5):
            member.get(f"/c/nocturne/t/{topic.slug}/{topic.pk}")
        for n in range(30):
            square.answer(topic, lea, f"Encore {n}")
            square.topic(room, lea, f"Sujet {n}")
