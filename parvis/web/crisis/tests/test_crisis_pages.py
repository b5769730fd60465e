"""The pages of a crisis: refused or opened, met, closed; each verb by a form, none by a closed room."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.core.models import Seat
from parvis.engagement.actions.crisis import propose
from parvis.engagement.models import Crisis, CrisisProposal, CrisisTask, Statement
from parvis.engagement.rules.crisis import Factor, Score
from parvis.listening.models import Watch
from parvis.people.models import Person
from parvis.web.alerts.tests.scene import watch_for
from parvis.web.places.tests.scene import place_for, talk

SCORE = Score(70.0, (Factor("volume", 1.0, 80, 6), Factor("reach", 0.4, 12_000, 0)))


@pytest.fixture
def at() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def desk(client: Client, ines: Seat) -> Client:
    client.force_login(ines.account)
    client.cookies["parvis_language"] = "en"
    return client


@pytest.fixture
def watch(ines: Seat, at: datetime) -> Watch:
    talk(place_for(ines.brand, "Blog", at), at - timedelta(hours=2), 12)
    return watch_for(ines, at)


def page(desk: Client, address: str) -> str:
    answer = desk.get(f"/b/nocturne/{address}")
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_a_proposal_is_told_on_the_first_pages_and_decided_by_a_person(
    desk: Client, ines: Seat, watch: Watch, at: datetime
) -> None:
    proposal = propose(ines.brand, SCORE, 55.0, [watch.pk], [ines.account_id], at=at)
    for first in ("today/", "watches/", "alerts/"):
        assert "This looks like a crisis." in page(desk, first)
    assert "12,000 people follow those who are negative" in page(desk, "crisis/")
    assert f'value="{watch.pk}" checked' in page(desk, f"crisis/new?proposal={proposal.pk}")
    desk.post(f"/b/nocturne/crisis/proposals/{proposal.pk}/refuse")
    assert CrisisProposal.objects.get().verdict == "refused"
    told = page(desk, "crisis/")
    assert "Not a crisis" in told
    assert "From a score of 65" in told
    assert "This looks like a crisis." not in page(desk, "today/")


def test_the_room_from_opening_to_post_mortem(desk: Client, ines: Seat, watch: Watch) -> None:
    def press(address: str, **said: object) -> None:
        assert desk.post(f"/b/nocturne/crisis/{address}", said).status_code == 302, address

    press("new", name="Nuit", watches=[watch.pk], language="en")
    crisis = Crisis.objects.get()
    press(f"{crisis.pk}/roles", role="pilot", seat=ines.pk)
    task = CrisisTask.objects.order_by("position")[0]
    press(f"tasks/{task.pk}/tick", done="1")
    press(f"tasks/{task.pk}/reword", text="Name one pilot")
    press(f"{crisis.pk}/tasks", text="Call the station")
    press(f"{crisis.pk}/statements", name="Holding", body="We know.", network="", language="", persona="")
    one = Statement.objects.get()
    press(f"statements/{one.pk}/validate", version="1")
    person = Person.objects.order_by("pk")[0]
    press(f"{crisis.pk}/people/add", person=[person.pk])
    press(f"{crisis.pk}/note", text="We speak at two.", kind="decision")
    room = page(desk, f"crisis/{crisis.pk}/")
    for words in (
        "Pilot",
        "Name one pilot",
        "Call the station",
        "We know.",
        "Validated",
        person.name,
        "We speak at two.",
    ):
        assert words in room
    assert "A crisis is being met: Nuit" in page(desk, "today/")
    press(f"{crisis.pk}/close", happened="Engine", worked="", to_change="")
    press(f"tasks/{task.pk}/tick", done="0")
    task.refresh_from_db()
    assert task.done_at is not None, "a closed room stays as it is"
    assert "What was learnt" in page(desk, f"crisis/{crisis.pk}/")
    assert "We speak at two." in page(desk, f"crisis/{crisis.pk}/journal?all")
    assert (
        desk.get(f"/b/nocturne/crisis/{crisis.pk}/journal.csv").headers["Content-Disposition"].startswith("attachment")
    )


def test_the_room_costs_the_same_however_much_there_is(desk: Client, ines: Seat, watch: Watch, at: datetime) -> None:
    desk.post("/b/nocturne/crisis/new", {"name": "Nuit", "watches": [watch.pk], "language": "fr"})
    crisis = Crisis.objects.get()

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(desk, f"crisis/{crisis.pk}/")
        return len(seen)

    desk.post(f"/b/nocturne/crisis/{crisis.pk}/people/add", {"person": [Person.objects.order_by("pk")[0].pk]})
    cost()
    few = cost()
    talk(place_for(ines.brand, "Forum", at), at - timedelta(hours=1), 60, prefix="more")
    for n in range(9):
        desk.post(f"/b/nocturne/crisis/{crisis.pk}/roles", {"role": "writer", "seat": ines.pk})
        desk.post(f"/b/nocturne/crisis/{crisis.pk}/tasks", {"text": f"Line {n}"})
        said = {"name": f"S{n}", "body": "We know.", "network": "", "language": "", "persona": ""}
        desk.post(f"/b/nocturne/crisis/{crisis.pk}/statements", said)
    desk.post(f"/b/nocturne/crisis/{crisis.pk}/people/add", {"person": [p.pk for p in Person.objects.all()]})
    assert cost() == few
    assert few <= 22
