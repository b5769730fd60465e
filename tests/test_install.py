"""What a person who installs Parvis is told, against what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.sum_up import sum_up

ROOT = Path(__file__).resolve().parent.parent


def variables_of_the_code() -> set[str]:
    files = [p for p in (ROOT / "parvis").rglob("*.py") if "tests" not in p.parts]
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
