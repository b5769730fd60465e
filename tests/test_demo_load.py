from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from parvis.core.models import Brand
from parvis.demo import load
from parvis.site.command import main

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path


def begin(*_: object) -> None:
    Brand.objects.create(name="La Veilleuse", slug=load.SLUG, created_at=datetime.fromisoformat("2026-03-02T12:00Z"))


def test_a_load_that_is_cut_short_leaves_nothing_and_the_next_one_begins_anew(
    monkeypatch: pytest.MonkeyPatch, noon: datetime
) -> None:
    def cut_short(*_: object) -> None:
        begin()
        raise KeyboardInterrupt

    monkeypatch.setattr(load, "tell", cut_short)
    with pytest.raises(KeyboardInterrupt):
        load.load(noon)
    assert not load.loaded()
    monkeypatch.setattr(load, "tell", begin)
    assert load.WHO in load.load(noon)
    assert load.loaded()


def test_a_second_demo_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    begin()
    monkeypatch.setattr("parvis.site.commands.demo.prepare", lambda: None)
    ran = CliRunner().invoke(main, ["demo", "--scale", "3"])
    assert ran.exit_code == 1
    assert "PARVIS_DATA" in ran.output


def test_the_brand_is_loaded_at_the_size_that_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    monkeypatch.setattr("parvis.site.commands.demo.prepare", lambda: None)
    monkeypatch.setattr(load, "tell", lambda scenario, *_: told.append(scenario.scale))
    ran = CliRunner().invoke(main, ["demo", "--scale", "3"])
    assert ran.exit_code == 0, ran.output
    assert told == [3]
