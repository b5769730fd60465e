from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from parvis.core.jobs import registry, schedule, task
from parvis.core.models import Schedule

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hourly(monkeypatch: pytest.MonkeyPatch) -> str:
    """One periodic task, and no other."""
    monkeypatch.setattr(registry, "_tasks", {})

    @task(every=timedelta(hours=1))
    def ring() -> None: ...

    return ring.name


def test_a_new_periodic_task_is_called_at_once_then_each_hour(noon: datetime) -> None:
    minutes = [schedule.tick(noon + timedelta(minutes=m)) for m in (0, 1, 59)]
    assert minutes == [1, 0, 0]
    assert Schedule.objects.get().next_at == noon + timedelta(hours=1)


def test_a_machine_that_slept_makes_one_call(noon: datetime, hourly: str) -> None:
    Schedule.objects.create(task=hourly, next_at=noon - timedelta(days=3, minutes=30))
    assert schedule.tick(noon) == 1
    assert Schedule.objects.get().next_at == noon + timedelta(minutes=30)


def test_who_comes_second_with_an_old_reading_calls_nothing(noon: datetime, hourly: str) -> None:
    Schedule.objects.create(task=hourly, next_at=noon)
    ring = registry.find(hourly)
    assert schedule._call(ring, noon, noon)
    assert not schedule._call(ring, noon, noon)
