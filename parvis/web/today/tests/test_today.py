"""The page that the day begins with: true figures, each of which opens, at a cost that does not grow."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import seat_for
from parvis.conversations.models import Stream
from parvis.core.models import Brand, Seat
from parvis.core.roles import Role
from parvis.engagement.actions.notices import tell
from parvis.engagement.models import Case, CaseEvent, Habit
from parvis.listening.models import Burst, Watch
from parvis.outbox.models import Outgoing
from parvis.web.inbox.tests.scene import WORDS, Scene, case_for, set_scene

TODAY = "/b/nocturne/today/"


@pytest.fixture
def at() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def scene(ines: Seat, at: datetime) -> Scene:
    return set_scene(ines, at)


@pytest.fixture
def desk(client: Client, ines: Seat) -> Client:
    client.force_login(ines.account)
    client.cookies["parvis_language"] = "en"
    return client


def page(client: Client) -> str:
    answer = client.get(TODAY)
    assert answer.status_code == 200
    return answer.content.decode()


def cost(client: Client) -> int:
    page(client)
    with CaptureQueriesContext(connection) as asked:
        page(client)
    return len(asked)


def live(scene: Scene, ines: Seat, at: datetime) -> None:
    """Two cases of hers, one late, one aside until tonight; somebody wrote; a draft; a place and a watch that need a look."""
    late, aside, calm = scene.cases[:3]
    Case.objects.filter(pk=late.pk).update(assignee=ines, due_at=at - timedelta(hours=1), updated_at=at)
    CaseEvent.objects.create(case=late, at=at, kind="came_back")
    Case.objects.filter(pk=aside.pk).update(assignee=ines, state="snoozed", snoozed_until=at + timedelta(seconds=1))
    Outgoing.objects.create(
        brand=ines.brand, place=calm.place, thread=calm.thread, reply_to=calm.post, author=ines.account,
        body="Une phrase commencée", key="k", created_at=at, updated_at=at,
    )  # fmt: skip
    Stream.objects.create(brand=ines.brand, place=scene.places["feed"], due_at=at, problem={"text": "x"}, failures=4)
    watch = Watch.objects.create(brand=ines.brand, name="Panne", query="panne", created_at=at)
    Burst.objects.create(
        brand=ines.brand, watch=watch, kind="surge", sources="feed", since=at - timedelta(hours=2), until=at, observed=40,
        expected=3, score=9, found_at=at, changed_at=at, cause={"terms": [["quai", 9]]},
    )  # fmt: skip
    tell(ines.brand, [ines.account_id], "mention", at=at, case=late, data={"by": "Malik"})


def test_the_day_begins_with_what_waits_what_is_late_and_what_changed(
    desk: Client, ines: Seat, scene: Scene, at: datetime
) -> None:
    live(scene, ines, at)
    shown = page(desk)
    figures = dict(re.findall(r'href="([^"]+)"><span class="figure-value">([^<]+)<', shown))
    assert figures == {
        "/b/nocturne/inbox/?view=mine": "1",
        f"/b/nocturne/inbox/?view=late&amp;assignee={ines.pk}": "1",
        "/b/nocturne/inbox/?view=late": figures["/b/nocturne/inbox/?view=late"],
        "/b/nocturne/inbox/?view=unassigned": str(len(scene.cases) - 2),
        "/b/nocturne/notices/": "1",
    }
    for words in (
        "Somebody wrote in 1 case of yours", "Une phrase commencée", "Coming back today", "Panne",
        "40 posts in feeds; usually 3", "Places in trouble", "Le blog du rail",
    ):  # fmt: skip
        assert words in shown, words
    for address in set(re.findall(r'class="today-(?:figure|line)[^"]*" href="([^"#]+)', shown)):
        assert desk.get(address.replace("&amp;", "&")).status_code == 200, address


def test_what_was_looked_at_is_not_told_again(desk: Client, ines: Seat, scene: Scene, at: datetime) -> None:
    live(scene, ines, at)
    drawn = re.search(r'name="at" value="([^"]+)"', page(desk))
    assert drawn
    desk.post(f"{TODAY}looked", {"at": drawn[1]})
    assert "Somebody wrote" not in page(desk)
    habit = Habit.objects.get()
    assert habit.looked_at == datetime.fromisoformat(drawn[1])
    desk.post(f"{TODAY}looked", {"at": "2999-01-01T00:00:00+00:00"})
    habit.refresh_from_db()
    assert habit.looked_at
    assert habit.looked_at <= datetime.now(UTC)


def test_an_empty_day_teaches(desk: Client, ines: Seat) -> None:
    shown = page(desk)
    assert "Nothing waits for you." in shown
    assert "Nothing has changed." in shown
    assert "key a" in shown


def test_who_works_cases_begins_here_and_who_looks_on_in_the_inbox(brand: Brand) -> None:
    for role, first in ((Role.MODERATOR, "today"), (Role.EXPERT, "today"), (Role.OBSERVER, "inbox")):
        client = Client()
        client.force_login(seat_for(brand, role).account)
        assert client.get("/")["Location"] == f"/b/nocturne/{first}/"


def test_an_expert_reads_of_nothing_that_is_not_theirs(scene: Scene, ines: Seat, brand: Brand, at: datetime) -> None:
    live(scene, ines, at)
    client = Client()
    client.force_login(seat_for(brand, Role.EXPERT).account)
    shown = page(client)
    assert "Panne" not in shown
    assert "Le blog du rail" not in shown
    assert "Camille" not in shown


def test_the_day_costs_the_same_with_seven_cases_and_seventy(
    desk: Client, ines: Seat, scene: Scene, at: datetime
) -> None:
    live(scene, ines, at)
    few = cost(desk)
    for n in range(7, 70):
        case = case_for(ines.brand, scene.places[WORDS[n % len(WORDS)][1]], n, at - timedelta(hours=n))
        Case.objects.filter(pk=case.pk).update(assignee=ines, updated_at=at)
        CaseEvent.objects.create(case=case, at=at, kind="came_back")
    assert cost(desk) == few
    assert few <= 24
