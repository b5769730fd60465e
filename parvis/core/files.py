"""Files that wait for somebody: tables to import, copies to fetch. Kept in the data folder under names that nobody can guess."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from parvis.core.traces import Traces

_TOKEN = re.compile(r"[0-9a-f]{32}")
FOLDERS = ("imports", "exports")
PACKED = ".packed"
"""What a name holds that no words can be looked for in: an archive, a dump. It goes when anybody of its brand is forgotten."""
LOOKED_AT = 50_000_000
"""Bytes of a file in which words are looked for: what is larger is dropped unread."""


def new_token() -> str:
    return uuid.uuid4().hex


def path_of(folder: str, brand_id: int, token: str, ending: str = "") -> Path:
    """Raises ValueError for what is no token of ours. The folder is there when this returns."""
    if folder not in FOLDERS or not _TOKEN.fullmatch(token):
        raise ValueError("no such file")
    home = Path(settings.DATA) / folder
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return home / f"{brand_id}-{token}{ending}"


def drop(folder: str, brand_id: int, token: str) -> None:
    """With all that lies beside it under the same token."""
    for path in path_of(folder, brand_id, token).parent.glob(f"{brand_id}-{token}*"):
        path.unlink(missing_ok=True)


def forget(*, older_than_days: float) -> int:
    """Remove what was not fetched in time; how many."""
    limit, gone = time.time() - older_than_days * 86_400, 0
    for path in _every():
        if path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def drop_with(traces: Traces, brand_id: int) -> int:
    """Remove the files of a brand in which any of these words stands; how many."""
    gone = 0
    for path in _every():
        if path.name.startswith(f"{brand_id}-") and _holds(path, traces):
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _holds(path: Path, traces: Traces) -> bool:
    if PACKED in path.name or path.stat().st_size > LOOKED_AT:
        return True
    content = path.read_bytes()
    return any(traces.within(content.decode(encoding, "replace")) for encoding in ("utf-8", "latin-1", "utf-16"))


def _every() -> Iterable[Path]:
    for folder in FOLDERS:
        home = Path(settings.DATA) / folder
        if home.is_dir():
            yield from (path for path in home.iterdir() if path.is_file())
