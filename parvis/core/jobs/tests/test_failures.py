"""Jobs that were given up, the same on both engines."""

from __future__ import annotations

from datetime import datetime

import pytest

from parvis.core.jobs.engine import Call, engine
from parvis.core.jobs.failures import dismiss, failed, keep, try_again
from parvis.core.models import Job
from parvis.core.tasks import tidy

pytestmark = pytest.mark.django_db


@pytest.fixture
def given_up(noon: datetime) -> Job:
    keep(Call(tidy.name, "default", {}, None, noon, 0, 5), attempts=5, error="ValueError: no", at=noon)
    return failed().get()


def test_a_dismissed_job_is_gone_and_does_not_come_back(given_up: Job, noon: datetime) -> None:
    assert dismiss(given_up.pk)
    assert not dismiss(given_up.pk)
    assert not try_again(given_up.pk, noon)
    assert (failed().count(), engine().figures(noon).waiting) == (0, 0)


def test_a_job_tried_again_waits_and_is_no_failure_any_more(given_up: Job, noon: datetime) -> None:
    assert try_again(given_up.pk, noon)
    assert not dismiss(given_up.pk)
    assert (failed().count(), engine().figures(noon).waiting) == (0, 1)


def test_only_failed_jobs_are_dismissed(noon: datetime) -> None:
    waiting = Job.objects.create(task=tidy.name, run_at=noon, created_at=noon)
    assert not dismiss(waiting.pk)
    assert Job.objects.filter(pk=waiting.pk).exists()
