"""Who is at work in a data folder: every server and worker holds `running.lock` shared, a restore wants it alone."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Busy(Exception):
    """Another process of this folder is at work."""


def be_at_work(folder: Path) -> None:
    """From now until this process ends. Raises Busy during a restore or an upgrade."""
    _taken(folder / "running.lock", fcntl.LOCK_SH | fcntl.LOCK_NB)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody serves or works in this folder meanwhile. Raises Busy at once when somebody does."""
    with _held(folder / "running.lock", fcntl.LOCK_EX | fcntl.LOCK_NB):
        yield


@contextmanager
def in_turn(folder: Path) -> Iterator[None]:
    """One after the other: processes that start together bring the database up to date once."""
    with _held(folder / "migrating.lock", fcntl.LOCK_EX):
        yield


@contextmanager
def _held(path: Path, how: int) -> Iterator[None]:
    descriptor = _taken(path, how)
    try:
        yield
    finally:
        os.close(descriptor)


def _taken(path: Path, how: int) -> int:
    """A descriptor that holds the lock until it is closed, or its process ends, however it ends."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, how)
    except BlockingIOError as error:
        os.close(descriptor)
        raise Busy(str(path)) from error
    return descriptor
