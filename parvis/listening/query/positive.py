"""A watch must ask for something: a query that only excludes or narrows would have to read every post."""

from __future__ import annotations

from parvis.core.messages import Message
from parvis.listening.query.ast import And, Field, Near, Node, Not, Or, Words, pushed
from parvis.listening.query.errors import Problem
from parvis.listening.query.fields import POSITIVE


def refusal(node: Node) -> Problem | None:
    """Why this query cannot be watched, pointing at the part that asks for nothing; None when it can."""
    if anchored(node):
        return None
    if isinstance(node, Or):
        culprit = next(part for part in node.parts if not anchored(part))
        return Problem(
            culprit.span, Message("This side of OR asks for nothing on its own: every post, or nearly, would match.")
        )
    if _refuses(node):
        return Problem(node.span, Message("This query only says what to leave out. Add a word to look for."))
    message = Message(
        "This only narrows a search. Add a word, an author, a place, a site, a tag or a link to look for."
    )
    return Problem(node.span, message)


def _refuses(node: Node) -> bool:
    return isinstance(node, Not) or (isinstance(node, And | Or) and any(_refuses(part) for part in node.parts))


def anchored(node: Node) -> bool:
    """Whether every match must contain a word, or come from an author, a place, a site, a tag or a link, of the query."""
    return _asks(pushed(node))


def _asks(node: Node) -> bool:
    match node:
        case Words() | Near():
            return True
        case Field(name):
            return name in POSITIVE
        case And(parts):
            return any(_asks(part) for part in parts)
        case Or(parts):
            return all(_asks(part) for part in parts)
        case _:
            return False
