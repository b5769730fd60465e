"""Wakes the sleeping workers of this process when a job was added here, so that nobody waits for the next poll."""

from __future__ import annotations

import threading


class Bell:
    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._rung = 0

    def ring(self) -> None:
        with self._changed:
            self._rung += 1
            self._changed.notify_all()

    def count(self) -> int:
        """To be read before looking for work, and given to `wait`: a ring in between is not missed."""
        return self._rung

    def wait(self, heard: int, seconds: float) -> None:
        """Until it rings again, at most `seconds`."""
        with self._changed:
            self._changed.wait_for(lambda: self._rung != heard, seconds)


bell = Bell()
