"""What is one's own or the team's: views, ready answers; and the words of people about posts and persons."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from conftest import seat_for
from parvis.api.tests.test_cases import ROOT, a_case, put, send
from parvis.conversations.models import Moderation, Post, Reading
from parvis.core.models import Brand, Seat
from parvis.core.roles import Role
from parvis.engagement.actions.held import By
from parvis.engagement.actions.notes import leave_note
from parvis.flows import moderate
from parvis.people.actions.suggesting import Found, propose
from parvis.people.models import Person, Suggestion

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, ines: Seat) -> Client:
    client.force_login(ines.account)
    return client


def test_a_view_is_kept_renamed_moved_opened_with_and_removed(desk: Client, brand: Brand) -> None:
    first, second = (send(desk, "views", name=name, asked={"view": "mine"}).json() for name in ("A", "B"))
    assert (second["name"], second["asked"], second["shared"]) == ("B", {"view": "mine"}, False)
    assert send(desk, "views", name="A").status_code == 409
    assert put(desk, f"views/{first['id']}", name="B").status_code == 409
    assert put(desk, f"views/{first['id']}", name="C").json()["name"] == "C"
    assert [one["name"] for one in send(desk, f"views/{second['id']}/up").json()] == ["B", "C"]
    assert put(desk, "opening", view=second["id"]).json() == desk.get(f"{ROOT}/opening").json()
    assert desk.delete(f"{ROOT}/views/{second['id']}").json() == {"id": second["id"]}
    assert desk.get(f"{ROOT}/opening").json() == {"view": None}
    assert put(desk, "opening", view=second["id"]).status_code == 404


def test_what_is_the_teams_is_changed_by_who_edits_its_rules(desk: Client, client: Client, brand: Brand) -> None:
    view = send(desk, "views", name="Équipe", shared=True).json()
    macro = send(desk, "macros", name="Merci", body="Merci", shared=True).json()
    client.force_login(seat_for(brand, Role.MODERATOR).account)
    assert put(client, f"views/{view['id']}", name="À moi").status_code == 403
    assert put(client, f"macros/{macro['id']}", name="À moi", body="x").status_code == 403
    assert client.delete(f"{ROOT}/macros/{macro['id']}").status_code == 403
    assert send(client, "views", name="x", shared=True).status_code == 403


def test_a_ready_answer_says_what_is_wrong_with_it(desk: Client) -> None:
    refused = send(desk, "macros", name="Vide")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "body")
    made = send(desk, "macros", name="Clore", acts={"close": "resolved", "assign": "me"}).json()
    assert made["acts"] == {"assign": "me", "close": "resolved"}
    assert put(desk, f"macros/{made['id']}", name="Clore", body="Voilà").json()["acts"] == {}
    assert send(desk, "macros", name="X", acts={"assign": "everybody"}).status_code == 422


def test_a_persons_reading_of_a_mood_replaces_the_machines(
    desk: Client, brand: Brand, ines: Seat, noon: datetime
) -> None:
    case = a_case(brand, ines, "lea", noon)
    assert send(desk, f"posts/{case.post_id}/mood", mood="negative").status_code == 409
    Reading.objects.create(brand=brand, post_id=case.post_id, language="fr", sentiment="neutral", confidence=0.4)
    assert send(desk, f"posts/{case.post_id}/mood", mood="negative").json()["sentiment"] == "negative"
    assert [one["id"] for one in desk.get(f"{ROOT}/posts?mood=negative").json()["items"]] == [case.post_id]
    assert desk.get(f"{ROOT}/posts?mood=positive").json()["items"] == []


def test_a_decision_is_asked_of_the_place_and_taken_back_once_carried_out(
    desk: Client, brand: Brand, ines: Seat, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = a_case(brand, ines, "lea", noon)
    where = f"posts/{case.post_id}/moderation"
    assert send(desk, where, act="spam").status_code == 404, "a place that obeys nobody here"
    Post.objects.filter(pk=case.post_id).update(kind="comment", standing="held")
    monkeypatch.setattr(moderate, "moderated_here", lambda place: True)
    told = desk.get(f"{ROOT}/{where}").json()
    assert (told["standing"], told["acts"], told["last"]) == ("held", ["approve", "spam", "trash"], None)
    made = send(desk, where, act="spam")
    assert (made.status_code, made.json()["state"], made.json()["before"]) == (201, "asked", "held")
    assert send(desk, where, act="spam").json()["id"] == made.json()["id"]
    assert send(desk, f"{where}/undo").status_code == 409
    Moderation.objects.update(state="done")
    assert send(desk, f"{where}/undo").json()["act"] == "restore"


def test_people_are_listed_described_and_told_apart(desk: Client, brand: Brand, ines: Seat, noon: datetime) -> None:
    cases = [a_case(brand, ines, who, noon) for who in ("lea", "max")]
    one, other = (Person.objects.get(name=who) for who in ("lea", "max"))
    assert [row["id"] for row in desk.get(f"{ROOT}/people?q=LEA").json()["items"]] == [one.pk]
    first = desk.get(f"{ROOT}/people?limit=1").json()
    second = desk.get(f"{ROOT}/people?limit=1&cursor={first['next']}").json()
    assert {first["items"][0]["id"], second["items"][0]["id"]} == {one.pk, other.pk}
    assert put(desk, f"people/{one.pk}", stage="fan").json()["stage"] == "fan"
    assert put(desk, f"people/{one.pk}", stage="foe").status_code == 422
    propose(brand.pk, [], [Found(one.pk, other.pk, 0.9, [])], noon)
    suggestion = Suggestion.objects.get().pk
    assert send(desk, f"suggestions/{suggestion}/later").status_code == 200
    assert desk.get(f"{ROOT}/suggestions").json() == []
    send(desk, f"suggestions/{suggestion}/back")
    assert [row["id"] for row in desk.get(f"{ROOT}/suggestions").json()] == [suggestion]
    refusal = send(desk, f"suggestions/{suggestion}/refuse").json()["id"]
    assert [row["id"] for row in desk.get(f"{ROOT}/refusals").json()] == [refusal]
    assert desk.delete(f"{ROOT}/refusals/{refusal}").status_code == 200
    assert desk.delete(f"{ROOT}/refusals/{refusal}").status_code == 404
    made = send(desk, f"people/{one.pk}/merge", other=other.pk).json()["id"]
    assert [row["id"] for row in desk.get(f"{ROOT}/people/{one.pk}/merges").json()] == [made]
    assert send(desk, f"merges/{made}/separate").json()["undone_at"]
    assert len(cases) == 2


def test_a_notice_keeps_the_case_from_who_may_no_longer_see_it(
    client: Client, brand: Brand, ines: Seat, noon: datetime
) -> None:
    case, expert = a_case(brand, ines, "lea", noon), seat_for(brand, Role.EXPERT, name="zoe")
    type(case).objects.filter(pk=case.pk).update(assignee=expert)
    leave_note(brand, case.pk, "@zoe ?", By(ines.account, noon))
    client.force_login(expert.account)
    assert [one["case"] for one in client.get(f"{ROOT}/notices").json()] == [case.pk]
    type(case).objects.filter(pk=case.pk).update(assignee=None)
    assert [one["case"] for one in client.get(f"{ROOT}/notices").json()] == [None]
