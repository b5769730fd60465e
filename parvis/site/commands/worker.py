"""`parvis worker`"""

from __future__ import annotations

import os
import signal
import threading
from types import FrameType

import click
from django.conf import settings

from parvis.core import clock
from parvis.core.jobs.crew import Crew
from parvis.flows.following import Following
from parvis.flows.waiting import Waiting
from parvis.site.commands.migrate import arrive
from parvis.site.words import _

GRACE = 10.0


@click.command(help=_("Run jobs in a process of their own, until Ctrl-C. Start as many as you like."))
@click.option("--queue", "queues", multiple=True, help=_("Only this queue (may be given several times)."))
@click.option("--threads", default=3, show_default=True, help=_("Jobs at a time."))
def worker(queues: tuple[str, ...], threads: int) -> None:
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        if stopping.is_set():
            os._exit(1)  # the second Ctrl-C
        stopping.set()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    arrive()
    crew = Crew(clock=clock.now, queues=queues, threads=threads)
    crew.start()
    waiting, following = Waiting(), Following(settings.STREAM_PARTS)
    if not queues:
        waiting.start()
        following.start()
    click.echo(_("Waiting for jobs. Ctrl-C stops."))
    stopping.wait()
    waiting.stop()
    following.stop(GRACE / 2)
    if not crew.stop(GRACE):
        os._exit(0)  # the jobs were handed back; their threads cannot be ended otherwise
