"""Requests against a real server, a few at a time, and what they cost it: CPU of its process, and how long each took.

Each visitor waits for its whole answer before the next, so nothing is abandoned to pollute the figure after.
"""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import psutil

IDLE = 1.0
"""Seconds over which the server's own work, without visitors, is measured."""


@dataclass(frozen=True, slots=True)
class Ask:
    path: str
    method: str = "GET"
    headers: Mapping[str, str] | None = None
    body: bytes | None = None
    status: int = 200


@dataclass(frozen=True, slots=True)
class Seen:
    """`cpu`: ms of the server a request, its idle work taken off; the rest in ms of wall time, and requests a second."""

    cpu: float
    p50: float
    p95: float
    p99: float
    rate: float
    errors: int


def ask_many(base: str, process: psutil.Process, asks: Sequence[Ask], *, together: int = 1) -> Seen:
    """All of `asks`, by `together` visitors who keep their connection."""
    idle = _idle(process)
    took: list[float] = []
    failed: list[int] = []
    lock, places = threading.Lock(), iter(asks)

    def visitor() -> None:
        where = urlsplit(base)
        connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=60)
        while True:
            with lock:
                one = next(places, None)
            if one is None:
                connection.close()
                return
            began = time.perf_counter()
            connection.request(one.method, one.path, body=one.body, headers=dict(one.headers or {}))
            answer = connection.getresponse()
            answer.read()
            spent = time.perf_counter() - began
            with lock:
                took.append(spent)
                if answer.status != one.status:
                    failed.append(answer.status)

    before, began = _spent(process), time.perf_counter()
    _together(visitor, together)
    wall = time.perf_counter() - began
    cpu = _spent(process) - before - idle * wall
    took.sort()
    return Seen(
        cpu=cpu / len(asks) * 1000, p50=_at(took, 0.5), p95=_at(took, 0.95), p99=_at(took, 0.99),
        rate=len(asks) / wall, errors=len(failed),
    )  # fmt: skip


def _together(work: Callable[[], None], number: int) -> None:
    visitors = [threading.Thread(target=work) for _ in range(number)]
    for one in visitors:
        one.start()
    for one in visitors:
        one.join()


def _at(took: Sequence[float], share: float) -> float:
    return took[min(int(len(took) * share), len(took) - 1)] * 1000 if took else 0.0


def _idle(process: psutil.Process) -> float:
    before = _spent(process)
    time.sleep(IDLE)
    return (_spent(process) - before) / IDLE


def _spent(process: psutil.Process) -> float:
    """CPU seconds of a process and its children."""
    return sum(sum(one.cpu_times()[:2]) for one in (process, *process.children(recursive=True)))


def middle(seen: Sequence[Seen]) -> Seen:
    """The run whose CPU is the median."""
    return sorted(seen, key=lambda one: one.cpu)[len(seen) // 2] if seen else Seen(0, 0, 0, 0, 0, 0)
