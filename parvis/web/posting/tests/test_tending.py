import pytest
from django.test import Client

from conftest import NOON, seat_for
from parvis.community.actions.departure import unname
from parvis.community.actions.houses import SpaceForm, change_space
from parvis.community.actions.members import make_group, put_in_group
from parvis.community.actions.signs import mark, react
from parvis.community.models import Bookmark, Carriage, Space, Topic, TopicState
from parvis.community.queries.house import forget
from parvis.community.queries.topics import posts_on
from parvis.community.rules.access import Access
from parvis.community.rules.reactions import Reaction
from parvis.conversations.models import Link, Place, Post, Reading, Thread
from parvis.core.models import Journal
from parvis.core.roles import Role
from parvis.flows.hosting import hear
from parvis.listening.actions import save_watch
from parvis.listening.models import Hit
from tests.square import Square

pytestmark = pytest.mark.django_db
HOME = "/c/nocturne"


class Scene:
    """A topic of five posts by Léa and Tom, a keeper who moderates, and what each sees."""

    def __init__(self, brand) -> None:
        forget()
        self.square = Square(brand, NOON)
        self.room, self.other = self.square.space("Entraide"), self.square.space("Salon")
        self.lea, self.tom = self.square.member("lea"), self.square.member("tom")
        self.keeper = self.square.member("garde", seat_for(brand, Role.OWNER).account)
        self.topic = self.square.topic(self.room, self.lea, "La mèche", "Un. http://un.test")
        for word in ("Deux", "Trois", "Quatre", "Cinq"):
            self.square.answer(self.topic, self.tom, f"{word}. http://{word}.test")

    def client(self, member) -> Client:
        client = Client()
        client.force_login(member.account)
        return client

    def tend(self, verb: str, topic: Topic | None = None, by=None, **told) -> int:
        address = f"{HOME}/topics/{(topic or self.topic).pk}/tend"
        return self.client(by or self.keeper).post(address, {"verb": verb, **told}).status_code

    def words(self, topic: Topic) -> dict[int, str]:
        return {post.seq: post.html.split(".")[0].removeprefix("<p>") for post in posts_on(topic.pk, 1)}


@pytest.fixture
def scene(brand) -> Scene:
    return Scene(brand)


def test_each_tool_has_its_way_back_and_its_line(scene):
    for there, back, shows in (
        ("close", "reopen", "closed_at"),
        ("pin", "unpin", "pinned_at"),
        ("hide", "show", "hidden_at"),
    ):
        before = Topic.objects.get().version
        assert scene.tend(there, because="Fini") == 302
        assert getattr(Topic.objects.get(), shows) is not None
        assert scene.tend(there) == 302, "twice is as once"
        assert scene.tend(back) == 302
        assert getattr(Topic.objects.get(), shows) is None
        assert Topic.objects.get().version == before + 2
    assert Journal.objects.filter(verb__startswith="topic.").count() == 6
    assert Journal.objects.get(verb="topic.closed").data == {"because": "Fini"}
    assert Space.objects.get(pk=scene.room.pk).topic_count == 1


def test_members_tend_what_is_theirs_and_no_more(scene):
    assert scene.tend("close", by=scene.tom) == 404
    assert scene.tend("pin", by=scene.lea) == 404
    assert scene.tend("close", by=scene.lea) == 302
    assert scene.tend("reopen", by=scene.lea) == 302
    scene.tend("close")
    assert scene.tend("reopen", by=scene.lea) == 404, "a moderator closed it"
    scene.tend("reopen")
    mine = Post.objects.get(thread=scene.topic.pk, seq=2)
    assert scene.client(scene.lea).post(f"{HOME}/posts/{mine.pk}/tend", {"verb": "hide"}).status_code == 404
    assert scene.client(scene.tom).post(f"{HOME}/posts/{mine.pk}/tend", {"verb": "hide"}).status_code == 302
    page = f"{HOME}/t/{scene.topic.slug}/{scene.topic.pk}"
    assert "Deux" not in Client().get(page).content.decode()
    assert Topic.objects.get().post_count == 4
    assert scene.client(scene.tom).post(f"{HOME}/posts/{mine.pk}/tend", {"verb": "show"}).status_code == 404
    assert scene.client(scene.keeper).post(f"{HOME}/posts/{mine.pk}/tend", {"verb": "show"}).status_code == 302
    assert "Deux" in Client().get(page).content.decode()
    assert Topic.objects.get().post_count == 5


def test_a_merge_is_taken_back_after_a_member_has_left(scene):
    other = scene.square.topic(Space.objects.order_by("pk")[0], scene.tom, "Autre sujet", "Ailleurs.")
    source = Topic.objects.get(pk=scene.topic.pk)
    assert scene.tend("merge", into=str(other.pk)) == 302
    unname(scene.tom, at=NOON)
    last = Carriage.objects.get(undone_at=None)
    assert scene.tend("undo", topic=other, carriage=last.pk) == 302
    assert scene.words(source) == {1: "Un", 2: "Deux", 3: "Trois", 4: "Quatre", 5: "Cinq"}
    assert scene.words(other) == {1: "Ailleurs"}
    assert (Topic.objects.get(pk=source.pk).post_count, Topic.objects.get(pk=other.pk).post_count) == (5, 1)
    page = Client().get(f"{HOME}/t/{source.slug}/{source.pk}")
    assert page.status_code == 200
    assert "Tom" not in page.content.decode()


def test_posts_part_join_and_come_back_and_old_addresses_lead_on(scene):
    third = Post.objects.get(thread=scene.topic.pk, seq=3)
    react(scene.topic, third, scene.lea, Reaction.LIKE, at=NOON)
    mark(scene.topic, third, scene.lea, at=NOON)
    assert scene.tend("split", seq=["1"], title="Autre sujet") == 409
    assert scene.tend("split", seq=["3", "5"], title="Non") == 409
    assert scene.tend("split", seq=["3", "5"], title="Autre sujet") == 302
    made = Topic.objects.exclude(pk=scene.topic.pk).get()
    source = Topic.objects.get(pk=scene.topic.pk)
    assert scene.words(made) == {1: "Trois", 2: "Cinq"}
    assert scene.words(source) == {1: "Un", 2: "Deux", 4: "Quatre"}
    assert (made.post_count, made.author.handle, made.reaction_count) == (2, "tom", 1)
    assert (source.post_count, source.last_seq, source.reaction_count) == (3, 5, 0)
    assert Bookmark.objects.get().topic == made
    assert TopicState.objects.get(member=scene.lea, topic=source).marks == 0
    old = f"{HOME}/t/{source.slug}/{source.pk}"
    assert Client().get(f"{old}/5").headers["Location"] == f"{HOME}/t/autre-sujet/{made.pk}/2"
    assert scene.tend("merge", into=f"http://x{HOME}/t/autre-sujet/{made.pk}?page=1#p2") == 302
    assert scene.words(made) == {1: "Trois", 2: "Cinq", 3: "Un", 4: "Deux", 5: "Quatre"}
    assert Client().get(old).headers["Location"] == f"{HOME}/t/autre-sujet/{made.pk}/3"
    assert Client().get(f"{old}/4").headers["Location"] == f"{HOME}/t/autre-sujet/{made.pk}/5"
    assert scene.square.answer(made, scene.lea, "Six.").seq == 6
    for _carriage in range(2):
        last = Carriage.objects.filter(undone_at=None).latest("pk")
        assert scene.tend("undo", topic=made if last.kind == "merge" else source, carriage=last.pk) == 302
    assert scene.words(source) == {1: "Un", 2: "Deux", 3: "Trois", 4: "Quatre", 5: "Cinq"}
    assert scene.words(made) == {6: "Six"}
    assert Client().get(f"{old}/5").headers["Location"] == f"{old}#p5"
    assert Thread.objects.get(pk=source.pk).post_count == 5
    assert scene.square.answer(Topic.objects.get(pk=source.pk), scene.lea, "Six.").seq == 6


def test_a_topic_that_moves_behind_a_closed_door_is_seen_and_heard_by_nobody_outside(scene, monkeypatch):
    heard: list[int] = []
    monkeypatch.setattr("parvis.flows.tending.enqueue", lambda _task, key, post_id: heard.append(post_id))
    watch = save_watch(scene.square.brand, name="Un", query="deux", role="topic", by=None, at=NOON)
    group = make_group(scene.square.community, "Jardin", by=None, at=NOON)
    put_in_group(group, scene.keeper, by=None, at=NOON)
    form = SpaceForm("Salon", access=Access.SECRET, groups={group.pk: "write"})
    change_space(scene.other, form, by=scene.keeper.account, at=NOON)
    for pk in Post.objects.values_list("pk", flat=True):
        hear(post_id=pk)
    assert Hit.objects.filter(watch=watch).count() == 1
    assert scene.tend("move", space="salon") == 302
    assert not Post.objects.exists()
    assert not Thread.objects.exists()
    assert not Hit.objects.exists()
    assert not Reading.objects.exists()
    assert not Link.objects.exists()
    assert heard == []
    page = f"{HOME}/t/{scene.topic.slug}/{scene.topic.pk}"
    assert (Client().get(page).status_code, scene.client(scene.lea).get(page).status_code) == (404, 404)
    assert scene.tend("move", space="entraide") == 302
    assert Client().get(page).status_code == 200
    assert (Link.objects.count(), len(heard)) == (5, 5)
    assert sorted(Place.sealed_too.values_list("post_count", flat=True)) == [0, 5]
    assert [Space.objects.get(pk=room.pk).topic_count for room in (scene.room, scene.other)] == [1, 0]


def test_nobody_answers_in_a_topic_that_is_closed_hidden_or_merged(scene):
    lea, address = scene.client(scene.lea), f"{HOME}/topics/{scene.topic.pk}/answer"
    scene.tend("close")
    assert lea.post(address, {"body": "Encore", "key": "a" * 32}).status_code == 409
    scene.tend("reopen")
    scene.tend("hide")
    assert lea.post(address, {"body": "Encore", "key": "b" * 32}).status_code == 404
    scene.tend("show")
    into = scene.square.topic(scene.other, scene.tom, "La cire")
    assert scene.tend("merge", into=str(into.pk)) == 302
    assert lea.post(address, {"body": "Encore", "key": "c" * 32}).status_code == 404
    assert scene.tend("merge", topic=into, into=str(into.pk)) == 409
    assert scene.tend("merge", topic=into, into="9999999") == 409
