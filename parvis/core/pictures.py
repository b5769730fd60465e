"""Pictures that people bring, in the data folder, by the hash of what they hold: the same one twice is one file."""

from __future__ import annotations

import hashlib
import os
import re
import uuid
from pathlib import Path

from django.conf import settings

_HASH = re.compile(r"[0-9a-f]{64}")


def keep(brand_id: int, body: bytes) -> str:
    """The hash under which it lies there when this returns, whole or not at all."""
    name = hashlib.sha256(body).hexdigest()
    path = path_of(brand_id, name)
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_name(f".{uuid.uuid4().hex}")
        try:
            descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    return name


def path_of(brand_id: int, name: str) -> Path:
    """Raises ValueError for what is no hash."""
    if not _HASH.fullmatch(name):
        raise ValueError("no such picture")
    return Path(settings.DATA) / "pictures" / str(brand_id) / name[:2] / f"{name}.webp"


def drop(brand_id: int, name: str) -> None:
    path_of(brand_id, name).unlink(missing_ok=True)
