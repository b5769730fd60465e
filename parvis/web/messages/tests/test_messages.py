"""Private messages: between those whom they were written to, and nobody else."""

import pytest
from django.test import Client

from conftest import NOON, seat_for
from parvis.community.actions.departure import unname
from parvis.community.actions.forgetting import clean_reports, forget_traces
from parvis.community.actions.ties import tie
from parvis.community.actions.topics import new_key
from parvis.community.models import Draft, Member, Report, SearchDoc, Topic, TopicMember
from parvis.community.queries.house import forget
from parvis.community.rules.ties import Tie
from parvis.conversations.models import Link, Moderation, Place, Post, Reading, Thread
from parvis.core.models import Job, Journal
from parvis.core.roles import Role
from parvis.core.traces import Traces
from parvis.flows.finding import index_topics
from parvis.web.messages.views import talks
from tests.square import Square

pytestmark = pytest.mark.django_db
HOME = "/c/nocturne"
SECRET = "coquelicot"


class Scene:
    def __init__(self, brand) -> None:
        forget()
        self.square = Square(brand, NOON)
        self.lea, self.tom, self.zoe = (self.trusted(name) for name in ("lea", "tom", "zoe"))

    def trusted(self, name: str, account=None) -> Member:
        made = self.square.member(name, account)
        Member.objects.filter(pk=made.pk).update(trust=1)
        return made

    def client(self, member: Member) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(member.account)
        return client

    def write(self, member: Member, to: str, body: str = f"Un {SECRET}.", key: str = "", **more):
        told = {"to": to, "title": "", "body": body, "key": key or new_key(), **more}
        return self.client(member).post(f"{HOME}/messages/new", told)

    def talk(self, member: Member, to: str, body: str = f"Un {SECRET}.") -> Topic:
        assert self.write(member, to, body).status_code == 302
        return Topic.objects.latest("pk")


@pytest.fixture
def scene(brand) -> Scene:
    return Scene(brand)


def where(topic: Topic) -> str:
    return f"{HOME}/t/{topic.slug}/{topic.pk}"


def test_a_conversation_is_begun_read_and_answered_by_those_in_it(scene):
    talk = scene.talk(scene.lea, "@tom, zoe", "**Bonsoir** à vous deux")
    assert (talk.space_id, talk.kind, talk.title) == (None, "message", "Bonsoir à vous deux")
    tom = scene.client(scene.tom)
    listed = tom.get(f"{HOME}/messages").content.decode()
    assert "Bonsoir à vous deux" in listed
    assert "Lea, Zoe" in listed
    assert "1 new" in listed
    page = tom.get(where(talk)).content.decode()
    assert "<strong>Bonsoir</strong>" in page
    assert "Add people" in page
    answered = tom.post(f"{HOME}/topics/{talk.pk}/answer", {"body": "Bonsoir @zoe", "key": new_key()})
    assert answered["Location"] == f"{where(talk)}#p2"
    assert "1 new" not in tom.get(f"{HOME}/messages").content.decode()
    assert 'href="/c/nocturne/m/zoe"' in scene.client(scene.zoe).get(where(talk)).content.decode()
    tom.post(f"{HOME}/compose/draft", {"topic": talk.pk, "body": "Je com"})
    assert "Je com</textarea>" in tom.get(where(talk)).content.decode()


def test_a_look_before_sending_begins_nothing(scene):
    shown = scene.write(scene.lea, "@tom", "**Oui**", preview="1").content.decode()
    assert "<strong>Oui</strong>" in shown
    told = {"people": "1", "body": "**Oui**"}
    assert "<strong>" in scene.client(scene.lea).post(f"{HOME}/compose/preview", told).content.decode()
    assert Topic.objects.count() == 0


def test_the_same_form_begins_one_conversation(scene):
    key = new_key()
    made = [scene.write(scene.lea, "@tom", key=key)["Location"] for _ in range(2)]
    assert made[0] == made[1]
    assert Topic.objects.count() == 1


def test_nobody_else_reads_a_message_the_team_neither(scene):
    owner = seat_for(scene.square.brand, Role.OWNER)
    team = scene.trusted("equipier", owner.account)
    talk = scene.talk(scene.lea, "@tom", f"Un [{SECRET}](https://{SECRET}.example/)")
    index_topics()
    post = Post.sealed_too.get(thread_id=talk.pk)
    for member in (scene.zoe, team):
        client = scene.client(member)
        for path in (where(talk), f"{where(talk)}.json", f"{where(talk)}/1", f"{where(talk)}/feed.atom",
                     f"{HOME}/topics/{talk.pk}/answer", f"{HOME}/posts/{post.pk}/edit", f"{HOME}/posts/{post.pk}/report",
                     f"{HOME}/topics/{talk.pk}/depart", f"{HOME}/messages/new?topic={talk.pk}", f"{HOME}/posts/{post.pk}/versions"):  # fmt: skip
            assert client.get(path).status_code == 404, path
        for path in ("/", "/messages", "/search?q=un", "/m/lea", "/reports", "/marks"):
            assert SECRET not in client.get(HOME + path).content.decode(), path
        assert client.post(f"{HOME}/posts/{post.pk}/react", {"kind": "like"}).status_code == 404
        assert client.post(f"{HOME}/compose/draft", {"topic": talk.pk, "body": "x"}).status_code == 404
    assert [Place.objects.count(), Thread.objects.count(), Post.objects.count(), Link.objects.count()] == [0, 0, 0, 0]
    assert [Reading.objects.count(), SearchDoc.objects.count()] == [0, 0]
    assert not Job.objects.filter(task__contains="hosting.hear").exists()
    assert not any(SECRET in str(row) for row in Journal.objects.values_list("data", "object"))


def test_whoever_wants_more_people_goes_on_in_a_new_conversation(scene):
    talk = scene.talk(scene.lea, "@tom", f"Entre nous : {SECRET}.")
    form = scene.client(scene.tom).get(f"{HOME}/messages/new?topic={talk.pk}").content.decode()
    assert "@lea" in form
    assert "stays between those it was said to" in form
    more = scene.talk(scene.tom, "@lea @zoe", "Zoé nous rejoint.")
    assert scene.client(scene.zoe).get(where(talk)).status_code == 404
    assert SECRET not in scene.client(scene.zoe).get(where(more)).content.decode()
    assert TopicMember.objects.filter(topic=more).count() == 3


def test_who_leaves_reads_no_more_and_the_last_one_writes_to_nobody(scene):
    talk = scene.talk(scene.lea, "@tom")
    tom = scene.client(scene.tom)
    tom.post(f"{HOME}/compose/draft", {"topic": talk.pk, "body": "Je com"})
    assert tom.get(f"{HOME}/topics/{talk.pk}/depart").status_code == 200
    assert TopicMember.objects.filter(topic=talk, left_at=None).count() == 2
    assert tom.post(f"{HOME}/topics/{talk.pk}/depart")["Location"] == f"{HOME}/messages"
    assert tom.get(where(talk)).status_code == 404
    assert not Draft.objects.exists()
    assert SECRET not in tom.get(f"{HOME}/messages").content.decode()
    lea = scene.client(scene.lea)
    assert "Everybody else has left" in lea.get(where(talk)).content.decode()
    assert lea.post(f"{HOME}/topics/{talk.pk}/answer", {"body": "Seule", "key": new_key()}).status_code == 403


def test_newcomers_write_to_the_team_and_answer_whoever_writes_to_them(scene):
    Member.objects.filter(pk=scene.lea.pk).update(trust=0)
    team = scene.square.member("ines", seat_for(scene.square.brand, Role.MODERATOR).account)
    assert "you can write in private to the team" in scene.write(scene.lea, "@tom").content.decode()
    assert "you can write in private to the team" in scene.write(scene.lea, "@ines @tom").content.decode()
    assert scene.write(scene.lea, f"@{team.handle}").status_code == 302
    talk = scene.talk(scene.tom, "@lea")
    said = scene.client(scene.lea).post(f"{HOME}/topics/{talk.pk}/answer", {"body": "Oui", "key": new_key()})
    assert said.status_code == 302


@pytest.mark.parametrize(("by", "to"), [("tom", "lea"), ("lea", "tom")])
def test_nothing_passes_between_two_who_are_apart(scene, by, to):
    talk = scene.talk(scene.lea, "@tom")
    tie(getattr(scene, by), getattr(scene, to), Tie.BLOCK, at=NOON)
    refused = scene.write(scene.lea, "@tom")
    assert refused.status_code == 422
    assert "You cannot write to all of these people" in refused.content.decode()
    assert (
        scene.client(scene.lea).post(f"{HOME}/topics/{talk.pk}/answer", {"body": "x", "key": new_key()}).status_code
        == 403
    )
    found = scene.client(scene.lea).get(f"{HOME}/messages/names?begun=t").json()["names"]
    assert found == []
    assert scene.write(scene.lea, "@zoe").status_code == 302


def test_names_that_are_nobody_are_said_at_their_field_and_known_ones_are_offered(scene):
    refused = scene.write(scene.lea, "@tom, @personne").content.decode()
    assert "Nobody here is called @personne." in refused
    assert 'aria-invalid="true"' in refused
    assert "Say to whom you write" in scene.write(scene.lea, "@lea").content.decode()
    found = scene.client(scene.lea).get(f"{HOME}/messages/names?begun=To").json()["names"]
    assert found == [{"handle": "tom", "name": "Tom"}]
    assert Topic.objects.count() == 0


def test_a_flood_of_conversations_stops_and_nothing_that_was_written_is_lost(scene, monkeypatch):
    monkeypatch.setattr(talks, "BEGUN_AT_ONCE", 3)
    for n in range(3):
        assert scene.write(scene.lea, "@tom", f"Message {n}").status_code == 302
    stopped = scene.write(scene.lea, "@tom", "Le dernier mot")
    assert stopped.status_code == 422
    assert "Le dernier mot</textarea>" in stopped.content.decode()
    assert Topic.objects.count() == 3


def test_a_list_costs_the_same_for_many(scene, django_assert_num_queries):
    client = scene.client(scene.tom)
    client.get(f"{HOME}/messages")
    for n in (1, 5):
        for _ in range(n):
            scene.talk(scene.lea, "@tom @zoe")
        with django_assert_num_queries(5):
            client.get(f"{HOME}/messages")


def test_the_team_sees_the_reported_post_alone_and_decides_it(scene):
    moderator = scene.trusted("modo", seat_for(scene.square.brand, Role.MODERATOR).account)
    talk = scene.talk(scene.lea, "@tom", "Un premier mot entre nous.")
    post = scene.square.answer(talk, scene.lea, "Une insulte.")
    tom, team = scene.client(scene.tom), scene.client(moderator)
    asked = tom.get(f"{HOME}/posts/{post.pk}/report").content.decode()
    assert "They will see this one post" in asked
    assert tom.post(f"{HOME}/posts/{post.pk}/report", {"words": "?"}).status_code == 422
    for _ in range(2):
        assert "Thank you" in tom.post(f"{HOME}/posts/{post.pk}/report", {"why": "harass"}).content.decode()
    report = Report.objects.get()
    shown = team.get(f"{HOME}/reports").content.decode()
    assert "Une insulte." in shown
    assert "premier mot" not in shown
    assert talk.slug not in shown
    assert team.get(where(talk)).status_code == 404
    assert tom.get(f"{HOME}/reports").status_code == 404
    assert tom.post(f"{HOME}/reports/{report.pk}", {"decision": "taken"}).status_code == 404
    team.post(f"{HOME}/reports/{report.pk}", {"decision": "taken"})
    assert "Une insulte" not in tom.get(where(talk)).content.decode()
    assert Moderation.objects.get(post=post).act == "trash"
    team.post(f"{HOME}/reports/{report.pk}", {"decision": "kept"})
    assert "Une insulte" in tom.get(where(talk)).content.decode()
    verbs = Journal.objects.filter(verb__startswith="report.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["report.taken", "report.kept"]


def test_a_moderator_in_a_conversation_is_a_member_like_others(scene):
    moderator = scene.trusted("modo", seat_for(scene.square.brand, Role.MODERATOR).account)
    talk = scene.talk(scene.lea, "@modo")
    post = Post.sealed_too.get(thread_id=talk.pk)
    team = scene.client(moderator)
    assert team.get(where(talk)).status_code == 200
    assert team.get(f"{HOME}/posts/{post.pk}/edit").status_code == 404
    assert team.post(f"{HOME}/posts/{post.pk}/tend", {"verb": "hide"}).status_code == 404


def test_what_was_reported_goes_with_whose_post_it_was_and_its_words_with_who_wrote_them(scene):
    talk = scene.talk(scene.lea, "@tom @zoe")
    told = scene.square.answer(talk, scene.zoe, "Une insulte.")
    scene.client(scene.tom).post(f"{HOME}/posts/{told.pk}/report", {"why": "other", "words": "Zoequill m’insulte"})
    clean_reports(scene.square.brand.pk, Traces(["Zoequill"]))
    assert "Zoequill" not in Report.objects.get().words
    unname(scene.tom, at=NOON)
    report = Report.objects.get()
    assert (report.member, report.words) == (None, "")
    assert not TopicMember.objects.filter(member=scene.tom).exists()
    forget_traces(scene.square.brand.pk, [scene.zoe.identity_id])
    assert not Report.objects.exists()
