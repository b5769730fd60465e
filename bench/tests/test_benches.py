"""The benchmarks at sizes where they prove nothing but that they still run, and the shape of what they print."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db.models import Count, F

from bench import dossier, figures, intake, screens
from bench.figures import Figure
from bench.filler import fill
from parvis.conversations.models import Post, Reading, Thread
from parvis.core.models import Brand
from parvis.engagement.models import Case
from parvis.site.command import main

pytestmark = pytest.mark.django_db
KEYS = {"case", "value", "unit", "ratio", "against", "aim", "ok", "beside"}


def told(name: str, cases: list[Figure]) -> dict[str, object]:
    """As `parvis bench NAME --json` prints it and a program reads it."""
    rows = [asdict(figure) for figure in cases]
    report: dict[str, object] = json.loads(json.dumps(figures.report(name, rows)))
    assert set(report) == {"name", "machine", "cases"}
    assert all(set(row) == KEYS and isinstance(row["aim"], str) for row in rows)
    assert figures.table({"name": name, "cases": rows}).startswith(f"── {name}\n")
    return report


def test_screens_are_measured_at_each_size_and_judged_at_the_largest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARVIS_BENCH_SIZES", "1200,600")
    monkeypatch.setattr(screens, "REPEATS", 1)
    monkeypatch.setattr(screens, "WARM", 1)
    found = screens.run()
    told("screens", found)
    inbox = [f for f in found if f.case.startswith("inbox") and "closed" not in f.case]
    assert [f.case for f in inbox] == ["inbox, 600 posts", "inbox, 1,200 posts", "inbox: queries"]
    assert inbox[1].against == "600 posts"
    assert inbox[1].aim == "≤ 1.3 × and ≤ 12 ms"
    assert all(f.ok for f in found if f.unit == "queries"), "a screen asks as many questions at any size"


def test_a_dossier_is_measured_at_two_sizes_and_a_table_refuses_its_broken_lines(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> None:
    settings.DATA = tmp_path
    monkeypatch.setenv("PARVIS_BENCH_SIZES", "20,60,300")
    found = {figure.case: figure for figure in dossier.run()}
    told("dossier", list(found.values()))
    assert found["lines refused"].value == 8
    assert found["lines refused"].ok
    assert found["page: queries"].ok


def test_intake_is_measured_against_rows_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "POSTS", 60)
    monkeypatch.setattr(intake, "ROWS", 20)
    monkeypatch.setattr(intake, "cpu", once)
    rows, whole = intake.run()
    told("intake", [rows, whole])
    assert whole.ratio == pytest.approx(whole.value / rows.value)


def once(work: Callable[[], object]) -> float:
    return figures.cpu(work, times=1)


@pytest.fixture
def filled(noon: datetime) -> Brand:
    return fill("bench-1300", 1300, noon)


def test_a_filled_brand_holds_whole_threads(filled: Brand) -> None:
    assert Post.objects.filter(brand=filled).count() == 1300
    assert Reading.objects.filter(brand=filled).count() == 1300
    threads = Thread.objects.filter(brand=filled)
    lengths = dict(Post.objects.filter(brand=filled).values_list("thread").annotate(n=Count("pk")))
    assert {t.pk: t.post_count for t in threads} == lengths
    assert {60, 6} <= set(lengths.values())
    answers = Post.objects.filter(brand=filled, parent__isnull=False)
    assert not answers.exclude(parent__thread=F("thread"), parent__seq=F("seq") - 1).exists()


def test_a_case_is_its_authors_in_its_posts_place(filled: Brand) -> None:
    cases = Case.objects.filter(brand=filled)
    assert cases.filter(state="open").exists()
    astray = cases.exclude(
        post__thread=F("thread"), post__place=F("place"), post__author=F("author"), author__person=F("person")
    )
    assert not astray.exists()


def test_who_writes_a_post_is_of_the_network_of_its_place(filled: Brand) -> None:
    assert not Post.objects.filter(brand=filled).exclude(author__network=F("place__network")).exists()


def test_the_next_row_of_a_filled_table_gets_an_id_of_its_own(filled: Brand) -> None:
    last = Thread.objects.latest("pk")
    made = Thread.objects.create(brand=filled, place=last.place, remote_id="next", bumped_at=last.bumped_at)
    assert made.pk > last.pk


def test_the_command_prints_one_object_and_fails_when_an_aim_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARVIS_DATA", "")  # the command sets it: put back afterwards
    monkeypatch.setattr(intake, "run", lambda: [Figure("slow", 1.0, "posts", aim="≥ 2", ok=False)])
    ran = CliRunner().invoke(main, ["bench", "intake", "--json"])
    assert ran.exit_code == 1, ran.output
    assert json.loads(ran.output)["cases"][0]["aim"] == "≥ 2"
