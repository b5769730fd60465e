"""A worker process whose leases are short, so that tests need not wait: python -m tests.processes.crew THREADS MODULE"""

from __future__ import annotations

import signal
import sys
import threading
from importlib import import_module

import django

from parvis.core import clock
from parvis.core.jobs.rules import Pace

SHORT = Pace(poll=0.1, beat=0.4, lease=2.0, tick=0.1)


def main(threads: int, knowing: str) -> None:
    django.setup()  # with the tasks of `knowing` only: a quick start
    import_module(knowing)
    crew = import_module("parvis.core.jobs.crew").Crew(clock=clock.now, threads=threads, pace=SHORT)
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    crew.start()
    stopping.wait()
    print("clean" if crew.stop(0.5) else "handed back", flush=True)
    import_module("os")._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
