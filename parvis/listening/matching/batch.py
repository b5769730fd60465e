"""The engine for many watches: posts are met a thousand at a time by sorted arrays of keys (numpy).

Most watches stand in one sorted segment; those added since in a small one, sorted again whenever one was added. A thread
joins the two when the small one has grown, and chooses the anchors anew by what was seen meanwhile. Every match reads one
state from its beginning to its end, so a watch that is changed meanwhile is met once, in its old or in its new wording.
"""

from __future__ import annotations

import threading
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from parvis.core.memory import give_back
from parvis.listening.matching.cutting import Hashes, Numbers, Words, cut
from parvis.listening.matching.fieldkeys import VALUES
from parvis.listening.matching.hashing import key_hash
from parvis.listening.matching.interface import Document
from parvis.listening.matching.raw import Entry, entry, joined, kept, language_number, raw
from parvis.listening.matching.rest import Post, holds
from parvis.listening.matching.rounds import candidates
from parvis.listening.matching.segment import Segment, segment
from parvis.listening.query.ast import Node

POSTS_AT_ONCE = 1_000
LETTERS_AT_ONCE = 1 << 18
SMALL = 1_000
"""Watches that are sorted anew at each addition; more are joined with the others."""
WAITING = 4_000
"""Watches that wait for a first match before they are joined: bounds the memory of a long loading."""
FIRST_LOOK = 2_000
"""Posts after which anchors are first chosen by what was seen; then three times as many, each time."""
REMEMBERED = 50_000
"""Values of fields whose keys are kept."""
NOTHING = raw((), ())


@dataclass(frozen=True, slots=True)
class _Part:
    """A segment; what it cannot decide, by id, and whether by row; which of its watches are gone."""

    segment: Segment
    rests: dict[int, Node]
    asks: NDArray[np.bool_]
    gone: NDArray[np.bool_]

    def without(self, row: int) -> _Part:
        gone = self.gone.copy()
        gone[row] = True
        return replace(self, gone=gone)


def _part(sorted_: Segment, rests: dict[int, Node]) -> _Part:
    asks = np.isin(sorted_.ids, np.fromiter(rests, np.int64, len(rests)))
    return _Part(sorted_, rests, asks, np.zeros(len(sorted_.ids), bool))


def _living(old: _Part, reworded: Container[int]) -> dict[int, Node]:
    """What is left to ask for the watches of `old` that are neither gone nor reworded."""
    gone = set(old.segment.ids[old.gone].tolist())
    return {id: rest for id, rest in old.rests.items() if id not in gone and id not in reworded}


@dataclass(frozen=True, slots=True)
class _State:
    main: _Part
    fresh: _Part


@dataclass(slots=True)
class _Seen:
    """Posts met since the anchors were chosen, and how many more until they are chosen again."""

    posts: float = 0
    until: float = FIRST_LOOK


class BatchMatcher:
    """See `Matcher`."""

    def __init__(self) -> None:
        nothing = _part(segment(NOTHING, 0), {})
        self._state = _State(nothing, nothing)
        self._fresh: dict[int, Entry] = {}
        self._stale = False
        self._changing = threading.Lock()
        self._joining: threading.Thread | None = None
        self._left: set[int] = set()
        self._seen = _Seen()
        self._field_memo: dict[tuple[str, str], tuple[int, ...]] = {}

    def __len__(self) -> int:
        with self._changing:
            main = self._state.main
            return len(main.gone) - int(np.count_nonzero(main.gone)) + len(self._fresh)

    def add(self, id: int, ast: Node) -> None:
        written = entry(ast)
        with self._changing:
            self._leave(id)
            self._fresh[id] = written
            self._stale = True
            if len(self._fresh) >= WAITING:
                self._join_soon()

    def remove(self, id: int) -> None:
        with self._changing:
            if not self._leave(id):
                raise KeyError(id)
            main = self._state.main
            if np.count_nonzero(main.gone) * 4 > len(main.gone) > SMALL:
                self._join_soon()

    def _leave(self, id: int) -> bool:
        """Whether it was there."""
        if self._joining is not None:
            self._left.add(id)
        if self._fresh.pop(id, None) is not None:
            self._stale = True
            return True
        main = self._state.main
        row = main.segment.row(id)
        if row is None or main.gone[row]:
            return False
        self._state = replace(self._state, main=main.without(row))
        return True

    def _settled(self) -> _State:
        """All that was said until now, ready to be met."""
        with self._changing:
            self._freshen()
            if len(self._fresh) > SMALL:
                self._join_soon()
            return self._state

    def _counted(self, posts: int) -> None:
        """These were met: their keys are counted."""
        with self._changing:
            self._seen.posts += posts
            if self._seen.posts > self._seen.until:
                self._join_soon()

    def _freshen(self) -> None:
        if self._stale:
            seen = self._seen.posts
            fresh = segment(raw(list(self._fresh), self._fresh.values(), seen), seen)
            rests = {id: e.rest for id, e in self._fresh.items() if e.rest is not None}
            self._state = replace(self._state, fresh=_part(fresh, rests))
            self._stale = False

    def _join_soon(self) -> None:
        if self._joining is None:
            self._joining = threading.Thread(target=self._join, name="watches", daemon=True)
            self._joining.start()

    def rest(self) -> None:
        """Waits until no joining is under way."""
        while (joining := self._joining) is not None:
            joining.join()

    def _join(self) -> None:
        try:
            with self._changing:
                self._left = set()
                self._freshen()
                main, fresh, added, seen = self._state.main, self._state.fresh, dict(self._fresh), self._seen.posts
            made = segment(joined(kept(main.segment.raw(), ~main.gone), fresh.segment.raw()), seen)
            part = _part(made, _living(main, added) | fresh.rests)
        except BaseException:
            self._joining = None
            raise
        with self._changing:
            self._take(part, added)
        del main, fresh, added, made, part  # they hold what was joined
        give_back()

    def _take(self, made: _Part, added: Mapping[int, Entry]) -> None:
        """The joined watches stand in for the old ones; what was changed or removed while they were joined is gone."""
        gone = [row for id in self._left if (row := made.segment.row(id)) is not None]
        made.gone[gone] = True
        self._fresh = {id: e for id, e in self._fresh.items() if added.get(id) is not e}
        self._stale = True
        self._state = replace(self._state, main=made)
        self._seen.until = max(FIRST_LOOK, self._seen.posts * 3)
        self._joining = None

    def match(self, documents: Sequence[Document]) -> list[tuple[int, int]]:
        state = self._settled()
        indexes: list[Numbers] = []
        ids: list[Numbers] = []
        for start, batch in _batches(documents):
            words = cut([document.text for document in batch])
            posts: dict[int, Post] = {}
            for part in (state.main, state.fresh):
                if len(part.segment.ids):
                    index, row = self._met(part, batch, words, posts)
                    indexes.append(index + start)
                    ids.append(part.segment.ids[row])
        self._counted(len(documents))
        if not ids:
            return []
        index, id = np.concatenate(indexes), np.concatenate(ids)
        order = np.lexsort((id, index))
        return list(zip(index[order].tolist(), id[order].tolist(), strict=True))

    def _met(
        self, part: _Part, documents: Sequence[Document], words: Words, posts: dict[int, Post]
    ) -> tuple[Numbers, Numbers]:
        """(indexes of documents, rows) that match."""
        index, row = candidates(part.segment, len(documents), *self._keys(part.segment, documents, words))
        living = ~part.gone[row]
        index, row = _asked(part, documents, index[living], row[living], posts)
        return _speaking(part, documents, index, row, posts)

    def _keys(self, segment: Segment, documents: Sequence[Document], words: Words) -> tuple[Numbers, Hashes]:
        """(index of the document, key) of all that the watches of `segment` may ask for."""
        found = [(words.post, words.hash), words.mentions()]
        if segment.pairs:
            found.append(words.pairs())
        found += [words.starts(length) for length in segment.start_lengths]
        if segment.fields:
            found.append(self._field_keys(segment.fields, documents))
        return np.concatenate([post for post, _ in found]), np.concatenate([key for _, key in found])

    def _field_keys(self, fields: Sequence[str], documents: Sequence[Document]) -> tuple[Numbers, Hashes]:
        numbers: list[int] = []
        keys: list[int] = []
        memo = self._field_memo
        for field_ in fields:
            values = VALUES[field_][0]
            for number, document in enumerate(documents):
                for value in values(document):
                    known = memo.get((field_, value))
                    if known is None:
                        known = self._of_value(field_, value)
                    keys += known
                    numbers += [number] * len(known)
        return np.array(numbers, np.int64), np.array(keys, np.uint64)

    def _of_value(self, field_: str, value: str) -> tuple[int, ...]:
        if len(self._field_memo) >= REMEMBERED:
            self._field_memo = {}
        found = tuple(key_hash(f"{field_}:{part}") for part in VALUES[field_][1](value))
        self._field_memo[field_, value] = found
        return found


def _asked(
    part: _Part, documents: Sequence[Document], index: Numbers, row: Numbers, posts: dict[int, Post]
) -> tuple[Numbers, Numbers]:
    """Those where what the keys do not decide holds as well."""
    unsure = np.flatnonzero(part.asks[row])
    if not len(unsure):
        return index, row
    keep = np.ones(len(row), bool)
    places = zip(unsure.tolist(), index[unsure].tolist(), part.segment.ids[row[unsure]].tolist(), strict=True)
    for place, number, id in places:
        keep[place] = holds(part.rests[id], _post(documents, number, posts))
    return index[keep], row[keep]


def _speaking(
    part: _Part, documents: Sequence[Document], index: Numbers, row: Numbers, posts: dict[int, Post]
) -> tuple[Numbers, Numbers]:
    """Those in the language that the watch asks for. It is found out last, and only of posts of which it decides."""
    wanted = part.segment.languages[row]
    asking = np.flatnonzero(wanted)
    if not len(asking):
        return index, row
    spoken = np.zeros(len(documents), np.int32)
    for number in np.unique(index[asking]).tolist():
        spoken[number] = language_number(_post(documents, number, posts).view.language())
    keep = np.ones(len(row), bool)
    keep[asking] = spoken[index[asking]] == wanted[asking]
    return index[keep], row[keep]


def _post(documents: Sequence[Document], number: int, posts: dict[int, Post]) -> Post:
    post = posts.get(number)
    if post is None:
        post = posts[number] = Post(documents[number])
    return post


def _batches(documents: Sequence[Document]) -> Iterator[tuple[int, Sequence[Document]]]:
    """(index of the first, documents), as many as are met together."""
    start = letters = 0
    for index, document in enumerate(documents):
        size = len(document.text)
        if index > start and (index - start >= POSTS_AT_ONCE or letters + size > LETTERS_AT_ONCE):
            yield start, documents[start:index]
            start, letters = index, 0
        letters += size
    if start < len(documents):
        yield start, documents[start:]
