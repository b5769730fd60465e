"""Jobs that were given up, the same on both engines."""

from __future__ import annotations

from datetime import datetime

import pytest

from parvis.core.jobs import task
from parvis.core.jobs.engine import Call, engine
from parvis.core.jobs.failures import dismiss, failed, keep, retry, try_again
from parvis.core.models import Job, Journal, Seat

pytestmark = pytest.mark.django_db


@task()
def sweep() -> None: ...


@pytest.fixture
def given_up(noon: datetime) -> Job:
    keep(Call(sweep.name, "default", {}, None, noon, 0, 5), attempts=5, error="ValueError: no", at=noon)
    return failed().get()


def test_a_dismissed_job_is_gone_and_does_not_come_back(given_up: Job, ines: Seat, noon: datetime) -> None:
    assert dismiss(given_up.pk, ines.brand, by=ines.account, at=noon)
    assert not dismiss(given_up.pk, ines.brand, by=ines.account, at=noon)
    assert not try_again(given_up.pk, noon)
    assert (failed().count(), engine().figures(noon).waiting) == (0, 0)
    assert [line.verb for line in Journal.objects.all()] == ["jobs.dismissed"]


def test_a_job_tried_again_waits_and_is_no_failure_any_more(given_up: Job, ines: Seat, noon: datetime) -> None:
    assert retry(given_up.pk, ines.brand, by=ines.account, at=noon)
    assert not dismiss(given_up.pk, ines.brand, by=ines.account, at=noon)
    assert (failed().count(), engine().figures(noon).waiting) == (0, 1)


def test_only_failed_jobs_are_dismissed(ines: Seat, noon: datetime) -> None:
    waiting = Job.objects.create(task=sweep.name, run_at=noon, created_at=noon)
    assert not dismiss(waiting.pk, ines.brand, by=ines.account, at=noon)
    assert Job.objects.filter(pk=waiting.pk).exists()
