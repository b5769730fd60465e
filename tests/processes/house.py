"""An installation of its own, on the kind of database of this run, and the real processes that work in it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class House:
    def __init__(self, folder: Path, database: str) -> None:
        self.folder = folder
        self.diary = folder / "diary"
        self._asker: subprocess.Popen[str] | None = None
        self._log = (folder / "log").open("w")
        self.env = {
            **os.environ,
            "PARVIS_DATA": str(folder),
            "PARVIS_DATABASE": database,
            "PARVIS_TEST_DIARY": str(self.diary),
            "PARVIS_LANGUAGE": "en",
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "parvis.site.settings",
        }

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`parvis …`"""
        return subprocess.run(
            self._parvis(*arguments), env=self.env, cwd=ROOT, capture_output=True, text=True, timeout=180
        )

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """`parvis …`, left running, with the tasks of these tests."""
        knowing = "from parvis.site.ready import ready; ready(); import tests.processes.tasks; "
        return self._popen(self._parvis(*arguments, knowing=knowing))

    def ask(self, code: str) -> Any:
        """Run `code` in the installation; what it leaves in `answer`, through JSON."""
        if self._asker is None:
            self._asker = self._popen([sys.executable, "-m", "tests.processes.asker"], stdin=subprocess.PIPE)
        pipe = self._asker
        assert pipe.stdin is not None
        assert pipe.stdout is not None
        print(json.dumps(code), file=pipe.stdin, flush=True)
        told = json.loads(pipe.stdout.readline())
        assert "error" not in told, told["error"]
        return told["answer"]

    def close(self) -> None:
        if self._asker is not None:
            kill(self._asker)
            self._asker = None

    @contextmanager
    def crew(self, threads: int = 2, knowing: str = "tests.processes.tasks") -> Iterator[subprocess.Popen[str]]:
        """A worker process of short breath that knows the tasks of one module; killed at the end."""
        process = self._popen([sys.executable, "-m", "tests.processes.crew", str(threads), knowing])
        try:
            yield process
        finally:
            kill(process)

    def lines(self) -> list[list[str]]:
        """What the tasks wrote: [word, ref, pid]."""
        return [line.split() for line in self.diary.read_text().splitlines()] if self.diary.exists() else []

    def words(self, ref: str) -> list[str]:
        return [line[0] for line in self.lines() if line[1] == ref]

    def _parvis(self, *arguments: str, knowing: str = "") -> list[str]:
        return [sys.executable, "-c", f"{knowing}from parvis.site.command import main; main()", *arguments]

    def _popen(self, command: list[str], stdin: int | None = None) -> subprocess.Popen[str]:
        return subprocess.Popen(
            command, env=self.env, cwd=ROOT, text=True, stdin=stdin, stdout=subprocess.PIPE, stderr=self._log
        )


def kill(process: subprocess.Popen[str]) -> None:
    """kill -9"""
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()


def until(true: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait for it, or fail."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)
