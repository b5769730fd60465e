"""Addresses from an operator's labels: pieces of two to five characters, words and shape, on top of what each address gives away by itself."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from parvis.analysis.learning.solver import Floats, Rows, fit
from parvis.analysis.weights import Tampered

BITS = 17
SLOTS = 1 << BITS
GRAMS = (2, 3, 4, 5)
LONGEST = 400
SHRINK, ROUNDS = 0.05, 60
FILE = "links"
_WORD, _PART = re.compile(r"[^\W_]+"), re.compile(r"[.-]")
_MIX = np.uint64(0x9E3779B97F4A7C15)
_STEP = np.uint64(1_000_003)


@dataclass(frozen=True, slots=True)
class Links:
    """`slots`: log-odds of each piece, per root of their number; `share`: how much what the address gives away still counts."""

    slots: Floats
    constant: float
    share: float

    def weigh(self, address: str) -> tuple[float, float]:
        """(share, log-odds to add)"""
        pieces = pieces_of(address)
        return self.share, float(self.slots[pieces].sum() / np.sqrt(len(pieces)) + self.constant)


def pieces_of(address: str) -> NDArray[np.int64]:
    """The slots of an address, each once: characters of host and path apart, words, and how long and deep it is."""
    plain = address.strip().lower()[:LONGEST]
    scheme, _sep, rest = plain.rpartition("://")
    host, _slash, path = rest.partition("/")
    found = [*_grams(f"^{scheme}://{host}/", 1), *_grams(f"/{path}$", 2), _words(plain, scheme, host, path)]
    hashes = np.concatenate(found)
    for _ in range(2):
        hashes = (hashes ^ (hashes >> np.uint64(32))) * _MIX
    return np.unique(hashes >> np.uint64(64 - BITS)).astype(np.int64)


def _grams(text: str, salt: int) -> list[NDArray[np.uint64]]:
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32).astype(np.uint64)
    found = []
    for size in GRAMS:
        if len(codes) >= size:
            hashes = np.full(len(codes) - size + 1, np.uint64(size * 31 + salt))
            for offset in range(size):
                hashes = hashes * _STEP + codes[offset : offset + len(hashes)]
            found.append(hashes)
    return found


def _words(plain: str, scheme: str, host: str, path: str) -> NDArray[np.uint64]:
    words = _WORD.findall(path)[:40]
    shape = {
        "words": min(12, len(words)), "long": min(20, len(plain) // 8), "deep": min(8, path.count("/")),
        "dots": min(6, host.count(".")), "host": min(10, len(host) // 4), "ending": path.rpartition(".")[2][:6],
        "asks": "?" in path, "digits": min(8, sum(map(str.isdigit, host))), "scheme": scheme,
        "www": host.startswith("www."), "closed": plain.endswith("/"), "bare": not path,
    }  # fmt: skip
    told = [f"h:{part}" for part in _PART.split(host)] + [f"p:{word}" for word in words]
    told += [f"{name} {value}" for name, value in shape.items()]
    return np.array([zlib.crc32(each.encode("utf-8", "replace")) for each in told], np.uint64)


def learn_links(addresses: Sequence[str], truth: Floats, given: Floats) -> Links:
    """`truth`: 1 for a trap; `given`: the log-odds that each has already."""
    pieces = [pieces_of(address) for address in addresses]
    lengths = np.array([len(each) + 1 for each in pieces])
    roots = [np.full(len(each), 1 / np.sqrt(len(each))) for each in pieces]
    rows = Rows(
        np.concatenate([np.append(each, SLOTS) for each in pieces]).astype(np.int32),
        np.concatenate([np.append(root, one) for root, one in zip(roots, given, strict=True)]).astype(np.float32),
        np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)]),
        SLOTS + 1,
    )
    weights, constant = fit(rows, truth, np.ones(len(truth)), SHRINK, ROUNDS)
    return Links(weights[:SLOTS], constant, float(np.clip(weights[SLOTS], 0.0, 1.0)))


def save(links: Links, folder: Path) -> None:
    scale = max(float(np.abs(links.slots).max()), 1e-9) / 127
    packed = zlib.compress(np.round(links.slots / scale).astype(np.int8).tobytes(), 9)
    (folder / f"{FILE}.bin").write_bytes(packed)
    told = {"sha256": hashlib.sha256(packed).hexdigest(), "slots": SLOTS, "scale": scale, "constant": links.constant}
    told["share"] = links.share
    (folder / f"{FILE}.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def load(folder: Path) -> Links | None:
    """None where there is none. Raises Tampered, OSError."""
    try:
        told = json.loads((folder / f"{FILE}.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    packed = (folder / f"{FILE}.bin").read_bytes()
    if hashlib.sha256(packed).hexdigest() != told["sha256"] or told["slots"] != SLOTS:
        raise Tampered(f"{FILE}.bin is not the file that {FILE}.json names")
    slots: Floats = np.frombuffer(zlib.decompress(packed), np.int8).astype(np.float64) * float(told["scale"])
    return Links(slots, told["constant"], told["share"])
