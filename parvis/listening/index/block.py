"""A block of the index: sorted arrays, written to bytes and read from them without a copy."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from parvis.listening.matching.cutting import cut

LARGEST = 0xFFFF
"""Posts in a block: one is numbered in two bytes."""
START_LETTERS = 4
"""Letters of a word whose start is kept beside it: what `promo*` asks for."""
_HEAD = struct.Struct("<4sIII")
_MARK = b"PWB1"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Numbers = NDArray[np.int64]


class BlockUnreadable(Exception):
    """These bytes are no block: cut short, or of another version."""


@dataclass(frozen=True, slots=True)
class Block:
    """`posts`: their ids, in any order, one twice when it was reworded; `moments`: when each was written, µs since 1970.
    The posts of `keys[i]` are `numbers[starts[i]:starts[i + 1]]`, as indexes into `posts`; `keys` ascend."""

    posts: Numbers
    moments: Numbers
    keys: NDArray[np.uint64]
    starts: NDArray[np.uint32]
    numbers: NDArray[np.uint16]

    def of(self, key: int) -> NDArray[np.uint16]:
        """Numbers of the posts that have `key`, ascending."""
        at = int(np.searchsorted(self.keys, np.uint64(key)))
        if at == len(self.keys) or int(self.keys[at]) != key:
            return self.numbers[:0]
        return self.numbers[self.starts[at] : self.starts[at + 1]]


def moment(at: datetime) -> int:
    """Whole microseconds since 1970."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def block(posts: Sequence[int], moments: Sequence[int], texts: Sequence[str]) -> Block:
    """The words of `texts`, and the first letters of the longer ones."""
    words = cut(texts)
    starts = words.starts(START_LETTERS)
    return _sorted(
        np.array(posts, np.int64),
        np.array(moments, np.int64),
        np.concatenate([words.hash, starts[1]]),
        np.concatenate([words.post, starts[0]]),
    )


def joined(blocks: Sequence[Block]) -> Block:
    """One block of several, LARGEST posts at most."""
    before = np.cumsum([0, *(len(some.posts) for some in blocks)])
    return _sorted(
        np.concatenate([some.posts for some in blocks]),
        np.concatenate([some.moments for some in blocks]),
        np.concatenate([_flat(some) for some in blocks]),
        np.concatenate([some.numbers.astype(np.int64) + start for some, start in zip(blocks, before, strict=False)]),
    )


def without(some: Block, posts: Iterable[int]) -> Block:
    """`some` without a trace of `posts`."""
    stays = ~np.isin(some.posts, np.fromiter(posts, np.int64))
    renumbered = np.cumsum(stays) - 1
    kept = stays[some.numbers]
    return _sorted(some.posts[stays], some.moments[stays], _flat(some)[kept], renumbered[some.numbers[kept]])


def packed(some: Block) -> bytes:
    head = _HEAD.pack(_MARK, len(some.posts), len(some.keys), len(some.numbers))
    parts = (some.posts, some.moments, some.keys, some.starts, some.numbers)
    return head + b"".join(np.ascontiguousarray(part).astype(part.dtype.newbyteorder("<")).tobytes() for part in parts)


def unpacked(body: bytes | memoryview) -> Block:
    """Raises BlockUnreadable."""
    if len(body) < _HEAD.size:
        raise BlockUnreadable(len(body))
    mark, posts, keys, numbers = _HEAD.unpack_from(body)
    sizes = [("<i8", posts), ("<i8", posts), ("<u8", keys), ("<u4", keys + 1), ("<u2", numbers)]
    if mark != _MARK or len(body) != _HEAD.size + sum(np.dtype(kind).itemsize * count for kind, count in sizes):
        raise BlockUnreadable(len(body))
    parts, at = [], _HEAD.size
    for kind, count in sizes:
        parts.append(np.frombuffer(body, kind, count, at))
        at += parts[-1].nbytes
    return Block(*parts)


def _flat(some: Block) -> NDArray[np.uint64]:
    """The key of each entry of `numbers`."""
    return np.repeat(some.keys, some.starts[1:] - some.starts[:-1])


def _sorted(posts: Numbers, moments: Numbers, keys: NDArray[np.uint64], numbers: Numbers) -> Block:
    """A post has a key once, however often it says the word."""
    order = np.lexsort((numbers, keys))
    keys, numbers = keys[order], numbers[order]
    first = np.ones(len(keys), bool)
    first[1:] = (keys[1:] != keys[:-1]) | (numbers[1:] != numbers[:-1])
    keys, numbers = keys[first], numbers[first]
    begins = np.flatnonzero(np.concatenate([np.ones(min(1, len(keys)), bool), keys[1:] != keys[:-1]]))
    starts = np.append(begins, len(keys)).astype(np.uint32)
    return Block(posts, moments, keys[begins], starts, numbers.astype(np.uint16))
