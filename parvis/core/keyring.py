"""The keys that seal credentials: files in the data folder, outside the database, readable by their owner only."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.fernet import Fernet, MultiFernet


class Keyring:
    """`folder/0001.key`, `0002.key`, … The newest seals; all of them open."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __repr__(self) -> str:
        return f"Keyring({self.folder})"

    def box(self) -> MultiFernet:
        """Read from disk each time: another process may have rotated."""
        if not self._files():
            with self.locked():
                if not self._files():
                    self._add()
        return MultiFernet([Fernet(path.read_bytes().strip()) for path in reversed(self._files())])

    def add(self) -> None:
        """A new newest key. Only inside `locked()`."""
        self._add()

    def retire(self) -> int:
        """Remove all keys but the last two; how many. Only inside `locked()`, after everything was resealed.

        The one before the newest stays one more turn: another process may have sealed with it a moment ago.
        """
        old = self._files()[:-2]
        for path in old:
            path.unlink()
        return len(old)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One rotation at a time, over all processes of this machine."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("[0-9]*.key"))

    def _add(self) -> None:
        number = int(self._files()[-1].stem) + 1 if self._files() else 1
        # Written aside, then named: nobody ever reads half a key.
        aside = self.folder / "new"
        aside.unlink(missing_ok=True)
        descriptor = os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(Fernet.generate_key())
            file.flush()
            os.fsync(file.fileno())
        aside.rename(self.folder / f"{number:04}.key")
