"""Which weights read: those that ship or, where whoever runs this house trained others (`parvis train`), the newest of those.

reading/current.json          {"versions": [1, 3]}: those in use, the last one reads; undoing takes it off
reading/0003/heads.bin, heads.json, and links.bin, links.json where addresses were labelled
"""

from __future__ import annotations

import hashlib
import json
import logging
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from parvis.analysis import addresses, weights
from parvis.analysis.heads import Heads
from parvis.analysis.learning import links
from parvis.core.folder import weights_folder

log = logging.getLogger(__name__)

CURRENT = "current.json"


class Chosen(NamedTuple):
    """`key`: tells these weights from any others; `problem`: why the house's own are not in use, "" when nothing is wrong."""

    heads: Heads
    key: str
    version: int = 0
    problem: str = ""


class _Kept:
    def __init__(self) -> None:
        self.home: Path | None = weights_folder()
        self.stamp: tuple[int, int] | None = None
        self.chosen: Chosen | None = None
        self.lock = Lock()


_kept = _Kept()


def live_in(home: Path | None) -> None:
    """Another folder for the house's own weights; None for those that ship, whatever was trained."""
    with _kept.lock:
        _kept.home, _kept.stamp, _kept.chosen = home, None, None


def chosen() -> Chosen:
    """Looked at again whenever `current.json` is another. Weights that are not those of their manifest are not used: the
    shipped ones read instead, and the log says why."""
    stamp = _stamp(_kept.home)
    with _kept.lock:
        if _kept.chosen is None or stamp != _kept.stamp:
            _kept.chosen, _kept.stamp = _load(_kept.home), stamp
        return _kept.chosen


def _stamp(home: Path | None) -> tuple[int, int] | None:
    if home is None:
        return None
    try:
        told = (home / CURRENT).stat()
    except OSError:
        return None
    return told.st_mtime_ns, told.st_size


def _load(home: Path | None) -> Chosen:
    try:
        versions = in_use(home) if home else []
        if home and versions:
            folder = home / folder_of(versions[-1])
            heads, own = Heads(weights.load(folder)), links.load(folder)
            addresses.weigh_too(own.weigh if own else None)
            return Chosen(heads, key_of(heads.model), versions[-1])
    except (OSError, ValueError, KeyError) as error:
        log.exception("the weights of this house cannot be used; the shipped ones read")
        return _shipped(str(error))
    return _shipped()


def _shipped(problem: str = "") -> Chosen:
    addresses.weigh_too(None)
    heads = Heads(weights.shipped())
    return Chosen(heads, key_of(heads.model), problem=problem)


def in_use(home: Path) -> list[int]:
    """The versions in use, the last one reads. Raises ValueError for a file that is not ours."""
    try:
        told = json.loads((home / CURRENT).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    versions = told.get("versions") if isinstance(told, dict) else None
    if not isinstance(versions, list) or not all(isinstance(one, int) for one in versions):
        raise ValueError(f"{home / CURRENT} does not say which version reads")
    return versions


def use(home: Path, versions: list[int]) -> None:
    """From now on these, the last one reads; none = the shipped weights. Processes that run notice by themselves."""
    fresh = home / (CURRENT + ".new")
    fresh.write_text(json.dumps({"versions": versions}) + "\n", encoding="utf-8")
    fresh.replace(home / CURRENT)


def folder_of(version: int) -> str:
    return f"{version:04}"


def key_of(model: weights.Model) -> str:
    numbers = b"".join(getattr(model, name).tobytes() for name in ("scale", "slope", "shift", "constant"))
    return hashlib.sha256(model.table.tobytes() + model.signs.tobytes() + numbers).hexdigest()
