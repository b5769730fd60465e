"""The journal, the jobs, and what everybody says of themselves."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.test import Client
from django.utils.translation import override

from conftest import seat_for
from parvis.core import journal, team
from parvis.core.jobs import failures
from parvis.core.jobs.engine import Call
from parvis.core.models import Brand, Job, Journal, Seat
from parvis.core.roles import Role
from parvis.core.tasks import tidy
from parvis.web.settings.tests.reading import said_at, signed_in, text
from parvis.web.settings.words.jobs import error_words


@pytest.fixture
def owner(brand: Brand) -> Seat:
    return seat_for(brand, Role.OWNER)


@pytest.fixture
def desk(owner: Seat) -> Client:
    return signed_in(owner)


# Journal


def test_the_journal_says_who_did_what_and_pages_by_key(desk: Client, owner: Seat, ines: Seat, noon: datetime) -> None:
    for _n in range(55):
        journal.record(owner.brand, actor=ines.account, verb="watch.paused", object="watch:1", data={}, at=noon)
    journal.record(owner.brand, actor=None, verb="case.closed", object="case:7", data={"name": "x"}, at=noon)
    team.add_department(owner.brand, "PR", by=owner.account, at=noon)
    first = text(desk.get("/b/nocturne/settings/journal/"))
    assert "added the department “PR”" in re.sub(r"\s+", " ", first)
    assert 'href="/b/nocturne/inbox/7">no. 7</a>' in first
    assert first.count("<tr>") == 51
    older = re.search(r'rel="next" href="\?(before=\d+)"', first)
    assert older
    second = text(desk.get(f"/b/nocturne/settings/journal/?{older[1]}"))
    assert second.count("<tr>") == 8
    mine = text(desk.get(f"/b/nocturne/settings/journal/?who={owner.account_id}"))
    assert mine.count("<tr>") == 2
    assert text(desk.get("/b/nocturne/settings/journal/?what=password.set")).count("<tr>") == 0


def test_the_chain_is_checked_on_demand(desk: Client, owner: Seat, noon: datetime) -> None:
    journal.record(owner.brand, actor=None, verb="watch.paused", object="watch:1", data={}, at=noon)
    desk.post("/b/nocturne/settings/journal/check")
    assert "nothing was changed afterwards" in text(desk.get("/b/nocturne/settings/journal/"))
    forged = Journal(brand=owner.brand, seq=2, at=noon, verb="x", object="y", prev_hash="0" * 64, hash="0" * 64)
    forged.save(force_insert=True)
    desk.post("/b/nocturne/settings/journal/check")
    assert "Line 2 does not fit" in text(desk.get("/b/nocturne/settings/journal/"))


# Jobs


@pytest.fixture
def given_up(db: None, noon: datetime) -> Job:
    error = "Traceback (most recent call last):\n  File x\nConnectionError: the network is away"
    failures.keep(Call(tidy.name, "default", {}, None, noon, 0, 5), attempts=5, error=error, at=noon)
    return failures.failed().get()


def test_a_failed_job_says_why_and_is_tried_again_or_dismissed(desk: Client, given_up: Job) -> None:
    page = text(desk.get("/b/nocturne/settings/jobs/"))
    assert "Tidy up" in page
    assert '<p class="excerpt">ConnectionError: the network is away</p>' in page
    desk.post(f"/b/nocturne/settings/jobs/{given_up.pk}/retry")
    assert not failures.failed().exists()
    assert Journal.objects.get().verb == "jobs.retried"
    desk.post(f"/b/nocturne/settings/jobs/{given_up.pk}/dismiss")
    assert "not among the failed" in text(desk.get("/b/nocturne/settings/jobs/"))


def test_a_job_that_this_version_lacks_can_only_be_dismissed(desk: Client, given_up: Job) -> None:
    Job.objects.update(task="parvis.gone.task")
    desk.post(f"/b/nocturne/settings/jobs/{given_up.pk}/retry")
    assert "no such job any more" in text(desk.get("/b/nocturne/settings/jobs/"))
    desk.post(f"/b/nocturne/settings/jobs/{given_up.pk}/dismiss")
    assert not failures.failed().exists()


def test_jobs_of_all_brands_are_not_for_the_owner_of_one(desk: Client, other_brand: Brand, given_up: Job) -> None:
    page = text(desk.get("/b/nocturne/settings/jobs/"))
    assert "ConnectionError" not in page
    assert desk.post(f"/b/nocturne/settings/jobs/{given_up.pk}/dismiss").status_code == 404
    assert failures.failed().exists()


def test_an_error_without_words_says_so() -> None:
    with override("en"):
        assert error_words("  \n") == "No reason was kept."


# Your account


@pytest.fixture
def observer(brand: Brand) -> Seat:
    seat = seat_for(brand, Role.OBSERVER)
    seat.account.set_password("les trains de nuit")
    seat.account.save()
    return seat


def test_name_and_language_are_ones_own(observer: Seat) -> None:
    client = signed_in(observer)
    client.post("/b/nocturne/account/profile", {"name": "Odile", "language": "fr"})
    observer.account.refresh_from_db()
    assert (observer.account.name, observer.account.language) == ("Odile", "fr")
    assert '<html lang="fr"' in text(client.get("/b/nocturne/account/"))
    assert "Give your name" in said_at(
        signed_in(observer).post("/b/nocturne/account/profile", {"name": " "}), "id_name"
    )


def test_a_new_password_keeps_this_session_and_ends_the_others(observer: Seat) -> None:
    here, elsewhere = signed_in(observer), signed_in(observer)
    said = {"old": "les trains de nuit", "new": "un quai sous la pluie", "again": "un quai sous la pluie"}
    assert here.post("/b/nocturne/account/password", said).status_code == 302
    assert here.get("/b/nocturne/account/").status_code == 200
    assert elsewhere.get("/b/nocturne/account/").status_code == 302
    assert Client().login(username=observer.account.email, password="un quai sous la pluie")
    assert Journal.objects.get(verb="password.set").actor == observer.account


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"old": "wrong"}, "id_old"),
        ({"new": "short", "again": "short"}, "id_new"),
        ({"new": "password123", "again": "password123"}, "id_new"),
        ({"again": "another one entirely"}, "id_again"),
    ],
)
def test_a_refused_password_says_why_at_the_field_and_is_not_echoed(
    observer: Seat, said: dict[str, str], field: str
) -> None:
    good = {"old": "les trains de nuit", "new": "un quai sous la pluie", "again": "un quai sous la pluie"}
    answer = signed_in(observer).post("/b/nocturne/account/password", {**good, **said})
    assert answer.status_code == 422
    assert said_at(answer, field)
    assert "un quai sous la pluie" not in text(answer)
    observer.account.refresh_from_db()
    assert observer.account.check_password("les trains de nuit")
