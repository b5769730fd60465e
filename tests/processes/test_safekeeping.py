"""Backup, restore and upgrade, as commands, on real installations of the database of this run."""

from __future__ import annotations

import json
import os
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.processes.house import House, kill, until
from tests.processes.scratch import Scratch
from tests.processes.served import running

pytestmark = [pytest.mark.django_db, pytest.mark.slow]  # django_db: runs again on PostgreSQL
SERVER = os.environ.get("PARVIS_DATABASE", "")
FILL = """
from parvis.conversations.actions.places import NewPlace, add_place
from parvis.connectors.contract import Author, Item
from parvis.core import credentials
from parvis.core.clock import now
from parvis.core.jobs import enqueue
from parvis.flows.intake import take_in
brand = t.Brand.objects.get()
sealed = credentials.keep(brand, network="email", name="box", secrets={"password": "sésame"}, at=now())
place, _ = add_place(brand, NewPlace("feed", "feed", "https://a.example/", "https://a.example/", "Blog"), by=None, at=now())
take_in(place, [
    Item(f"p{n}", f"t{n % 7}", f"Le train\\tde nuit\\n\\\\N n° {n} 🚆 'œuvre'", author=Author(f"a{n % 11}", f"Ana {n}"), at=now())
    for n in range(60)
], now())
enqueue(t.effect, ref="waits", seconds=0)
"""
WRITE = """
import time
from parvis.core import journal
from parvis.core.clock import now
brand = t.Brand.objects.get()
for n in range(4000):
    journal.record(brand, actor=None, verb="test.wrote", object=f"thing:{n}", data={}, at=now())
"""
DIGEST = """
import hashlib, json
from django.apps import apps
answer = {}
for model in apps.get_models():
    if model._meta.app_label in ("procrastinate", "contenttypes", "auth", "sessions"):
        continue
    names = sorted(field.attname for field in model._meta.concrete_fields)
    rows = [[bytes(v).hex() if isinstance(v, (bytes, memoryview)) else json.dumps(v, sort_keys=True)
             if isinstance(v, (dict, list)) else v for v in row]
            for row in model._base_manager.order_by("pk").values_list(*names)]
    answer[model._meta.label] = [len(rows), hashlib.sha256(repr(rows).encode()).hexdigest()]
"""
SECRET = """
from parvis.core import credentials
from parvis.core.models import Credential
answer = dict(credentials.secrets_of(Credential.objects.get(name="box")))
"""
JOURNAL = """
from parvis.core import journal
from parvis.core.models import Journal
brand = t.Brand.objects.get()
answer = [journal.verify(brand), Journal.objects.filter(verb="test.wrote").count()]
"""


@contextmanager
def fresh(folder: Path, name: str, server: str = SERVER) -> Iterator[House]:
    """A machine where Parvis was installed and never started."""
    folder.mkdir()
    with Scratch(server, f"{name}_{os.getpid()}") as database:
        house = House(folder, database)
        yield house
        house.close()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with fresh(tmp_path_factory.mktemp("safekeeping") / "filled", "filled") as house:
        assert house.command("migrate").returncode == 0
        house.ask(
            "from parvis.core import accounts; from parvis.core.clock import now; accounts.found('House', at=now())"
        )
        house.ask(FILL)
        yield house


def done(house: House, *arguments: str) -> str:
    """What the command printed. Fails when it did."""
    ran = house.command(*arguments)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def refused(house: House, *arguments: str) -> str:
    ran = house.command(*arguments)
    assert ran.returncode == 1, ran.stdout
    assert "Traceback" not in ran.stderr
    return ran.stderr


@pytest.fixture(scope="module")
def box(filled: House) -> Path:
    """A backup of it, which lies in its own folder and does not hold itself."""
    path = filled.folder / "box.zip"
    (filled.folder / "uploads").mkdir()
    (filled.folder / "uploads" / "logo.png").write_bytes(b"\x89PNG")
    done(filled, "backup", str(path))
    with zipfile.ZipFile(path) as archive:
        assert [name for name in archive.namelist() if name.startswith("folder/box.zip")] == []
    return path


def test_an_installation_is_put_back_row_for_row_with_its_keys(filled: House, box: Path, tmp_path: Path) -> None:
    assert box.stat().st_mode & 0o077 == 0, "it holds keys"
    with fresh(tmp_path / "other", "other") as other:
        done(other, "restore", str(box))
        assert other.ask(DIGEST) == filled.ask(DIGEST)
        assert other.ask(SECRET) == {"password": "sésame"}
        assert (other.folder / "uploads" / "logo.png").read_bytes() == b"\x89PNG"
        other.ask(FILL.replace("a.example", "b.example").replace('"box"', '"second"'))  # new rows get ids of their own
        assert "✓" in done(other, "check")


def test_a_backup_taken_while_others_write_is_one_moment(filled: House, tmp_path: Path) -> None:
    box = tmp_path / "box.zip"
    writer = subprocess.Popen(
        [os.sys.executable, "-m", "tests.processes.asker"],  # type: ignore[attr-defined]
        env=filled.env, cwd=Path(__file__).parents[2], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert writer.stdin is not None
    print(json.dumps(WRITE), file=writer.stdin, flush=True)
    try:
        until(lambda: filled.ask(JOURNAL)[1] > 50)
        done(filled, "backup", str(box))
        before = filled.ask(JOURNAL)[1]
        until(lambda: filled.ask(JOURNAL)[1] > before, 10)
    finally:
        kill(writer)
    with fresh(tmp_path / "other", "other") as other:
        done(other, "restore", str(box))
        broken_at, lines = other.ask(JOURNAL)
        assert broken_at is None, "the chain of the journal is whole: no line is half there"
        assert 50 < lines <= before


def test_a_small_installation_grows_into_postgresql_with_its_waiting_jobs(tmp_path: Path) -> None:
    if not SERVER:
        pytest.skip("needs PostgreSQL; runs there")
    box = tmp_path / "box.zip"
    with fresh(tmp_path / "small", "small", server="") as small:
        done(small, "migrate")
        small.ask(
            "from parvis.core import accounts; from parvis.core.clock import now; accounts.found('House', at=now())"
        )
        small.ask(FILL)
        done(small, "backup", str(box))
        with fresh(tmp_path / "large", "large") as large:
            done(large, "restore", str(box))
            ours, theirs = large.ask(DIGEST), small.ask(DIGEST)
            assert {k: v for k, v in ours.items() if k != "core.Job"} == {
                k: v for k, v in theirs.items() if k != "core.Job"
            }
            assert large.ask(SECRET) == {"password": "sésame"}
            assert "✓" in done(large, "check"), "the chain of the journal holds in the other database"
            large.ask(FILL.replace("a.example", "b.example").replace('"box"', '"second"'))
            with large.crew():
                until(lambda: "end" in large.words("waits"))


def test_a_backup_from_postgresql_is_not_put_into_sqlite(box: Path, tmp_path: Path) -> None:
    if not SERVER:
        pytest.skip("needs PostgreSQL; runs there")
    with fresh(tmp_path / "small", "small", server="") as small:
        assert "PARVIS_DATABASE" in refused(small, "restore", str(box))


def test_an_installation_is_replaced_only_when_asked_and_is_kept_aside(filled: House, tmp_path: Path) -> None:
    box = tmp_path / "box.zip"
    done(filled, "backup", str(box))
    then = filled.ask(DIGEST)
    filled.ask("t.Brand.objects.update(name='Changed')")
    assert "--replace" in refused(filled, "restore", str(box))
    assert filled.ask(DIGEST) != then
    filled.close()
    said = done(filled, "restore", "--replace", str(box))
    assert "before" in said
    assert filled.ask(DIGEST) == then


@pytest.mark.any_database
def test_nothing_is_put_back_under_a_running_server(filled: House, box: Path) -> None:
    with running(filled, "--no-jobs"):
        assert "running" in refused(filled, "restore", "--replace", str(box))


OPENED = """
from pathlib import Path
from parvis.site.safekeeping.archive import BadArchive
from parvis.site.safekeeping.restore import opened
try:
    with opened(Path({path!r})): answer = ""
except BadArchive as bad:
    answer = str(bad)
"""


@pytest.mark.any_database
def test_what_is_no_whole_backup_is_refused_and_changes_nothing(box: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.zip"
    with fresh(tmp_path / "other", "other") as other:
        for harm in ("empty", "text", "cut", "other zip", "later"):
            bad.write_bytes(harmed(box, harm, tmp_path))
            assert other.ask(OPENED.format(path=str(bad))), harm
        other.close()
        bad.write_bytes(harmed(box, "flipped", tmp_path))
        assert "backup" in refused(other, "restore", str(bad))
        done(other, "migrate")
        assert other.ask("answer = t.Brand.objects.count()") == 0


def harmed(box: Path, harm: str, folder: Path) -> bytes:
    whole = box.read_bytes()
    match harm:
        case "empty":
            return b""
        case "text":
            return b"not a zip at all"
        case "cut":
            return whole[: len(whole) // 2]
        case "flipped":
            middle = len(whole) // 3
            return whole[:middle] + bytes(b ^ 0xFF for b in whole[middle : middle + 64]) + whole[middle + 64 :]
    copy = folder / "copy.zip"
    with zipfile.ZipFile(box) as source, zipfile.ZipFile(copy, "w") as into:
        manifest = json.loads(source.read("manifest.json"))
        manifest["migrations"].append(["core", "9999_tomorrow"])
        if harm == "later":
            for name in source.namelist():
                into.writestr(name, json.dumps(manifest) if name == "manifest.json" else source.read(name))
        else:
            into.writestr("hello.txt", "hello")
    return copy.read_bytes()


@pytest.mark.any_database
def test_a_backup_never_takes_the_place_of_another_file(filled: House, tmp_path: Path) -> None:
    box = tmp_path / "box.zip"
    box.write_text("mine")
    assert "already" in refused(filled, "backup", str(box))
    assert box.read_text() == "mine"
    assert "cannot be written" in refused(filled, "backup", str(tmp_path / "nowhere" / "box.zip"))
    assert list(tmp_path.glob("*.part")) == []
