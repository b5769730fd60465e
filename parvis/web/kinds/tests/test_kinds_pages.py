from datetime import timedelta

import pytest
from django.test import Client

from conftest import NOON, seat_for
from parvis.community.actions.contests import ContestForm, close_contest, set_contest
from parvis.community.models import Acceptance, Contest, ContestEntry, IdeaVote, Member, Poll, Topic
from parvis.community.queries.house import forget
from parvis.community.rules.kinds import Kind
from parvis.core.clock import now
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
    assert "Résolu" in passer_by.get("/c/nocturne/s/entraide").content.decode()
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
    assert "1 membre la voulait" in kept
    wrong = team.post(f"/c/nocturne/ideas/{two.pk}/merge", {"into": "nowhere"})
    assert wrong.status_code == 422
    team.post(f"/c/nocturne/ideas/{two.pk}/merge", {"into": f"https://x.test{page_of(one)}?page=1"})
    assert passer_by.get(page_of(two)).headers["Location"] == page_of(one)
    assert "se prolonge dans une autre" in passer_by.get(f"{page_of(two)}?alone=1").content.decode()
    assert two.title in passer_by.get(f"/c/nocturne/ideas/{one.pk}").content.decode()
    assert member.post(f"/c/nocturne/ideas/{two.pk}/vote").status_code == 404, "it takes no more votes"
    team.post(f"/c/nocturne/ideas/{two.pk}/unmerge")
    assert passer_by.get(page_of(two)).status_code == 200


def test_pages_of_kinds_ask_one_query_more_than_a_discussion(square, django_assert_num_queries):
    lea, tom = square.member("lea"), square.member("tom")
    passer_by, member = Client(), signed_in(lea.account)
    for kind in (Kind.QUESTIONS, Kind.IDEAS, Kind.EVENTS, Kind.CONTESTS):
        room = square.space(kind.value, kind=kind)
        topic = square.topic(room, lea, f"Un sujet de {kind.value}")
        for round_ in range(2):
            passer_by.get(page_of(topic))
            with django_assert_num_queries(4):
                passer_by.get(page_of(topic))
            member.get(page_of(topic))
            with django_assert_num_queries(6):
                member.get(page_of(topic))
            listed = "upcoming" if kind is Kind.EVENTS else "by?order=votes"
            with django_assert_num_queries(2):
                passer_by.get(f"/c/nocturne/s/{kind.value}/{listed}")
            for n in range(12):
                post = square.answer(topic, tom, f"{round_} {n}")
                if kind is Kind.QUESTIONS:
                    member.post(f"/c/nocturne/posts/{post.pk}/useful")


def asked(**more: str) -> dict[str, str]:
    return {
        "q-TOTAL_FORMS": "1", "q-INITIAL_FORMS": "0", "q-0-text": "Quel parfum ?", "q-0-asks": "single",
        "q-0-options": "Figue\n=Cèdre\n", "q-0-needed": "1", "shows": "voted", **more,
    }  # fmt: skip


def test_a_poll_is_asked_voted_in_and_read_as_a_table(square):
    room, lea, tom = square.space("Salon"), square.member("lea"), square.member("tom")
    topic = square.topic(room, lea, "La prochaine bougie")
    asker, voter, passer_by = signed_in(lea.account), signed_in(tom.account), Client()
    to = f"/c/nocturne/topics/{topic.pk}/poll"
    assert voter.get(to).status_code == 404
    assert asker.post(to, asked() | {"q-0-options": "Figue"}).status_code == 422
    assert asker.post(to, asked(closes_at="2020-01-01T10:00")).status_code == 422
    assert asker.post(to, asked()).headers["Location"] == page_of(topic)
    poll = Poll.objects.get()
    at = f"/c/nocturne/polls/{poll.pk}"
    assert "Votez pour" not in passer_by.get(page_of(topic)).content.decode()
    assert voter.post(at, {"q1": "9"}).status_code == 422
    assert passer_by.post(at, {"q1": "1"}).status_code == 404
    assert voter.get(f"{at}/results.csv").status_code == 404, "not before one has voted"
    voter.post(at, {"q1": "2"})
    assert voter.get(f"{at}/results.csv").content.decode().splitlines()[1:] == [
        "Quel parfum ?,Figue,0,",
        "Quel parfum ?,'=Cèdre,1,",
    ]
    assert voter.get(f"{at}/ballots.csv").status_code == 404
    assert "Tom" in voter.get(at).content.decode()
    assert voter.post(f"{at}/close").status_code == 404
    asker.post(f"{at}/close")
    assert "Cèdre" in passer_by.get(f"{at}/results.csv").content.decode()
    assert voter.post(at, {"q1": "1"}).status_code == 404


def test_a_survey_goes_to_the_team_with_its_free_words(square, brand):
    seat = seat_for(brand, Role.COMMUNITY_MANAGER, name="camille")
    camille, tom = square.member("camille", seat.account), square.member("tom")
    topic = square.topic(square.space("Salon"), camille, "Votre avis")
    team, member = signed_in(seat.account), signed_in(tom.account)
    to = f"/c/nocturne/topics/{topic.pk}/poll"
    more = team.post(to, asked(more="1")).content.decode()
    assert "q-1-text" in more
    assert "Quel parfum ?" in more
    second = {"q-TOTAL_FORMS": "2", "q-1-text": "Pourquoi ?", "q-1-asks": "text", "q-1-options": ""}
    assert team.post(to, asked(shows="team", anonymous="1") | second).status_code == 302
    at = f"/c/nocturne/polls/{Poll.objects.get().pk}"
    assert member.post(at, {"q1": "1", "q2": "=1+1 <b>"}).status_code == 302
    assert member.get(f"{at}/results.csv").status_code == 404
    assert "Merci : vos réponses vont à l’équipe." in member.get(page_of(topic)).content.decode()
    assert team.get(f"{at}/ballots.csv").status_code == 404, "not while it would tell who chose what"
    team.post(f"{at}/close")
    assert team.get(f"{at}/ballots.csv").content.decode().splitlines()[1] == ",Figue,'=1+1 <b>"
    only_one = signed_in(tom.account).post(
        f"/c/nocturne/topics/{square.topic(square.space('Bar'), tom, 'À moi').pk}/poll", asked() | second
    )
    assert only_one.status_code == 422, "a member asks one question"
    assert Poll.objects.count() == 1


def test_an_event_is_set_joined_and_taken_into_a_calendar(square, brand):
    seat = seat_for(brand, Role.COMMUNITY_MANAGER, name="camille")
    square.member("camille", seat.account)
    lea, tom = square.member("lea"), square.member("tom")
    square.space("Agenda", kind=Kind.EVENTS)
    team, member, second, passer_by = signed_in(seat.account), signed_in(lea.account), signed_in(tom.account), Client()
    begun = team.post(
        "/c/nocturne/s/agenda/new", {"title": "Atelier <bougie>", "body": "Venez.", "key": "e" * 32, "sure": "1"}
    )
    topic = Topic.objects.get()
    at = f"/c/nocturne/events/{topic.pk}"
    assert begun.headers["Location"] == f"{at}/set"
    soon = now() + timedelta(days=9)
    told = {
        "timezone": "Europe/Paris", "starts": f"{soon:%Y-%m-%d}T18:00", "ends": f"{soon:%Y-%m-%d}T20:00",
        "place": "12, rue des Cirés", "online": "https://visio.test/secrete", "seats": "1", "asks": "Prénom *",
    }  # fmt: skip
    assert member.post(f"{at}/set", told).status_code == 404
    assert team.post(f"{at}/set", told | {"online": "javascript:alert(1)"}).status_code == 422
    assert team.post(f"{at}/set", told).status_code == 302
    shown = passer_by.get(page_of(topic)).content.decode()
    assert "12, rue des Cirés" in shown
    assert "visio.test" not in shown
    assert member.post(f"{at}/answer", {"answer": "yes"}).status_code == 422, "the event asks for a name"
    assert member.post(f"{at}/answer", {"answer": "yes", "a0": "=Léa"}).status_code == 302
    second.post(f"{at}/answer", {"answer": "yes", "a0": "Tom"})
    assert "https://visio.test/secrete" in member.get(page_of(topic)).content.decode()
    assert "visio.test" not in second.get(page_of(topic)).content.decode(), "who waits has no link yet"
    ics = passer_by.get(f"{at}.ics").content.decode()
    assert "SUMMARY:Atelier <bougie>" in ics
    assert "DTSTART;TZID=Europe/Paris:" in ics
    assert "BEGIN:VTIMEZONE" in ics
    assert "SUMMARY:Atelier" in passer_by.get("/c/nocturne/s/agenda/events.ics").content.decode()
    assert "Atelier &lt;bougie&gt;" in passer_by.get("/c/nocturne/s/agenda/upcoming").content.decode()
    assert member.get(f"{at}/people").status_code == 404
    assert team.post(f"{at}/people", {"member": str(lea.pk), "came": "1"}).status_code == 302
    table = team.get(f"{at}/people.csv").content.decode().splitlines()
    assert table[1:] == ["Lea,yes,in,1,Prénom: =Léa", "Tom,yes,waiting,,Prénom: Tom"]
    team.post(f"{at}/cancel")
    assert member.post(f"{at}/answer", {"answer": "no"}).status_code == 404
    assert "STATUS:CANCELLED" in passer_by.get(f"{at}.ics").content.decode()


def test_a_contest_has_rules_takes_one_entry_each_and_refuses_new_accounts(square, brand):
    seat = seat_for(brand, Role.COMMUNITY_MANAGER, name="camille")
    camille, lea = square.member("camille", seat.account), square.member("lea")
    topic = square.topic(square.space("Jeux", kind=Kind.CONTESTS), camille, "Noël")
    team, member, passer_by = signed_in(seat.account), signed_in(lea.account), Client()
    at, start = f"/c/nocturne/contests/{topic.pk}", now() - timedelta(days=1)
    told = {
        "organiser": "Nocturne <SARL>", "prize": "Une bougie", "value": "25 €", "winners": "1", "way": "vote",
        "opens_at": f"{start:%Y-%m-%d}T08:00", "closes_at": f"{start + timedelta(days=9):%Y-%m-%d}T08:00",
        "age_days": "3", "trust": "0", "keep_days": "30", "asks": "Votre ville ? *",
    }  # fmt: skip
    assert member.get(f"{at}/set").status_code == 404
    assert team.post(f"{at}/set", told | {"closes_at": told["opens_at"]}).status_code == 422
    assert team.post(f"{at}/set", told).status_code == 302
    rules = passer_by.get(f"{at}/rules").content.decode()
    assert "Nocturne &lt;SARL&gt;" in rules
    assert "La participation est gratuite" in rules
    what = Contest.objects.get()
    proof = passer_by.get(f"{at}/draw").content.decode()
    assert what.seed_hash in proof
    assert what.seed not in proof
    assert passer_by.get(f"{at}/tickets.txt").status_code == 404
    assert team.post(f"{at}/enter", {"agreed": "1", "words": "Moi"}).status_code == 403, "who organises does not play"
    assert member.post(f"{at}/enter", {"words": "Une tour"}).status_code == 422, "the rules are agreed to first"
    Member.objects.filter(pk=lea.pk).update(joined_at=now())
    assert member.post(f"{at}/enter", {"agreed": "1", "words": "Une tour"}).status_code == 403, (
        "joined for the occasion"
    )
    Member.objects.filter(pk=lea.pk).update(joined_at=NOON)
    assert member.post(f"{at}/enter", {"agreed": "1", "words": "Une tour"}).status_code == 422, (
        "what is asked is needed"
    )
    assert member.post(f"{at}/enter", {"agreed": "1", "words": "Une <i>tour</i>", "a0": "Gap"}).status_code == 302
    assert member.post(f"{at}/enter", {"agreed": "1", "words": "Encore"}).status_code == 404, "one entry each"
    entry = ContestEntry.objects.get()
    assert "Votre ville ?: Gap" in team.get(f"{at}/entries.csv").content.decode()
    assert member.get(f"{at}/entries.csv").status_code == 404
    assert entry.ticket in member.get(page_of(topic)).content.decode()
    assert entry.ticket not in passer_by.get(page_of(topic)).content.decode()
    assert "Une &lt;i&gt;tour" in passer_by.get(f"{at}/entries").content.decode()
    assert member.post(f"{at}/vote", {"entry": str(entry.pk)}).status_code == 404, "not for oneself"
    assert team.post(f"{at}/vote", {"entry": str(entry.pk)}).status_code == 302
    assert team.post(f"{at}/set", told).status_code == 422, "the rules stand"
    close_contest(topic.pk, at=now() + timedelta(days=30))
    proof = passer_by.get(f"{at}/draw").content.decode()
    assert what.seed in proof
    assert passer_by.get(f"{at}/tickets.txt").content.decode() == f"{entry.ticket}\n"
    assert member.post(f"{at}/award", {"entry": str(entry.pk)}).status_code == 404


def test_a_script_with_many_accounts_is_slowed_down(square, brand):
    seat = seat_for(brand, Role.COMMUNITY_MANAGER, name="camille")
    topic = square.topic(square.space("Jeux", kind=Kind.CONTESTS), square.member("camille", seat.account), "Noël")
    form = ContestForm("N", "P", "1 €", 1, "draw", now() - timedelta(days=1), now() + timedelta(days=1))
    set_contest(topic, form, by=seat.account, at=NOON)
    answers = [
        signed_in(square.member(f"bot{n}").account).post(f"/c/nocturne/contests/{topic.pk}/enter", {"agreed": "1"})
        for n in range(12)
    ]
    assert [answer.status_code for answer in answers] == [302] * 10 + [403] * 2
