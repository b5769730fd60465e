"""The walls stand: writes have one home, keys point down, every door asks, documents tell the truth."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from parvis.flows import tasks
from tools import roles

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "parvis"
WRITES = {"save", "delete", "create", "update", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
WRITERS = {"actions", "migrations", "tests", "models", "core"}
UNFIT = re.compile(r"MPL-1\.|GPL-2\.0-only|GPLv2\)|Proprietary|Commons Clause|SSPL|BUSL")
OURS = {"core", "people", "conversations", "listening", "boards", "outbox", "engagement", "community"}


def sources() -> Iterator[Path]:
    return (p for p in sorted(PACKAGE.rglob("*.py")) if "node_modules" not in p.parts)


def layers() -> dict[str, int]:
    """Rank of each package, 0 at the top."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    flow = next(c for c in project["tool"]["importlinter"]["contracts"] if c["id"] == "flow")
    return {name.strip(" ()"): rank for rank, line in enumerate(flow["layers"]) for name in line.split("|")}


def writes(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            target = ast.unparse(node.func.value)
            if "objects" in target or node.func.attr in {"save", "bulk_create", "bulk_update"}:
                yield f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node.func)}"


def test_only_actions_write() -> None:
    strays = [w for p in sources() if not WRITERS & {part.removesuffix(".py") for part in p.parts} for w in writes(p)]
    assert strays == []


def test_the_search_for_stray_writes_finds_one(tmp_path: Path) -> None:
    stray = ROOT / "parvis/flows/intake.py"
    assert list(writes(stray)) == []
    assert list(writes(PACKAGE / "people/actions/__init__.py"))


def test_foreign_keys_point_down_and_leave_nothing_behind() -> None:
    rank, wrong = layers(), []
    for model in apps.get_models():
        here = model._meta.app_label
        if here not in OURS:
            continue
        for field in model._meta.get_fields():
            target = field.related_model if field.is_relation and not field.auto_created else None
            if target is None or isinstance(target, str) or target._meta.app_label in (here, "contenttypes", "auth"):
                continue
            if rank[here] >= rank[target._meta.app_label]:
                wrong.append(f"{field} points up or sideways")
            elif not field.remote_field.hidden:  # type: ignore[union-attr]
                wrong.append(f"{field} leaves a reverse accessor in the lower package: related_name='+'")
    assert wrong == []


def test_every_table_of_a_domain_carries_its_brand() -> None:
    """Rows that belong to another row of the same domain (a revision, an event of a case) reach it through that row."""
    through = {
        "Revision",
        "CaseEvent",
        "CaseReply",
        "BulkCase",
        "Account",
        "Brand",
        "Job",
        "Schedule",
        "Bucket",
        "Once",
    }
    through |= {"Session", "Keeper"}  # of an account, over all its brands
    through |= {"WordMark"}  # one row: how far the posts of all brands are indexed
    without = [
        model.__name__
        for model in apps.get_models()
        if model._meta.app_label in OURS
        and model.__name__ not in through
        and "brand" not in {f.name for f in model._meta.get_fields()}
    ]
    assert without == []


@pytest.mark.parametrize("limit", [400])
def test_no_file_is_too_long_to_read(limit: int) -> None:
    """Tests and migrations apart: a list of sentences may be long."""
    long = [
        (p.name, n)
        for p in (*sources(), *(ROOT / "bench").rglob("*.py"), *(ROOT / "tools").rglob("*.py"))
        if not {"migrations", "tests"} & set(p.parts) and (n := len(p.read_text().splitlines())) > limit
    ]
    assert long == []


def test_no_function_is_too_long_to_read() -> None:
    long = [
        f"{p.relative_to(ROOT)}:{node.name} {node.end_lineno - node.lineno + 1}"
        for p in sources()
        if "tests" not in p.parts
        for node in ast.walk(ast.parse(p.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > 60
    ]
    assert long == []


def test_no_room_is_called_after_nothing() -> None:
    banned = {"utils", "helpers", "common", "misc", "manager"}
    assert [str(p) for p in sources() if p.stem in banned] == []


def test_what_is_installed_may_be_combined_with_our_licence() -> None:
    """AGPL-3.0-or-later combines with permissive, LGPL, MPL and GPL-3 licences; not with GPL-2-only or proprietary ones."""
    bad = []
    for found in distributions():
        classified = [c for c in found.metadata.get_all("Classifier") or [] if c.startswith("License ::")]
        written = [text for key in ("License-Expression", "License") for text in found.metadata.get_all(key) or []]
        said = [_for_us_to_choose(text) for text in (*written, " OR ".join(classified)) if text]
        if said and not all(said):
            bad.append(found.metadata["Name"])
    assert bad == []


def _for_us_to_choose(said: str) -> bool:
    """Whether one of the alternatives joined by OR fits."""
    return not all(UNFIT.search(one) for one in said.split(" OR "))


@pytest.mark.parametrize(
    ("said", "fits"),
    [
        ("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", True),
        ("GPL-2.0-only", False),
        ("GPL-2.0-only OR SSPL-1.0", False),
        ("License :: OSI Approved :: GNU General Public License v2 (GPLv2)", False),
        ("License :: OSI Approved :: GNU General Public License v2 or later (GPLv2+)", True),
        ("License :: Other/Proprietary License", False),
        ("MIT", True),
    ],
)
def test_a_licence_fits_when_one_of_its_alternatives_does(said: str, fits: bool) -> None:
    assert _for_us_to_choose(said) is fits


def test_every_model_has_its_word_in_the_glossary() -> None:
    glossary = (ROOT / "docs/glossary.md").read_text()
    missing = [m.__name__ for m in apps.get_models() if m._meta.app_label in OURS and f"`{m.__name__}`" not in glossary]
    assert missing == []


def test_every_requirement_names_a_test_that_exists() -> None:
    page = (ROOT / "docs/requirements.md").read_text()
    named = re.findall(r"`((?:parvis|tests)/[\w/]+\.py)(?:::(\w+))?`", page)
    assert named
    lost = [
        f"{path}::{name}"
        for path, name in named
        if not (ROOT / path).exists() or (name and f"def {name}(" not in (ROOT / path).read_text())
    ]
    assert lost == []


def test_each_decision_has_a_number_of_its_own() -> None:
    """In the name of its page, and in its title where that has one."""
    pages = sorted((ROOT / "docs/decisions").glob("*.md"))
    numbers = [page.name[:4] for page in pages]
    assert len(numbers) > 9
    assert sorted(set(numbers)) == numbers
    for page in pages:
        said = re.match(r"# (\d+)\. ", page.read_text())
        assert said is None or int(said[1]) == int(page.name[:4]), page.name


def test_every_page_of_a_decision_that_is_named_exists() -> None:
    named = {
        name
        for folder, kind in (("parvis", "*.py"), ("tests", "*.py"), ("docs", "*.md"))
        for page in (ROOT / folder).rglob(kind)
        for name in re.findall(r"decisions/(\d{4}-[\w-]+\.md)", page.read_text())
    }
    assert named
    assert [name for name in sorted(named) if not (ROOT / "docs/decisions" / name).exists()] == []


@pytest.mark.django_db
def test_every_migration_is_made() -> None:
    call_command("makemigrations", "--check", "--dry-run", *sorted(OURS), verbosity=0)


def test_the_table_of_roles_is_that_of_the_code() -> None:
    text = (ROOT / "docs/team.md").read_text()
    assert roles.page(text) == text, "python tools/roles.py"


def test_every_flow_with_a_job_is_known_to_workers() -> None:
    """A job that nobody imports is never found by its worker, nor called when its time has come."""
    with_jobs = {path.stem for path in (ROOT / "parvis/flows").glob("*.py") if "\n@task(" in path.read_text()}
    assert with_jobs == set(tasks.__all__)
