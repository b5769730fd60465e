"""Addresses that pretend: how suspect one is, and what it gave away. Nothing is fetched.

What is noticed (`clues.py`) was weighed on addresses of our own (docs/reading-data.md). A score, never a verdict: the most
careful trap has a clean address, and many an honest site a clumsy one.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
import zlib
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from parvis.analysis.clues import Address, noticed
from parvis.analysis.clues import brands as brands
from parvis.analysis.clues import lists as lists
from parvis.analysis.clues import parsed as parsed

FILE = Path(__file__).parent / "trained" / "addresses.json"
SLOTS = 32768
FORMAT = 2
WORDING = "words of the address"
NAMING = "look of the name"
TAUGHT = "labels of this house"
_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+")


class Clue(NamedTuple):
    """`reason`: a code, as `brand outside its domain`; `weight` in log-odds, negative when it speaks for the address."""

    reason: str
    weight: float


class Refused(ValueError):
    """The weights of addresses are not those that were trained: nothing is judged with them."""


class Weights(NamedTuple):
    """Of each reason, and of each slot that a piece of the address falls into; all in log-odds."""

    constant: float
    reasons: dict[str, float]
    slots: tuple[float, ...]


_own: list[Callable[[str], tuple[float, float]]] = []


def weigh_too(own: Callable[[str], tuple[float, float]] | None) -> None:
    """What whoever runs this house taught of addresses: (the share that the shipped weights keep, log-odds to add); None for
    what ships alone."""
    _own[:] = [own] if own else []
    suspicion.cache_clear()


@lru_cache(maxsize=4096)
def suspicion(address: str) -> tuple[float, tuple[Clue, ...]]:
    """(0 to 1, 0.5 decides; the clues that spoke)."""
    parts = parsed(address)
    if not parts.host:
        return 0.0, ()
    by = shipped()
    share, taught = _own[0](address) if _own else (1.0, 0.0)
    clues = [Clue(reason, round(share * amount * by.reasons.get(reason, 0.0), 3)) for reason, amount in noticed(parts)]
    clues += [Clue(reason, round(share * amount, 3)) for reason, amount in worded(parts, by)]
    clues.append(Clue(TAUGHT, round(taught, 3)))
    clues = [clue for clue in clues if clue.weight]
    total = share * by.constant + sum(clue.weight for clue in clues)
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), 4), tuple(clues)


def worded(parts: Address, by: Weights) -> list[tuple[str, float]]:
    """What the name and the words weigh."""
    found: dict[str, float] = {}
    for reason, slots, share in pieces(parts):
        found[reason] = found.get(reason, 0.0) + share * sum(by.slots[slot] for slot in slots)
    return list(found.items())


def pieces(parts: Address) -> Iterator[tuple[str, list[int], float]]:
    """(the reason they stand for, slots, what each counts) of the ending of the host, of the letters of its name, of what stands
    before the name and of the words that follow. Many count as much together as their number's root: length says little."""
    name = f"^{_DIGITS.sub('0', parts.name[:40])}$"
    letters = [f"h:{name[at : at + size]}" for size in (3, 4, 5) for at in range(len(name) - size + 1)]
    before = [f"s:{_DIGITS.sub('0', word)}" for word in _WORD.findall(parts.host[: -len(parts.domain) or None])[:8]]
    words = [f"p:{_DIGITS.sub('0', word[:20])}" for word in _WORD.findall(parts.rest[:300])[:30]]
    yield _kind(NAMING, ["t:" + parts.host.rpartition(".")[2]])
    for reason, kind in ((NAMING, letters), (NAMING, before or ["s:"]), (WORDING, words)):
        if kind:
            yield _kind(reason, kind)


def _kind(reason: str, found: list[str]) -> tuple[str, list[int], float]:
    return reason, [_slot(piece) for piece in found], 1 / math.sqrt(len(found))


def _slot(piece: str) -> int:
    return zlib.crc32(piece.encode("utf-8", "replace")) % SLOTS


@cache
def shipped() -> Weights:
    return load(FILE)


def load(file: Path) -> Weights:
    """Raises Refused, OSError."""
    data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    body = data["body"]
    if data["format"] != FORMAT or data["sha256"] != _digest(body):
        raise Refused("addresses.json is not what tools/train_reading.py wrote")
    raw = zlib.decompress(base64.b85decode(body["slots"]))
    slots = tuple((each - 256 if each > 127 else each) * body["scale"] for each in raw)
    return Weights(body["constant"], body["reasons"], slots)


def save(file: Path, weights: Weights, about: dict[str, Any]) -> None:
    """The same weights give the same bytes."""
    scale = float(f"{max(max(map(abs, weights.slots)), 1e-9) / 127:.6g}")
    raw = bytes(max(-127, min(127, round(each / scale))) % 256 for each in weights.slots)
    body = {
        "constant": round(weights.constant, 4), "reasons": {key: round(value, 4) for key, value in sorted(weights.reasons.items())},
        "scale": scale, "slots": base64.b85encode(zlib.compress(raw, 9)).decode(),
    }  # fmt: skip
    whole = {"format": FORMAT, **about, "sha256": _digest(body), "body": body}
    file.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
