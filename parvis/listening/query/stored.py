"""A tree as plain data (JSON) and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from parvis.listening.query.ast import (
    And,
    Day,
    Field,
    Followers,
    Near,
    Node,
    Not,
    Or,
    Words,
    conjunction,
    disjunction,
    negation,
)


def to_json(ast: Node) -> dict[str, Any]:
    """`{"and": […]}`, `{"or": […]}`, `{"not": …}`, `{"words": "…", "exact": bool}`, `{"near": […], "within": n,
    "ordered": bool}`, `{"field": name, "value": "…"}`, `{"after"|"before": "YYYY-MM-DD"}`, `{"followers": ">", "count": n}`."""
    match ast:
        case And(parts):
            return {"and": [to_json(part) for part in parts]}
        case Or(parts):
            return {"or": [to_json(part) for part in parts]}
        case Not(part):
            return {"not": to_json(part)}
        case Words(text, exact):
            return {"words": text, "exact": exact}
        case Near(left, right, distance, ordered):
            return {"near": [to_json(left), to_json(right)], "within": distance, "ordered": ordered}
        case Field(name, value):
            return {"field": name, "value": value}
        case Day(side, day):
            return {side: day.isoformat()}
        case Followers(comparison, count):
            return {"followers": comparison, "count": count}


def from_json(data: Mapping[str, Any]) -> Node:
    """Raises ValueError when `data` is not what `to_json` gives."""
    try:
        return _node(data)
    except (KeyError, TypeError, RecursionError) as bad:
        raise ValueError("not the tree of a query") from bad


def _node(data: Mapping[str, Any]) -> Node:
    match data:
        case {"and": parts}:
            return conjunction(_node(part) for part in parts)
        case {"or": parts}:
            return disjunction(_node(part) for part in parts)
        case {"not": part}:
            return negation(_node(part))
        case {"words": str(text), "exact": bool(exact)}:
            return Words(text, exact)
        case {"near": [left, right], "within": int(distance), "ordered": bool(ordered)}:
            first, second = _node(left), _node(right)
            if isinstance(first, Words | Or) and isinstance(second, Words | Or):
                return Near(first, second, distance, ordered)
        case {"field": name, "value": str(value)}:
            return Field(name, value)
        case {"after": str(day)}:
            return Day("after", date.fromisoformat(day))
        case {"before": str(day)}:
            return Day("before", date.fromisoformat(day))
        case {"followers": comparison, "count": int(count)}:
            return Followers(comparison, count)
    raise ValueError("not the tree of a query")
