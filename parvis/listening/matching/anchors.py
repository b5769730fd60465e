"""The engine in plain Python: each watch waits under its rarest required key and is checked only where that key stands.

Two words in a row are one key, so that phrases of common words are rare too. A watch that a single key decides is
never checked at all.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from parvis.core.folding import fold_tokens
from parvis.listening.matching.fieldkeys import wanted_keys
from parvis.listening.matching.interface import Document
from parvis.listening.matching.keys import Interest, Key
from parvis.listening.matching.plan import Check, View, keys_read, planned, word_keys
from parvis.listening.matching.rarity import share
from parvis.listening.query.ast import And, Field, Near, Node, Or, Words, pushed
from parvis.listening.query.fields import POSITIVE

Anchor = tuple[float, tuple[Key, ...]]
"""How many posts in 10,000 are expected to have one of the keys, and the keys."""


def _rarest(keys: Iterable[Key]) -> Anchor:
    return min(((share(key), (key,)) for key in keys), key=itemgetter(0))


def anchor(node: Node) -> Anchor | None:
    """Keys of which every match has at least one, the fewest posts having them; None when there are none."""
    match node:
        case Words():
            return _rarest(word_keys(node))
        case Near(left, right):
            return min((found for side in (left, right) if (found := anchor(side))), key=itemgetter(0))
        case Field(name):
            return _rarest(wanted_keys(node)) if name in POSITIVE else None
        case And(parts):
            return min((found for part in parts if (found := anchor(part))), default=None, key=itemgetter(0))
        case Or(parts):
            sides = [side for part in parts if (side := anchor(part))]
            keys = tuple(dict.fromkeys(key for _, keys in sides for key in keys))
            return (sum(expected for expected, _ in sides), keys) if len(sides) == len(parts) else None
        case _:
            return None


@dataclass(frozen=True, slots=True)
class _Watch:
    only_key: Key | None
    test: Check
    anchors: tuple[Key, ...]
    keys: frozenset[Key]


class AnchorMatcher:
    """See `Matcher`. Watches change between two posts, never within one."""

    def __init__(self) -> None:
        self._interest = Interest()
        self._watches: dict[int, _Watch] = {}
        self._tests: dict[int, Check] = {}
        self._decided: dict[Key, list[int]] = {}
        self._waiting: dict[Key, list[int]] = {}
        self._changing = threading.Lock()

    def __len__(self) -> int:
        return len(self._watches)

    def add(self, id: int, ast: Node) -> None:
        pure = pushed(ast)
        found = anchor(pure)
        if found is None:
            raise ValueError("a query without a positive term cannot be watched")
        plan = planned(pure)
        watch = _Watch(plan.only_key, plan.test(), found[1], frozenset(keys_read(pure)))
        with self._changing:
            if id in self._watches:
                self._drop(id)
            self._watches[id] = watch
            self._tests[id] = watch.test
            self._interest.add(watch.keys)
            home = self._waiting if watch.only_key is None else self._decided
            for key in watch.anchors:
                home.setdefault(key, []).append(id)

    def remove(self, id: int) -> None:
        with self._changing:
            self._drop(id)

    def _drop(self, id: int) -> None:
        watch = self._watches.pop(id)
        del self._tests[id]
        self._interest.remove(watch.keys)
        home = self._waiting if watch.only_key is None else self._decided
        for key in watch.anchors:
            home[key] = [other for other in home[key] if other != id]
            if not home[key]:
                del home[key]

    def match(self, documents: Sequence[Document]) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for index, document in enumerate(documents):
            tokens = fold_tokens(document.text)
            # One post, one state: a watch that is reworded meanwhile is met in its old or in its new wording.
            with self._changing:
                ids = self._match(View(document, tokens), self._interest.of_document(document, tokens))
            found += [(index, id) for id in sorted(set(ids))]
        return found

    def _match(self, view: View, keys: set[Key]) -> list[int]:
        decided, waiting, tests = self._decided, self._waiting, self._tests
        ids: list[int] = []
        candidates: set[int] = set()
        for key in keys:
            sure = decided.get(key)
            if sure:
                ids += sure
            maybe = waiting.get(key)
            if maybe:
                candidates.update(maybe)
        for id in candidates:
            test = tests.get(id)
            if test is not None and test(keys, view):
                ids.append(id)
        return ids
