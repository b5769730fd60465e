"""The tree of a query. Build And, Or and Not with `conjunction`, `disjunction` and `negation`: they keep it flat."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from parvis.listening.query.errors import Span

FieldName = Literal["author", "place", "site", "lang", "network", "kind", "tag", "link"]
Comparison = Literal[">", ">=", "<", "<=", "="]


@dataclass(frozen=True, slots=True)
class Words:
    """A word or a phrase as typed, single spaces; a word may end in * (prefix). `exact`: accents count."""

    text: str
    exact: bool = False
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Near:
    """`left` and `right` (words, phrases or groups of them) at most `distance` words apart; 1 = neighbours."""

    left: Words | Or
    right: Words | Or
    distance: int
    ordered: bool = False
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Field:
    name: FieldName
    value: str
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Day:
    """`after`: from that day on, the day included; `before`: until that day, excluded. Days of UTC."""

    side: Literal["after", "before"]
    day: date
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Followers:
    comparison: Comparison
    count: int
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not:
    part: Node
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Node, ...]
    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Node, ...]
    span: Span = field(default=(0, 0), compare=False, repr=False)


Leaf = Words | Near | Field | Day | Followers
Node = Leaf | Not | And | Or


def _around(parts: Iterable[Node]) -> Span:
    spans = [part.span for part in parts]
    return min(start for start, _ in spans), max(end for _, end in spans)


def conjunction(parts: Iterable[Node]) -> Node:
    """All of `parts` (at least one); one alone is itself."""
    parts = tuple(parts)
    flat = tuple(inner for part in parts for inner in (part.parts if isinstance(part, And) else (part,)))
    return parts[0] if len(parts) == 1 else And(flat, _around(parts))


def disjunction(parts: Iterable[Node]) -> Node:
    """Any of `parts` (at least one); one alone is itself."""
    parts = tuple(parts)
    flat = tuple(inner for part in parts for inner in (part.parts if isinstance(part, Or) else (part,)))
    return parts[0] if len(parts) == 1 else Or(flat, _around(parts))


def negation(part: Node) -> Node:
    """Not `part`; two negations cancel."""
    return part.part if isinstance(part, Not) else Not(part, part.span)


def at(node: Node, span: Span) -> Node:
    """`node` said to stand at `span` of the text."""
    return replace(node, span=span)


def pushed(node: Node) -> Node:
    """The same question with every negation on a leaf (De Morgan)."""
    match node:
        case And(parts):
            return conjunction(pushed(part) for part in parts)
        case Or(parts):
            return disjunction(pushed(part) for part in parts)
        case Not(And(parts)):
            return disjunction(pushed(negation(part)) for part in parts)
        case Not(Or(parts)):
            return conjunction(pushed(negation(part)) for part in parts)
        case _:
            return node
