"""Watches sorted so that a batch of posts meets only those that it may match. A segment never changes but for its counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.listening.matching.raw import FIELD, FIELDS, PAIR, START, Raw

Numbers = NDArray[np.int64]
Small = NDArray[np.int32]
TRUST = 2_000.0
"""Posts that the guess about a key's rarity counts for, against those that were seen."""


def offsets(counts: NDArray[np.int32] | Numbers) -> Numbers:
    """Where each row of a ragged array begins, and where the last one ends."""
    ends = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=ends[1:])
    return ends


def rows(begins: Numbers, counts: Numbers) -> Numbers:
    """The places of these rows of a ragged array, one after the other."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    found: Numbers = np.arange(total) + np.repeat(begins - (ends - counts), counts)
    return found


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The keys of a segment, sorted; `first`: where those begin whose number starts with these bits."""

    keys: NDArray[np.uint64]
    shift: np.uint64
    first: Small
    taken: NDArray[np.bool_]

    def find(self, hashes: NDArray[np.uint64]) -> tuple[Numbers, Small]:
        """(places in `hashes`, keys found there)."""
        slot = (hashes >> self.shift).astype(np.int64)
        place = np.flatnonzero(self.taken[slot])
        slot, wanted = slot[place], hashes[place]
        key, end = self.first[slot], self.first[slot + 1]
        places, found = [], []
        while len(place):
            same = self.keys[key] == wanted
            places.append(place[same])
            found.append(key[same])
            more = ~same & (key + 1 < end)
            place, key, end, wanted = place[more], key[more] + 1, end[more], wanted[more]
        if not places:
            return place, key
        return np.concatenate(places), np.concatenate(found)


def _vocabulary(keys: NDArray[np.uint64]) -> Vocabulary:
    bits = max(8, min(22, (2 * len(keys)).bit_length()))
    shift = np.uint64(64 - bits)
    first = np.searchsorted(keys >> shift, np.arange((1 << bits) + 1, dtype=np.uint64)).astype(np.int32)
    return Vocabulary(keys, shift, first, first[1:] > first[:-1])


@dataclass(frozen=True, slots=True)
class Segment:
    """`ids`: sorted. Clauses of watch n: `clause_at[n]` to `clause_at[n + 1]`, the first is its anchor; keys of clause c:
    `leaf_at[c]` to `leaf_at[c + 1]` of `leaves`. Watches anchored on key k: `held_at[k]` to `held_at[k + 1]` of `held`. `start_lengths`: how many letters of
    a word's start some watch asks for; `fields`, `pairs`: those, and whether any, that some watch asks for."""

    ids: Numbers
    languages: Small
    vocabulary: Vocabulary
    clause_at: Small
    refusing: NDArray[np.bool_]
    leaf_at: Small
    leaves: Small
    held_at: Small
    held: Small
    whats: NDArray[np.int16]
    shares: NDArray[np.float32]
    counts: NDArray[np.float32]
    since: NDArray[np.float32]
    start_lengths: tuple[int, ...]
    fields: tuple[str, ...]
    pairs: bool

    def raw(self) -> Raw:
        leaves = self.leaves
        return Raw(
            self.ids, np.diff(self.clause_at), self.languages, self.refusing, np.diff(self.leaf_at), self.vocabulary.keys[leaves],
            self.whats[leaves], self.shares[leaves], self.counts[leaves], self.since[leaves],
        )  # fmt: skip

    def row(self, id: int) -> int | None:
        """Where the watch of this id stands."""
        place = int(np.searchsorted(self.ids, id))
        return place if place < len(self.ids) and self.ids[place] == id else None


def segment(given: Raw, seen: float) -> Segment:
    """Sorts watches. `seen`: all posts until now; anchors are chosen by how many of them had each key."""
    keys, which, key = np.unique(given.keys, return_index=True, return_inverse=True)
    whats, shares, counts, since = given.whats[which], given.shares[which], given.counts[which], given.since[which]
    rate = (counts + shares * TRUST) / (seen - since + TRUST)
    by_id = np.argsort(given.ids, kind="stable")
    watch = np.empty(len(by_id), np.int64)
    watch[by_id] = np.arange(len(by_id))
    begins = offsets(given.sizes)
    cost = np.add.reduceat(rate[key], begins[:-1])
    order = np.lexsort((cost, given.refusing, np.repeat(watch, given.clauses)))
    sizes = given.sizes[order].astype(np.int64)
    leaves = key[rows(begins[:-1][order], sizes)]
    leaf_at, clause_at = offsets(sizes), offsets(given.clauses[by_id])
    anchors = clause_at[:-1]
    anchored = leaves[rows(leaf_at[anchors], sizes[anchors])]
    owners = np.repeat(np.arange(len(by_id)), sizes[anchors])
    by_key = np.argsort(anchored, kind="stable")
    held_at = np.searchsorted(anchored[by_key], np.arange(len(keys) + 1))
    asked = np.unique(whats).tolist()
    return Segment(
        given.ids[by_id], given.languages[by_id], _vocabulary(keys), clause_at.astype(np.int32), given.refusing[order],
        leaf_at.astype(np.int32), leaves.astype(np.int32), held_at.astype(np.int32), owners[by_key].astype(np.int32),
        whats, shares, counts, since,
        tuple(what - START for what in asked if what >= START),
        tuple(FIELDS[what - FIELD] for what in asked if FIELD <= what < START), PAIR in asked,
    )  # fmt: skip
