"""The first steps of a newcomer."""

from __future__ import annotations

import pytest
from django.test import Client

from conftest import NOON
from parvis.community.actions.charter import Reworded, agree, reword_charter
from parvis.community.models import Community, Member, Topic
from parvis.community.queries.house import forget
from parvis.community.queries.ties import hearing_space
from parvis.community.rules.access import Access, Room, policy_of
from parvis.community.rules.arrival import Step, first_steps, hello_room
from parvis.community.rules.kinds import Kind
from parvis.community.rules.ties import Level
from parvis.core.models import Account
from tests.square import Square


@pytest.fixture
def square(brand) -> Square:
    forget()
    return Square(brand, NOON)


def signed_in(account) -> Client:
    made = Client(headers={"accept-language": "en"})
    made.force_login(account)
    return made


@pytest.mark.django_db
def test_a_newcomer_agrees_chooses_and_says_hello(square, ines):
    help_, hello = square.space("Entraide"), square.space("Présentations")
    square.space("Cachette", Access.SECRET)
    reword_charter(square.community, "Soyez **aimables**.", demanded=True, by=ines.account, at=NOON)
    one = signed_in(Account.objects.create(email="lea@x.test", name="Léa", created_at=NOON))
    came = one.post("/c/nocturne/join", {"name": "Léa", "handle": "lea"}).headers["Location"]
    charter = one.get(one.get(came).headers["Location"] if came.endswith("/steps") else came, follow=True)
    assert "<strong>aimables</strong>" in charter.content.decode()
    assert "Step 1 of 3" in charter.content.decode()
    on = one.post("/c/nocturne/charter", {"version": 1, "steps": 1, "next": "/c/nocturne/"}, follow=True)
    assert on.redirect_chain[-1][0] == "/c/nocturne/steps/interests"
    assert "Entraide" in on.content.decode()
    assert "Cachette" not in on.content.decode()
    secret = square.house.by_slug["cachette"].id
    on = one.post("/c/nocturne/steps/interests", {"space": [help_.pk, secret, "x"]}, follow=True)
    assert "Hello, I am Léa" in on.content.decode()
    assert "Présentations" in on.content.decode()
    one.post("/c/nocturne/steps/hello", {"title": "Bonjour", "body": "Je suis Léa.", "key": "a" * 32})
    lea = Member.objects.get()
    assert (lea.charter_version, lea.charter_at is not None, lea.post_count) == (1, True, 1)
    assert Topic.objects.get().space == hello
    assert (hearing_space(help_.pk, Level.WATCHING), hearing_space(secret, Level.WATCHING)) == ({lea.pk}, set())
    assert one.get("/c/nocturne/steps/hello").headers["Location"] == "/c/nocturne/", "one first word is enough"


@pytest.mark.django_db
def test_a_charter_that_demands_it_is_agreed_to_anew_before_writing(square, ines):
    room, lea, team = square.space("Entraide"), square.member("lea"), signed_in(ines.account)
    topic, one = square.topic(room, lea, "Bonjour"), signed_in(lea.account)
    team.post("/c/nocturne/charter/edit", {"text": "Soyez aimables.", "demanded": "1"})
    form = {"body": "Encore", "key": "c" * 32}
    where = f"/c/nocturne/t/{topic.slug}/{topic.pk}"
    assert "Read the charter" in one.get(where).content.decode()
    assert one.post(f"/c/nocturne/topics/{topic.pk}/answer", form).status_code == 403
    assert one.get("/c/nocturne/s/entraide/new").headers["Location"].startswith("/c/nocturne/charter?next=")
    assert one.post("/c/nocturne/charter", {"version": 0, "next": where}).status_code == 409
    assert one.post("/c/nocturne/charter", {"version": 1, "next": where}).headers["Location"] == where
    assert one.post(f"/c/nocturne/topics/{topic.pk}/answer", form).status_code == 302
    team.post("/c/nocturne/charter/edit", {"text": "Soyez aimables !"})
    assert one.post(f"/c/nocturne/topics/{topic.pk}/answer", {**form, "key": "d" * 32}).status_code == 302
    team.post("/c/nocturne/charter/edit", {"text": "Soyez plus aimables.", "demanded": "1"})
    assert one.post(f"/c/nocturne/topics/{topic.pk}/answer", {**form, "key": "e" * 32}).status_code == 403
    assert one.get("/c/nocturne/charter/edit").status_code == 404
    community = Community.objects.get()
    with pytest.raises(Reworded):
        agree(community, lea, 2, at=NOON)
    assert (community.charter_version, community.charter_demanded) == (3, 3)


@pytest.mark.parametrize(
    ("told", "steps"),
    [
        ({"charter": True, "rooms": 3, "on_their_way": False}, [Step.CHARTER, Step.INTERESTS, Step.HELLO]),
        ({"charter": True, "rooms": 3, "on_their_way": True}, [Step.CHARTER]),
        ({"charter": False, "rooms": 1, "on_their_way": False}, [Step.HELLO]),
        ({"charter": False, "rooms": 0, "on_their_way": False}, []),
    ],
)
def test_who_came_for_one_thing_is_not_led_around(told, steps):
    assert first_steps(**told) == steps


def test_one_says_hello_where_that_is_done():
    def room(slug, kind=Kind.DISCUSSION):
        return Room(1, 1, slug, slug, "", "", kind, Access.PUBLIC, policy_of(kind, {}), closed=False)

    questions, talk, hello = room("questions", Kind.QUESTIONS), room("bavardages"), room("presentations")
    assert hello_room([questions, talk, hello]) is hello
    assert hello_room([questions, talk]) is talk
    assert hello_room([questions]) is questions
    assert hello_room([]) is None
