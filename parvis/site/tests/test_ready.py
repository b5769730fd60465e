from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from parvis.core.jobs.registry import find
from parvis.site.ready import PACKAGE, ready


def names_of_tasks() -> Iterator[str]:
    """Every function under `@task(…)` in the source."""
    for path in PACKAGE.rglob("*.py"):
        code = path.read_text()
        if "tests" in path.parts or "@task(" not in code:
            continue
        module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.FunctionDef) and any(
                isinstance(d, ast.Call) and ast.unparse(d.func) == "task" for d in node.decorator_list
            ):
                yield f"{module}.{node.name}"


NAMES = sorted(names_of_tasks())


@pytest.mark.parametrize("name", NAMES)
def test_every_task_is_known_to_a_process_that_runs_jobs(name: str) -> None:
    ready()
    assert find(name).name == name


def test_the_search_finds_tasks() -> None:
    assert "parvis.core.tasks.tidy" in NAMES
