"""What may stand beside a page's verb."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OfThePage:
    """No operation, and why a program has no use for one."""

    reason: str


Beside = str | tuple[str, ...] | OfThePage
Verbs = dict[str, Beside]
Sent = Callable[[Mapping[str, int]], object]
"""From the ids of the furniture to the body of a call."""
