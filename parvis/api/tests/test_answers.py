"""An answer by a program, from the first letter to what became of it: the same verbs and refusals as the pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from conftest import seat_for
from parvis.api.tests.test_cases import ROOT, a_case, put, send
from parvis.core.clock import now
from parvis.core.models import Brand, Seat
from parvis.core.roles import Role
from parvis.engagement.actions.macros import MacroDraft, add_macro
from parvis.engagement.actions.presence import sign
from parvis.engagement.models import Case
from parvis.engagement.rules.macros import Acts
from parvis.flows import reply
from parvis.outbox.actions.drafts import Writing, queue, save_draft
from parvis.outbox.actions.personas import Signing, add_persona
from parvis.outbox.models import Outgoing

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, ines: Seat) -> Client:
    client.force_login(ines.account)
    return client


@pytest.fixture
def case(brand: Brand, ines: Seat, noon: datetime, monkeypatch: pytest.MonkeyPatch) -> Case:
    monkeypatch.setattr(reply, "by_hand_only", lambda outgoing: outgoing.place.name == "by hand")
    return a_case(brand, ines, "lea", noon)


def test_an_answer_goes_from_its_draft_to_the_queue(desk: Client, brand: Brand, ines: Seat, case: Case) -> None:
    signer = add_persona(brand, Signing("Inès", "l’équipe"), by=ines.account, at=now())
    assert [one["name"] for one in desk.get(f"{ROOT}/signers").json()] == ["Inès"]
    assert desk.get(f"{ROOT}/cases/{case.pk}/draft").status_code == 404
    draft = put(desk, f"cases/{case.pk}/draft", body="Bonj", persona=signer.pk).json()
    assert (draft["state"], draft["version"], draft["persona"]) == ("draft", 1, signer.pk)
    assert desk.get(f"{ROOT}/cases/{case.pk}/draft").json() == draft
    sent = send(desk, f"cases/{case.pk}/answers", body="Bonjour !", version=1, persona=signer.pk)
    told = sent.json()
    assert (sent.status_code, told["state"], told["id"]) == (201, "queued", draft["id"])
    assert told["words"].startswith("Bonjour !")
    assert "Inès" in told["words"]
    assert [one["id"] for one in desk.get(f"{ROOT}/cases/{case.pk}/answers").json()] == [draft["id"]]
    assert desk.get(f"{ROOT}/cases/{case.pk}/answers/{draft['id']}").json()["state"] == "queued"


def test_a_draft_saved_elsewhere_is_neither_overwritten_nor_sent(desk: Client, case: Case) -> None:
    put(desk, f"cases/{case.pk}/draft", body="Un")
    put(desk, f"cases/{case.pk}/draft", body="Deux", version=1)
    for refused in (
        put(desk, f"cases/{case.pk}/draft", body="Trois", version=1),
        send(desk, f"cases/{case.pk}/answers", body="Trois"),
    ):
        assert (refused.status_code, refused.json()["version"], refused.json()["stored"]) == (409, 2, "Deux")
    assert Outgoing.objects.get().body == "Deux"


def test_what_is_to_leave_later_can_be_taken_back_until_then(desk: Client, case: Case) -> None:
    later = (now() + timedelta(hours=3)).replace(microsecond=0)
    told = send(desk, f"cases/{case.pk}/answers", body="Plus tard", send_at=later.isoformat()).json()
    assert datetime.fromisoformat(told["send_at"]) == later
    back = send(desk, f"cases/{case.pk}/answers/{told['id']}/back").json()
    assert (back["state"], back["send_at"]) == ("draft", None)
    assert desk.delete(f"{ROOT}/cases/{case.pk}/draft").json() == {"id": told["id"]}
    assert not Outgoing.objects.exists()


def test_a_colleague_who_answered_or_writes_stands_in_the_way_until_one_knows(
    desk: Client, brand: Brand, case: Case
) -> None:
    other = seat_for(brand, Role.COMMUNITY_MANAGER, name="malik")
    theirs = queue(save_draft(case.post, Writing("Déjà", None), by=other.account, at=now()), by=other.account, at=now())
    crossed = send(desk, f"cases/{case.pk}/answers", body="Moi aussi", known=theirs.pk - 1).json()
    assert (crossed["status"], crossed["answers"]) == (409, [theirs.pk])
    sign(other, case, typing=True, at=now())
    at_it = send(desk, f"cases/{case.pk}/answers", body="Moi aussi", version=1, known=theirs.pk)
    assert (at_it.status_code, "Malik" in at_it.json()["title"]) == (409, True)
    sure = {"body": "Moi aussi", "version": 1, "known": theirs.pk, "sure": True}
    assert send(desk, f"cases/{case.pk}/answers", **sure).status_code == 201


@pytest.mark.parametrize(
    ("state", "verb", "became"),
    [("unconfirmed", "again", "queued"), ("unconfirmed", "confirm", "sent"), ("failed", "again", "queued"),
     ("failed", "back", "draft"), ("by_hand", "confirm", "sent"), ("sent", "again", 409), ("sending", "back", 409)],
)  # fmt: skip
def test_a_person_says_what_became_of_an_answer(
    desk: Client, case: Case, ines: Seat, state: str, verb: str, became: Any
) -> None:
    answer = save_draft(case.post, Writing("Bonjour", None), by=ines.account, at=now())
    Outgoing.objects.filter(pk=answer.pk).update(state=state)
    said = send(desk, f"cases/{case.pk}/answers/{answer.pk}/{verb}")
    assert became == (said.status_code if isinstance(became, int) else said.json()["state"])
    if became == 409:
        assert said.json()["state"] == state


def test_an_answer_of_another_case_or_a_colleagues_draft_is_not_found(
    desk: Client, brand: Brand, case: Case, ines: Seat, noon: datetime
) -> None:
    elsewhere = a_case(brand, ines, "max", noon)
    theirs = save_draft(elsewhere.post, Writing("x", None), by=ines.account, at=now())
    other = seat_for(brand, Role.COMMUNITY_MANAGER, name="malik")
    draft = save_draft(case.post, Writing("x", None), by=other.account, at=now())
    for answer in (theirs, draft):
        assert desk.get(f"{ROOT}/cases/{case.pk}/answers/{answer.pk}").status_code == 404
        assert send(desk, f"cases/{case.pk}/answers/{answer.pk}/again").status_code == 404


def test_a_ready_answer_is_written_and_its_acts_follow_the_sending(
    desk: Client, brand: Brand, ines: Seat, case: Case
) -> None:
    ready = MacroDraft("Merci", "Merci {person}", acts=Acts(type="praise", close="answered"))
    macro = add_macro(brand, ready, by=ines.account, at=now())
    assert send(desk, f"cases/{case.pk}/macros/{macro.pk}").json()["state"] == "open"
    draft = desk.get(f"{ROOT}/cases/{case.pk}/draft").json()
    assert draft["body"] == "Merci lea"
    said = {"body": draft["body"], "version": draft["version"], "macro": macro.pk}
    assert send(desk, f"cases/{case.pk}/answers", **said).status_code == 201
    stands = desk.get(f"{ROOT}/cases/{case.pk}").json()
    assert (stands["type"], stands["state"], stands["outcome"]) == ("praise", "closed", "answered")


def test_an_expert_signs_with_their_own_name(client: Client, brand: Brand, ines: Seat, case: Case) -> None:
    expert = seat_for(brand, Role.EXPERT, name="zoe")
    Case.objects.filter(pk=case.pk).update(assignee=expert)
    team = add_persona(brand, Signing("L’équipe", ""), by=ines.account, at=now())
    client.force_login(expert.account)
    assert send(client, f"cases/{case.pk}/answers", body="x", persona=team.pk).status_code == 404
    refused = send(client, f"cases/{case.pk}/answers", body="x")
    assert (refused.status_code, "expert" in refused.json()["title"]) == (422, True)
