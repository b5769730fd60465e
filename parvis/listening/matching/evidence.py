"""Why a post matched: the characters of its text that the query asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from parvis.core.folding import fold_spans
from parvis.listening.matching.interface import Document
from parvis.listening.matching.keys import Interest, Key
from parvis.listening.matching.plan import View, keys_read, planned
from parvis.listening.matching.positions import Occurrence, any_of, neighbours
from parvis.listening.query.ast import And, Near, Node, Or, Words, pushed

Span = tuple[int, int]
"""Start and end offsets in `Document.text`; the end is excluded."""


@dataclass(frozen=True, slots=True)
class _Reading:
    view: View
    keys: set[Key]

    def true(self, node: Node) -> bool:
        return planned(node).test()(self.keys, self.view)


def evidence(ast: Node, document: Document) -> tuple[Span, ...]:
    """What to highlight, in order, never overlapping. Empty when the document does not match, or not by its text."""
    node = pushed(ast)
    words = fold_spans(document.text)
    tokens = [word for word, _, _ in words]
    interest = Interest()
    interest.add(keys_read(node))
    reading = _Reading(View(document, tokens), interest.of_document(document, tokens))
    found = sorted(set(_found(node, reading)))
    return tuple(_merged((words[first][1], words[last][2]) for first, last in found))


def _found(node: Node, reading: _Reading) -> Iterable[Occurrence]:
    """Positions of the words that make `node` true; nothing for what is refused or not in the text."""
    if not reading.true(node):
        return
    match node:
        case Words():
            yield from any_of(node, reading.view.tokens, reading.view.exact())
        case Near():
            yield from _near(node, reading.view)
        case And(parts) | Or(parts):
            for part in parts:
                yield from _found(part, reading)


def _near(near: Near, view: View) -> set[Occurrence]:
    left = any_of(near.left, view.tokens, view.exact())
    right = any_of(near.right, view.tokens, view.exact())
    found = neighbours(left, right, near.distance)
    return found if near.ordered else found | neighbours(right, left, near.distance)


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
