"""A tree made ready for matching: keys to compare as sets, and closures for what keys cannot decide."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import pairwise

from parvis.core.folding import exact_tokens, fold_tokens
from parvis.listening.matching import fieldkeys
from parvis.listening.matching.interface import Document
from parvis.listening.matching.keys import Key
from parvis.listening.matching.positions import any_of, followed, occurrences
from parvis.listening.query.ast import And, Day, Field, Followers, Near, Node, Not, Or, Words, pushed
from parvis.listening.query.words import Piece, pieces

Check = Callable[[Set["Key"], "View"], bool]


class View:
    """One document while it is matched: what is costly is computed once, and only when asked."""

    __slots__ = ("_exact", "_language", "_tokens", "document")

    def __init__(self, document: Document, tokens: list[str] | None = None) -> None:
        self.document = document
        self._tokens = tokens
        self._exact: list[str] | None = None
        self._language: str | None = None

    @property
    def tokens(self) -> list[str]:
        if self._tokens is None:
            self._tokens = fold_tokens(self.document.text)
        return self._tokens

    def exact(self) -> list[str]:
        if self._exact is None:
            self._exact = exact_tokens(self.document.text)
        return self._exact

    def language(self) -> str:
        if self._language is None:
            given = self.document.language
            self._language = (given if isinstance(given, str) else given()).replace("_", "-").partition("-")[0].lower()
        return self._language


@dataclass(frozen=True, slots=True)
class Plan:
    """A post matches when it has all of `need`, none of `refused`, one of each of `either`, and passes `checks`."""

    need: frozenset[Key] = frozenset()
    refused: frozenset[Key] = frozenset()
    either: tuple[frozenset[Key], ...] = ()
    checks: tuple[Check, ...] = ()

    def test(self) -> Check:
        """The plan as one function, the shortest that this plan needs."""
        need, refused, either, checks = self.need, self.refused, self.either, self.checks

        def by_keys(keys: Set[Key], _: View) -> bool:
            return need <= keys and refused.isdisjoint(keys)

        def by_groups(keys: Set[Key], _: View) -> bool:
            return need <= keys and refused.isdisjoint(keys) and True not in map(keys.isdisjoint, either)

        def by_all(keys: Set[Key], view: View) -> bool:
            return by_groups(keys, view) and all(check(keys, view) for check in checks)

        if checks:
            return by_all
        return by_groups if either else by_keys

    @property
    def only_key(self) -> Key | None:
        """The key that alone decides, when there is one."""
        sole = len(self.need) == 1 and not (self.refused or self.either or self.checks)
        return next(iter(self.need)) if sole else None


def planned(ast: Node) -> Plan:
    """The plan of a whole query."""
    return _plan(pushed(ast))


def _plan(node: Node) -> Plan:
    match node:
        case Words():
            return _words(node)
        case Near():
            return _near(node)
        case Field():
            return _field(node)
        case Day() | Followers():
            return Plan(checks=(_measure(node),))
        case Not(part):
            return _refusal(_plan(part))
        case And(parts):
            return _all(_plan(part) for part in sorted(parts, key=_asks_language))
        case Or(parts):
            return _any([_plan(part) for part in sorted(parts, key=_asks_language)])


def _asks_language(node: Node) -> bool:
    """Language comes last: detecting it costs more than the rest."""
    match node:
        case Field("lang"):
            return True
        case Not(part):
            return _asks_language(part)
        case And(parts) | Or(parts):
            return any(_asks_language(part) for part in parts)
        case _:
            return False


def _all(plans: Iterable[Plan]) -> Plan:
    plans = list(plans)
    return Plan(
        frozenset().union(*(plan.need for plan in plans)),
        frozenset().union(*(plan.refused for plan in plans)),
        tuple(group for plan in plans for group in plan.either),
        tuple(check for plan in plans for check in plan.checks),
    )


def _any(plans: Sequence[Plan]) -> Plan:
    sole = [plan.only_key for plan in plans]
    if all(key is not None for key in sole):
        return Plan(either=(frozenset(key for key in sole if key is not None),))
    tests = [plan.test() for plan in plans]
    return Plan(checks=(lambda keys, view: any(test(keys, view) for test in tests),))


def _refusal(plan: Plan) -> Plan:
    if plan.only_key is not None:
        return Plan(refused=plan.need)
    matches = plan.test()
    return Plan(checks=(lambda keys, view: not matches(keys, view),))


def word_keys(words: Words) -> list[Key]:
    """The keys of every post that has `words`: pairs where two plain words follow each other, else single words."""
    row = pieces(words)
    pairs: list[Key] = [(a.folded, b.folded) for a, b in pairwise(row) if _plain(a) and _plain(b)]
    paired = {word for pair in pairs for word in pair}
    singles: list[Key] = ["*" + p.folded if p.prefix else p.folded for p in row if p.prefix or p.folded not in paired]
    return pairs + singles


def _plain(piece: Piece) -> bool:
    return not piece.prefix and piece.folded[0] != "@"


def _words(words: Words) -> Plan:
    row, keys = pieces(words), word_keys(words)
    if len(keys) == 1 and not words.exact:
        return Plan(need=frozenset(keys))
    if words.exact:
        return Plan(frozenset(keys), checks=(lambda _, view: bool(occurrences(row, view.tokens, view.exact())),))
    return Plan(frozenset(keys), checks=(lambda _, view: bool(occurrences(row, view.tokens, ())),))


def _near(near: Near) -> Plan:
    sides = [near.left, near.right]
    single = [side for side in sides if isinstance(side, Words)]
    groups = [side for side in sides if isinstance(side, Or)]
    need = frozenset(key for side in single for key in word_keys(side))
    either = tuple(frozenset(word_keys(m)[0] for m in side.parts if isinstance(m, Words)) for side in groups)
    exact = any(
        m.exact for side in sides for m in (side.parts if isinstance(side, Or) else (side,)) if isinstance(m, Words)
    )
    distance, ordered = near.distance, near.ordered

    def stands(_: Set[Key], view: View) -> bool:
        accents = view.exact() if exact else ()
        left, right = (any_of(side, view.tokens, accents) for side in sides)
        return followed(left, right, distance) or (not ordered and followed(right, left, distance))

    return Plan(need, either=either, checks=(stands,))


def _field(field: Field) -> Plan:
    if field.name == "lang":
        code = field.value
        return Plan(checks=(lambda _, view: view.language() == code,))
    keys: frozenset[Key] = frozenset(fieldkeys.wanted_keys(field))
    if fieldkeys.keys_suffice(field):
        return Plan(keys)
    return Plan(keys, checks=(lambda _, view: fieldkeys.holds(field, view.document),))


_COMPARE = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le, "=": operator.eq}


def _measure(node: Day | Followers) -> Check:
    if isinstance(node, Followers):
        compare, count = _COMPARE[node.comparison], node.count
        return lambda _, view: view.document.followers is not None and bool(compare(view.document.followers, count))
    midnight = datetime.combine(node.day, time(), UTC)
    if node.side == "after":
        return lambda _, view: view.document.at is not None and view.document.at >= midnight
    return lambda _, view: view.document.at is not None and view.document.at < midnight


def keys_read(node: Node) -> Iterable[Key]:
    """Every key that the plan of `node` reads."""
    match node:
        case Words():
            yield from word_keys(node)
        case Near(left, right):
            yield from keys_read(left)
            yield from keys_read(right)
        case Field(name) if name != "lang":
            yield from fieldkeys.wanted_keys(node)
        case Not(part):
            yield from keys_read(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from keys_read(part)
