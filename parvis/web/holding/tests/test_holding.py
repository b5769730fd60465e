"""Held posts are looked through at the desk, decided many at once, and taken back together."""

import json

import pytest
from django.test import Client

from conftest import NOON, seat_for
from parvis.community.actions.houses import SpaceForm, change_space
from parvis.community.models import Topic
from parvis.community.queries.house import forget
from parvis.conversations.models import Moderation, Post
from parvis.core.apikeys import make_key
from parvis.core.clock import now
from parvis.core.roles import Permission, Role
from tests.square import Square

pytestmark = pytest.mark.django_db


class Scene:
    def __init__(self, brand, ines) -> None:
        forget()
        square, self.ines = Square(brand, NOON), ines
        self.desk = Client(headers={"accept-language": "en"})
        self.desk.force_login(ines.account)
        self.space, self.square = square.space("Entraide"), square
        self.lea, tom = square.member("lea"), square.member("tom")
        self.topic = square.topic(self.space, tom, "Bonjour")
        change_space(self.space, SpaceForm("Entraide", policy={"premoderate": True}), by=ines.account, at=NOON)
        for n in range(4):
            square.answer(self.topic, self.lea, f"Annonce {n}")
        self.posts = list(Post.objects.filter(seq__gt=1).order_by("pk"))

    def page(self, more: str = "") -> str:
        return self.desk.get(f"/b/nocturne/held/{more}").content.decode()

    def decide(self, act: str, *posts: Post, because: str = ""):
        told = {"act": act, "post": [post.pk for post in posts], "because": because}
        return self.desk.post("/b/nocturne/held/decide", told)

    def standings(self) -> list[str]:
        return list(Post.objects.filter(seq__gt=1).order_by("pk").values_list("standing", flat=True))


@pytest.fixture
def scene(brand, ines) -> Scene:
    return Scene(brand, ines)


def test_held_posts_are_decided_together_and_taken_back_together(scene):
    assert scene.standings() == ["held"] * 4
    assert scene.page().count('name="post"') == 4
    done = scene.decide("approve", *scene.posts[:3])
    assert scene.standings() == ["", "", "", "held"]
    shown = scene.desk.get(done["Location"]).content.decode()
    assert "3 posts are decided." in shown
    assert shown.count('name="post"') == 1
    at = Moderation.objects.order_by("pk")[0].at.isoformat()
    scene.decide("trash", scene.posts[0])
    scene.desk.post("/b/nocturne/held/undo", {"done": at})
    assert scene.standings() == ["trash", "held", "held", "held"], "what was decided since stays"
    assert Topic.objects.get().post_count == 4


def test_a_refusal_carries_its_reason_to_the_author(scene):
    scene.decide("trash", *scene.posts[1:3], because="Pas de publicité ici.")
    author = Client()
    author.force_login(scene.lea.account)
    assert author.get("/c/nocturne/me/held").content.decode().count("Pas de publicité ici.") == 2
    assert "Pas de publicité" not in Client().get(f"/c/nocturne/t/bonjour/{scene.topic.pk}").content.decode()


def test_choosing_none_is_told_and_what_the_page_does_not_offer_does_not_exist(scene):
    assert (
        "Choose at least one post."
        in scene.desk.post("/b/nocturne/held/decide", {"act": "approve"}, follow=True).content.decode()
    )
    assert scene.decide("restore", scene.posts[0]).status_code == 404
    assert scene.desk.post("/b/nocturne/held/undo", {"done": "x"}).status_code == 404
    assert scene.standings() == ["held"] * 4


def test_posts_of_closed_rooms_and_of_another_brand_are_left_out(scene, other_brand):
    theirs = Square(other_brand, NOON)
    space = theirs.space("Ailleurs", policy={"premoderate": True})
    theirs.topic(space, theirs.member("nora"), "Un sujet", "Ailleurs.")
    sealed = scene.posts[3]
    Post.sealed_too.filter(pk=sealed.pk).update(sealed=True)
    assert scene.page().count('name="post"') == 3
    scene.decide("approve", *Post.sealed_too.all())
    assert set(Post.sealed_too.filter(standing="held").values_list("place__brand__slug", "sealed")) == {
        (other_brand.slug, False), ("nocturne", True),
    }  # fmt: skip


def test_a_page_of_held_posts_costs_the_same_for_many(scene, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for standing in ("", "held"):
        Post.objects.filter(pk__in=[post.pk for post in scene.posts[1:]]).update(standing=standing)
        with CaptureQueriesContext(connection) as seen:
            scene.page()
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_program_decides_and_takes_back_many(scene, brand):
    seat = seat_for(brand, Role.OWNER, name="programme")
    _key, secret = make_key(seat, name="x", permissions=list(Permission), expires_at=None, by=seat.account, at=now())
    headers = {"authorization": f"Bearer {secret}"}

    def post(what: str, body):
        said = Client().post(
            f"/api/v1/brands/nocturne/held/{what}", json.dumps(body), content_type="application/json", headers=headers
        )
        assert said.status_code == 200, said.content
        return said.json()

    done = post("decide", {"posts": [one.pk for one in scene.posts[:2]], "act": "trash", "because": "Non."})
    assert [one["state"] for one in done["decisions"]] == ["done", "done"]
    assert scene.standings() == ["trash", "trash", "held", "held"]
    assert len(post("undo", {"at": done["at"]})["decisions"]) == 2
    assert scene.standings() == ["held"] * 4


def test_a_held_topic_is_in_no_list_until_it_is_let_through(scene):
    topic = scene.square.topic(scene.space, scene.lea, "Montres pas chères", "Par ici.")
    author, list_of = Client(headers={"accept-language": "en"}), "/c/nocturne/s/entraide"
    author.force_login(scene.lea.account)
    where = f"/c/nocturne/t/{topic.slug}/{topic.pk}"
    assert "Montres" not in Client().get(list_of).content.decode()
    assert Client().get(where).status_code == 404
    assert "waits for a moderator" in author.get(where).content.decode()
    assert "Montres" in author.get("/c/nocturne/me/held").content.decode()
    post = Post.objects.get(thread_id=topic.pk)
    scene.decide("approve", post)
    assert "Montres" in Client().get(list_of).content.decode()
    scene.decide("trash", post, because="Non.")
    assert "Montres" not in Client().get(list_of).content.decode()
    assert "Non." in author.get("/c/nocturne/me/held").content.decode()
    scene.space.refresh_from_db()
    assert scene.space.topic_count == 1
