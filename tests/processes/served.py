"""`parvis run` as a process, until it is told to stop."""

from __future__ import annotations

import http.client
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.processes.house import House, kill


@dataclass
class Site:
    process: subprocess.Popen[str]
    port: int
    said: str

    def get(self, path: str, **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path, headers=headers)
        return connection.getresponse()

    def interrupt(self) -> float:
        """Ctrl-C; seconds until it had ended."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        self.process.wait(10)
        return time.monotonic() - began


@contextmanager
def running(house: House, *arguments: str) -> Iterator[Site]:
    process = house.start("run", "--port", "0", *arguments)
    assert process.stdout is not None
    said = ""
    impatience = threading.Timer(90, process.kill)
    impatience.start()
    try:
        while "Ctrl-C" not in said:
            line = process.stdout.readline()
            assert line, said
            said += line
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", said)
        assert found, said
        impatience.cancel()
        yield Site(process, int(found[1]), said)
    finally:
        impatience.cancel()
        kill(process)
