"""A tree written as a query again: what `parse` reads back as the same tree."""

from __future__ import annotations

from parvis.listening.query.ast import And, Day, Field, Followers, Near, Node, Not, Or, Words
from parvis.listening.query.lexer import needs_quotes


def format(ast: Node) -> str:
    """The canonical text: operators in English, a dash for what is left out, no needless parenthesis or quote."""
    match ast:
        case Words(text, exact):
            return ("exact:" if exact else "") + quoted(text)
        case Field(name, value):
            return f"{name}:{quoted(value)}"
        case Day(side, day):
            return f"{side}:{day.isoformat()}"
        case Followers(comparison, count):
            return f"followers:{comparison}{count}"
        case Near(left, right, distance, ordered):
            return f"{_grouped(left)} NEAR/{distance}{'f' if ordered else ''} {_grouped(right)}"
        case Not(part):
            return f"-{_grouped(part)}"
        case And(parts):
            return "".join(_joined(part, first=index == 0) for index, part in enumerate(parts))
        case Or(parts):
            return " OR ".join(format(part) for part in parts)


def quoted(text: str) -> str:
    """A word or a value, between quotation marks where it needs them."""
    return f'"{text}"' if needs_quotes(text) else text


def _joined(part: Node, *, first: bool) -> str:
    text = f"({format(part)})" if isinstance(part, Or) else format(part)
    if first:
        return text
    return f" {text}" if isinstance(part, Not) else f" AND {text}"


def _grouped(node: Node) -> str:
    return f"({format(node)})" if isinstance(node, And | Or | Near) else format(node)
