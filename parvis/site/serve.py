"""Pages, live events and jobs in one process, and a stop that everybody hears."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable

from granian.constants import Interfaces
from granian.server.embed import Server

from parvis.core.jobs.crew import Crew
from parvis.site.asgi import Application
from parvis.site.events import Hub

GRACE = 2.0
"""Seconds for what is under way at the stop; what has not ended by then is cut, and its jobs are handed back."""
CONNECTIONS = 8_000
"""Open at once: a live page holds one as long as it is read, and the server's own measure stops at 128."""
log = logging.getLogger(__name__)


class PortTaken(Exception):
    """Another program listens there. `free` is a port that would do."""

    def __init__(self, port: int, free: int) -> None:
        super().__init__(f"port {port} is taken, {free} is free")
        self.port, self.free = port, free


def usable_port(host: str, port: int) -> int:
    """`port`, or a free one for 0. Raises PortTaken; OSError when `host` is not an address of this machine."""
    try:
        return _bind(host, port)
    except OSError as error:
        near = next((p for p in range(port + 1, min(port + 20, 65_536)) if _is_free(host, p)), None)
        if near is None:
            raise error
        raise PortTaken(port, near) from error


def serve(host: str, port: int, *, crew: Crew | None, started: Callable[[], None]) -> None:
    """Until SIGINT or SIGTERM, then end the process within three seconds; a second one ends it at once.

    `crew` None = no jobs here. Returns only by an exception.
    """
    asyncio.run(_serve(host, port, crew, started))
    logging.shutdown()
    sys.stdout.flush()
    # Not by returning: a page or a job may still run in a thread that nothing else ends, and the server's own native
    # threads abort the process (SIGABRT) when one of them asks for the interpreter while it is being taken down.
    os._exit(0)


async def _serve(host: str, port: int, crew: Crew | None, started: Callable[[], None]) -> None:
    stop = _stop_signal()
    hub = Hub()
    server = Server(
        Application(hub),
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        websockets=False,
        log_enabled=False,
        backlog=1024,
        backpressure=CONNECTIONS,
    )
    serving = asyncio.create_task(server.serve())
    if crew is not None:
        crew.start()
    if await _answers(host, port, serving):
        started()
    await asyncio.wait({serving, asyncio.create_task(stop.wait())}, return_when=asyncio.FIRST_COMPLETED)
    stopped_jobs = asyncio.create_task(asyncio.to_thread(crew.stop, GRACE)) if crew else None
    await hub.close()
    server.stop()  # type: ignore[no-untyped-call]
    _done, late = await asyncio.wait({serving}, timeout=GRACE)
    if stopped_jobs:
        await stopped_jobs
    if not late:
        serving.result()


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()

    def asked() -> None:
        if stop.is_set():
            os._exit(130)
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, asked)
    return stop


async def _answers(host: str, port: int, serving: asyncio.Task[None]) -> bool:
    """True once somebody can connect; False when the server gave up first."""
    while not serving.done():
        with contextlib.suppress(OSError):
            _reader, writer = await asyncio.open_connection(_reachable(host), port)
            writer.close()
            return True
        await asyncio.sleep(0.02)
    return False


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  compared, not bound


def _bind(host: str, port: int) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        # The server shares its port (SO_REUSEPORT); this trial does not, so it meets whoever is there.
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind((host, port))
        return int(trial.getsockname()[1])


def _is_free(host: str, port: int) -> bool:
    try:
        _bind(host, port)
    except OSError:
        return False
    return True
