"""Cases by a program: views of the inbox, the verbs, the way back of each."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.core.clock import now
from parvis.core.models import Brand, Seat
from parvis.engagement.actions.cases import By, open_case
from parvis.engagement.models import Case
from parvis.outbox.tests.conversation import a_place, a_post, somebody

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/brands/nocturne"


def send(desk: Client, path: str, **body: Any) -> Any:
    return desk.post(f"{ROOT}/{path}", body, content_type="application/json")


def put(desk: Client, path: str, **body: Any) -> Any:
    return desk.put(f"{ROOT}/{path}", body, content_type="application/json")


def a_case(brand: Brand, seat: Seat, who: str, at: datetime) -> Case:
    place = a_place(brand, at=at, name=f"chez {who}")
    return open_case(a_post(place, author=somebody(brand, who, at=at), at=at, thread=who), By(seat.account, at))


@pytest.fixture
def desk(client: Client, ines: Seat) -> Client:
    client.force_login(ines.account)
    return client


@pytest.fixture
def cases(brand: Brand, ines: Seat, noon: datetime) -> list[Case]:
    return [a_case(brand, ines, who, noon + timedelta(minutes=n)) for n, who in enumerate(("lea", "max", "zoe"))]


def test_each_verb_changes_the_case_and_a_stale_one_is_refused(desk: Client, ines: Seat, cases: list[Case]) -> None:
    at = f"cases/{cases[0].pk}"
    until = (now() + timedelta(days=1)).isoformat()
    verbs: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        ("assign", {"seat": ines.pk}, {"assignee": ines.pk}),
        ("assign", {"seat": None}, {"assignee": None}),
        ("classify", {"type": "praise", "priority": 2}, {"type": "praise", "priority": 2}),
        ("snooze", {"until": until}, {"state": "snoozed"}),
        ("reopen", {}, {"state": "open", "snoozed_until": None}),
        ("close", {"outcome": "resolved"}, {"state": "closed", "outcome": "resolved"}),
    ]
    for n, (verb, body, changed) in enumerate(verbs, start=1):
        told = send(desk, f"{at}/{verb}", version=n, **body)
        assert told.status_code == 200, told.content
        assert {name: told.json()[name] for name in changed} == changed
        stale = send(desk, f"{at}/{verb}", version=n, **body)
        assert (stale.status_code, stale.json()["version"]) == (409, n + 1)
    kinds = [event["kind"] for event in desk.get(f"{ROOT}/{at}/history").json()]
    assert kinds == ["opened", "assigned", "unassigned", "classified", "snoozed", "reopened", "closed"]


@pytest.mark.parametrize(
    ("verb", "body", "status"),
    [("assign", {"seat": 999_999}, 404), ("snooze", {"until": "2020-01-01T00:00:00Z"}, 422),
     ("snooze", {"until": "2199-01-01T00:00:00"}, 422), ("close", {"outcome": "merged"}, 422),
     ("classify", {"type": "rant"}, 422), ("withdraw", {}, 409), ("split", {}, 422)],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    desk: Client, cases: list[Case], verb: str, body: dict[str, Any], status: int
) -> None:
    refused = send(desk, f"cases/{cases[0].pk}/{verb}", **body)
    assert (refused.status_code, refused["Content-Type"]) == (status, "application/problem+json")
    assert Case.objects.get(pk=cases[0].pk).version == 1


def test_a_post_has_one_open_case(desk: Client, cases: list[Case]) -> None:
    again = send(desk, f"posts/{cases[0].post_id}/case")
    assert (again.status_code, again.json()["id"]) == (200, cases[0].pk)
    send(desk, f"cases/{cases[0].pk}/close", outcome="resolved")
    new = send(desk, f"posts/{cases[0].post_id}/case")
    assert new.status_code == 201
    refused = send(desk, f"cases/{cases[0].pk}/reopen")
    assert (refused.status_code, refused.json()["case"]) == (409, new.json()["id"])


def test_two_cases_made_one_are_two_again(desk: Client, cases: list[Case]) -> None:
    a, b, c = (f"cases/{case.pk}" for case in cases)
    assert send(desk, f"{a}/merge", other=cases[1].pk).status_code == 200
    (row,) = desk.get(f"{ROOT}/{a}/merges").json()
    assert (row["loser"], row["undoable"]) == (cases[1].pk, True)
    said = desk.get(f"{ROOT}/{a}/posts?thread={cases[1].thread_id}").json()["items"]
    assert [post["id"] for post in said] == [cases[1].post_id]
    assert send(desk, f"{a}/merges/{row['id']}/undo").status_code == 200
    assert desk.get(f"{ROOT}/{b}").json()["merged_into"] is None
    send(desk, f"{a}/merge", other=cases[2].pk)
    send(desk, f"{a}/classify", type="praise")
    (row,) = desk.get(f"{ROOT}/{a}/merges").json()
    assert (row["undoable"], send(desk, f"{a}/merges/{row['id']}/undo").status_code) == (False, 409)
    out = send(desk, f"{a}/split", member=cases[2].pk)
    assert (out.status_code, out.json()["id"], desk.get(f"{ROOT}/{c}").json()["merged_into"]) == (
        201,
        cases[2].pk,
        None,
    )


def test_a_post_of_somebody_else_gets_a_case_of_its_own(
    desk: Client, brand: Brand, cases: list[Case], noon: datetime
) -> None:
    other = a_post(cases[0].place, author=somebody(brand, "tom", at=noon), at=noon, thread="lea")
    made = send(desk, f"cases/{cases[0].pk}/split", post=other.pk)
    assert (made.status_code, made.json()["split_from"]) == (201, cases[0].pk)
    assert send(desk, f"cases/{cases[0].pk}/split", post=other.pk).status_code == 409


def test_a_view_is_read_page_by_page_in_the_order_of_the_inbox(desk: Client, ines: Seat, cases: list[Case]) -> None:
    for case in cases[:2]:
        send(desk, f"cases/{case.pk}/assign", seat=ines.pk)
    first = desk.get(f"{ROOT}/cases?view=all&limit=2").json()
    second = desk.get(f"{ROOT}/cases?view=all&limit=2&cursor={first['next']}").json()
    assert [one["id"] for page in (first, second) for one in page["items"]] == [case.pk for case in cases]
    assert second["next"] == ""
    mine = desk.get(f"{ROOT}/cases?view=mine&place={cases[1].place_id}").json()["items"]
    assert [one["id"] for one in mine] == [cases[1].pk]
    told = desk.get(f"{ROOT}/cases/counts").json()
    assert (told["mine"], told["unassigned"], told["all"]) == (2, 1, 3)
    today = desk.get(f"{ROOT}/today").json()
    assert [one["id"] for one in today["waiting"]] == [cases[0].pk, cases[1].pk]
    assert send(desk, "today/looked", at=today["at"]).json()["at"] == today["at"]
    assert desk.get(f"{ROOT}/today").json()["since"] == today["at"]


def test_a_page_of_cases_costs_as_many_queries_whatever_it_holds(
    desk: Client, brand: Brand, ines: Seat, cases: list[Case], noon: datetime
) -> None:
    def asked() -> list[int]:
        counted = []
        for path in ("cases?view=all", "cases", "today", "posts", "people"):
            with CaptureQueriesContext(connection) as queries:
                assert desk.get(f"{ROOT}/{path}").status_code == 200
            counted.append(len(queries))
        return counted

    few = asked()
    for n in range(6):
        a_case(brand, ines, f"n{n}", noon)
    assert asked() == few


def test_one_act_on_many_tells_how_far_it_is_to_who_did_it(desk: Client, cases: list[Case]) -> None:
    picked = [{"id": case.pk, "version": 1} for case in cases]
    made = send(desk, "cases/bulk", act="type:praise", cases=picked).json()
    assert desk.get(f"{ROOT}/cases/bulk/{made['id']}").json()["done"] == 3
    assert send(desk, "cases/bulk/undo", bulk=made["id"]).json()["undone"]["undone_at"]
    assert send(desk, "cases/bulk", act="type:rant", cases=picked).status_code == 422
