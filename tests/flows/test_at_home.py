"""What the desk answers and decides about posts of the brand's own community stands in its topics."""

from datetime import timedelta

import pytest
from django.test import Client

from conftest import NOON, seat_for
from parvis.community.actions.houses import SpaceForm, change_space
from parvis.community.actions.tending import close, hide_topic
from parvis.community.models import Member, Topic
from parvis.community.queries.house import forget
from parvis.community.queries.topics import posts_on
from parvis.community.rules.access import Access
from parvis.connectors.contract import Act, Connector, Forbidden, Gone, Moderates
from parvis.conversations.models import Post
from parvis.core.models import Department
from parvis.core.roles import Role
from parvis.engagement.actions.cases import By, open_case
from parvis.flows import reply
from parvis.flows.at_home import HOUSE, connector_at
from parvis.flows.moderate import decide, undo
from parvis.outbox.actions.drafts import Unsendable, Writing, save_draft
from parvis.outbox.models import Outgoing, Persona
from parvis.outbox.queries import whole
from parvis.outbox.rules import State
from tests.square import Square


class Scene:
    def __init__(self, brand, ines) -> None:
        forget()
        self.square, self.ines = Square(brand, NOON), ines
        self.space = self.square.space("Entraide")
        self.lea = self.square.member("lea")
        self.topic = self.square.topic(self.space, self.lea, "Ma bougie ?", "Elle ne s’allume pas.")
        self.post = Post.objects.get(thread_id=self.topic.pk)

    def draft(self, body: str = "Elle est **remplacée**.", account=None, persona=None) -> Outgoing:
        account = account or self.ines.account
        return save_draft(self.post, Writing(body, persona), by=account, at=NOON)

    def sent(self, **more) -> Outgoing:
        draft = self.draft(**more)
        reply.let_go(draft, by=draft.author, at=NOON)
        assert reply.send_reply(draft.pk, NOON) is State.SENT
        return whole(draft.pk)

    def held(self, words: str = "Une annonce."):
        change_space(self.space, SpaceForm("Entraide", policy={"premoderate": True}), by=self.ines.account, at=NOON)
        return self.square.answer(self.topic, self.lea, words)


@pytest.fixture
def scene(brand, ines) -> Scene:
    return Scene(brand, ines)


pytestmark = pytest.mark.django_db(transaction=True)


def test_the_house_keeps_the_contract_of_networks():
    assert isinstance(HOUSE, Connector)
    assert isinstance(HOUSE, Moderates)
    assert connector_at("parvis") is HOUSE
    with pytest.raises(KeyError):
        connector_at("none")


def test_an_answer_from_the_desk_stands_in_the_topic_under_its_persona(scene):
    persona = Persona.objects.create(
        brand=scene.square.brand, account=scene.ines.account, name="Inès", quality="veilleuse"
    )
    before = Topic.objects.get().version
    case = open_case(scene.post, by=By(scene.ines.account, NOON))
    sent = scene.sent(persona=persona)
    topic = Topic.objects.get()
    [_first, ours] = posts_on(topic.pk, 1)
    assert (ours.html, ours.name, ours.quality, ours.department) == (
        "<p>Elle est <strong>remplacée</strong>.</p>\n", "Inès", "team", "veilleuse",
    )  # fmt: skip
    assert (ours.parent, topic.post_count, topic.version > before) == (1, 2, True)
    assert (sent.post_id, sent.remote_id) == (ours.id, sent.key)
    assert Post.objects.get(pk=ours.id).direction == "out"
    case.refresh_from_db()
    assert case.state != "open"
    assert "remplacée" in Client().get(f"/c/nocturne/t/{topic.slug}/{topic.pk}").content.decode()


def test_an_expert_answers_under_its_own_name_for_its_department(scene):
    seat = seat_for(scene.square.brand, Role.EXPERT, name="malik")
    seat.department = Department.objects.create(brand=scene.square.brand, name="Atelier")
    seat.save()
    persona = Persona.objects.create(brand=scene.square.brand, account=seat.account, name="M.", quality="cirier")
    scene.sent(account=seat.account, persona=persona)
    ours = posts_on(scene.topic.pk, 1)[-1]
    assert (ours.name, ours.quality, ours.department) == (seat.account.name, "expert", "Atelier")


def test_a_crash_at_any_moment_publishes_once(scene, monkeypatch):
    draft = scene.draft()
    reply.let_go(draft, by=draft.author, at=NOON)

    def dies(*_args):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(reply, "_keep_sent", dies)
        with pytest.raises(SystemExit):
            reply.send_reply(draft.pk, NOON)
    assert whole(draft.pk).state == State.SENDING
    later = NOON + timedelta(minutes=10)
    for _ in range(3):
        reply.recover(later)
        reply.send_reply(draft.pk, later)
        later += timedelta(minutes=10)
    assert whole(draft.pk).state == State.SENT
    assert Topic.objects.get().post_count == 2
    assert Post.objects.filter(direction="out").count() == 1


def test_an_answer_to_a_topic_that_takes_none_is_refused_before_it_leaves(scene):
    draft = scene.draft()
    close(scene.topic, because="", by=scene.ines.account, at=NOON)
    with pytest.raises(Unsendable, match="closed"):
        reply.let_go(draft, by=draft.author, at=NOON)
    Topic.objects.update(closed_at=None)
    hide_topic(scene.topic, by=scene.ines.account, at=NOON)
    with pytest.raises(Unsendable, match="no longer there"):
        reply.let_go(draft, by=draft.author, at=NOON)


@pytest.mark.parametrize("what", ["closed", "hidden", "sealed"])
def test_what_changes_between_the_press_and_the_sending_fails_with_its_reason(scene, what):
    draft = scene.draft()
    reply.let_go(draft, by=draft.author, at=NOON)
    if what == "closed":
        close(scene.topic, because="", by=scene.ines.account, at=NOON)
    elif what == "hidden":
        hide_topic(scene.topic, by=scene.ines.account, at=NOON)
    else:
        change_space(scene.space, SpaceForm("Entraide", access=Access.SECRET), by=scene.ines.account, at=NOON)
    assert reply.send_reply(draft.pk, NOON) is State.FAILED
    kind = Forbidden if what == "closed" else Gone
    stored = whole(draft.pk)
    assert stored.problem is not None
    assert stored.problem["kind"] == kind.__name__
    assert Post.sealed_too.filter(thread_id=scene.topic.pk).count() == 1


def test_who_answers_from_the_desk_is_a_member_from_then_on(scene):
    scene.sent()
    member = Member.objects.get(account=scene.ines.account)
    assert member.name == scene.ines.account.name
    scene.post = Post.objects.filter(direction="in").get()
    scene.sent(body="Encore.")
    assert Member.objects.filter(account=scene.ines.account).count() == 1


def test_a_held_post_is_let_through_at_once_and_the_way_back_stands(scene):
    held = scene.held()
    sight = Client()
    sight.force_login(scene.ines.account)
    assert posts_on(scene.topic.pk, 1)[1].html == ""
    made = decide(
        Post.objects.select_related("place", "brand").get(pk=held.pk), Act.APPROVE, by=scene.ines.account, at=NOON
    )
    assert (made.state, made.before) == ("done", "held")
    assert "annonce" in posts_on(scene.topic.pk, 1)[1].html
    back = undo(made, by=scene.ines.account, at=NOON)
    assert back.state == "done"
    assert posts_on(scene.topic.pk, 1)[1].held
    assert Topic.objects.get().post_count == 2


def test_a_refusal_tells_its_author_why_and_nobody_else(scene):
    held = scene.held()
    post = Post.objects.select_related("place", "brand").get(pk=held.pk)
    made = decide(post, Act.TRASH, by=scene.ines.account, at=NOON, because="Pas de publicité ici.")
    assert Topic.objects.get().post_count == 1
    for member, told in ((scene.lea, True), (scene.square.member("tom"), False)):
        client = Client(headers={"accept-language": "en"})
        client.force_login(member.account)
        said = client.get("/c/nocturne/me/held").content.decode()
        assert ("Pas de publicité ici." in said) == told
    undo(made, by=scene.ines.account, at=NOON)
    assert Post.objects.get(pk=held.pk).standing == "held"
    assert Topic.objects.get().post_count == 2


def test_the_desk_links_a_post_to_where_it_is_read(scene):
    found = Client().get(scene.post.url)
    assert found["Location"] == f"/c/nocturne/t/{scene.topic.slug}/{scene.topic.pk}#p1"
