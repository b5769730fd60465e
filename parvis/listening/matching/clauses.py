"""A tree as clauses of keys: what a batch of posts can be asked all at once, and what is left to ask each post.

A post that matches has one key of each clause and none of those refused. Where the keys say all, the two are equivalent;
where they do not (NEAR, long phrases, accents, language, dates, NOT inside OR), `rest` is what remains to be asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from parvis.listening.matching import fieldkeys
from parvis.listening.matching.keys import Key
from parvis.listening.matching.plan import word_keys
from parvis.listening.matching.rarity import share
from parvis.listening.query.ast import And, Field, Near, Node, Not, Or, Words, conjunction, pushed
from parvis.listening.query.positive import anchored

MULTIPLIED = 16
"""The most clauses that an OR of groups is multiplied out into; beyond, each group gives its rarest."""
Clause = frozenset[Key]


@dataclass(frozen=True, slots=True)
class Clauses:
    """`need`: one key of each, never empty; `refused`: none of these; `rest`: to be asked of what passes, None when nothing;
    `language`: asked last, "" for any."""

    need: tuple[Clause, ...]
    refused: Clause = frozenset()
    rest: Node | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    need: tuple[Clause, ...] = ()
    refused: Clause = frozenset()
    exact: bool = False


def clauses(ast: Node) -> Clauses:
    """Raises ValueError when the query has no positive term."""
    node = pushed(ast)
    parts = node.parts if isinstance(node, And) else (node,)
    read = [(part, _part(part)) for part in parts]
    need, refused = _joined(part for _, part in read)
    if not need or not anchored(node):
        raise ValueError("a query without a positive term cannot be watched")
    rest = [asked for asked, part in read if not part.exact]
    language = next((asked for asked in rest if isinstance(asked, Field) and asked.name == "lang"), None)
    others = [asked for asked in rest if asked is not language]
    return Clauses(need, refused, conjunction(others) if others else None, language.value if language else "")


def _joined(parts: Iterable[_Part]) -> tuple[tuple[Clause, ...], Clause]:
    parts = tuple(parts)
    need = tuple(dict.fromkeys(clause for part in parts for clause in part.need))
    return need, frozenset().union(*(part.refused for part in parts))


def _part(node: Node) -> _Part:
    match node:
        case Words():
            keys = word_keys(node)
            return _Part(_each(keys), exact=len(keys) == 1 and not node.exact)
        case Near(left, right):
            return _Part((*_side(left), *_side(right)))
        case Field(name) if name != "lang":
            return _Part(_each(fieldkeys.wanted_keys(node)), exact=fieldkeys.keys_suffice(node))
        case Not(part):
            inner = _part(part)
            sole = inner.exact and len(inner.need) == 1 and not inner.refused
            return _Part(refused=inner.need[0], exact=True) if sole else _Part()
        case And(parts):
            inside = [_part(part) for part in parts]
            return _Part(*_joined(inside), exact=all(part.exact for part in inside))
        case Or(parts):
            return _either([_part(part) for part in parts])
        case _:
            return _Part()


def _each(keys: Iterable[Key]) -> tuple[Clause, ...]:
    return tuple(frozenset((key,)) for key in keys)


def _side(side: Words | Or) -> tuple[Clause, ...]:
    if isinstance(side, Words):
        return _each(word_keys(side))
    members = (word_keys(member) for member in side.parts if isinstance(member, Words))
    return (frozenset(min(keys, key=share) for keys in members),)


def _either(parts: Sequence[_Part]) -> _Part:
    """One side at least: every choice of one clause of each side is a clause of the whole."""
    if not all(part.need for part in parts):
        return _Part()
    exact = all(part.exact and not part.refused for part in parts)
    if prod(len(part.need) for part in parts) <= MULTIPLIED:
        need = (frozenset().union(*chosen) for chosen in product(*(part.need for part in parts)))
        return _Part(tuple(dict.fromkeys(need)), exact=exact)
    rarest = (min(part.need, key=_weight) for part in parts)
    return _Part((frozenset().union(*rarest),), exact=exact and all(len(part.need) == 1 for part in parts))


def _weight(clause: Clause) -> float:
    return sum(share(key) for key in clause)
