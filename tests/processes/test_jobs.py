"""Real worker processes, really killed, on the database of this run."""

from __future__ import annotations

import random
import signal
import threading
import time
from contextlib import ExitStack
from typing import Any

import pytest

from tests.processes.house import House, kill, until

pytestmark = [pytest.mark.django_db, pytest.mark.slow]  # django_db: runs again on PostgreSQL
ENQUEUE = "from parvis.core.jobs import enqueue\n"
FIGURES = (
    "from parvis.core.jobs.engine import engine\nfrom parvis.core.clock import now\nfrom dataclasses import asdict\n"
)


def figures(house: House) -> dict[str, Any]:
    told: dict[str, Any] = house.ask(FIGURES + "answer = asdict(engine().figures(now()))")
    return told


def effects(house: House, ref: str) -> int:
    return int(house.ask(f"answer = t.Event.objects.filter(topic='effect', ref={ref!r}).count()"))


def test_a_job_whose_worker_is_killed_is_finished_after_the_restart_with_one_effect(house: House) -> None:
    house.ask(ENQUEUE + "enqueue(t.effect, ref='killed', seconds=1.5)")
    with house.crew() as first:
        until(lambda: house.words("killed") == ["begin"])
        kill(first)
    with house.crew():
        until(lambda: "end" in house.words("killed"))
        until(lambda: figures(house)["running"] == 0)
    assert house.words("killed") == ["begin", "begin", "end"]
    assert effects(house, "killed") == 1


def test_a_job_that_kills_its_worker_each_time_is_given_up(house: House) -> None:
    house.ask(ENQUEUE + "enqueue(t.dies, ref='poison')")
    for attempt in (1, 2):
        with house.crew() as crew:
            until(lambda n=attempt: house.words("poison") == ["try"] * n)  # type: ignore[misc]
            crew.wait(10)
    with house.crew():
        until(lambda: figures(house)["failed"] == 1)
    assert house.words("poison") == ["try", "try"]
    assert "vanished" in house.ask("from parvis.core.jobs.failures import failed\nanswer = failed().get().error")


def test_two_workers_share_the_jobs_and_never_run_one_twice(house: House) -> None:
    house.ask(ENQUEUE + "for n in range(40): enqueue(t.effect, ref=f'shared{n}', seconds=0.05)")
    with house.crew(), house.crew():
        until(lambda: sum(line[0] == "end" for line in house.lines()) == 40)
        time.sleep(0.5)
    done = [line for line in house.lines() if line[1].startswith("shared")]
    assert sorted(line[1] for line in done if line[0] == "begin") == sorted(f"shared{n}" for n in range(40))
    assert len({line[2] for line in done}) == 2, "both took part"


def test_workers_killed_and_restarted_under_load_lose_and_double_nothing(house: House) -> None:
    house.ask(ENQUEUE + "for n in range(150): enqueue(t.effect, ref=f'load{n}', seconds=0.02)")
    dice = random.Random(20261121)
    with ExitStack() as stack:
        crews = [stack.enter_context(house.crew()) for _ in range(3)]
        for _ in range(5):
            enough = len(house.lines()) + 8
            until(lambda n=enough: len(house.lines()) > n)  # type: ignore[misc]
            number = dice.randrange(3)
            kill(crews[number])
            crews[number] = stack.enter_context(house.crew())
        until(lambda: effects_like(house, "load") >= 150, 60)
        until(lambda: figures(house)["running"] == figures(house)["waiting"] == 0, 30)
    assert effects_like(house, "load") == 150
    assert figures(house)["failed"] == 0


def effects_like(house: House, beginning: str) -> int:
    return int(house.ask(f"answer = t.Event.objects.filter(topic='effect', ref__startswith={beginning!r}).count()"))


def test_a_long_job_keeps_its_lease_while_another_worker_looks_for_work(house: House) -> None:
    house.ask(ENQUEUE + "enqueue(t.effect, ref='long', seconds=5)")  # the lease is 2 s
    with house.crew(), house.crew():
        until(lambda: "end" in house.words("long"))
        time.sleep(0.5)
    assert house.words("long") == ["begin", "end"]


def test_a_job_that_always_fails_ends_among_the_failed_with_its_error(house: House) -> None:
    house.ask(ENQUEUE + "enqueue(t.fails, ref='closed')")
    with house.crew():
        until(lambda: figures(house)["failed"] == 1)
    assert house.words("closed") == ["try", "try"]
    assert "ValueError: the cathedral is closed" in house.ask(
        "from parvis.core.jobs.failures import failed\nanswer = failed().get().error"
    )


def test_a_failed_job_can_be_tried_again(house: House) -> None:
    house.ask(ENQUEUE + "enqueue(t.fails, ref='again')")
    with house.crew():
        until(lambda: figures(house)["failed"] == 1)
        house.ask(
            "from parvis.core.jobs.failures import failed, try_again\nfrom parvis.core.clock import now\n"
            "assert try_again(failed().get().pk, now())"
        )
        until(lambda: len(house.words("again")) == 4)


def test_a_postponed_job_comes_back_without_counting_an_attempt(house: House) -> None:
    house.ask(ENQUEUE + "enqueue(t.postpones, ref='later')")  # one attempt only
    with house.crew():
        until(lambda: len(house.words("later")) == 3)
        until(lambda: figures(house)["running"] == 0)
    assert figures(house)["failed"] == 0


def test_news_that_arrives_while_the_job_runs_is_looked_at_afterwards(house: House) -> None:
    house.ask("t.tell('late', seconds=1.5)")
    with house.crew(), house.crew():
        until(lambda: house.words("late") == ["saw1"])
        assert house.ask("answer = [t.tell('late'), t.tell('late')]") == [True, False], "one more, not two"
        until(lambda: house.words("late").count("end") == 2)
    assert house.words("late") == ["saw1", "end", "saw3", "end"], "one after the other"


def test_a_waiting_job_does_not_start_before_the_news_for_it_is_committed(house: House) -> None:
    house.ask("t.Event.objects.all().delete(); t.tell('early')")
    telling = threading.Thread(
        target=house.ask,
        args=(
            "from django.db import transaction\nimport time\n"
            "with transaction.atomic():\n"
            "    assert not t.tell('early')\n"
            "    t.write('told', 'early')\n"
            "    time.sleep(2.5)\n",
        ),
    )
    telling.start()
    until(lambda: house.words("early") == ["told"])
    with house.crew():
        until(lambda: "end" in house.words("early"))
    telling.join(10)
    assert house.words("early") == ["told", "saw2", "end"]


def test_periodic_tasks_run_once_over_all_processes(house: House) -> None:
    with house.crew(), house.crew():
        until(lambda: len(house.words("periodic")) >= 1)
        time.sleep(3.0)
    assert 3 <= len(house.words("periodic")) <= 5, "about one a second, not two"


def test_a_stop_hands_back_what_does_not_end_in_time(house: House) -> None:
    house.ask(ENQUEUE + "enqueue(t.effect, ref='interrupted', seconds=3)")
    with house.crew() as crew:
        until(lambda: house.words("interrupted") == ["begin"])
        crew.send_signal(signal.SIGTERM)
        crew.wait(3)
        assert crew.stdout is not None
        assert "handed back" in crew.stdout.read()
    assert figures(house)["waiting"] == 1, "ready at once, without waiting for the lease to end"
    with house.crew():
        until(lambda: "end" in house.words("interrupted"))
    assert effects(house, "interrupted") == 1
