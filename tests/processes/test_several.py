"""A deployment on PostgreSQL: two processes for pages, two for jobs, one database."""

from __future__ import annotations

import json
import os
from contextlib import ExitStack

import pytest

from tests.processes.house import House, kill, until
from tests.processes.served import running
from tests.processes.test_run import SESSION, next_event

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ENQUEUE = "from parvis.core.jobs import enqueue\n"


def test_pages_and_jobs_in_several_processes_are_one_house(house: House) -> None:
    if not os.environ.get("PARVIS_DATABASE"):
        pytest.skip("several processes share a PostgreSQL; runs there")
    cookie = house.ask(SESSION)
    with ExitStack() as stack:
        first, second = (stack.enter_context(running(house, "--no-jobs")) for _ in range(2))
        workers = [house.start("worker") for _ in range(2)]
        for worker in workers:
            stack.callback(kill, worker)
        pages = [site.get("/b/parvis/events", Cookie=cookie) for site in (first, second)]
        assert [page.status for page in pages] == [200, 200], "one session, known to both"
        house.ask(ENQUEUE + "enqueue(t.effect, ref='shared', seconds=0)")
        assert [next_event(page) for page in pages] == [("effect", "shared")] * 2, "both pages hear of it"
        kill(workers[0])
        house.ask(ENQUEUE + "enqueue(t.effect, ref='after', seconds=0)")
        until(lambda: "end" in house.words("after"))
        assert first.interrupt() < 3
        assert json.loads(second.get("/health").read())["database"] == "ok", "the other goes on"
