"""Which parts of a post some watch cares about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TypeVar

from parvis.core.folding import bare
from parvis.listening.matching.fieldkeys import VALUES
from parvis.listening.matching.interface import Document

T = TypeVar("T")
Key = str | tuple[str, str]
"""A folded word; "*" and the start of a word; two words in a row; "field:value"."""

REMEMBERED = 300_000
"""Words of posts whose keys are kept: some 40 MB at most."""


class Interest:
    """Keys of all watches, counted so that watches come and go; from a word of a post to the keys it answers."""

    def __init__(self) -> None:
        self._count: Counter[Key] = Counter()
        self._prefix_lengths: Counter[int] = Counter()
        self._fields: Counter[str] = Counter()
        self._field_memo: dict[tuple[str, str], tuple[str, ...]] = {}
        self.pairs: set[tuple[str, str]] = set()
        self.memo: dict[str, tuple[str, ...]] = {}

    def add(self, keys: Iterable[Key]) -> None:
        for key in keys:
            self._count[key] += 1
            if self._count[key] == 1:
                self._appear(key)

    def remove(self, keys: Iterable[Key]) -> None:
        for key in keys:
            self._count[key] -= 1
            if not self._count[key]:
                self._vanish(key)

    def _appear(self, key: Key) -> None:
        if isinstance(key, tuple):
            self.pairs.add(key)
        elif key[0] == "*":
            self._prefix_lengths[len(key) - 1] += 1
        elif ":" in key:
            self._fields[key.partition(":")[0]] += 1
        self._forget()

    def _vanish(self, key: Key) -> None:
        del self._count[key]
        if isinstance(key, tuple):
            self.pairs.discard(key)
        elif key[0] == "*":
            self._prefix_lengths = self._less(self._prefix_lengths, len(key) - 1)
        elif ":" in key:
            self._fields = self._less(self._fields, key.partition(":")[0])
        self._forget()

    def _less(self, counter: Counter[T], one: T) -> Counter[T]:
        return +(counter - Counter([one]))

    def _forget(self) -> None:
        """New memories rather than emptied ones: a match under way may still write into the old."""
        self.memo = {}
        self._field_memo = {}

    def of_word(self, token: str) -> tuple[str, ...]:
        """The keys that `token` answers: itself, its starts, and for a mention the same without its sign."""
        if len(self.memo) > REMEMBERED:
            self.memo.clear()
        count, memo = self._count, self.memo
        forms = (token, token[1:]) if token[0] == "@" else (token,)
        found = [form for form in forms if form in count]
        for form in forms:
            starts = ("*" + form[:length] for length in tuple(self._prefix_lengths) if length <= len(form))
            found += [start for start in starts if start in count]
        result = memo[token] = tuple(found)
        return result

    def of_document(self, document: Document, tokens: list[str]) -> set[Key]:
        """The keys that `document` answers; `tokens`: its text folded."""
        memo = self.memo
        keys: set[Key] = set()
        for token in tokens:
            known = memo.get(token)
            if known is None:
                known = self.of_word(token)
            if known:
                keys.update(known)
        row = [bare(token) for token in tokens] if "@" in "".join(tokens) else tokens
        keys.update(self.pairs.intersection(pairwise(row)))
        if self._fields:
            keys.update(self.of_fields(document))
        return keys

    def of_fields(self, document: Document) -> Iterator[str]:
        """The keys that the author, the place, … of `document` answer."""
        for field in tuple(self._fields):
            for value in VALUES[field][0](document):
                found = self._field_memo.get((field, value))
                yield from self._of_value(field, value) if found is None else found

    def _of_value(self, field: str, value: str) -> tuple[str, ...]:
        if len(self._field_memo) > REMEMBERED:
            self._field_memo.clear()
        keys = (f"{field}:{part}" for part in VALUES[field][1](value))
        result = self._field_memo[field, value] = tuple(key for key in keys if key in self._count)
        return result
