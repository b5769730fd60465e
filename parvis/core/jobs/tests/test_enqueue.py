"""What asking for a job means, the same on both engines."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from parvis.core import clock
from parvis.core.jobs import enqueue, task
from parvis.core.jobs.engine import engine
from parvis.core.jobs.registry import UnknownTask, find
from parvis.core.models import Job

pytestmark = pytest.mark.django_db


@task(queue="slow", attempts=3)
def greet(**_names: Any) -> None: ...


def waiting() -> int:
    return engine().figures(clock.now()).waiting


def test_a_task_is_known_by_its_dotted_name_and_is_still_a_function() -> None:
    assert find(f"{__name__}.greet") is greet
    greet(name="Inès")
    with pytest.raises(UnknownTask):
        find("os.system")


def test_a_job_waits_for_its_worker() -> None:
    assert enqueue(greet, name="Inès")
    assert waiting() == 1


def test_a_job_of_an_undone_transaction_was_never_there() -> None:
    with transaction.atomic():
        enqueue(greet, name="Inès")
        transaction.set_rollback(True)
    assert waiting() == 0


def test_equal_keys_wait_once() -> None:
    assert [enqueue(greet, key=key) for key in ("a", "a", "b", "a")] == [True, False, True, False]
    assert [enqueue(greet) for _ in range(2)] == [True, True], "no key: nothing is equal"
    assert waiting() == 4


def test_an_equal_job_asked_for_earlier_pulls_the_waiting_one_forward() -> None:
    now = clock.now()
    enqueue(greet, key="a", run_at=now + timedelta(hours=1))
    enqueue(greet, key="a", run_at=now + timedelta(hours=2))
    assert waiting() == 0
    assert not enqueue(greet, key="a")
    assert waiting() == 1


def test_a_refused_key_leaves_the_callers_transaction_usable() -> None:
    enqueue(greet, key="a")
    with transaction.atomic():
        enqueue(greet, key="a")
        enqueue(greet, key="b")
    assert waiting() == 2


@pytest.mark.parametrize("value", [object(), float("nan"), b"bytes"])
def test_what_is_not_json_is_refused_at_once(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        enqueue(greet, thing=value)
    assert waiting() == 0


@pytest.mark.skipif(connection.vendor == "postgresql", reason="Procrastinate keeps its jobs in its own table")
def test_the_row_says_what_to_call() -> None:
    enqueue(greet, key="k", priority=7, name="Inès")
    job = Job.objects.get()
    assert (job.task, job.queue, job.args) == (greet.name, "slow", {"name": "Inès"})
    assert (job.priority, job.key, job.max_attempts, job.state) == (7, "k", 3, "ready")
