"""From a query to the posts of a block that may meet it."""

from __future__ import annotations

from functools import reduce

import numpy as np

from parvis.listening.index.block import START_LETTERS, Block, Numbers
from parvis.listening.matching.clauses import Clause, clauses
from parvis.listening.matching.hashing import key_hash
from parvis.listening.matching.keys import Key
from parvis.listening.query.ast import Node

Together = tuple[int, ...]
"""Hashes of words that a post must all have."""
Asked = tuple[tuple[Together, ...], ...]
"""Of each of these, one."""


def asked(ast: Node) -> Asked:
    """What the index can say of a query: of each clause one side must be there. () when it can say nothing of it."""
    return tuple(sides for clause in clauses(ast).need if (sides := _sides(clause)))


def _sides(clause: Clause) -> tuple[Together, ...]:
    """() when one of the sides is no word: then a post without any of the others may meet the clause."""
    sides = [_together(key) for key in clause]
    return tuple(sides) if all(sides) else ()


def _together(key: Key) -> Together:
    """() for what the index does not hold: fields, and starts of a few letters."""
    if isinstance(key, tuple):
        return tuple(hash for word in key for hash in _together(word))
    if ":" in key:
        return ()
    letters = key.removeprefix("*").removeprefix("@")
    if key[0] != "*":
        return (key_hash(letters),)
    return (key_hash("*" + letters[:START_LETTERS]),) if len(letters) >= START_LETTERS else ()


def may_meet(some: Block, asked: Asked) -> Numbers:
    """Indexes into `some.posts`, ascending; `asked` is not empty."""
    found = sorted((_one_side(some, sides) for sides in asked), key=len)
    return reduce(lambda a, b: np.intersect1d(a, b, assume_unique=True), found)


def _one_side(some: Block, sides: tuple[Together, ...]) -> Numbers:
    each = [reduce(np.intersect1d, [some.of(hash) for hash in together]) for together in sides]
    return (each[0] if len(each) == 1 else np.unique(np.concatenate(each))).astype(np.int64)
