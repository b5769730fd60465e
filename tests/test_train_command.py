"""`parvis train`, as an operator types it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from parvis.analysis.chosen import chosen, live_in
from parvis.analysis.reading import read
from parvis.site.commands import train

WORDS = ("train", "repas", "lit", "wagon", "bar", "voyage", "menu", "trajet", "quai", "hamac", "phare", "pont")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("PARVIS_DATA", str(tmp_path))
    live_in(tmp_path / "reading")
    yield tmp_path / "reading"
    live_in(None)


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    folder = tmp_path / "labels"
    folder.mkdir()
    rows = [(f"quel zbradaraldjan ce {word} {n}", "positive") for n in range(5) for word in WORDS]
    rows += [(f"le {word} part du quai {n}", "neutral") for n in range(5) for word in WORDS]
    lines = [json.dumps({"text": text, "label": label, "lang": "fr"}) for text, label in rows]
    (folder / "mood.train.jsonl").write_text("\n".join([*lines, "{broken"]))
    (folder / "mood.dev.jsonl").write_text("\n".join(lines))
    return folder


def test_own_labels_are_learnt_judged_used_and_undone(home: Path, labels: Path) -> None:
    run = CliRunner().invoke
    asked = run(train.command, ["--from", str(labels), "--dry-run"])
    assert asked.exit_code == 0, asked.output
    assert chosen().version == 0
    done = run(train.command, ["--from", str(labels)])
    assert done.exit_code == 0, done.output
    assert "mood.train.jsonl:121" in done.output
    mood = next(line.split() for line in done.output.splitlines() if line.startswith("mood "))
    assert float(mood[4]) > 90 > float(mood[3])
    told = read("quel zbradaraldjan ce soir", hint="fr")
    assert (told.sentiment.label, told.model) == ("positive", "heads-1-own1")
    assert (home / "0001" / "heads.json").exists()
    assert run(train.command, ["--undo"]).exit_code == 0
    assert read("quel zbradaraldjan ce soir", hint="fr").model == "heads-1"
    assert run(train.command, ["--undo"]).exit_code == 1


def test_too_little_to_learn_from_changes_nothing(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "few"
    folder.mkdir()
    (folder / "a.jsonl").write_text('{"text": "non", "label": "complaint"}\n')
    answer = CliRunner().invoke(train.command, ["--from", str(folder)])
    assert answer.exit_code == 1
    assert not (home / "current.json").exists()
    assert CliRunner().invoke(train.command, []).exit_code == 2
