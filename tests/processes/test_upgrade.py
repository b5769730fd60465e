"""From the data of an earlier release to this one. `releases/` holds a small data folder of each."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes.house import House
from tests.processes.scratch import Scratch
from tests.processes.test_safekeeping import SECRET, SERVER, done, fresh, refused

pytestmark = [pytest.mark.django_db, pytest.mark.slow]  # django_db: runs again on PostgreSQL
RELEASES = sorted((Path(__file__).parent / "releases").glob("*.tar.xz"))
COUNTS = """
from parvis.conversations.models import Post
from parvis.engagement.models import Case
from parvis.listening.models import Watch
from parvis.outbox.models import Persona
answer = [Post.objects.count(), Case.objects.count(), Watch.objects.count(), Persona.objects.count()]
"""
THEN = [60, 5, 1, 1]
FUTURE = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('core', '9999_tomorrow', CURRENT_TIMESTAMP)")
"""


@pytest.fixture(params=RELEASES, ids=lambda path: path.name.removesuffix(".tar.xz"))
def former(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """An installation on SQLite that an earlier release left; this release has not started there yet."""
    with fresh(tmp_path / "former", "former", server="") as house:
        with tarfile.open(request.param) as archive:
            archive.extractall(house.folder, filter="data")
        yield house


@pytest.mark.any_database  # what an earlier release left is SQLite
def test_an_earlier_release_is_brought_up_to_date_with_a_way_back(former: House) -> None:
    said = done(former, "upgrade")
    assert "✓" in said or "up to date" in said
    assert former.ask(COUNTS) == THEN
    assert former.ask(SECRET) == {"password": "sésame"}
    assert "up to date" in done(former, "upgrade"), "twice does nothing"
    kept = list((former.folder / "backups").glob("*.zip"))
    if "✓" in said:
        assert len(kept) == 1
        former.close()
        done(former, "restore", "--replace", str(kept[0]))
        assert former.ask(COUNTS) == THEN


def test_an_earlier_release_moves_to_postgresql(former: House, tmp_path: Path) -> None:
    if not SERVER:
        pytest.skip("needs PostgreSQL; runs there")
    done(former, "backup", str(tmp_path / "box.zip"))
    with fresh(tmp_path / "large", "grown") as large:
        done(large, "restore", str(tmp_path / "box.zip"))
        assert large.ask(COUNTS) == THEN
        assert large.ask(SECRET) == {"password": "sésame"}
        assert "✓" in done(large, "check")


@pytest.mark.any_database
def test_an_older_release_does_not_touch_the_data_of_a_later_one(tmp_path: Path) -> None:
    with fresh(tmp_path / "later", "later") as later:
        done(later, "migrate")
        later.ask(FUTURE)
        for command in (["upgrade"], ["migrate"], ["run", "--port", "0"]):
            assert "later release (core.9999_tomorrow)" in refused(later, *command)


def test_processes_that_start_together_bring_the_database_up_to_date_once(tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    with Scratch(SERVER, f"many_{os.getpid()}") as database:
        house = House(folder, database)
        starting = [house.start("migrate") for _ in range(3)]
        assert [process.wait(60) for process in starting] == [0, 0, 0]
        assert house.ask("answer = t.Brand.objects.count()") == 0
        house.close()


STEP_BY_STEP = """
from django.core.management import call_command
from django.core.management.commands import migrate
call_command(migrate.Command(), interactive=False, verbosity=0)
"""
SCHEMA = """
from django.db import connection
asked = {
    "sqlite": ["SELECT type, name, tbl_name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'",
               "SELECT name, sql FROM sqlite_master WHERE type <> 'table'",
               "SELECT m.name, c.name, c.type, c.[notnull], c.dflt_value, c.pk FROM sqlite_master m, pragma_table_info(m.name) c"],
    "postgresql": ["SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default"
                   " FROM information_schema.columns WHERE table_schema = 'public'",
                   "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
                   "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
                   "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
                   "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace"],
}[connection.vendor]
asked += ["SELECT app, name FROM django_migrations", "SELECT app_label, model FROM django_content_type"]
answer = []
with connection.cursor() as cursor:
    for question in asked:
        cursor.execute(question)
        answer.append(sorted(map(repr, cursor.fetchall())))
"""


def test_an_empty_database_gets_at_once_what_the_migrations_make_step_by_step(tmp_path: Path) -> None:
    with fresh(tmp_path / "atonce", "atonce") as at_once, fresh(tmp_path / "steps", "steps") as steps:
        done(at_once, "migrate")
        steps.ask(STEP_BY_STEP)
        for made, expected in zip(at_once.ask(SCHEMA), steps.ask(SCHEMA), strict=True):
            assert made == expected
            assert made
