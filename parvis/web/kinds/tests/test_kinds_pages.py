import pytest
from django.test import Client

from conftest import NOON, seat_for
from parvis.community.models import Acceptance, IdeaVote, Topic
from parvis.community.queries.house import forget
from parvis.community.rules.kinds import Kind
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


def page_of(topic: Topic) -> str:
    return f"/c/nocturne/t/{topic.slug}/{topic.pk}"


def test_the_asker_says_what_solved_it_and_everybody_finds_it_under_the_question(square):
    room, lea, tom = square.space("Entraide", kind=Kind.QUESTIONS), square.member("lea"), square.member("tom")
    topic = square.topic(room, lea, "Ma bougie ne s’allume pas")
    answers = [square.answer(topic, tom, f"Réponse <b>{n}</b>") for n in range(24)]
    asker, other, passer_by = signed_in(lea.account), signed_in(tom.account), Client()
    to = f"/c/nocturne/posts/{answers[21].pk}/accept"
    assert other.post(to).status_code == 404
    assert not Acceptance.objects.exists()
    assert asker.post(to).headers["Location"].endswith("?page=2#p23")
    asker.post(f"/c/nocturne/posts/{answers[21].pk}/useful")
    shown = passer_by.get(page_of(topic)).content.decode()
    assert f"{page_of(topic)}/23" in shown
    assert "Réponse &lt;b&gt;21&lt;/b&gt;" in shown
    assert "Solved" in passer_by.get("/c/nocturne/s/entraide").content.decode()
    assert "Ma bougie" in passer_by.get("/c/nocturne/s/entraide/by?state=solved").content.decode()
    assert "Ma bougie" not in passer_by.get("/c/nocturne/s/entraide/by?state=open").content.decode()
    assert passer_by.get("/c/nocturne/s/entraide/by?state=planned").status_code == 404
    assert other.post(f"/c/nocturne/posts/{answers[21].pk}/useful").status_code == 404, "one's own answer"
    asker.post(to, {"accepted": "0"})
    assert not Acceptance.objects.exists()


def test_whoever_asks_again_is_shown_what_was_asked_before(square):
    room, lea = square.space("Entraide", kind=Kind.QUESTIONS), square.member("lea")
    topic = square.topic(room, lea, "Comment allumer ma bougie ?")
    client = signed_in(lea.account)
    told = client.get("/c/nocturne/s/entraide/alike?title=allumer+les+bougies").json()
    assert told == {"alike": [{"title": topic.title, "href": page_of(topic), "state": ""}]}
    form = {"title": "J’allume une bougie comment ?", "body": "Dites-moi.", "key": "a" * 32}
    again = client.post("/c/nocturne/s/entraide/new", form).content.decode()
    assert page_of(topic) in again
    assert 'name="sure"' in again
    assert client.post("/c/nocturne/s/entraide/new", form | {"sure": "1"}).status_code == 302
    assert Topic.objects.count() == 2


def test_an_idea_is_voted_for_answered_and_merged_in_the_pages(square, brand):
    room, lea, tom = square.space("Idées", kind=Kind.IDEAS), square.member("lea"), square.member("tom")
    manager = seat_for(brand, Role.COMMUNITY_MANAGER, name="ines2")
    square.member("inesm", manager.account)
    one, two = square.topic(room, lea, "Une bougie sans mèche"), square.topic(room, tom, "Ôtez donc la mèche")
    member, team, passer_by = signed_in(tom.account), signed_in(manager.account), Client()
    for _click in range(2):
        member.post(f"/c/nocturne/ideas/{one.pk}/vote", {"want": "1"})
    assert IdeaVote.objects.count() == 1
    assert member.get(f"/c/nocturne/ideas/{one.pk}/step").status_code == 404
    silent = team.post(f"/c/nocturne/ideas/{one.pk}/step", {"status": "done", "word": " "})
    assert silent.status_code == 422
    said = {"status": "done", "word": "<script>Elle brûle sans mèche.</script>"}
    assert team.post(f"/c/nocturne/ideas/{one.pk}/step", said).headers["Location"] == page_of(one)
    kept = passer_by.get("/c/nocturne/s/idees/done").content.decode()
    assert "&lt;script&gt;Elle brûle sans mèche." in kept
    assert "1 member wanted it" in kept
    wrong = team.post(f"/c/nocturne/ideas/{two.pk}/merge", {"into": "nowhere"})
    assert wrong.status_code == 422
    team.post(f"/c/nocturne/ideas/{two.pk}/merge", {"into": f"https://x.test{page_of(one)}?page=1"})
    assert passer_by.get(page_of(two)).headers["Location"] == page_of(one)
    assert "lives on in another" in passer_by.get(f"{page_of(two)}?alone=1").content.decode()
    assert two.title in passer_by.get(f"/c/nocturne/ideas/{one.pk}").content.decode()
    assert member.post(f"/c/nocturne/ideas/{two.pk}/vote").status_code == 404, "it takes no more votes"
    team.post(f"/c/nocturne/ideas/{two.pk}/unmerge")
    assert passer_by.get(page_of(two)).status_code == 200


def test_pages_of_kinds_ask_one_query_more_than_a_discussion(square, django_assert_num_queries):
    lea, tom = square.member("lea"), square.member("tom")
    passer_by, member = Client(), signed_in(lea.account)
    for kind in (Kind.QUESTIONS, Kind.IDEAS):
        room = square.space(kind.value, kind=kind)
        topic = square.topic(room, lea, f"Un sujet de {kind.value}")
        for round_ in range(2):
            passer_by.get(page_of(topic))
            with django_assert_num_queries(4):
                passer_by.get(page_of(topic))
            member.get(page_of(topic))
            with django_assert_num_queries(10):
                member.get(page_of(topic))
            with django_assert_num_queries(2):
                passer_by.get(f"/c/nocturne/s/{kind.value}/by?order=votes")
            for n in range(12):
                post = square.answer(topic, tom, f"{round_} {n}")
                if kind is Kind.QUESTIONS:
                    member.post(f"/c/nocturne/posts/{post.pk}/useful")
