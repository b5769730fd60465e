"""The desk through the API: the same verbs and the same refusals as the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from parvis.core.models import Brand, Department, Seat
from parvis.engagement.actions.cases import By, open_case
from parvis.engagement.actions.hours import Opening, set_hours
from parvis.engagement.models import Case
from parvis.outbox.tests.conversation import a_place, a_post, somebody

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/brands/nocturne"


@pytest.fixture
def desk(client: Client, ines: Seat) -> Client:
    client.force_login(ines.account)
    return client


@pytest.fixture
def cases(brand: Brand, ines: Seat, noon: datetime) -> list[Case]:
    place = a_place(brand, at=noon)
    posts = [a_post(place, author=somebody(brand, n, at=noon), at=noon, thread=n) for n in ("lea", "max")]
    return [open_case(post, By(ines.account, noon)) for post in posts]


def post(desk: Client, path: str, **body: Any) -> Any:
    return desk.post(f"{ROOT}/{path}", body, content_type="application/json")


def test_a_case_is_asked_about_and_given_back(desk: Client, brand: Brand, cases: list[Case]) -> None:
    care, at = Department.objects.create(brand=brand, name="Relation clients"), f"cases/{cases[0].pk}"
    asked = post(desk, f"{at}/ask", department=care.pk, question="?", version=1)
    assert (asked.status_code, asked.json()["department"]) == (201, care.pk)
    stale = post(desk, f"{at}/return", outcome="answered", version=1)
    assert (stale.status_code, stale["Content-Type"]) == (409, "application/problem+json")
    assert post(desk, f"{at}/return", outcome="answered", answer="!", version=2).json()["department"] is None
    (row,) = desk.get(f"{ROOT}/{at}/routings").json()
    assert (row["outcome"], row["answer"]) == ("answered", "!")
    assert desk.get(f"{ROOT}/departments/waits").json()[0]["settled"] == 1
    assert post(desk, f"{at}/return", outcome="answered").status_code == 409
    assert post(desk, f"{at}/ask").status_code == 422


def test_two_cases_become_one(desk: Client, cases: list[Case]) -> None:
    a, b = cases
    assert post(desk, f"cases/{a.pk}/merge", other=b.pk).status_code == 200
    assert post(desk, f"cases/{a.pk}/merge", other=b.pk).status_code == 409
    assert post(desk, f"cases/{b.pk}/notes", text="Vu").status_code == 409
    (merged,) = desk.get(f"{ROOT}/cases?state=closed").json()["items"]
    assert (merged["merged_into"], merged["outcome"]) == (a.pk, "merged")


def test_hours_and_targets_are_told(desk: Client, brand: Brand, ines: Seat, noon: datetime) -> None:
    set_hours(brand, Opening([[(540, 720)]] + [[]] * 6, "FR", "57"), by=ines.account, at=noon)
    told = desk.get(f"{ROOT}/hours").json()
    assert (told["week"][0], told["country"], told["region"]) == ([[540, 720]], "FR", "57")
    assert desk.get(f"{ROOT}/targets").json() == []
