"""Tasks that leave traces: a diary of who ran what, and effects in the database."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

from django.db import transaction

from parvis.core import clock
from parvis.core.events import publish
from parvis.core.jobs import Later, enqueue, task
from parvis.core.models import Brand, Event


def write(word: str, ref: str) -> None:
    """One line, whole: O_APPEND."""
    descriptor = os.open(Path(os.environ["PARVIS_TEST_DIARY"]), os.O_APPEND | os.O_CREAT | os.O_WRONLY)
    os.write(descriptor, f"{word} {ref} {os.getpid()}\n".encode())
    os.close(descriptor)


@task()
def effect(ref: str, seconds: float) -> None:
    """Takes a while, then has one effect, once."""
    write("begin", ref)
    time.sleep(seconds)
    with transaction.atomic():
        brand = Brand.objects.select_for_update().get()
        if not Event.objects.filter(topic="effect", ref=ref).exists():
            publish(brand.pk, "effect", ref, clock.now())
    write("end", ref)


@task(attempts=2)
def fails(ref: str) -> None:
    write("try", ref)
    raise ValueError("the cathedral is closed")


@task(attempts=2)
def dies(ref: str) -> None:
    """Takes its process with it."""
    write("try", ref)
    os.kill(os.getpid(), 9)


@task(attempts=1)
def postpones(ref: str) -> None:
    write("try", ref)
    if [line.split()[1] for line in Path(os.environ["PARVIS_TEST_DIARY"]).read_text().splitlines()].count(ref) < 3:
        raise Later(clock.now())


@task()
def looks(ref: str, seconds: float) -> None:
    """Reads the news, then takes a while."""
    write(f"saw{Event.objects.filter(topic='news', ref=ref).count()}", ref)
    time.sleep(seconds)
    write("end", ref)


@task(every=timedelta(seconds=1))
def ticks() -> None:
    write("tick", "periodic")


def tell(ref: str, *, seconds: float = 0) -> bool:
    """News, and the job that looks at it, in one transaction."""
    with transaction.atomic():
        publish(Brand.objects.get().pk, "news", ref, clock.now())
        return enqueue(looks, key=f"looks:{ref}", ref=ref, seconds=seconds)
