"""Fingerprints of what must not come back: told apart with the installation's own key, and impossible to guess without it.

The key lies beside those that seal credentials, outside the database, and is never turned: fingerprints cannot be made anew,
since what they stand for is gone. Whoever loses it forgets who asked to be forgotten: back it up with the other keys.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from parvis.core.keyring import Keyring

NAME = "erased.secret"


def fingerprint(*parts: str | int) -> str:
    """64 hexadecimal digits; always the same for the same parts in this installation."""
    told = "\x1f".join(str(part) for part in parts)
    return hmac.new(_key(Path(settings.DATA) / "keys"), told.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


@lru_cache(maxsize=4)
def _key(folder: Path) -> bytes:
    """Made at the first use, by one process."""
    path = folder / NAME
    if not path.exists():
        with Keyring(folder).locked():
            if not path.exists():
                _make(path)
    return path.read_bytes()


def _make(path: Path) -> None:
    # Written aside, then named: nobody ever reads half a key.
    aside = path.with_suffix(".new")
    aside.unlink(missing_ok=True)
    descriptor = os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(32))
        file.flush()
        os.fsync(file.fileno())
    aside.rename(path)
