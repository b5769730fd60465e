"""Asking those who know, on the screen: what the sender sees, what the expert sees, and the way back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from parvis.core.models import Brand, Department, Seat
from parvis.engagement.actions import cases
from parvis.engagement.actions.cases import By
from parvis.engagement.models import Case, Notice, Routing
from parvis.outbox.models import Outgoing, Persona
from parvis.web.inbox.tests.scene import Scene, colleague, say, set_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def scene(ines: Seat, at: datetime) -> Scene:
    return set_scene(ines, at)


@pytest.fixture
def case(scene: Scene) -> Case:
    return scene.cases[0]


@pytest.fixture
def crew(brand: Brand, at: datetime) -> Seat:
    """An expert of the department of those who work on board."""
    seat = colleague(brand, "Bakary", at)
    seat.role, seat.department = "expert", Department.objects.create(brand=brand, name="Équipages")
    seat.save()
    return seat


def at_desk(seat: Seat) -> Client:
    client = Client()
    client.force_login(seat.account)
    client.cookies["parvis_language"] = "en"
    return client


def page(client: Client, case: Case) -> str:
    answer = client.get(f"/b/nocturne/inbox/{case.pk}")
    assert answer.status_code == 200
    return answer.content.decode()


def ask(seat: Seat, case: Case, crew: Seat, **more: str) -> None:
    assert crew.department is not None
    form = {"to": f"department:{crew.department.pk}", "question": "Que s’est-il passé ?", **more}
    assert at_desk(seat).post(f"/b/nocturne/inbox/{case.pk}/route", form).status_code == 302


def test_a_case_goes_with_its_question_and_says_where_it_is(ines: Seat, case: Case, crew: Seat) -> None:
    ask(ines, case, crew)
    shown = page(at_desk(ines), case)
    assert "With Équipages" in shown
    assert "asked by Ines" in shown
    assert shown.count("Que s’est-il passé ?") == 2  # above the conversation, and in its history
    assert 'title="With Équipages"' in shown  # in the list
    assert Notice.objects.filter(account=crew.account, kind="asked").exists()


def test_an_experts_inbox_is_just_theirs(ines: Seat, scene: Scene, case: Case, crew: Seat) -> None:
    expert = at_desk(crew)
    assert expert.get(f"/b/nocturne/inbox/{case.pk}").status_code == 404
    assert expert.post(f"/b/nocturne/inbox/{case.pk}/return", {"outcome": "answered"}).status_code == 404
    ask(ines, case, crew)
    shown = expert.get("/b/nocturne/inbox/").content.decode()
    assert shown.count("case-row") == 1
    assert expert.get(f"/b/nocturne/inbox/{scene.cases[1].pk}").status_code == 404


def test_an_expert_sees_what_was_shared_and_nothing_else(ines: Seat, case: Case, crew: Seat, at: datetime) -> None:
    say(case.thread, case.author, "Et mon numéro est le 06 12 34 56 78", at, kind="mail")
    cases.note(case.brand, case.pk, "Cliente difficile", By(ines.account, at))
    ask(ines, case, crew, share="post")
    shown = page(at_desk(crew), case)
    assert "Référence NOX-48213" in shown
    for kept_back in ("06 12 34", "Cliente difficile", "Known since", "Last words"):
        assert kept_back not in shown
    ask(ines, case, crew, share="thread", notes="1", person="1")
    shown = page(at_desk(crew), case)
    for shared in ("06 12 34", "Cliente difficile", "Known since"):
        assert shared in shown


def test_the_answer_comes_back_and_the_expert_leaves(ines: Seat, case: Case, crew: Seat) -> None:
    ask(ines, case, crew)
    expert, form = at_desk(crew), {"outcome": "answered", "answer": "Le train a attendu un médecin."}
    answer = expert.post(f"/b/nocturne/inbox/{case.pk}/return", form)
    assert answer["Location"] == "/b/nocturne/inbox/"
    shown = page(at_desk(ines), case)
    assert "Bakary gave the case back with an answer" in shown
    assert "Le train a attendu un médecin." in shown
    assert "With Équipages" not in shown
    again = expert.post(f"/b/nocturne/inbox/{case.pk}/return", form, headers={"HX-Request": "true"})
    assert again.status_code == 404


def test_htmx_takes_the_expert_back_to_their_inbox(ines: Seat, case: Case, crew: Seat) -> None:
    ask(ines, case, crew)
    answer = at_desk(crew).post(
        f"/b/nocturne/inbox/{case.pk}/return", {"outcome": "not_ours"}, headers={"HX-Request": "true"}
    )
    assert answer["HX-Redirect"] == "/b/nocturne/inbox/"


def test_an_expert_signs_with_their_own_name_or_not_at_all(ines: Seat, case: Case, crew: Seat, brand: Brand) -> None:
    ask(ines, case, crew)
    expert = at_desk(crew)
    team = Persona.objects.get(name="L’équipe de nuit")
    assert "L’équipe de nuit" not in page(expert, case)
    form = {"body": "Bonjour, j’étais à bord.", "persona": str(team.pk), "version": "0"}
    refused = expert.post(f"/b/nocturne/inbox/{case.pk}/send", form)
    assert refused.status_code == 422
    assert "An expert signs with their own name" in refused.content.decode()
    assert not Outgoing.objects.exclude(state="draft").exists()
    own = Persona.objects.create(brand=brand, account=crew.account, name="Bakary", quality="chef de bord")
    version = str(Outgoing.objects.get().version)
    expert.post(f"/b/nocturne/inbox/{case.pk}/send", {**form, "persona": str(own.pk), "version": version})
    assert Outgoing.objects.get().persona == own
    assert Outgoing.objects.get().state != "draft"


def test_a_department_of_another_brand_or_nobody_is_not_asked(ines: Seat, case: Case, other_brand: Brand) -> None:
    theirs = Department.objects.create(brand=other_brand, name="X")
    for to in (f"department:{theirs.pk}", "expert:999999", "nobody", ""):
        at_desk(ines).post(f"/b/nocturne/inbox/{case.pk}/route", {"to": to})
    assert not Routing.objects.exists()


def test_the_sender_takes_it_back(ines: Seat, case: Case, crew: Seat) -> None:
    ask(ines, case, crew)
    at_desk(ines).post(f"/b/nocturne/inbox/{case.pk}/recall")
    at_desk(ines).post(f"/b/nocturne/inbox/{case.pk}/recall")
    assert Routing.objects.get().outcome == "withdrawn"
    assert "took the case back from Équipages" in page(at_desk(ines), case)
