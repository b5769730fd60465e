"""Watches as flat arrays, before they are sorted into a segment: written one by one, joined and filtered many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from parvis.listening.matching.clauses import Clauses, clauses
from parvis.listening.matching.fieldkeys import VALUES
from parvis.listening.matching.hashing import key_hash
from parvis.listening.matching.keys import Key
from parvis.listening.matching.rarity import share
from parvis.listening.query.ast import Node

WORD, PAIR, FIELD, START = 0, 1, 2, 64
"""What a key is: FIELD + the number of its field, START + its letters."""
FIELDS = tuple(VALUES)


def _what(key: Key) -> int:
    if isinstance(key, tuple):
        return PAIR
    if ":" in key:
        return FIELD + FIELDS.index(key.partition(":")[0])
    return START + len(key.removeprefix("*").removeprefix("@")) if key[0] == "*" else WORD


def language_number(code: str) -> int:
    """0: any language, or none; a post in a language that no watch can name is of no number, so of -1."""
    if len(code) == 2 and code.isascii() and code.islower():
        return ord(code[0]) * 256 + ord(code[1])
    return -1 if code else 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One watch, its parts as bytes of the arrays of `Raw`."""

    clauses: int
    refusing: bytes
    sizes: bytes
    keys: bytes
    whats: bytes
    shares: bytes
    language: int
    rest: Node | None


def entry(ast: Node) -> Entry:
    """Raises ValueError when the query has no positive term."""
    read: Clauses = clauses(ast)
    groups = [*read.need, read.refused] if read.refused else list(read.need)
    keys = [key for group in groups for key in group]
    refusing = np.zeros(len(groups), bool)
    refusing[len(read.need) :] = True
    return Entry(
        len(groups),
        refusing.tobytes(),
        np.array([len(group) for group in groups], np.int32).tobytes(),
        np.array([key_hash(key) for key in keys], np.uint64).tobytes(),
        np.array([_what(key) for key in keys], np.int16).tobytes(),
        np.array([share(key) / 10_000 for key in keys], np.float32).tobytes(),
        language_number(read.language),
        _one(read.rest) if read.rest else None,
    )


@lru_cache(maxsize=4096)
def _one(rest: Node) -> Node:
    """Equal rests (`lang:fr` above all) are one in memory."""
    return rest


@dataclass(frozen=True, slots=True)
class Raw:
    """Per watch: `ids`, `clauses` (how many), `languages`. Per clause: `refusing`, `sizes` (keys). Per key: `keys` (hash), `whats`,
    `shares` (expected, of all posts), `counts` (posts seen with it) and `since` (when counting began, in posts seen)."""

    ids: NDArray[np.int64]
    clauses: NDArray[np.int32]
    languages: NDArray[np.int32]
    refusing: NDArray[np.bool_]
    sizes: NDArray[np.int32]
    keys: NDArray[np.uint64]
    whats: NDArray[np.int16]
    shares: NDArray[np.float32]
    counts: NDArray[np.float32]
    since: NDArray[np.float32]


def raw(ids: Sequence[int], entries: Iterable[Entry], seen: float = 0) -> Raw:
    """These watches, none of whose keys was counted in the `seen` posts before."""
    entries = tuple(entries)
    keys = np.frombuffer(b"".join(e.keys for e in entries), np.uint64)
    return Raw(
        np.array(ids, np.int64),
        np.array([e.clauses for e in entries], np.int32),
        np.array([e.language for e in entries], np.int32),
        np.frombuffer(b"".join(e.refusing for e in entries), bool),
        np.frombuffer(b"".join(e.sizes for e in entries), np.int32),
        keys,
        np.frombuffer(b"".join(e.whats for e in entries), np.int16),
        np.frombuffer(b"".join(e.shares for e in entries), np.float32),
        np.zeros(len(keys), np.float32),
        np.full(len(keys), seen, np.float32),
    )


def joined(first: Raw, second: Raw) -> Raw:
    """The watches of both; an id must not be in both."""
    return Raw(*(np.concatenate([getattr(first, f.name), getattr(second, f.name)]) for f in fields(Raw)))


def kept(old: Raw, keep: NDArray[np.bool_]) -> Raw:
    """The watches of `old` where `keep` says so."""
    clause = np.repeat(keep, old.clauses)
    key = np.repeat(clause, old.sizes)
    return Raw(
        old.ids[keep], old.clauses[keep], old.languages[keep], old.refusing[clause], old.sizes[clause],
        old.keys[key], old.whats[key], old.shares[key], old.counts[key], old.since[key],
    )  # fmt: skip
