"""Steps of escalation, on the screen."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from parvis.core.models import Brand, Department, Seat
from parvis.engagement.actions.cases import By, open_case
from parvis.engagement.models import EscalationStep
from parvis.flows.escalation import escalate
from parvis.outbox.tests.conversation import a_place, a_post, somebody
from parvis.web.settings.tests.reading import said_at, text

AT = "/b/nocturne/settings/escalation"
pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, ines: Seat) -> Client:
    client.force_login(ines.account)
    client.cookies["parvis_language"] = "en"
    return client


def test_a_step_is_added_read_and_removed(desk: Client, brand: Brand, ines: Seat) -> None:
    care = Department.objects.create(brand=brand, name="Relation clients")
    desk.post(
        f"{AT}/add", {"amount": "150", "unit": "percent", "act": "send", "department": care.pk, "type": "complaint"}
    )
    desk.post(f"{AT}/add", {"amount": "45", "unit": "minutes", "act": "tell_lead", "seat": ines.pk})
    page = text(desk.get(f"{AT}/"))
    assert "After 150 % of the target" in page
    assert "complaint · send it to Relation clients" in page
    assert "After 45 min of open time" in page
    assert "tell Ines" in page
    desk.post(f"{AT}/{EscalationStep.objects.get(unit='minutes').pk}/remove")
    assert "After 45 min" not in text(desk.get(f"{AT}/"))


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"amount": "", "unit": "percent", "act": "raise"}, "id_amount"),
        ({"amount": "0", "unit": "percent", "act": "raise"}, "id_amount"),
        ({"amount": "1001", "unit": "percent", "act": "raise"}, "id_amount"),
        ({"amount": "9", "unit": "moons", "act": "raise"}, "id_unit"),
        ({"amount": "9", "unit": "percent", "act": "send"}, "id_department"),
        ({"amount": "9", "unit": "percent", "act": "tell_lead", "seat": "99999"}, "id_seat"),
    ],
)
def test_a_step_that_cannot_be_is_refused_at_its_field(desk: Client, form: dict[str, str], field: str) -> None:
    answer = desk.post(f"{AT}/add", form)
    assert answer.status_code == 422
    assert said_at(answer, field)
    assert not EscalationStep.objects.exists()


def test_steps_taken_stand_on_the_page_and_in_the_case(desk: Client, brand: Brand, ines: Seat, noon: datetime) -> None:
    post = a_post(a_place(brand, at=noon), author=somebody(brand, "lea", at=noon), at=noon)
    case = open_case(post, By(ines.account, noon))
    EscalationStep.objects.create(brand=brand, unit="percent", amount=100, act="raise", since=noon)
    escalate(noon + timedelta(hours=3))
    assert "Title t1" in text(desk.get(f"{AT}/"))
    assert "the priority was raised" in text(desk.get(f"/b/nocturne/inbox/{case.pk}"))
