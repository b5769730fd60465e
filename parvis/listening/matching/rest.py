"""What keys alone do not decide, asked of one post at a time: NEAR, longer phrases, accents, dates, languages."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from parvis.core.folding import bare
from parvis.listening.matching.fieldkeys import VALUES
from parvis.listening.matching.interface import Document
from parvis.listening.matching.keys import Key
from parvis.listening.matching.plan import Check, View, keys_read, planned
from parvis.listening.query.ast import And, Leaf, Node

NO_KEYS: frozenset[Key] = frozenset()


class Post:
    """A post while several watches ask about it: each thing is found out once, and only when asked."""

    __slots__ = ("_fields", "_forms", "_pairs", "view")

    def __init__(self, document: Document) -> None:
        self.view = View(document)
        self._forms: frozenset[str] | None = None
        self._pairs: frozenset[Key] | None = None
        self._fields: frozenset[str] | None = None

    def answers(self, key: Key) -> bool:
        """Whether the post has this key."""
        if isinstance(key, tuple):
            return key in self.pairs()
        if ":" in key:
            return key in self.fields()
        return any(form.startswith(key[1:]) for form in self.forms()) if key[0] == "*" else key in self.forms()

    def forms(self) -> frozenset[str]:
        if self._forms is None:
            self._forms = frozenset(self.view.tokens).union(bare(token) for token in self.view.tokens)
        return self._forms

    def pairs(self) -> frozenset[Key]:
        if self._pairs is None:
            self._pairs = frozenset(pairwise(bare(token) for token in self.view.tokens))
        return self._pairs

    def fields(self) -> frozenset[str]:
        if self._fields is None:
            self._fields = frozenset(_field_keys(self.view.document))
        return self._fields


def _field_keys(document: Document) -> Iterable[str]:
    for field, (values, parts) in VALUES.items():
        yield from (f"{field}:{part}" for value in values(document) for part in parts(value))


def holds(rest: Node, post: Post) -> bool:
    """Whether the post is as `rest` asks; what its keys decide of a whole watch is decided already."""
    checks, test, keys = _asked(rest)
    if test is None:
        return all(check(NO_KEYS, post.view) for check in checks)
    return test({key for key in keys if post.answers(key)}, post.view)


@lru_cache(maxsize=8192)
def _asked(rest: Node) -> tuple[tuple[Check, ...], Check | None, frozenset[Key]]:
    """The checks alone where the keys of each part were found already; else the whole test and the keys it reads."""
    plan = planned(rest)
    parts = rest.parts if isinstance(rest, And) else (rest,)
    if all(isinstance(part, Leaf) for part in parts):
        return plan.checks, None, NO_KEYS
    return (), plan.test(), frozenset(keys_read(rest))
