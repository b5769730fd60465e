"""One matcher, two engines: few posts at a time are met one by one, many at a time in numpy."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Sequence

from parvis.listening.matching.anchors import AnchorMatcher
from parvis.listening.matching.interface import Document, Matcher
from parvis.listening.query.ast import Node

MANY_WATCHES = 5_000
"""From here on the plain engine would cost more memory than it saves time."""
MANY_POSTS = 50
"""In one match; under that, numpy costs more than it saves."""
WORTH_LOADING = 5_000
"""Posts met in large batches before numpy is loaded for a few watches (a tenth of a second)."""


class SizedMatcher:
    """See `Matcher`. Up to MANY_WATCHES both engines may hold the watches; a match is always the work of one."""

    def __init__(self) -> None:
        self._few: AnchorMatcher | None = AnchorMatcher()
        self._many: Matcher | None = None
        self._asts: dict[int, Node] = {}
        self._met = 0
        self._changing = threading.Lock()

    def __len__(self) -> int:
        return len(self._asts) if self._few is not None else len(self._large())

    def add(self, id: int, ast: Node) -> None:
        with self._changing:
            for engine in (self._few, self._many):
                if engine is not None:
                    engine.add(id, ast)
            if self._few is not None:
                self._asts[id] = ast
                if len(self._asts) > MANY_WATCHES:
                    self._large()
                    self._few, self._asts = None, {}

    def remove(self, id: int) -> None:
        with self._changing:
            for engine in (self._few, self._many):
                if engine is not None:
                    engine.remove(id)
            self._asts.pop(id, None)

    def match(self, documents: Sequence[Document]) -> list[tuple[int, int]]:
        few = self._few
        if few is None:
            return self._large().match(documents)
        if len(documents) < MANY_POSTS:
            return few.match(documents)
        self._met += len(documents)
        if self._many is None:
            if self._met < WORTH_LOADING:
                return few.match(documents)
            with self._changing:
                return self._large().match(documents)
        return self._many.match(documents)

    def _large(self) -> Matcher:
        """The engine for many, made from what the other holds; with the lock held when it may not exist yet."""
        if self._many is None:
            # numpy takes a tenth of a second to import, which a house with few watches should not wait for
            made: Matcher = importlib.import_module("parvis.listening.matching.batch").BatchMatcher()
            for id, ast in self._asts.items():
                made.add(id, ast)
            self._many = made
        return self._many
