"""A file between its preview and its import: kept aside for a day under a name that nobody can guess."""

from __future__ import annotations

import re
import time
import uuid
from pathlib import Path

from django.conf import settings

DAY = 86_400
_TOKEN = re.compile(r"[0-9a-f]{32}")


def keep(brand_id: int, content: bytes) -> str:
    """The token to ask for it again; what is older than a day goes."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.stat().st_mtime < time.time() - DAY:
            old.unlink(missing_ok=True)
    token = uuid.uuid4().hex
    (folder / f"{brand_id}-{token}").write_bytes(content)
    return token


def kept(brand_id: int, token: str) -> bytes | None:
    """None when it was never there, is of another brand, or has been dropped."""
    if not _TOKEN.fullmatch(token):
        return None
    path = _folder() / f"{brand_id}-{token}"
    return path.read_bytes() if path.exists() else None


def drop(brand_id: int, token: str) -> None:
    if _TOKEN.fullmatch(token):
        (_folder() / f"{brand_id}-{token}").unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.DATA) / "imports"
