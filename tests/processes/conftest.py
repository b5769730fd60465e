from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import import_module
from urllib.parse import urlsplit, urlunsplit

import pytest

from tests.processes.house import House


@pytest.fixture(scope="session")
def _house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    with Scratch(os.environ.get("PARVIS_DATABASE", ""), f"house_{os.getpid()}") as database:
        house = House(folder, database)
        assert house.command("migrate").returncode == 0
        house.ask(
            "from parvis.core import accounts; from parvis.core.clock import now; accounts.found('House', at=now())"
        )
        yield house
        house.close()


@pytest.fixture
def house(_house: House) -> House:
    """An installation with one brand, without jobs, with an empty diary."""
    _house.diary.unlink(missing_ok=True)
    _house.ask(EMPTY)
    return _house


EMPTY = """
from parvis.core.models import Job, Schedule
from django.db import connection
Job.objects.all().delete(); Schedule.objects.all().delete()
if connection.vendor == "postgresql":
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
"""


class Scratch:
    """A database of its own on the server of this run; "" (SQLite) needs none."""

    def __init__(self, server: str, name: str) -> None:
        self.server, self.name = server, name

    def __enter__(self) -> str:
        if not self.server:
            return ""
        self._run(f'CREATE DATABASE "{self.name}"')
        parts = urlsplit(self.server)
        return urlunsplit(parts._replace(path=f"/{self.name}"))

    def __exit__(self, *_: object) -> None:
        if self.server:
            self._run(f'DROP DATABASE "{self.name}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        with import_module("psycopg").connect(self.server, autocommit=True) as connection:
            connection.execute(statement)
