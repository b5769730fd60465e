"""What a person who installs Parvis is told, against what the code does."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools.sum_up import sum_up

ROOT = Path(__file__).resolve().parent.parent


def variables_of_the_code() -> set[str]:
    files = [p for part in ("parvis", "bench") for p in (ROOT / part).rglob("*.py") if "tests" not in p.parts]
    return {name for p in files for name in re.findall(r"\bPARVIS_[A-Z_]+\b", p.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("page", ["docs/install.md", "docs/fr/installation.md"])
def test_every_variable_of_the_code_has_its_row_and_no_other(page: str) -> None:
    rows = re.findall(r"^\| `(PARVIS_[A-Z_]+)` \|", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted(variables_of_the_code())


@pytest.mark.parametrize(
    ("runs", "whole"),
    [
        (["..\n12 passed, 1 skipped in 2.50s\n", "3 passed, 9 deselected in 1.00s\n"], "15 passed, 1 skipped in 3.50s"),
        (["1 failed, 2 passed, 1 warning in 61.00s (0:01:01)", "4 passed in 1s"], "1 failed, 6 passed in 62.00s"),
        (["2 passed in 1.00s", "bringing up nodes...\n"], "1 errors, 2 passed in 1.00s"),
        (["1 error in 0.50s", "2 passed in 0.50s"], "1 errors, 2 passed in 1.00s"),
    ],
)
def test_the_last_line_sums_up_the_runs_and_an_unfinished_one_is_an_error(runs: list[str], whole: str) -> None:
    assert sum_up(runs) == whole


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("PARVIS_DATABASE", "mysql://localhost/parvis", "PARVIS_DATABASE must begin with postgresql://"),
        ("PARVIS_DATA", "/proc/nowhere", "The data folder cannot be used"),
    ],
)
def test_a_setting_that_does_not_hold_is_named_without_a_traceback(
    variable: str, value: str, said: str, tmp_path: Path
) -> None:
    environment = {**os.environ, "PARVIS_DATA": str(tmp_path), "PARVIS_LANGUAGE": "en", variable: value}
    ended = subprocess.run(
        [sys.executable, "-m", "parvis.site.command", "migrate"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert (ended.returncode, said in ended.stderr, "Traceback" in ended.stderr) == (1, True, False), ended.stderr
