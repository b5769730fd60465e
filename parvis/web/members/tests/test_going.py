"""A member takes a copy of what is theirs, and goes."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client

from conftest import NOON
from parvis.community.actions.houses import SpaceForm, change_space
from parvis.community.actions.members import make_group, put_in_group
from parvis.community.models import Member, Topic
from parvis.community.queries.house import forget
from parvis.community.rules.access import Access
from parvis.conversations.models import Post
from parvis.core.models import Account
from parvis.people.models import Identity, Person
from parvis.web.porch.tests.scene import signed_in
from tests.square import Square

pytestmark = pytest.mark.django_db


@pytest.fixture
def square(brand) -> Square:
    forget()
    return Square(brand, NOON)


@pytest.fixture
def zoe(square):
    """With a post in a room of everybody, and one in a secret room."""
    zoe, tom = square.member("zoe"), square.member("tom")
    room, secret = square.space("Entraide"), square.space("Serre", Access.SECRET)
    group = make_group(square.community, "Jardin", by=None, at=NOON)
    put_in_group(group, zoe, by=None, at=NOON)
    change_space(secret, SpaceForm("Serre", access=Access.SECRET, groups={group.pk: "write"}), by=tom.account, at=NOON)
    square.topic(secret, zoe, "Dedans", "Le coquelicot.")
    topic = square.topic(room, zoe, "Une question", "Bonjour de Zoe qui aime les longues soirées.")
    square.answer(topic, tom, "> Bonjour de Zoe qui aime les longues soirées.\n\nBonjour @zoe !")
    return zoe


def test_a_copy_holds_what_was_said_in_secret_rooms_too(zoe):
    one = signed_in(zoe.account)
    answer: Any = one.post("/c/nocturne/me/copy")
    archive = ZipFile(BytesIO(b"".join(answer.streaming_content)))
    data = json.loads(archive.read("data.json"))
    assert [post["source"] for post in data["posts"]] == [
        "Le coquelicot.",
        "Bonjour de Zoe qui aime les longues soirées.",
    ]
    assert data["people"][0]["handle"] == "zoe"
    assert [row["group__name"] for row in data["groups"]] == ["Jardin"]
    page = archive.read("index.html").decode()
    assert "Le coquelicot." in page
    assert "tom" not in page
    stale = Client()
    stale.force_login(zoe.account)
    assert stale.post("/c/nocturne/me/copy").headers["Location"].startswith("/login/confirm")
    assert [one.post("/c/nocturne/me/copy").status_code for _ in range(3)][-1] == 429


def test_one_leaves_under_ones_name_and_comes_back(square, zoe):
    one = signed_in(zoe.account)
    assert one.post("/c/nocturne/me/leave", {"words": "?"}).status_code == 422
    assert one.post("/c/nocturne/me/leave", {"words": "signed"}).status_code == 302
    page = Client(headers={"accept-language": "en"}).get("/c/nocturne/m/zoe").content.decode()
    assert "Has left" in page
    assert "Bonjour de Zoe qui aime les longues soirées." in page
    assert one.get("/c/nocturne/me").status_code == 302
    one.post("/c/nocturne/join", {"name": "Zoe", "handle": "zoe"})
    assert one.get("/c/nocturne/me").status_code == 200
    assert one.get("/c/nocturne/s/serre").status_code == 404, "rooms of groups are given anew"


def test_one_leaves_without_a_name(square, zoe):
    signed_in(zoe.account).post("/c/nocturne/me/leave", {"words": "unsigned"})
    topic = Topic.objects.get(title="Une question")
    page = Client(headers={"accept-language": "en"}).get(f"/c/nocturne/t/{topic.slug}/{topic.pk}").content.decode()
    assert "Somebody who left" in page
    assert "Bonjour de Zoe qui aime les longues soirées." in page
    assert Client().get("/c/nocturne/m/zoe").status_code == 404
    assert not Account.objects.get(pk=zoe.account_id).is_active


def test_one_takes_ones_words_along_and_not_those_of_whom_the_team_took_for_the_same(square, zoe):
    person = zoe.identity.person
    other = Identity.objects.create(
        brand=square.brand, network="plaza", remote_id="z", name="Zo", person=person, first_seen_at=NOON
    )
    signed_in(zoe.account).post("/c/nocturne/me/leave", {"words": "taken"})
    texts = [(post.source, post.deleted_at is None) for post in Post.sealed_too.order_by("pk")]
    assert texts == [("", False), ("", False), ("> […]\n\nBonjour @[…] !", True)]
    assert Person.objects.get(pk=person.pk) == Identity.objects.get(pk=other.pk).person
    assert not Identity.objects.filter(handle="zoe").exists()
    assert not Account.objects.get(pk=zoe.account_id).is_active


def test_somebody_of_a_team_leaves_and_keeps_the_desk(square, ines):
    me = square.member("ines", ines.account)
    one = signed_in(ines.account)
    one.post("/c/nocturne/me/leave", {"words": "taken", "close": "1"})
    assert Member.objects.get(pk=me.pk).name == ""
    assert one.get("/b/nocturne/today/").status_code == 200
