"""From the text of a query to its tree, or to a problem with its place and its mend.

NOT binds closest, then NEAR, then AND (written or not), then OR.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NoReturn

from parvis.core.messages import Message
from parvis.listening.query.ast import (
    Near,
    Node,
    Not,
    Or,
    Words,
    at,
    conjunction,
    disjunction,
    negation,
)
from parvis.listening.query.errors import Notice, Problem, QueryError, Span
from parvis.listening.query.lexer import Lexer, Token, replaced
from parvis.listening.query.positive import refusal

LONGEST = 4000
"""Characters in a query."""
DEEPEST = 40
"""Parentheses inside one another."""
_MENDINGS = 8


@dataclass(frozen=True, slots=True)
class Query:
    """A query that can be watched: its text as typed, its tree, and what may not be what was meant."""

    text: str
    ast: Node
    notices: tuple[Notice, ...] = ()


def parse(text: str) -> Query:
    """Raises QueryError; every mend in it, and in the notices, parses."""
    try:
        query = _read(text)
    except QueryError as error:
        raise QueryError(tuple(replace(p, mend=_sure(p.mend)) for p in error.problems)) from None
    return replace(query, notices=tuple(replace(n, mend=_sure(n.mend)) for n in query.notices))


def _sure(mend: str | None) -> str | None:
    """The mend, itself mended as long as it needs it; None when that leads nowhere."""
    for _ in range(_MENDINGS):
        if mend is None:
            return None
        try:
            _read(mend)
        except QueryError as error:
            mend = error.mend
        else:
            return mend.strip()
    return None


def _read(text: str) -> Query:
    if len(text) > LONGEST:
        message = Message("A query has at most %(most)d characters; this one has %(length)d.")
        message = replace(message, params={"most": LONGEST, "length": len(text)})
        raise QueryError((Problem((LONGEST, len(text)), message),))
    lexer = Lexer(text)
    if lexer.problems:
        raise QueryError(tuple(sorted(lexer.problems, key=lambda problem: problem.position)))
    ast = _Parser(text, lexer.tokens).query()
    refused = refusal(ast)
    if refused:
        raise QueryError((refused,))
    return Query(text, ast, tuple(lexer.notices))


class _Parser:
    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.place = 0

    def query(self) -> Node:
        if not self.tokens:
            self._fail((0, len(self.text)), Message("Write at least one word to look for."))
        ast = self._or(0)
        if self._kind() is not None:
            span = self.tokens[self.place].span
            self._fail(span, Message("This parenthesis closes nothing."), self._without(span))
        return ast

    def _kind(self) -> str | None:
        return self.tokens[self.place].kind if self.place < len(self.tokens) else None

    def _take(self) -> Token:
        self.place += 1
        return self.tokens[self.place - 1]

    def _fail(self, span: Span, message: Message, mend: str | None = None) -> NoReturn:
        raise QueryError((Problem(span, message, mend),))

    def _without(self, span: Span) -> str:
        return replaced(self.text, span, "")

    def _or(self, depth: int) -> Node:
        parts = [self._and(depth)]
        while self._kind() == "or":
            self._take()
            parts.append(self._and(depth))
        return disjunction(parts)

    def _and(self, depth: int) -> Node:
        parts = [self._near(depth)]
        while True:
            if self._kind() == "and":
                self._take()
            elif self._kind() not in ("leaf", "(", "not"):
                return conjunction(parts)
            parts.append(self._near(depth))

    def _near(self, depth: int) -> Node:
        left = self._unary(depth)
        if self._kind() != "near":
            return left
        sign = self._take()
        right = self._unary(depth)
        span = (left.span[0], right.span[1])
        if isinstance(left, Not) and isinstance(left.part, Words | Or):
            message = Message("NEAR joins words; to refuse words that stand near each other, use parentheses.")
            start = self.text[left.span[0] : left.part.span[0]]
            mend = f"{self.text[: left.span[0]]}{start}({self.text[left.part.span[0] : span[1]]}){self.text[span[1] :]}"
            self._fail(left.span, message, mend)
        for side in (left, right):
            if not _joinable(side):
                message = Message("NEAR joins words, phrases, or groups of them with OR.")
                self._fail(side.span, message, replaced(self.text, sign.span, "AND"))
        if self._kind() == "near":
            self._chained(right)
        assert isinstance(left, Words | Or)
        assert isinstance(right, Words | Or)
        return Near(left, right, sign.distance, sign.ordered, span)

    def _chained(self, middle: Node) -> NoReturn:
        start, end = middle.span
        message = Message("NEAR joins two terms; for three, say which two each time.")
        mend = f"{self.text[:end]} AND {self.text[start:end]}{self.text[end:]}"
        self._fail(self.tokens[self.place].span, message, mend)

    def _unary(self, depth: int) -> Node:
        start, negative = self.place, False
        while self._kind() == "not":
            self._take()
            negative = not negative
        node = self._atom(depth)
        if self.place - start > 1 and self.tokens[start].kind == "not":
            node = at(negation(node) if negative else node, (self.tokens[start].span[0], node.span[1]))
        return node

    def _atom(self, depth: int) -> Node:
        kind = self._kind()
        if kind == "leaf":
            leaf = self._take().leaf
            assert leaf is not None
            return leaf
        if kind == "(":
            return self._group(depth)
        return self._missing()

    def _group(self, depth: int) -> Node:
        opened = self._take().span
        if depth >= DEEPEST:
            message = Message("There are more than %(most)d parentheses inside one another.", {"most": DEEPEST})
            self._fail(opened, message)
        if self._kind() == ")":
            closed = self._take().span
            message = Message("There is nothing between these parentheses.")
            self._fail((opened[0], closed[1]), message, self._without((opened[0], closed[1])))
        node = self._or(depth + 1)
        if self._kind() != ")":
            self._fail(opened, Message("This parenthesis is never closed."), self.text + ")")
        return at(node, (opened[0], self._take().span[1]))

    def _missing(self) -> NoReturn:
        """A term was expected here: blame the operator before it, or the one that stands in its place."""
        previous = self.tokens[self.place - 1] if self.place else None
        current = self.tokens[self.place] if self.place < len(self.tokens) else None
        blamed = current if current and current.kind != ")" else None
        if previous and previous.kind != "(":
            blamed = previous
        if blamed is None:
            if current is not None:
                self._fail(current.span, Message("This parenthesis closes nothing."), self._without(current.span))
            assert previous is not None
            self._fail(previous.span, Message("This parenthesis is never closed."), self._without(previous.span))
        word = self.text[slice(*blamed.span)]
        message = (
            Message("%(operator)s lacks the term after it.", {"operator": word})
            if blamed is previous
            else Message("%(operator)s lacks the term before it.", {"operator": word})
        )
        self._fail(blamed.span, message, self._without(blamed.span))


def _joinable(node: Node) -> bool:
    return isinstance(node, Words) or (isinstance(node, Or) and all(isinstance(part, Words) for part in node.parts))
