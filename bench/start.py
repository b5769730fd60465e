"""A cold `parvis run --demo`, as a person starts it: until the sign-in page, until the inbox, and the memory it then holds.

The data folder exists and holds the demo: the first load is work of its own, not a start. Wall time, since that is what one
waits for; CPU beside it, since on a busy machine it is the part that Parvis answers for.
"""

from __future__ import annotations

import http.client
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.figures import Figure

ROOT = Path(__file__).resolve().parent.parent
SLUG = "la-veilleuse"
STARTS = 3
SECONDS, MEGABYTES = 2.5, 200
PATIENCE = 120
PARVIS = (sys.executable, "-m", "parvis.site.command")
SESSION = """
from parvis.site.ready import ready; ready()
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from parvis.core.models import Account
from parvis.demo.load import WHO
account = Account.objects.get(email=WHO)
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY] = str(account.pk)
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session[HASH_SESSION_KEY] = account.get_session_auth_hash()
session.create()
print(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")
"""


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from exec, CPU seconds at the inbox, and megabytes of the process and its children."""

    login: float
    inbox: float
    cpu: float
    memory: float


def run() -> list[Figure]:
    """The median of three starts in the data folder of this process (PARVIS_DATA), where the demo is loaded first."""
    _run([*PARVIS, "demo"])
    cookie = _run([sys.executable, "-c", SESSION]).splitlines()[-1]
    starts = [_start(cookie) for _ in range(STARTS)]
    login, inbox, cpu, memory = (
        statistics.median(getattr(s, name) for s in starts) for name in ("login", "inbox", "cpu", "memory")
    )
    return [
        Figure("exec to the first page (/login)", login, "s", aim=f"≤ {SECONDS} s", ok=login <= SECONDS),
        Figure("exec to the inbox, signed in", inbox, "s", inbox / login, "/login", "", None),
        Figure("CPU until then", cpu, "CPU s"),
        Figure("resident memory after", memory, "MB", aim=f"≤ {MEGABYTES} MB", ok=memory <= MEGABYTES),
    ]


def _run(command: list[str]) -> str:
    return subprocess.run(command, cwd=ROOT, env=environment(), check=True, capture_output=True, text=True).stdout


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PARVIS_LANGUAGE": "en"}


def _start(cookie: str) -> Start:
    with _serving() as (process, port, began):
        _get(port, "/login", "")
        login = time.monotonic() - began
        _get(port, f"/b/{SLUG}/inbox/", cookie)
        inbox = time.monotonic() - began
        whole = psutil.Process(process.pid)
        spent = whole.cpu_times()
        memory = sum(p.memory_info().rss for p in (whole, *whole.children(recursive=True)))
        return Start(login, inbox, spent.user + spent.system, memory / 1e6)


@contextmanager
def _serving() -> Iterator[tuple[subprocess.Popen[str], int, float]]:
    """The process, its port, and when it was started."""
    began = time.monotonic()
    process = subprocess.Popen(
        [*PARVIS, "run", "--demo", "--port", "0"], cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:(\d+)/", line):
                yield process, int(found[1]), began
                break
        else:
            raise RuntimeError("parvis run ended before it served")
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _get(port: int, path: str, cookie: str) -> None:
    """Raises RuntimeError when the answer is no page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
