"""People of the brand and one person, without a browser: what is shown, to whom, at what cost."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import seat_for
from parvis.core.models import Brand, Journal, Seat
from parvis.core.roles import PERMISSIONS, Permission, Role
from parvis.engagement.actions.cases import By, open_case
from parvis.outbox.tests.conversation import a_place, a_post, somebody
from parvis.people.actions.merging import merge
from parvis.people.models import Identity, Person
from parvis.web.people.views import ROWS
from parvis.web.posts.tests.scene import MOODS, read

PEOPLE = "/b/nocturne/people/"


@pytest.fixture
def desk(client: Client, ines: Seat) -> Client:
    client.force_login(ines.account)
    client.cookies["parvis_language"] = "en"
    return client


def met(brand: Brand, name: str, at: datetime, **more: object) -> Person:
    person = somebody(brand, name, at=at).person
    Person.objects.filter(pk=person.pk).update(last_seen_at=at, **more)
    person.refresh_from_db()
    return person


def names(answer: Any) -> list[str]:
    return re.findall(r'class="list-title" href="/b/nocturne/people/\d+/"[^>]*>([^<]+)<', answer.content.decode())


def test_a_brand_without_people_is_told_where_they_come_from(desk: Client) -> None:
    assert "Nobody yet" in desk.get(PEOPLE).content.decode()


def test_who_was_seen_last_stands_first(desk: Client, brand: Brand, noon: datetime) -> None:
    for n, name in enumerate(["lea", "omar", "zoe"]):
        met(brand, name, noon - timedelta(hours=n))
    assert names(desk.get(PEOPLE)) == ["lea", "omar", "zoe"]


def test_people_are_found_by_part_of_a_name_by_handle_and_by_stage(desk: Client, brand: Brand, noon: datetime) -> None:
    lea = met(brand, "lea", noon, stage="fan")
    Identity.objects.filter(person=lea).update(handle="nuits_blanches")
    met(brand, "omar", noon - timedelta(hours=1), stage="customer")
    assert names(desk.get(f"{PEOPLE}?q=NUITS")) == ["lea"]
    assert names(desk.get(f"{PEOPLE}?q=ma")) == ["omar"]
    assert names(desk.get(f"{PEOPLE}?stage=fan")) == ["lea"]
    assert names(desk.get(f"{PEOPLE}?stage=fan&q=omar")) == []
    assert "Nobody by that name" in desk.get(f"{PEOPLE}?q=%F0%9F%90%88").content.decode()
    assert "Nobody at this stage" in desk.get(f"{PEOPLE}?stage=partner").content.decode()


def test_a_filter_keeps_the_words_that_are_searched(desk: Client, brand: Brand, noon: datetime) -> None:
    page = desk.get(f"{PEOPLE}?q=l%C3%A9a+%26+co").content.decode()
    assert re.search(r"\?stage=fan&(amp;)?q=l%C3%A9a(%20|\+)%26(%20|\+)co", page)


def test_pages_follow_each_other_without_loss_or_double(desk: Client, brand: Brand, noon: datetime) -> None:
    for n in range(ROWS + 3):
        met(brand, f"p{n:02}", noon)
    first = desk.get(PEOPLE)
    onward = re.search(r'rel="next" href="([^"]+)"', first.content.decode())
    assert onward
    second = desk.get(PEOPLE + onward[1].replace("&amp;", "&"))
    assert sorted(names(first) + names(second)) == [f"p{n:02}" for n in range(ROWS + 3)]


def test_somebody_merged_into_another_is_one_row(desk: Client, ines: Seat, noon: datetime) -> None:
    winner, loser = met(ines.brand, "lea", noon), met(ines.brand, "lea2", noon)
    merge(ines.brand, winner=winner, loser=loser, reason="same", by=ines.account, at=noon)
    assert names(desk.get(PEOPLE)) == ["lea"]
    assert desk.get(f"{PEOPLE}{loser.pk}/")["Location"] == f"{PEOPLE}{winner.pk}/", "their page leads to whom they are"
    assert "lea2" in desk.get(f"{PEOPLE}{winner.pk}/").content.decode()


def test_another_brands_people_do_not_exist(desk: Client, brand: Brand, other_brand: Brand, noon: datetime) -> None:
    theirs = met(other_brand, "theirs", noon)
    assert names(desk.get(PEOPLE)) == []
    assert desk.get(f"{PEOPLE}{theirs.pk}/").status_code == 404
    assert desk.post(f"{PEOPLE}{theirs.pk}/edit", {"name": "x"}).status_code == 404
    assert desk.get("/b/rivale/people/").status_code == 404


@pytest.mark.parametrize("role", Role)
def test_each_role_meets_the_doors_of_its_permissions(brand: Brand, role: Role, noon: datetime) -> None:
    lea, client = met(brand, "lea", noon), Client()
    client.force_login(seat_for(brand, role).account)
    sees = 200 if Permission.PEOPLE_SEE in PERMISSIONS[role] else 403
    edits = 302 if Permission.PEOPLE_EDIT in PERMISSIONS[role] else 403
    assert client.get(PEOPLE).status_code == sees
    assert client.get(f"{PEOPLE}{lea.pk}/").status_code == sees
    assert client.post(f"{PEOPLE}{lea.pk}/edit", {"name": "Léa"}).status_code == edits


def history(brand: Brand, n: int, noon: datetime, *, tag: str = "") -> Person:
    """Somebody who wrote `n` posts in two places, in every mood."""
    author = somebody(brand, f"lea{tag}", at=noon)
    walls = [a_place(brand, at=noon, name=f"Wall {tag}{i}") for i in range(2)]
    for i in range(n):
        read(a_post(walls[min(i, 1)], author=author, at=noon - timedelta(minutes=i), thread=f"t{i}"), MOODS[i % 4])
    return author.person


def test_a_person_shows_everything_they_said_everywhere(desk: Client, ines: Seat, noon: datetime) -> None:
    lea = history(ines.brand, 8, noon)
    page = desk.get(f"{PEOPLE}{lea.pk}/").content.decode()
    assert len(re.findall(r'id="row-\d+"', page)) == 8
    for word in ("Wall 0", "Wall 1", "7 posts", "1 post", "Negative", "Uncertain"):
        assert word in page
    assert re.findall(r'<dd class="number"><a [^>]+>(\d+)</a></dd>', page) == ["2", "2", "2", "2"]


def test_the_cases_of_a_person_are_at_hand(desk: Client, ines: Seat, noon: datetime) -> None:
    author = somebody(ines.brand, "lea", at=noon)
    post = a_post(a_place(ines.brand, at=noon), author=author, at=noon)
    case = open_case(post, By(ines.account, noon))
    assert f"/b/nocturne/inbox/{case.pk}" in desk.get(f"{PEOPLE}{author.person_id}/").content.decode()


def test_what_the_team_knows_is_noted_and_journalled(desk: Client, ines: Seat, noon: datetime) -> None:
    lea = met(ines.brand, "lea", noon)
    assert desk.post(f"{PEOPLE}{lea.pk}/edit", {"name": "Léa Morin", "stage": "fan"}).status_code == 302
    noted = desk.post(f"{PEOPLE}{lea.pk}/notes", {"text": "Rêve de Vienne.\n<b>Tutoie</b>"})
    assert noted.status_code == 302
    lea.refresh_from_db()
    assert (lea.name, lea.stage) == ("Léa Morin", "fan")
    assert Journal.objects.get(verb="person.described").actor == ines.account
    assert "Vienne" not in str(Journal.objects.get(verb="person.noted").data)
    page = desk.get(f"{PEOPLE}{lea.pk}/").content.decode()
    assert "&lt;b&gt;Tutoie" in page
    assert "<b>Tutoie" not in page


@pytest.mark.parametrize(
    ("said", "field"), [({"name": " "}, "id_name"), ({"name": "x" * 201}, "id_name"), ({"stage": "king"}, "id_stage")]
)
def test_a_wrong_name_is_refused_at_its_field_and_kept_to_be_mended(
    desk: Client, brand: Brand, noon: datetime, said: dict[str, str], field: str
) -> None:
    lea = met(brand, "lea", noon)
    answer = desk.post(f"{PEOPLE}{lea.pk}/edit", {"name": "Léa", "stage": "fan", **said})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="{field}-error"' in page
    assert '<details class="fold" open>' in page
    lea.refresh_from_db()
    assert lea.name == "lea"


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_five_people_or_fifty_cost_the_same_queries(desk: Client, brand: Brand, noon: datetime) -> None:
    for n in range(5):
        met(brand, f"p{n}", noon)
    few = queries(desk, PEOPLE)
    for n in range(5, 50):
        met(brand, f"p{n}", noon)
    assert queries(desk, PEOPLE) == few
    assert few <= 8


def test_five_words_or_fifty_of_a_person_cost_the_same_queries(desk: Client, brand: Brand, noon: datetime) -> None:
    few = queries(desk, f"{PEOPLE}{history(brand, 5, noon).pk}/")
    assert queries(desk, f"{PEOPLE}{history(brand, 50, noon, tag='b').pk}/") == few
    assert few <= 27, "posts, figures and cases are each cut by key first: two short queries for one long"
