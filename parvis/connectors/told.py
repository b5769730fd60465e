"""JSON of strangers, read without trust: whatever stands there, these give what was expected or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MOST = 10**10
"""No count is larger than all people."""


def text(told: Any) -> str:
    return told if isinstance(told, str) else str(told) if isinstance(told, int) and not isinstance(told, bool) else ""


def number(told: Any) -> int:
    """Counters are shown and added up: what is no count is 0."""
    return min(max(told, 0), MOST) if isinstance(told, int) else 0


def entries(told: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects of a list, whatever else stands there."""
    found = told.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def inside(told: Any, *path: str) -> Any:
    """`inside(told, "record", "reply", "root")`; None where the way ends."""
    for name in path:
        told = told.get(name) if isinstance(told, dict) else None
    return told


def mapping(told: Any) -> Mapping[str, Any]:
    return told if isinstance(told, dict) else {}
