from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import OperationalError, connection
from pytest_django import Settings

from parvis.conversations.actions.places import NewPlace, add_place
from parvis.conversations.models import Stream
from parvis.core.jobs import enqueue
from parvis.core.models import Brand
from parvis.flows.reply import tend_outbox
from parvis.site import doctor
from parvis.site.commands.doctor import doctor as command
from parvis.site.doctor import Found, examine

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    return tmp_path


def ill(at: datetime) -> list[Found]:
    return [one for one in examine(at) if one.state == "ill"]


def said(found: list[Found]) -> str:
    return " ".join(f"{one.said} {one.mend}" for one in found)


def test_a_house_that_is_well_has_nothing_to_mend(noon: datetime) -> None:
    assert ill(noon) == []
    assert all(one.mend for one in examine(noon) if one.state != "well")


def test_jobs_that_nobody_does_are_told_with_what_to_start(noon: datetime) -> None:
    enqueue(tend_outbox, run_at=noon - timedelta(hours=1))
    assert "parvis worker" in said(ill(noon))


def test_a_place_that_cannot_be_read_deserves_a_look(brand: Brand, noon: datetime) -> None:
    add_place(brand, NewPlace("feed", "feed", "x", "https://x.example/", "X"), by=None, at=noon)
    Stream.objects.update(problem={"kind": "Gone", "text": "It is gone.", "params": {}})
    assert any("1" in one.said and one.mend for one in examine(noon) if one.state == "look")


def test_keys_that_others_can_read_are_told_with_the_command_that_helps(folder: Path, noon: datetime) -> None:
    (folder / "secret.key").write_text("x")
    (folder / "secret.key").chmod(0o644)
    assert f"chmod -R go-rwx {folder}" in said(examine(noon))


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch, noon: datetime) -> None:
    monkeypatch.setattr(doctor, "ROOM", 10**18)
    assert ill(noon)


def test_a_database_that_does_not_answer_is_the_last_thing_asked(
    monkeypatch: pytest.MonkeyPatch, noon: datetime
) -> None:
    def down() -> None:
        raise OperationalError("connection refused\n  by the server")

    monkeypatch.setattr(connection, "ensure_connection", down)
    found = examine(noon)
    assert found[-1].state == "ill"
    assert "connection refused by the server" in found[-1].said


def test_a_database_behind_is_told_with_the_command_that_helps(monkeypatch: pytest.MonkeyPatch, noon: datetime) -> None:
    monkeypatch.setattr("parvis.site.safekeeping.schema.pending", lambda: ["core.0099_x"])
    assert "parvis upgrade" in said(ill(noon))


def test_a_public_house_without_https_is_warned(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, noon: datetime
) -> None:
    settings.ALLOWED_HOSTS = ["parvis.example.org"]
    monkeypatch.delenv("PARVIS_HTTPS", raising=False)
    assert "PARVIS_HTTPS=1" in said(examine(noon))


def test_the_command_answers_machines_and_tells_by_its_status(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = CliRunner().invoke(command, ["--json"])
    assert ran.exit_code == 0, ran.output
    assert {"state", "said", "mend"} == set(json.loads(ran.output)["found"][0])
    monkeypatch.setattr(doctor, "ROOM", 10**18)
    assert CliRunner().invoke(command, []).exit_code == 1
