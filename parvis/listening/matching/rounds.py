"""A batch of posts against a segment, clause after clause: what its keys cannot refuse."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from parvis.listening.matching.segment import Numbers, Segment, Small, rows

MOST_AT_ONCE = 500_000
"""Candidates looked at together: bounds the memory of one match, whatever the posts."""
Pairs = tuple[Numbers, Numbers]
"""(posts, rows of watches)."""


def candidates(segment: Segment, posts: int, post: Numbers, hashes: NDArray[np.uint64]) -> Pairs:
    """Those that the keys admit, each once, by post and row. `hashes[i]` stands in the post `post[i]`."""
    place, key = segment.vocabulary.find(hashes)
    present = np.zeros(len(segment.vocabulary.keys), bool)
    present[key] = True
    keys: Numbers = np.flatnonzero(present)
    local = np.zeros(len(present), np.int32)
    local[keys] = np.arange(1, len(keys) + 1)
    table = np.zeros((len(keys) + 1) * posts, bool)
    table[local[key] * np.int64(posts) + post[place]] = True
    cell = np.flatnonzero(table)
    met: Numbers = keys[cell // posts - 1]
    post = cell % posts
    np.add.at(segment.counts, met, np.float32(1))
    found = [_passed(segment, posts, table, local, *some) for some in _candidates(segment, met, post)]
    if not found:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    size = len(segment.ids)
    both = np.sort(np.concatenate([post * size + row for post, row in found]))
    if len(both):
        both = both[np.concatenate([[True], both[1:] != both[:-1]])]
    return both // size, both % size


def _candidates(segment: Segment, key: Numbers, post: Numbers) -> Iterator[Pairs]:
    """(posts, rows of the watches anchored on one of its keys), some hundred thousand at a time."""
    begins = segment.held_at[key].astype(np.int64)
    counts = segment.held_at[key + 1] - begins
    some = np.flatnonzero(counts)
    post, begins, counts = post[some], begins[some], counts[some]
    total = np.cumsum(counts)
    start = 0
    while start < len(counts):
        before = total[start - 1] if start else 0
        end = max(start + 1, int(np.searchsorted(total, before + MOST_AT_ONCE, side="right")))
        cut = slice(start, end)
        yield np.repeat(post[cut], counts[cut]), segment.held[rows(begins[cut], counts[cut])].astype(np.int64)
        start = end


def _passed(segment: Segment, posts: int, table: NDArray[np.bool_], local: Small, post: Numbers, row: Numbers) -> Pairs:
    """What is left when every clause after the anchor was asked, one round each."""
    clause, end = segment.clause_at[row] + 1, segment.clause_at[row + 1]
    done_post, done_row = [], []
    while len(row):
        over = clause == end
        done_post.append(post[over])
        done_row.append(row[over])
        more = ~over
        post, row, clause, end = post[more], row[more], clause[more], end[more]
        if not len(row):
            break
        begins = segment.leaf_at[clause].astype(np.int64)
        counts = segment.leaf_at[clause + 1] - begins
        cells = local[segment.leaves[rows(begins, counts)]] * np.int64(posts) + np.repeat(post, counts)
        held = np.logical_or.reduceat(table[cells], np.cumsum(counts) - counts)
        passed = held != segment.refusing[clause]
        post, row, clause, end = post[passed], row[passed], clause[passed] + 1, end[passed]
    return np.concatenate(done_post), np.concatenate(done_row)
