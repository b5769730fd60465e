from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import NOON, seat_for
from parvis.community.actions.topics import new_key
from parvis.community.actions.trials import CallForm, apply_for, mark
from parvis.community.models import Member, Topic, Trial, TrialEntry, TrialFeedback, TrialParcel
from parvis.community.queries.house import forget
from parvis.community.rules.kinds import Kind
from parvis.community.rules.trials import Act
from parvis.core.clock import now
from parvis.core.models import Journal
from parvis.core.roles import Role
from parvis.flows import trials
from parvis.flows.disclosing import disclosure
from parvis.web.trials.forms import AddressForm, ApplyForm, FeedbackForm, SetForm
from tests.square import Square

DAY = timedelta(days=1)
FORM = {
    "product": "Une bougie", "value": "25 €", "asked": "Allumez-la.", "places": "2", "way": "both",
    "opens_at": "2026-03-02T10:00", "closes_at": "2026-03-09T10:00", "starts_at": "2026-03-12T10:00",
    "due_at": "2026-04-02T10:00", "age_days": "1", "trust": "0", "countries": "France\nBelgique", "criteria": "J’ai 18 ans",
    "asks": "Votre parfum ? *\nAllergies", "keep_days": "90",
}  # fmt: skip


@pytest.fixture
def square(brand) -> Square:
    forget()
    return Square(brand, NOON)


def signed_in(member: Member) -> Client:
    client = Client(headers={"accept-language": "fr"})
    client.force_login(member.account)
    return client


def call(**more) -> CallForm:
    at = now()
    told = {
        "places": 3, "way": "hand", "opens_at": at - 9 * DAY, "closes_at": at - 8 * DAY, "starts_at": at - 7 * DAY,
        "due_at": at + DAY, "asks": [("Votre parfum ?", True)], **more,
    }  # fmt: skip
    return CallForm("Une bougie", "25 €", "Allumez-la.", **told)


@pytest.fixture
def team(square, brand) -> Member:
    made: Member = square.member("camille", seat_for(brand, Role.COMMUNITY_MANAGER, name="camille").account)
    return made


@pytest.fixture
def topic(square, team) -> Topic:
    made: Topic = square.topic(square.space("Essais", kind=Kind.TESTS), team, "La bougie")
    trials.open_call(made, call(), by=team.account, at=NOON)
    return made


def chosen(square, topic, team, *names) -> list[Member]:
    members = [square.member(name) for name in names]
    for member in members:
        entry, _new = apply_for(
            topic, member, told=[("Votre parfum ?", f"Le jasmin de {member.name}")], at=now() - 9 * DAY
        )
        mark(topic, entry.pk, Act.PICK, by=team.account, at=now())
    trials.choose(topic, by=team.account, at=now())
    return members


def feedback(rating=4, body="Très bien."):
    return {"rating": rating, "pros": "L’odeur", "cons": "", "body": body, "key": new_key()}


def test_a_call_says_its_hours_in_order_and_reads_its_lines():
    form = SetForm(FORM)
    assert form.is_valid(), form.errors
    told = form.call()
    assert (told.countries, told.criteria) == (["France", "Belgique"], ["J’ai 18 ans"])
    assert told.asks == [("Votre parfum ?", True), ("Allergies", False)]
    assert told.ships is False
    for name, wrong in (("closes_at", "2026-03-01T10:00"), ("due_at", "2026-03-11T10:00"), ("places", "0")):
        assert name in SetForm({**FORM, name: wrong}).errors


def test_who_applies_meets_every_condition_and_lives_where_it_may():
    what = Trial(countries=["France"], criteria=["J’ai 18 ans"], asks=[["Votre parfum ?", True]])
    fit = {"country": "France", "c0": "1", "a0": "Jasmin", "agreed": "1"}
    assert ApplyForm(what, fit).is_valid()
    for name, wrong in (("country", "Suède"), ("c0", ""), ("a0", ""), ("agreed", "")):
        assert list(ApplyForm(what, {**fit, name: wrong}).errors) == [name]
    assert list(FeedbackForm({**feedback(), "rating": "6"}).errors) == ["rating"]
    assert set(AddressForm({}).errors) == {"name", "street", "postcode", "town", "country"}


@pytest.mark.django_db
def test_a_member_applies_once_and_is_chosen_by_the_team_that_reads_the_answers(square, team):
    topic = square.topic(square.space("Essais", kind=Kind.TESTS), team, "La bougie")
    trials.open_call(
        topic, call(closes_at=now() + DAY, starts_at=now() + 2 * DAY, due_at=now() + 9 * DAY), by=team.account, at=NOON
    )
    lea, tom = signed_in(square.member("lea")), signed_in(square.member("tom"))
    to = f"/c/nocturne/tests/{topic.pk}"
    for client in (lea, tom, lea):
        client.post(f"{to}/apply", {"a0": "Le jasmin", "agreed": "1"})
    assert (TrialEntry.objects.count(), Trial.objects.get().applied) == (2, 2)
    assert signed_in(team).post(f"{to}/apply", {"a0": "x", "agreed": "1"}).status_code == 403
    assert tom.post(f"{to}/leave").status_code == 302
    assert Trial.objects.get().applied == 1
    assert lea.get(f"{to}/people").status_code == 404
    Trial.objects.update(closes_at=now() - DAY)
    desk = signed_in(team)
    assert "Le jasmin" in desk.get(f"{to}/people?words=JASMIN").content.decode()
    assert "Le jasmin" not in desk.get(f"{to}/people?words=rose").content.decode()
    assert desk.post(f"{to}/choose").status_code == 409, "nobody is picked"
    entry = TrialEntry.objects.get(state="applied")
    desk.post(f"{to}/people", {"entry": entry.pk, "act": "pick"})
    desk.post(f"{to}/choose")
    assert "Vous êtes testeur" in lea.get(f"/c/nocturne/t/{topic.slug}/{topic.pk}").content.decode()
    assert Client().get(f"{to}/tickets.txt").content == b"", "who was picked by hand is in no lot"


@pytest.mark.django_db
def test_an_address_is_seen_by_who_ships_and_each_look_is_written_down(square, topic, team):
    [zoe] = chosen(square, topic, team, "zoe")
    to, home = f"/c/nocturne/tests/{topic.pk}", {
        "name": "=Zoé", "street": "5 rue des Cirés", "postcode": "35000", "town": "Rennes", "country": "France"
    }  # fmt: skip
    hers, desk, other = signed_in(zoe), signed_in(team), signed_in(square.member("max"))
    assert other.get(f"{to}/address").status_code == 404
    assert hers.post(f"{to}/address", home).status_code == 302
    entry = TrialEntry.objects.get()
    assert "Rennes" not in desk.get(f"{to}/parcels").content.decode()
    assert "Rennes" in desk.post(f"{to}/parcels", {"entry": entry.pk, "act": "open"}).content.decode()
    labels = desk.get(f"{to}/labels.csv").content.decode()
    assert "'=Zoé" in labels
    assert Journal.objects.filter(verb="trial.addresses").count() == 2
    assert "Rennes" not in desk.get(f"{to}/people.csv").content.decode()
    desk.post(f"{to}/parcels", {"entry": entry.pk, "act": "send", "carrier": "Colissimo", "tracking": "6A"})
    assert hers.post(f"{to}/address", home).status_code == 404
    hers.post(f"{to}/arrived", {"problem": "Le pot est cassé."})
    assert "Le pot est cassé." in desk.get(f"{to}/parcels?state=problem").content.decode()
    hers.post(f"{to}/arrived", {"arrived": "1"})
    assert TrialParcel.objects.get().state == "received"
    assert other.post(f"{to}/arrived", {"arrived": "1"}).status_code == 404


@pytest.mark.django_db
def test_feedback_is_a_post_sent_once_with_its_mark_and_its_first_line(square, topic, team):
    zoe, _lea = chosen(square, topic, team, "zoe", "lea")
    to, hers = f"/c/nocturne/tests/{topic.pk}/feedback", signed_in(zoe)
    told = feedback(body="<script>alert(1)</script> Une belle flamme.")
    assert disclosure("fr") in hers.post(to, {**told, "preview": "1"}).content.decode()
    assert not TrialFeedback.objects.exists()
    lying = SimpleUploadedFile("photo.jpg", b"MZ\x90", content_type="image/jpeg")
    assert hers.post(to, {**told, "picture": lying}).status_code == 422
    assert hers.post(to, {**told, "rating": ""}).status_code == 422
    for _turn in range(2):
        assert hers.post(to, told).status_code == 302
    assert TrialFeedback.objects.count() == 1
    shown = Client(headers={"accept-language": "fr"}).get(f"/c/nocturne/t/{topic.slug}/{topic.pk}").content.decode()
    assert "Produit testé, reçu gratuitement<" in shown
    assert disclosure("fr") in shown
    assert "<script>alert(1)" not in shown
    assert disclosure("fr") in Client().get(f"/c/nocturne/t/{topic.slug}/{topic.pk}.json").content.decode()
    assert signed_in(square.member("max")).post(to, told).status_code == 404


@pytest.mark.django_db
def test_every_figure_of_the_summary_opens(square, topic, team):
    for member, rating in zip(chosen(square, topic, team, "zoe", "lea", "tom"), (5, 5, 2), strict=True):
        signed_in(member).post(f"/c/nocturne/tests/{topic.pk}/feedback", feedback(rating))
    to, passer_by = f"/c/nocturne/tests/{topic.pk}/found", Client(headers={"accept-language": "fr"})
    page = passer_by.get(to).content.decode()
    assert "4,0" in page
    fives = passer_by.get(f"{to}?rating=5").content.decode()
    assert ("Zoe" in fives, "Lea" in fives, "Tom" in fives) == (True, True, False)
    assert f"/t/{topic.slug}/{topic.pk}/2" in fives
    assert passer_by.get(f"{to}?rating=6").status_code == 404
    assert signed_in(team).get(f"{to}.csv").content.decode().count("http://") == 3
    assert passer_by.get(f"{to}.csv").status_code == 302


@pytest.mark.django_db
def test_a_page_costs_the_same_with_one_tester_or_many(square, topic, team, django_assert_num_queries):
    members = chosen(square, topic, team, "zoe", "lea", "tom")
    signed_in(members[0]).post(f"/c/nocturne/tests/{topic.pk}/feedback", feedback())
    page, people = f"/c/nocturne/t/{topic.slug}/{topic.pk}", f"/c/nocturne/tests/{topic.pk}/people"
    desk = signed_in(team)
    Client().get(page)
    with django_assert_num_queries(5):
        Client().get(page)
    desk.get(people)
    counted = _queries(desk, people)
    for member in members[1:]:
        signed_in(member).post(f"/c/nocturne/tests/{topic.pk}/feedback", feedback())
    with django_assert_num_queries(5):
        Client().get(page)
    assert _queries(desk, people) == counted


def _queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)
