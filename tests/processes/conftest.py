from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.processes.house import House
from tests.processes.scratch import Scratch


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
